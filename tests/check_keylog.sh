#!/bin/sh
# Keys of TLS: what they open is told as clear text is, of every version and
# suite; what they do not open is judged as without them; nothing that was
# opened leaves but what clear text would give.  What is learnt by them is
# taken again, and a forged file accuses nobody.
p=${PROGRAM:-build/lockhound}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
bad=0 n=0
k=pcaps/keys
ok() {		# what, a command
	n=$((n + 1))
	eval "$2" || { echo "not ok: $1"; bad=1; }
}
fails() {	# what, wanted status, words of its one sentence, command line
	what=$1 want=$2 words=$3; shift 3
	"$p" "$@" > "$dir/out" 2> "$dir/err"
	got=$?
	ok "$what: status $got, $(cat "$dir/err")" "[ $got = $want ] &&
	    [ \$(wc -l < '$dir/err') = 1 ] && grep -q '$words' '$dir/err' &&
	    [ ! -s '$dir/out' ]"
}
logins() { grep -c "lockhound.login.*\"outcome\":\"$1\".*$2" "$dir/json"; }

# --- what they open ---
"$p" --json -r $k/scanner.pcap --keys $k/scanner.keys > "$dir/json" \
    2> "$dir/err"
ok "it ends well" "[ $? = 0 ]"
ok "nothing is forbidden it" "! grep -qE 'forbidden|confined' '$dir/err'"
ok "all are opened" "grep -q 'open 12 of 12 TLS' '$dir/err'"
words='"security":"tls".*"evidence":"words","confidence":1.0'
ok "refusals are read" "[ $(logins failure "$words") = 5 ]"
ok "acceptances are read" "[ $(logins success "$words") = 7 ]"
ok "no login is left over" "[ $(grep -c lockhound.login "$dir/json") = 12 ]"
ok "the copier it is" "tail -n 1 '$dir/json' |
    grep -q '\"culprits\":\[{\"rank\":1,\"mac\":\"00-1E-8F-6F-16-03\"'"
ok "its line has what any has" \
    "python3 tests/schema.py < '$dir/json' > '$dir/said' || ! cat '$dir/said'"
"$p" --ascii -r $k/scanner.pcap --keys $k/scanner.keys > "$dir/text" 2>/dev/null
ok "the report says that it read" \
    "grep -q 'Sure: 100% (the server.s' '$dir/text'"
"$p" --json -r $k/monitor.pcap --keys $k/monitor.keys > "$dir/json" 2>/dev/null
ok "a monitor gets in" "[ $(logins success "$words") = 6 ]"

# --- what they do not open is judged as ever ---
"$p" --json -r $k/scanner.pcap > "$dir/without" 2>/dev/null
: > "$dir/empty"
sed 's/ [0-9a-f]\{8\}\([0-9a-f]*\)$/ 00000000\1/' $k/scanner.keys > "$dir/wrong"
tr a-f A-F < $k/scanner.keys | sed 's/^[^ ]*/\U&/; s/$/\r/' > "$dir/upper"
for keys in "$dir/empty" $k/monitor.keys "$dir/wrong"; do
	"$p" --json -r $k/scanner.pcap --keys "$keys" > "$dir/json" \
	    2> "$dir/err"
	ok "of no use is no harm: $keys" "cmp -s '$dir/json' '$dir/without'"
	ok "and is said" "grep -q 'open 0 of 12 TLS connections; 12 have' \
	    '$dir/err'"
done
"$p" --json -r $k/scanner.pcap --keys "$dir/upper" > "$dir/json" 2>/dev/null
ok "capitals and CRs are no matter" "[ $(logins failure "$words") = 5 ]"
head -n 20 $k/scanner.keys > "$dir/some"
"$p" --json -r $k/scanner.pcap --keys "$dir/some" > "$dir/json" 2> "$dir/err"
ok "some keys open some" "grep -qE 'open [1-9] of 12.* no key' '$dir/err'"
ok "each is told once" \
    "[ $(grep lockhound.login "$dir/json" | grep -vc '"corrects"') = 12 ]"
ok "-q says nothing" "[ -z \"\$('$p' -q -r $k/scanner.pcap \
    --keys '$dir/empty' 2>&1 >/dev/null)\" ]"

# --- bad files, one sentence each ---
fails "no such key log" 3 'nothing: No such file' -r $k/scanner.pcap \
    --keys "$dir/nothing"
