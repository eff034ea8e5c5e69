#!/bin/sh
# The real kiosk under the real compositor: cage, on a virtual output turned to portrait, as the user it
# refuses to be is root. The screen is drawn, seen by a screenshot from outside, and ends cleanly.
#
# usage: compositor.sh      FORHAL_BUILD says whose programs; ends in "N passed, N failed"
#
# Turned (-r) not only because the kiosk on the wall is: cage hands an unturned full-screen picture
# straight to the output, and a screenshot then shows what it last put together itself.
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}

work=$(mktemp -d)
cage=
finish() {
    trap - EXIT
    if [ -n "$cage" ]; then
        kill "$cage" 2>/dev/null || true
        wait "$cage" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT
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
        tail -n 30 "$work/said" "$work/log" 2>/dev/null | sed 's/^/    /' >&2
    fi
}
for program in cage grim setpriv; do
    command -v $program >/dev/null || { echo "compositor: $program is missing; run 'make deps'" >&2; exit 1; }
done

# A folder that somebody who isn't root can reach, wherever this checkout lies.
cp "$build/forhal-kiosk" "$work/forhal-kiosk"
"$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
mkdir -m 700 "$work/runtime"
as_somebody=
if [ "$(id -u)" -eq 0 ]; then
    chown -R nobody:nogroup "$work"
    as_somebody='setpriv --reuid=nobody --regid=nogroup --clear-groups --no-new-privs --'
fi

# in_cage OUTPUTS COMMAND …: Mesa keeps memory for good, so leaks are looked for in the other tests.
in_cage() {
    outputs=$1
    shift
    # shellcheck disable=SC2086 # a command and its options, or nothing
    timeout --kill-after=5 180 $as_somebody env XDG_RUNTIME_DIR="$work/runtime" WLR_BACKENDS=headless WLR_RENDERER=pixman \
        WLR_HEADLESS_OUTPUTS="$outputs" WLR_XWAYLAND=/bin/false SDL_VIDEODRIVER=wayland ASAN_OPTIONS=detect_leaks=0 \
        cage -d -r -- "$@" >"$work/log" 2>&1
}

# What runs inside beside the kiosk: asks it for its frame, takes the picture, and ends the kiosk.
cat >"$work/inside" <<'INSIDE'
#!/bin/sh
work=$1
"$work/forhal-kiosk" --data "$work/data" --debug &
kiosk=$!
tries=300
while [ $tries -gt 0 ] && [ ! -s "$work/data/frame.json" ]; do
    tries=$((tries - 1))
    # Before it waits for SIGUSR1 (bit 0x200 of these masks) the signal would end it.
    grep -qE '^Sig(Blk|Cgt):.*[2367abef]..$' "/proc/$kiosk/status" && kill -USR1 $kiosk
    sleep 0.1
done
sleep 1
rm -f "$work/data/frame.json"
kill -USR1 $kiosk
tries=300
while [ $tries -gt 0 ] && [ ! -s "$work/data/frame.json" ]; do
    tries=$((tries - 1))
    sleep 0.1
done
grim -t ppm "$work/runtime/screen.ppm"
sed -n 's/^VmRSS:[[:space:]]*//p' "/proc/$kiosk/status" >"$work/runtime/resident"
kill -TERM $kiosk
wait $kiosk
echo $? >"$work/runtime/status"
INSIDE
chmod +x "$work/inside"

status=0
in_cage 1 "$work/inside" "$work" &
cage=$!
wait "$cage" || status=$?
cage=

colours() { # how many different ones are in a picture of RGB bytes
    tail -c +16 "$1" | od -An -v -tx1 -w3 | LC_ALL=C sort -u | wc -l
}
said() { grep -q -- "$1" "$work/log"; }
holds() { grep -q -- "$2" "$1"; }
screen=$work/runtime/screen.ppm
is_portrait() { [ "$(head -c 15 "$screen" | tr '\n' ' ')" = 'P6 720 1280 255' ]; }
is_drawn() { [ "$(colours "$screen")" -gt 500 ]; }
ended_well() { [ "$(cat "$work/runtime/status")" = 0 ]; }
is() { [ "$1" = "$2" ]; }

check "cage ends when the kiosk does, with status 0" is "$status" 0
check "the kiosk says that a picture was shown" said 'first picture shown'
check "the frame has the turned output's size" holds "$work/data/frame.json" '"height": *1280'
check "the frame holds the content" holds "$work/data/frame.json" 'Frivilligt arbejde'
check "the screenshot is portrait" is_portrait
check "the screenshot shows more than a blank screen" is_drawn
check "the kiosk ends with status 0 on SIGTERM" ended_well

# No screen at all: it says so and ends with status 1, and the unit starts it again until there is one.
rm -f "$work/runtime/status"
status=0
in_cage 0 sh -c "'$work/forhal-kiosk' --data '$work/data'; echo \$? >'$work/runtime/status'" || status=$?
failed_in_words() { [ "$(cat "$work/runtime/status")" = 1 ] && said '^forhal-kiosk: no display'; }
check "without a screen the kiosk says so and ends with status 1" failed_in_words

printf 'resident memory under cage, drawn without a GPU: %s\n' "$(cat "$work/runtime/resident")"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
