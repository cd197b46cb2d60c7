#!/bin/sh
# The chroots of the lab: chroots.sh NAME...  Each NAME is SUITE-SET, with a
# row below for the SET.  A suite is unpacked once and copied for each set, for
# mail servers exclude one another as packages.  The mirror is the one that
# this machine's apt uses (or MIRROR).
set -e
lab=${LAB_DIR:-/var/tmp/lockhound-lab}
here=$(cd "$(dirname "$0")" && pwd)
mirror=${MIRROR:-$(apt-get indextargets --format '$(SITE)' \
    'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
    sort -u | head -n 1)}
packages() {	# what a set consists of
	case $1 in
	dovecot)	echo dovecot-imapd dovecot-pop3d dovecot-submissiond \
			    dovecot-managesieved ;;
	exim)		echo exim4-daemon-heavy dovecot-core ;;
	postfix)	echo postfix dovecot-core sasl2-bin libsasl2-modules ;;
	sendmail)	echo sendmail-bin sendmail-cf m4 make procmail \
			    sasl2-bin libsasl2-modules ;;
	courier)	echo courier-imap courier-pop courier-mta \
			    courier-authlib-userdb ;;
	courierpam)	echo courier-imap courier-pop courier-mta ;;
	cyrus)		echo cyrus-imapd cyrus-pop3d cyrus-admin sasl2-bin \
			    libsasl2-modules ;;
	opensmtpd)	echo opensmtpd ;;
	mailutils)	echo mailutils-imap4d mailutils-pop3d ;;
	nginx)		echo nginx-core libnginx-mod-mail dovecot-imapd \
			    dovecot-pop3d ;;
	perdition)	echo perdition dovecot-imapd dovecot-pop3d ;;
	stunnel)	echo stunnel4 dovecot-imapd dovecot-pop3d ;;
	haproxy)	echo haproxy dovecot-imapd dovecot-pop3d ;;
	chasquid)	echo chasquid ;;
	msmtpd)		echo msmtp msmtp-mta stunnel4 ;;
	python)		echo python3-aiosmtpd python3-twisted python3-openssl \
			    python3-service-identity ;;
	node)		echo nodejs ;;
	clients)	echo curl msmtp mpop swaks fetchmail isync getmail6 \
			    neomutt mutt offlineimap3 imapfilter s-nail \
			    python3 nodejs aerc libio-socket-ssl-perl \
			    libauthen-sasl-perl libdigest-hmac-perl ;;
	dma)		echo dma ;;
	nullmailer)	echo nullmailer ;;
	esac
}
base() {	# one suite, bare
	[ -e "$lab/base-$1/.ready" ] && return
	rm -rf "$lab/base-$1"
	# A suite that is only moved now and then has an old date on it.
	mmdebstrap --quiet --variant=minbase \
	    --aptopt='Acquire::Check-Valid-Until "false"' \
	    --aptopt='APT::Install-Recommends "false"' \
	    --dpkgopt=force-unsafe-io --dpkgopt=force-confold \
	    --dpkgopt='path-exclude=/usr/share/doc/*' \
	    --dpkgopt='path-exclude=/usr/share/man/*' \
	    --dpkgopt='path-exclude=/usr/share/locale/*' \
	    --include=ca-certificates,openssl,netbase,procps \
	    "$1" "$lab/base-$1" "$mirror"
	# No package may start what it brings.
	printf '#!/bin/sh\nexit 101\n' > "$lab/base-$1/usr/sbin/policy-rc.d"
	chmod 755 "$lab/base-$1/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$lab/base-$1/etc/resolv.conf"
	chroot "$lab/base-$1" apt-get -qq \
	    -o 'Acquire::Check-Valid-Until=false' update
	: > "$lab/base-$1/.ready"
}
mkdir -p "$lab/log"
if [ ! -e "$lab/node/node_modules" ]; then
	mkdir -p "$lab/node"
	(cd "$lab/node" && npm install --silent --no-audit --no-fund \
	    nodemailer imapflow node-pop3 smtp-server Haraka hoodiecrow-imap)
fi
for name; do
	suite=${name%%-*} set=${name#*-}
	root=$lab/$name
	[ -e "$root/.ready" ] && continue
	base "$suite"
	rm -rf "$root"
	cp -a "$lab/base-$suite" "$root"
	rm "$root/.ready"
	# In namespaces, for what a package starts all the same.
	if ! DEBIAN_FRONTEND=noninteractive unshare -m -p -u -f --kill-child \
	    --mount-proc="$root/proc" sh -c 'hostname mail.example.test
	    exec chroot "$@"' sh "$root" apt-get -q -y install \
	    $(packages "$set") > "$lab/log/$name.install" 2>&1; then
		echo "chroots: $name: packages not installed, see" \
		    "$lab/log/$name.install" >&2
		continue
	fi
	chroot "$root" apt-get clean
	: > "$root/.ready"
done
