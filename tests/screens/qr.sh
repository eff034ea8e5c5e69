#!/bin/sh
# A phone's view of the codes: each look's picture of a network's page and of the thanks is read back by zbarimg.
set -eu
build=${FORHAL_BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
end=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do end="${end}swipe up
"; done
sed 's|"site": {|"site": {"public_url": "https://forhal.example/a",|' assets/content/albertslund-2014.json >"$work/content.json"
cp -r assets/content/pictures "$work/pictures"

reads() { # NAME PATTERN
    if zbarimg -q --nodbus --raw "$work/$1.png" 2>/dev/null | grep -Eqx "$2"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: no code $2 in the picture of $1"
    fi
}

for size in 1080x1920 1920x1080 1280x800; do
    below= # where the thanks fit on the screen there is nothing to scroll
    [ $size = 1080x1920 ] || below=$end
    up= # on a low screen the code lies above the last page
    [ $size != 1280x800 ] || up='swipe down
'
    for look in plain Kontrast; do
        rm -rf "$work/data"
        "$build/tests/make-data" "$work/content.json" "$work/data"
        {
            [ $look = plain ] || echo "tap \"$look\""
            printf 'tap "Rør ved vandet"\ntap "Frivilligt arbejde"\n%s%sshot network\n' "$end" "$up"
            printf 'tap "Jeg er interesseret"\ntap "Det er fint, videre"\ntype "Bo"\ntap "Videre"\n'
            printf 'type "28123456"\ntap "Færdig"\ntap "Send til sekretariatet"\n%sshot thanks\n' "$below"
        } >"$work/script"
        "$build/forhal-kiosk" --data "$work/data" --script "$work/script" --shots "$work" --size "$size"
        reads network 'https://forhal\.example/a/n/frivilligt-arbejde\?lang=da'
        reads thanks 'https://forhal\.example/a/follow\?lang=da#[0-9A-Z]{4}(-[0-9A-Z]{4}){3}'
    done
done

# Content that names no address for phones: no code is shown, since it would lead nowhere.
rm -rf "$work/data"
"$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
printf 'tap "Rør ved vandet"\ntap "Frivilligt arbejde"\nrefuse "Tag det med på din telefon"\n%sshot network\n' "$end" >"$work/script"
"$build/forhal-kiosk" --data "$work/data" --script "$work/script" --shots "$work" --size 1080x1920
if zbarimg -q --nodbus --raw "$work/network.png" >/dev/null 2>&1; then
    failed=$((failed + 1))
    echo "FAILED: a code that leads nowhere"
else
    passed=$((passed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
