#!/bin/sh
# Every catalogue of words has every text of the screens and the registry's pages, translated: nothing missing, nothing empty, nothing fuzzy.
#
# usage: words.sh [ROOT]     exits 1 and names each text that is not so
set -eu
cd "${1-$(dirname "$0")/../..}"
if [ ! -d kiosk ] || [ ! -d assets/words ]; then
    echo "words: no kiosk/ and assets/words/ in $PWD" >&2
    exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The texts as they stand in the code now, whatever build/ holds.
find kiosk sync/base sync/model sync/registry -name node_modules -prune -o -name '*.c' -print | LC_ALL=C sort | xargs xgettext --from-code=UTF-8 --keyword=WORDS \
    --keyword=WORDS_LATER --keyword=WORDS_COUNT:1,2 --package-name=forhal --no-wrap -o "$work/forhal.pot"

bad=0
found=0
for catalogue in assets/words/*.po; do
    [ -e "$catalogue" ] || continue
    found=$((found + 1))
    msgfmt --check -o /dev/null "$catalogue" || bad=1
    # A fuzzy text counts as missing: gettext does not use it.
    if ! msgcmp --no-fuzzy-matching "$catalogue" "$work/forhal.pot" >"$work/out" 2>&1; then
        bad=1
        echo "$catalogue lacks texts; make words, then translate them:" >&2
        # In place of a line of a file that is gone: the text that stood there.
        awk -v pot="$work/forhal.pot:" 'NR == FNR { if (/^msgid /) id = $0; text[FNR] = id; next }
            index($0, pot) == 1 { number = substr($0, length(pot) + 1) + 0; print "    lacks " text[number]; next }
            !/^msgcmp: / { print "    " $0 }' "$work/forhal.pot" "$work/out" >&2
    fi
done
if [ "$found" -eq 0 ]; then
    echo "words: no catalogues in assets/words/" >&2
    bad=1
fi
exit $bad
