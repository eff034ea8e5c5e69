#!/bin/sh
# `make install`: what it puts where, that it keeps settings, and that it asks wrongly with status 2.
#
# usage: install.sh      ends in "N passed, N failed"
set -eu
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

passed=0
failed=0
check() {
    text=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n' "$text" >&2
        sed 's/^/    /' "$work/said" >&2
    fi
}
mkdir "$work/build"
for program in forhal-kiosk forhal-sync forhal-registry; do
    printf '#!/bin/sh\n' >"$work/build/$program"
    chmod +x "$work/build/$program"
done
mkdir -p "$work/build/locale/pl/LC_MESSAGES"
: >"$work/build/locale/pl/LC_MESSAGES/forhal.mo"
install_into() {
    destdir=$1
    shift
    board/install.sh --from "$work/build" --destdir "$destdir" "$@"
}
files() { (cd "$1" && find . -type f | LC_ALL=C sort); }
no_placeholder() { ! grep -rnIE '@[A-Z]+@' "$1"; }
status_is() {
    want=$1
    shift
    got=0
    "$@" || got=$?
    [ "$got" -eq "$want" ]
}
lacks() { ! files "$1" | grep -E "$2"; }
holds() { [ -f "$1" ]; }

check "installs all" install_into "$work/all" --prefix /usr
for file in usr/share/locale/pl/LC_MESSAGES/forhal.mo usr/bin/forhal-kiosk usr/bin/forhal-sync usr/bin/forhal-registry etc/forhal/kiosk.conf etc/forhal/sync.conf \
    etc/forhal/registry.conf usr/lib/systemd/system/forhal-kiosk.service usr/lib/sysusers.d/forhal-kiosk.conf \
    usr/lib/tmpfiles.d/forhal-kiosk.conf usr/lib/systemd/journald.conf.d/forhal.conf \
    usr/share/forhal/content/albertslund-2014.json usr/share/forhal/content/pictures/dinghy.png usr/share/doc/forhal/LICENSE; do
    check "all: $file" holds "$work/all/$file"
done
check "no placeholder is left" no_placeholder "$work/all"
check "a unit names its program" grep -q '^ExecStart=/usr/bin/forhal-sync run ' "$work/all/usr/lib/systemd/system/forhal-sync.service"

check "installs under another prefix" install_into "$work/local" --prefix /opt/forhal
check "a unit follows the prefix" grep -q -- '-- /opt/forhal/bin/forhal-kiosk ' \
    "$work/local/opt/forhal/lib/systemd/system/forhal-kiosk.service"

check "installs a kiosk" install_into "$work/kiosk" --prefix /usr kiosk
check "a kiosk has no registry" lacks "$work/kiosk" registry
check "installs a registry" install_into "$work/registry" --prefix /usr registry
check "a registry has no kiosk and leaves the journal alone" lacks "$work/registry" 'kiosk|sync|journald'

echo 'FORHAL_CAGE_OPTIONS=-d -r' >"$work/all/etc/forhal/kiosk.conf"
check "installs again" install_into "$work/all" --prefix /usr
check "settings are kept" grep -qx 'FORHAL_CAGE_OPTIONS=-d -r' "$work/all/etc/forhal/kiosk.conf"

check "refuses an unknown word" status_is 2 install_into "$work/x" --wrong
check "refuses a relative prefix" status_is 2 install_into "$work/x" --prefix usr
rm "$work/build/forhal-sync"
check "says when a program is not built" status_is 1 install_into "$work/x" --prefix /usr

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
