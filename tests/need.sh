#!/bin/sh
# Installs what is missing: need.sh build|check|fuzz.  Debian and Ubuntu only,
# and it says first what it will do; elsewhere it names the packages.
want=${1:-build}
missing=
idle=		# mail servers that come along, for tests alone
need() {	# a test that succeeds when it is there, and its package
	eval "$1" >/dev/null 2>&1 || missing="$missing $2"
}
has_lib() { pkg-config --exists "$1"; }
need "command -v cc || command -v gcc" gcc
need "command -v make" make
need "command -v pkg-config" pkg-config
need "has_lib libpcap" libpcap-dev
need "has_lib json-c" libjson-c-dev
need "has_lib ncursesw" libncurses-dev
need "has_lib zlib" zlib1g-dev
need "has_lib libzstd" libzstd-dev
need "test -f /usr/include/openssl/evp.h" libssl-dev
need "test -f /usr/include/libnet.h" libnet1-dev
need "test -f /usr/include/string.h" libc6-dev
[ -r /usr/share/ieee-data/oui.csv ] || missing="$missing ieee-data"
if [ "$want" = check ] || [ "$want" = fuzz ]; then
	need "has_lib cmocka" libcmocka-dev
	need "command -v python3" python3
	need "command -v zstd" zstd
	need "command -v ip" iproute2
	need "command -v tmux" tmux
	need "command -v tcpdump" tcpdump
	need "command -v openssl" openssl
	# Real servers and a NAT for the live tests, where namespaces can be
	# made.
	if [ "$(id -u)" = 0 ]; then
		for daemon in dovecot exim4; do
			command -v $daemon >/dev/null 2>&1 ||
			    idle="$idle $daemon"
		done
		need "command -v nft || command -v iptables" nftables
		need "command -v dnsmasq" dnsmasq-base
		need "busybox udhcpc --help" busybox
		need "command -v dovecot" "dovecot-imapd dovecot-pop3d"
		need "command -v exim4" exim4-daemon-light
	fi
	need "command -v gzip" gzip
fi
[ "$want" = fuzz ] && need "command -v clang" "clang libclang-rt-dev"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "lockhound needs these first (Debian's names):$missing" >&2
	exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "lockhound needs some packages; run as root:" \
		    "apt-get update && apt-get install$missing" >&2
		exit 1
	fi
	sudo=sudo
fi
echo "lockhound: installing what is missing:$missing"
[ -z "$idle" ] || echo "lockhound: not to be started, now or at boot:$idle"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
policy=/usr/sbin/policy-rc.d
if [ -n "$idle" ] && [ ! -e "$policy" ]; then
	trap 'rm -f "$policy"' EXIT
	trap 'exit 1' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' > "$policy"
	chmod 755 "$policy"
fi
if ! { $sudo apt-get -qy install --no-install-recommends $missing ||
    { $sudo apt-get -qy update &&
    $sudo apt-get -qy install --no-install-recommends $missing; }; } \
    >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	rm -f "$log"
	echo "could not install:$missing" >&2
	exit 1
fi
rm -f "$log"
for daemon in $idle; do
	update-rc.d "$daemon" disable >/dev/null 2>&1
done
exit 0