fails "a directory is none" 3 'directory' -r $k/scanner.pcap --keys "$dir"
fails "a capture is none" 3 'is no key log' -r $k/scanner.pcap \
    --keys $k/scanner.pcap
fails "a watch has no keys" 2 'is for a capture' --keys $k/scanner.keys
fails "learn wants a capture" 2 'needs a capture' learn
fails "learn shows no JSON" 2 'means nothing' learn $k/scanner.pcap --json
fails "a capture that is not there" 3 'No such file' learn -q "$dir/nothing"
bad_servers() {	# what, words, text
	printf '%s' "$3" > "$dir/bad"
	fails "servers file: $1" 3 "$2" -r $k/scanner.pcap --servers "$dir/bad"
}
v='"lockhound_servers":1'
a='"addresses":["192.0.2.1"]'
none='is no servers file'
row='server 1 in it'
bad_servers "no JSON" "$none" 'mail.example.test 55'
bad_servers "empty" "$none" ''
bad_servers "another version" "$none" '{"lockhound_servers":2,"servers":[]}'
bad_servers "more behind it" "$none" "{$v,\"servers\":[]} x"
bad_servers "deep" "$none" "{$v,\"servers\":[[[[[[[[[[]]]]]]]]]]}"
bad_servers "a member too many" "$none" "{$v,\"servers\":[],\"key\":\"x\"}"
bad_servers "an account" "$row" \
    "{$v,\"servers\":[{\"protocol\":\"imap\",$a,\"account\":\"anna\"}]}"
bad_servers "nobody" "$row" "{$v,\"servers\":[{\"protocol\":\"imap\"}]}"
bad_servers "no protocol" "$row" "{$v,\"servers\":[{$a}]}"
bad_servers "a name that is none" "$row" \
    "{$v,\"servers\":[{\"protocol\":\"imap\",\"names\":[\"anna@b.test\"]}]}"
for range in '0,"count":1,"delay_ms":[1,2]' '9,"count":0,"delay_ms":[1,2]' \
    '70000,"count":1,"delay_ms":[1,2]' '9,"count":1,"delay_ms":[3,2]' \
    '9,"count":1,"delay_ms":[1]' '9,"count":1,"delay_ms":[1,9e9]' \
    '-9,"count":1,"delay_ms":[1,2]' '9.5,"count":1,"delay_ms":[1,2]'; do
	bad_servers "$range" "$row" "{$v,\"servers\":[{\"protocol\":\"imap\",
	    $a,\"refused\":[{\"bytes\":$range}]}]}"
done
{ printf '{%s,"servers":[' "$v"; head -c 300000 /dev/zero | tr '\0' ' '
echo ']}'; } > "$dir/bad"
fails "a long one" 3 'longer than 256 KiB' -r $k/scanner.pcap \
    --servers "$dir/bad"

# --- learning, and what is learnt ---
learn() { "$p" learn -q "$@"; }
learn $k/scanner.pcap --keys $k/scanner.keys > "$dir/one"
ok "it is learnt" "[ $? = 0 ] && grep -q '\"bytes\": 33' '$dir/one'"
learn $k/scanner.pcap --keys $k/scanner.keys -o "$dir/two"
ok "alike each time" "cmp -s '$dir/one' '$dir/two'"
cat $k/scanner.keys $k/monitor.keys > "$dir/both"
learn $k/scanner.pcap $k/monitor.pcap --keys "$dir/both" > "$dir/ab"
learn $k/monitor.pcap $k/scanner.pcap --keys "$dir/both" -o "$dir/two"
ok "in any order, in place of what was there" "cmp -s '$dir/ab' '$dir/two'"
learn pcaps/office.pcap > "$dir/clear"
ok "clear text teaches without keys" "grep -q '\"refused\": \[' '$dir/clear' &&
    grep -q bytes '$dir/clear'"
ok "no account, and no device, is in it" \
    "! grep -qiE 'berta|anton|copier|kasse|@|[0-9a-f]{2}[:-][0-9a-f]{2}[:-]' \
    '$dir/one' '$dir/ab' '$dir/clear'"
"$p" --json -r $k/scanner.pcap --servers "$dir/one" > "$dir/json" 2>/dev/null
ok "what was learnt tells them all" "[ $(logins failure lengths) = 5 ] &&
    [ $(logins success lengths) = 7 ]"
