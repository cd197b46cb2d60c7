// nodemailer's smtp-server on 587 (STARTTLS) and 465 (TLS)
const fs = require('fs')
const { SMTPServer } = require('smtp-server')
const users = JSON.parse(fs.readFileSync('/etc/users.json'))
for (const [port, secure] of [[587, false], [465, true]]) {
	const s = new SMTPServer({
		name: process.env.FQDN, secure, disableReverseLookup: true,
		key: fs.readFileSync('/etc/lab.key'),
		cert: fs.readFileSync('/etc/lab.chain'),
		authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5'],
		onAuth(a, session, next) {
			const word = users[a.username]
			const good = word !== undefined &&
			    (a.method === 'CRAM-MD5' ?
				a.validatePassword(word) : a.password === word)
			fs.appendFileSync('/var/log/auth',
			    session.remoteAddress + (good ? ' good\n' : ' refused\n'))
			if (good)
				next(null, { user: a.username })
			else
				next(new Error('Invalid username or password'))
		},
		onData(stream, session, next) {
			stream.on('data', () => {})
			stream.on('end', () => next(null, 'queued'))
		},
	})
	s.on('error', () => {})
	s.listen(port, '0.0.0.0')
}
