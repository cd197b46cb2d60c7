// hoodiecrow-imap on 143 (STARTTLS) and 993 (TLS)
const fs = require('fs')
const hoodiecrow = require('hoodiecrow-imap')
const words = JSON.parse(fs.readFileSync('/etc/users.json'))
const users = {}
for (const u of Object.keys(words))
	users[u] = { password: words[u] }
for (const [port, secure] of [[143, false], [993, true]])
	hoodiecrow({
		plugins: ['ID', 'STARTTLS', 'SASL-IR', 'AUTH-PLAIN', 'NAMESPACE',
		    'IDLE', 'ENABLE', 'UIDPLUS', 'UNSELECT'], users,
		secureConnection: secure,
		credentials: { key: fs.readFileSync('/etc/lab.key'),
			cert: fs.readFileSync('/etc/lab.chain') },
		storage: { INBOX: { messages: [
			{ raw: 'Subject: one\r\n\r\nfirst\r\n' },
			{ raw: 'Subject: two\r\n\r\nsecond\r\n' }] } },
	}).listen(port)
