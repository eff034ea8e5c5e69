#!/bin/sh
# The registry's pages in a real browser: tests/web/*.mjs against a registry of their own on a free port.
#
# usage: run.sh     environment: FORHAL_BUILD (build), WEB_SHOTS: a folder for pictures
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
"$build/forhal-registry" init --data "$work/registry" >/dev/null
# Addresses, and a picture of one network.
sed 's|"site": {|"site": {"public_url": "https://forhal.example/a",|
0,/"id": "frivilligt-arbejde",/s||& "picture": {"file": "pictures/dinghy.png", "alt": "En lille båd med tre mennesker, som ror i takt.", "caption": "Den første tur, en lørdag i maj."},|' assets/content/albertslund-2014.json >"$work/content.json"
cp -r assets/content/pictures "$work/pictures"
"$build/forhal-registry" content import "$work/content.json" --data "$work/registry" >/dev/null
: >"$work/said"
FORHAL_LOG_FORMAT=json FORHAL_LOG_LEVEL=debug \
    "$build/forhal-registry" serve --data "$work/registry" --listen 127.0.0.1:0 >"$work/said" 2>"$work/log" &
registry=$!
url=
for _ in $(seq 300); do
    url=$(sed -n 's|.*listening on \(http.*\)|\1|p' "$work/said")
    [ -z "$url" ] || break
    sleep 0.2
done
[ -n "$url" ] || { echo "the registry does not begin" >&2; exit 1; }
status=0
FORHAL_REGISTRY=$build/forhal-registry FORHAL_DATA=$work/registry node tests/web/pages.mjs "$url" ${WEB_SHOTS:+"$WEB_SHOTS"} || status=$?
# It ends in order: with ASan this is when leaks are told.
kill "$registry"
wait "$registry" || status=$?
registry=
[ "$status" = 0 ] || grep -v '"level":"debug"' "$work/log" >&2 || true
tests/web/log-is-clean.sh "$work/log" || status=1
exit "$status"
