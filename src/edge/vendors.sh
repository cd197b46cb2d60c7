#!/bin/sh
# The IEEE's lists (package ieee-data) turned into a C table: vendors.sh OUT.
# Rows are sorted by prefix and length for bsearch; the names stand in one
# string, so the table needs no relocation and untouched pages cost nothing.
# What kind of company a maker is ("Co., Ltd.", "GmbH") is left out.
out=$1
dir=${IEEE_DATA:-/usr/share/ieee-data}
lists=
for f in oui.csv mam.csv oui36.csv iab.csv; do
	[ -r "$dir/$f" ] && lists="$lists $dir/$f"
done
{
	echo "/* Made by src/edge/vendors.sh; do not edit. */"
	if [ -z "$lists" ]; then
		echo "#define VENDOR_ROWS 0"
		echo "static const struct vendor_row vendor_rows[1];"
		echo "static const char vendor_names[] = \"\";"
	else
		# Registry,Assignment,Organization Name,Address
		cat $lists | LC_ALL=C awk -F, '
		function short(name,	kind, n) {
			kind = "[ ,.]+(co|company|ltd|limited|ltda|inc|" \
			    "incorporated|corp|corporation|corporate|gmbh|" \
			    "ag|kg|llc|pvt|private|pte|pty|plc|oy|aps|srl|" \
			    "s[.]r[.]l|s[.]p[.]a|b[.]v|&)[., ]*$"
			while (match(tolower(name), kind) && RSTART > 1) {
				name = substr(name, 1, RSTART - 1)
				n++
			}
			if (n > 0 && match(tolower(name),
			    /[ ,.]+technolog(y|ies)$/) && RSTART > 1)
				name = substr(name, 1, RSTART - 1)
			return name
		}
		$2 ~ /^[0-9A-F]+$/ {
			line = $0
			sub(/^[^,]*,[^,]*,/, "", line)
			if (line ~ /^"/) {
				sub(/^"/, "", line)
				gsub(/""/, "\001", line)
				sub(/".*/, "", line)
				gsub(/\001/, "\"", line)
			} else
				sub(/,.*/, "", line)
			gsub(/[^ -~]+/, "?", line)
			gsub(/[ \t]+$/, "", line)
			line = short(line)
			gsub(/\\/, "\\\\", line)
			gsub(/"/, "\\\"", line)
			gsub(/\?/, "\\?", line)	# no trigraphs
			print substr($2 "000000000", 1, 9) " " length($2) * 4 " " \
			    substr(line, 1, 60)
		}' | LC_ALL=C sort -u -k1,1 -k2,2n | LC_ALL=C awk '
		{
			key = $1 " " $2
			if (key == last)
				next
			last = key
			name = $0
			sub(/^[^ ]+ [^ ]+ /, "", name)
			if (!(name in at)) {
				plain = name
				gsub(/\\./, "x", plain)
				at[name] = used
				used += length(plain) + 1
				names[++n_names] = name
			}
			rows[++n] = sprintf("{ 0x%s, %d, %d },", $1, $2, at[name])
		}
		END {
			print "#define VENDOR_ROWS " n
			print "static const struct vendor_row vendor_rows[] = {"
			for (i = 1; i <= n; i++)
				print rows[i]
			print "};"
			print "static const char vendor_names[] ="
			for (i = 1; i <= n_names; i++)
				print "\"" names[i] "\\0\""
			print ";"
		}'
	fi
} > "$out.$$" && mv "$out.$$" "$out"
