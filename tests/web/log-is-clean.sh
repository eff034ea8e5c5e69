#!/bin/sh
# Is nothing that the browser tests type in the registry's log, though it says every request? Nor anybody's address.
#
# usage: log-is-clean.sh LOG [LOG …]
set -eu
cd "$(dirname "$0")/../.."
words=$(mktemp)
trap 'rm -f "$words"' EXIT
# What is filled in: the last text of fill(), type() and insertText(); and the passwords and names that stand in constants.
grep -rhoE '(fill|type|insertText)\(("[^"]*", *)?"[^"]{5,}"' tests/web/*.mjs | sed 's/.*"\([^"]*\)"$/\1/' | grep -v '^[#.\[]' >"$words"
grep -rhoE '^const PASSWORD = "[^"]*"' tests/web/*.mjs | sed 's/.*"\(.*\)"/\1/' >>"$words"
count=$(sort -u "$words" | wc -l)
[ "$count" -ge 5 ] || { echo "log-is-clean: only $count texts were found in tests/web/*.mjs" >&2; exit 1; }
for log in "$@"; do
    lines=$(grep -c '"msg":"request"' "$log" || true)
    [ "$lines" -ge 20 ] || { echo "log-is-clean: $log has only $lines lines about requests" >&2; exit 1; }
    if grep -nF -f "$words" "$log"; then
        echo "log-is-clean: what somebody typed is in the log" >&2
        exit 1
    fi
    if grep -nE '"peer"|127\.0\.0\.1:[0-9]+.*"request"|[?&](code|name|token)=' "$log"; then
        echo "log-is-clean: an address of who asks, or what stands behind a route, is in the log" >&2
        exit 1
    fi
    # Each line can be read by a machine.
    jq -es 'length > 0 and all(.[]; has("ts") and has("level") and has("program") and has("msg"))' "$log" >/dev/null ||
        { echo "log-is-clean: a line of $log is no JSON as it should be" >&2; exit 1; }
done
