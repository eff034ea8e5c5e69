#!/bin/sh
# The staff page in a real browser: tests/web/staff-*.mjs, one after the other, each against a registry of its own on a
# free port.
#
# usage: staff.sh [NAME …]     only these (staff.sh sign-in)
# environment: FORHAL_BUILD (build), WEB_SHOTS: a folder for pictures
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
# A registry for each, so that what one leaves behind is nothing to the next.
status=0
one() { # NAME
    data=$work/$1
    "$build/forhal-registry" init --data "$data" >/dev/null
    "$build/forhal-registry" content import assets/content/albertslund-2014.json --data "$data" >/dev/null
    : >"$data.said"
    "$build/forhal-registry" serve --data "$data" --listen 127.0.0.1:0 >"$data.said" &
    registry=$!
    url=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
        url=$(sed -n 's|.*listening on \(http.*\)|\1|p' "$data.said")
        [ -z "$url" ] || break
        sleep 0.2
    done
    FORHAL_REGISTRY=$build/forhal-registry FORHAL_DATA=$data FORHAL_SAID=$data.said \
        node tests/web/staff.mjs "$url" "${WEB_SHOTS:-}" "$1" || status=1
    # It ends in order: with ASan this is when leaks are told.
    kill "$registry"
    wait "$registry" || status=1
    registry=
}
if [ $# -eq 0 ]; then
    for file in tests/web/staff-*.mjs; do
        name=${file#tests/web/staff-}
        set -- "$@" "${name%.mjs}"
    done
fi
for name in "$@"; do one "$name"; done
exit "$status"
