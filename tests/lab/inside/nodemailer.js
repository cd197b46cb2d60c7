const nodemailer = require('nodemailer')
const t = JSON.parse(process.argv[2])
const send = nodemailer.createTransport({
	host: t.host, port: t.port, secure: t.secure,
	ignoreTLS: !t.secure && !t.starttls, requireTLS: t.starttls,
	auth: { user: t.user, pass: t.pw },
	authMethod: t.mech ? t.mech.toUpperCase() : undefined,
	tls: { servername: t.name,
		maxVersion: t.opts.includes('tls12') ? 'TLSv1.2' : 'TLSv1.3' },
})
const done = (e, r) => {
	console.log(e ? 'no: ' + e.message : 'yes')
	send.close()
}
if (t.opts.includes('leave'))
	send.verify(done)
else
	send.sendMail({ from: t.sender, to: t.to, subject: 'report',
	    text: 'line of text\n'.repeat(30) }, done)
