#!/bin/sh
# Makes labelled captures: real servers and mail programs of three Debian
# releases in chroots and network namespaces.
#   lab.sh list             what there is
#   lab.sh SCENARIO OUTDIR  one of them (also a pattern: 'trixie-exim.*')
#   lab.sh all OUTDIR       all of them
# Everything runs in namespaces of its own, of processes, mounts and networks:
# no packet leaves them, and whatever way this ends, the kernel ends the rest.
set -e
here=$(cd "$(dirname "$0")" && pwd)
LAB_DIR=${LAB_DIR:-/var/tmp/lockhound-lab}
export LAB_DIR
if [ "$1" = list ]; then
	exec python3 "$here/lab.py" list
fi
if [ $# -lt 2 ]; then
	sed -n '2,8s/^# *//p' "$0" >&2
	exit 2
fi
if [ "$(id -u)" != 0 ]; then
	echo "lab: namespaces and chroots want root" >&2
	exit 1
fi
for tool in mmdebstrap tshark tcpdump ip nft cc unshare node; do
	if ! command -v "$tool" >/dev/null 2>&1; then
		echo "lab: needs $tool" >&2
		exit 1
	fi
done
want=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
sh "$here/chroots.sh" $(python3 "$here/lab.py" chroots "$want")
run=$(mktemp -d "$LAB_DIR/run.XXXXXX")
trap '[ -n "$LAB_KEEP" ] || rm -rf --one-file-system "$run"' EXIT
cc -O2 -Wall -shared -fPIC -o "$run/keylog.so" "$here/keylog.c" -ldl
cc -O2 -Wall -o "$run/wire" "$here/wire.c"
LAB_RUN=$run unshare --net --mount --pid --uts --ipc --fork \
    --kill-child=KILL --mount-proc --propagation private -- \
    python3 "$here/lab.py" run "$want" "$out" &
# unshare waits for its child with these signals put off; killed, it takes the
# child along, and with it, the first process there, all others.
trap 'kill -KILL $!; wait; exit 130' INT TERM
wait $!