learn $k/monitor.pcap --keys $k/monitor.keys > "$dir/good"
"$p" --json -r $k/monitor.pcap --servers "$dir/good" > "$dir/json" 2>/dev/null
ok "a monitor is known to get in" "[ $(logins success lengths) = 6 ]"
# Now it lies: what lets in is said to refuse.
sed 's/"accepted"/"x"/; s/"refused"/"accepted"/; s/"x"/"refused"/' \
    "$dir/good" > "$dir/evil"
"$p" --json -r $k/monitor.pcap --servers "$dir/evil" > "$dir/json" 2>/dev/null
ok "what the software says beats it" "[ $(logins failure .) = 0 ]"
ok "and accuses nobody" \
    "tail -n 1 '$dir/json' | grep -q '\"culprits\":\[ *\]'"
ok "nor with an alert" "! grep -q culprit-named '$dir/json'"
sed 's/"accepted"/"x"/; s/"refused"/"accepted"/; s/"x"/"refused"/' \
    "$dir/one" > "$dir/evil"
"$p" --json -r $k/scanner.pcap --servers "$dir/evil" > "$dir/json" 2>/dev/null
ok "who works is not refused by it" "! tail -n 1 '$dir/json' |
    grep -qE '54-E1-AD-97-EE-0B|F8-BC-12-03-82-07'"

# --- what was opened stays here ---
secrets='kaffee|kuchen|a2FmZmVl|AGJlcnRh|me@example|you@example|rcpt to'
for how in "--json --show-users" "--ascii -v" "--show-users" "--json"; do
	"$p" -r $k/scanner.pcap --keys $k/scanner.keys $how > "$dir/out" 2>&1
	ok "no secret with $how" "! grep -aqiE '$secrets' '$dir/out'"
	ok "nor a key" "! cut -d ' ' -f 3 $k/scanner.keys |
	    grep -aqiF -f - '$dir/out'"
done
ok "nor in what is learnt" "! grep -aqiE '$secrets' '$dir/one'"

# --- all versions and suites, and what is odd ---
same() {	# how, [with parts lost: so many percent may be missing]
	made=$(python3 tests/sealed.py "$1" "$dir/s" $talks 2> "$dir/err")
	if [ -z "$made" ]; then
		echo "without $1: $(tail -n 1 "$dir/err")"
		return
	fi
	ok "$1: $made" "[ $made -gt 40 ] &&
	    python3 tests/sealed_same.py '$p' '$dir/s' $2 > '$dir/said' ||
	    ! cat '$dir/said'"
}
if ! python3 -c 'import ssl; ssl.SSLContext.keylog_filename' 2>/dev/null; then
	echo "without other suites: this Python writes no key log"
	echo "$n checks"
	exit $bad
fi
talks=$(ls tests/talks/*.talk)
gcm=ECDHE-RSA-AES128-GCM-SHA256
for how in tls13 tls13,TLS_AES_128_GCM_SHA256 \
    tls13,TLS_CHACHA20_POLY1305_SHA256 tls13,TLS_AES_128_CCM_SHA256 \
    tls13,TLS_AES_128_CCM_8_SHA256 tls13,retry tls13,small tls13,starttls \
    tls12,starttls tls12,$gcm tls12,AES256-GCM-SHA384 \
    tls12,ECDHE-RSA-CHACHA20-POLY1305 tls12,AES128-CCM tls12,AES256-CCM8 \
    tls12,ECDHE-RSA-AES128-SHA tls12,ECDHE-RSA-AES256-SHA384 \
    tls12,AES256-SHA256,macfirst tls12,AES128-SHA,macfirst tls11,AES128-SHA \
    tls11,AES256-SHA,macfirst tls10,AES128-SHA tls10,AES256-SHA,macfirst; do
	same $how
done
for how in tls13,drop=7 tls13,drop=23 tls13,small,drop=17 tls12,$gcm,drop=11 \
    tls12,AES128-SHA,drop=13 tls11,AES256-SHA,macfirst,drop=5 \
    tls13,snap=300; do
	same $how 0
done
# Before 1.1 a record's key lies in the one before it, too.
same tls10,AES128-SHA,drop=9 2
# Of these no hello is whole.
same tls13,snap=90 100
python3 tests/sealed_update.py "$dir/u" 2> "$dir/err"
"$p" --json -r "$dir/u.sealed.pcap" --keys "$dir/u.keys" > "$dir/json" \
    2> "$dir/err"
ok "keys may change on the way" "[ $(logins failure words) = 2 ] &&
    [ $(logins success words) = 1 ] && ! grep -q lack '$dir/err'"
echo "$n checks"
exit $bad
