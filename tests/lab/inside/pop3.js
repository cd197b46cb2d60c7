const Pop3 = require('node-pop3').default || require('node-pop3')
const t = JSON.parse(process.argv[2])
const c = new Pop3({ user: t.user, password: t.pw, host: t.host, port: t.port,
	tls: t.tls, timeout: 30000 })
const go = async () => {
	try {
		const l = await c.UIDL()
		if (!t.opts.includes('leave'))
			for (const [n] of l.slice(0, 3))
				await c.RETR(n)
		await c.QUIT()
	} catch (e) {
		console.log('no: ' + e.message)
		try { await c.QUIT() } catch (x) {}
	}
	process.exit(0)
}
go()
