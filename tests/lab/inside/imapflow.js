// Not there yet as a global in the node of bookworm.
globalThis.crypto ??= require('crypto').webcrypto
const { ImapFlow } = require('imapflow')
const t = JSON.parse(process.argv[2])
const c = new ImapFlow({ host: t.host, port: t.port, secure: t.secure,
	doSTARTTLS: t.starttls ? true : undefined,
	auth: { user: t.user, pass: t.pw }, logger: false,
	tls: t.opts.includes('tls12') ? { maxVersion: 'TLSv1.2' } : {} })
c.on('error', () => {})
const go = async () => {
	try {
		await c.connect()
		if (!t.opts.includes('leave')) {
			await c.mailboxOpen('INBOX')
			for await (const m of c.fetch('1:*', { envelope: true }))
				;
			if (t.opts.includes('idle')) {
				c.idle()
				await new Promise(r => setTimeout(r, 5000))
			}
		}
		await c.logout()
	} catch (e) {
		console.log('no: ' + (e.responseText || e.message))
		try { c.close() } catch (x) {}
	}
	process.exit(0)
}
go()
