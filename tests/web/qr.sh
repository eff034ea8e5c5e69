#!/bin/sh
# From the wall to the phone: the codes on a kiosk's pictures are read by zbarimg, and what they say is asked of a real
# registry, which answers with that network's page in the visitor's language.
#
# usage: qr.sh     environment: FORHAL_BUILD (build)
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
work=$(mktemp -d)
registry=
end() {
    [ -z "$registry" ] || kill "$registry" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
passed=0
failed=0
check() { # WHAT COMMAND …
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
    fi
}

"$build/forhal-registry" init --data "$work/registry" >/dev/null
: >"$work/said"
"$build/forhal-registry" serve --data "$work/registry" --listen 127.0.0.1:0 >"$work/said" &
registry=$!
url=
for _ in $(seq 300); do
    url=$(sed -n 's|.*listening on \(http.*\)|\1|p' "$work/said")
    [ -z "$url" ] || break
    sleep 0.2
done
[ -n "$url" ] || { echo "the registry does not begin" >&2; exit 1; }
sed "s|\"site\": {|\"site\": {\"public_url\": \"$url\",|" assets/content/albertslund-2014.json >"$work/content.json"
cp -r assets/content/pictures "$work/pictures"
"$build/forhal-registry" content import "$work/content.json" --data "$work/registry" >/dev/null

page_of() { # ADDRESS: the page a phone shows, without what stands behind the '#'
    curl -sS -o "$work/page" -w '%{http_code}' "${1%%#*}" >"$work/status"
    [ "$(cat "$work/status")" = 200 ]
}
says() { grep -qF -- "$1" "$work/page"; }

for lang in da ar; do
    case $lang in
    da) id=frivilligt-arbejde touch='Rør ved vandet' title='Frivilligt arbejde' direction=ltr ;;
    ar) id=frivilligt-arbejde touch='المس الماء' title='العمل التطوعي' direction=rtl ;;
    esac
    rm -rf "$work/data"
    "$build/tests/make-data" "$work/content.json" "$work/data"
    {
        printf 'tap "%s"\ntap "%s"\n' "$touch" "$title"
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo 'swipe up'; done
        echo 'shot network'
    } >"$work/script"
    "$build/forhal-kiosk" --data "$work/data" --script "$work/script" --shots "$work" --size 1080x1920 --lang $lang
    address=$(zbarimg -q --nodbus --raw "$work/network.png" 2>/dev/null)
    check "the code of a network in $lang is $address" [ "$address" = "$url/n/$id?lang=$lang" ]
    check "$address gives no page" page_of "$address"
    check "the page is not in $lang" says "<html lang=\"$lang\" dir=\"$direction\">"
    check "the page is not that of $title" says "<h1>$title</h1>"
done

# The thanks: what a phone asks for holds no code, and typed there the code is understood.
rm -rf "$work/data"
"$build/tests/make-data" "$work/content.json" "$work/data"
cat >"$work/script" <<'END'
tap "Rør ved vandet"
tap "Frivilligt arbejde"
tap "Jeg er interesseret"
tap "Det er fint, videre"
type "Bo"
tap "Videre"
type "28123456"
tap "Færdig"
tap "Send til sekretariatet"
shot thanks
END
"$build/forhal-kiosk" --data "$work/data" --script "$work/script" --shots "$work" --size 1080x1920
address=$(zbarimg -q --nodbus --raw "$work/thanks.png" 2>/dev/null)
code=${address#*#}
check "the code of the thanks is $address" [ "${address%%#*}" = "$url/follow?lang=da" ]
check "${address%%#*} gives no page" page_of "$address"
check "the page has no field for the code" says 'name="code"'
curl -sS -o "$work/page" --data-urlencode "code=$code" "$url/follow?lang=da"
check "the code $code is not understood" says 'Koden er skrevet rigtigt.'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
