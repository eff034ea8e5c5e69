#!/bin/sh
# `make run`: registry, agent and kiosk on this machine, with the demo content.
#
# Everything it makes lies in run/ and is kept until the next time; delete the folder to begin anew.
#   run/registry  run/kiosk   the two ends' data         run/log/*.log   what each program says
#   run/screen.png            the screen, kept fresh, where there is no display
#
# environment: RUN_SECONDS=N     ends after N seconds; exit status 1 if screen and sync never came
#              RUN_UNTIL=ready   ends as soon as a frame was shown and a sync finished
#              RUN_SIZE=WxH      another size of the screen or window
#              RUN_PORT=N        the registry's port, the first time
#              RUN_SKIP_DEPS=1   doesn't look for missing packages
# Ctrl-C ends all it started, and nothing else.
set -eu
cd "$(dirname "$0")/../.."

run=$PWD/run
build=$PWD/build
content=assets/content/albertslund-2014.json
say() { printf '%s\n' "$*"; }
die() {
    printf 'run: %s\n' "$*" >&2
    exit 1
}

if [ -z "${RUN_SKIP_DEPS-}" ]; then
    board/dev/deps.sh build run
    command -v npm >/dev/null || board/dev/deps.sh npm
fi
make --silent --no-print-directory -j "$(nproc)" VARIANT=release programs board-tools

umask 077
mkdir -p "$run/log" "$run/kiosk" "$run/registry"

# Two at once would fight over the same databases.
exec 9>"$run/lock"
flock -n 9 || die "another 'make run' is at work in $run"

# ---- processes: every one is ended by its own number, the latest first -------------------------

children=
stop_all() {
    trap - EXIT
    trap '' INT TERM HUP
    for child in $children; do
        kill "${child#*:}" 2>/dev/null || continue
        # Five seconds to put away what it has; then it is ended.
        tries=25
        while [ "$tries" -gt 0 ] && kill -0 "${child#*:}" 2>/dev/null; do
            tries=$((tries - 1))
            sleep 0.2
        done
        kill -9 "${child#*:}" 2>/dev/null || true
        wait "${child#*:}" 2>/dev/null || true
    done
    rm -rf "$run/screen"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# start NAME COMMAND …: its output goes to run/log/NAME.log. In a session of its own, so that Ctrl-C reaches
# this script alone, which then ends them in order; if this script is killed outright, they end too.
start() {
    name=$1
    shift
    setsid setpriv --pdeathsig TERM -- "$@" >"$run/log/$name.log" 2>&1 9>&- &
    children="$name:$! $children"
}
pid_of() { printf '%s\n' "$children" | tr ' ' '\n' | sed -n "s/^$1://p"; }

# all_alive: false, and says which, if one has ended by itself.
all_alive() {
    for child in $children; do
        kill -0 "${child#*:}" 2>/dev/null && continue
        status=0
        wait "${child#*:}" || status=$?
        name=${child%%:*}
        children=$(printf '%s\n' "$children" | tr ' ' '\n' | grep -vx "$child" | tr '\n' ' ')
        tail -n 5 "$run/log/$name.log" | sed "s/^/    /" >&2
        printf 'run: %s ended by itself with status %s; its words are in %s\n' "$name" "$status" "$run/log/$name.log" >&2
        return 1
    done
}

# wait_for SECONDS COMMAND …: until it is true; the status is 1 if it never was.
wait_for() {
    tries=$(($1 * 5))
    shift
    while ! "$@"; do
        all_alive || exit 1
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.2 &
        wait $!
    done
}

# ---- the registry ------------------------------------------------------------------------------

registry=$build/forhal-registry
port_taken() { # PORT; in /proc/net/tcp a listener is in state 0A
    awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && index($2, port) { found = 1 } END { exit !found }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
if [ -s "$run/port" ]; then
    port=$(cat "$run/port")
    ! port_taken "$port" || die "port $port is taken by another program; end it, or delete $run to begin anew"
else
    port=${RUN_PORT-8440}
    while port_taken "$port"; do port=$((port + 1)); done
fi
address=http://127.0.0.1:$port

if [ ! -e "$run/registry.done" ]; then
    say "Making the registry and importing $content"
    rm -rf "$run/registry" "$run/kiosk" "$run/sign-in"
    mkdir -p "$run/registry" "$run/kiosk"
    "$registry" init --data "$run/registry" >"$run/log/init.log" 2>&1 || { cat "$run/log/init.log" >&2; exit 1; }
    "$registry" content import "$content" --data "$run/registry" >"$run/log/import.log" 2>&1 ||
        { cat "$run/log/import.log" >&2; exit 1; }
    password=$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" | "$registry" user add demo --password-only --data "$run/registry" >"$run/log/user.log" 2>&1 ||
        { cat "$run/log/user.log" >&2; exit 1; }
    printf '%s\n' "$port" >"$run/port"
    : >"$run/registry.done"
    said_once="demo · $password      (said this once; it is kept nowhere)"
fi

if [ -n "${said_once-}" ]; then say "Sign-in of the staff page: $said_once"; fi

registry_answers() { curl --silent --fail --max-time 2 --noproxy '*' --output /dev/null "$address/v1/health"; }
start registry "$registry" serve --data "$run/registry" --listen "127.0.0.1:$port"
wait_for 20 registry_answers || die "the registry doesn't answer at $address; see $run/log/registry.log"
first_link=$(sed -n 's|^forhal-registry: there is no administrator yet.*: \(http.*\)$|\1|p' "$run/log/registry.log" | head -n 1)

# ---- the agent ---------------------------------------------------------------------------------

if [ ! -e "$run/kiosk.done" ]; then
    code=$("$registry" kiosk invite "Foyer" --data "$run/registry" 2>"$run/log/invite.log" |
        grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}' | head -n 1) || true
    [ -n "$code" ] || { cat "$run/log/invite.log" >&2; die "the registry gave no code for the kiosk"; }
    "$build/forhal-sync" enrol --data "$run/kiosk" --registry "$address" --code "$code" >"$run/log/enrol.log" 2>&1 ||
        { cat "$run/log/enrol.log" >&2; exit 1; }
    : >"$run/kiosk.done"
fi
# A state from the last time must not pass for this one's.
rm -f "$run/kiosk/agent.json" "$run/kiosk/frame.json"
start sync "$build/forhal-sync" run --data "$run/kiosk"

# ---- the screen --------------------------------------------------------------------------------

if [ -n "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
    start kiosk "$build/forhal-kiosk" --data "$run/kiosk" --window --size "${RUN_SIZE-607x1080}" --debug
else
    screen_folder=$run/screen
    rm -rf "$screen_folder" "$run/screen.png"
    mkdir "$screen_folder"
    # Xvfb finds a free number and writes it where -displayfd says: on its standard output.
    size=${RUN_SIZE-1080x1920}
    setsid setpriv --pdeathsig TERM -- Xvfb -displayfd 1 -screen 0 "${size}x24" -fbdir "$screen_folder" -nolisten tcp \
        -noreset >"$screen_folder/number" 2>"$run/log/xvfb.log" 9>&- &
    children="xvfb:$! $children"
    has_number() { [ -s "$screen_folder/number" ]; }
    wait_for 20 has_number || die "Xvfb gave no display; see $run/log/xvfb.log"
    DISPLAY=:$(cat "$screen_folder/number")
    export DISPLAY
    start kiosk env SDL_VIDEODRIVER=x11 "$build/forhal-kiosk" --data "$run/kiosk" --size "$size" --debug
    start screenshot "$build/forhal-screenshot" "$screen_folder/Xvfb_screen0" "$run/screen.png"
    say "There is no display, so the screen is a virtual one. See it in:  $run/screen.png"
fi

say ""
say "  Pages         $address/"
say "  Staff page    $address/staff"
if [ -n "${said_once-}" ]; then say "  Sign-in       see above"; else say "  Sign-in       as the first time; delete $run to begin anew"; fi
if [ -n "$first_link" ]; then say "  First administrator, once:  $first_link"; fi
say "  Logs          $run/log/"
say "  End it with   Ctrl-C"
say ""

# ---- until the end -----------------------------------------------------------------------------

# The kiosk writes its present frame on SIGUSR1; before it waits for the signal, the signal would end it.
frame_was_shown() {
    [ ! -s "$run/kiosk/frame.json" ] || return 0
    # SIGUSR1 is bit 0x200 of the masks of blocked and caught signals.
    if grep -qsE '^Sig(Blk|Cgt):.*[2367abef]..$' "/proc/$(pid_of kiosk)/status"; then
        kill -USR1 "$(pid_of kiosk)" 2>/dev/null || true
    fi
    return 1
}
sync_was_finished() { grep -qs '"link" *: *"good"' "$run/kiosk/agent.json"; }
picture_is_there() { [ -n "${screen_folder-}" ] || return 0; [ -s "$run/screen.png" ]; }

frame=no
sync=no
begun=$(date +%s)
if [ -t 1 ]; then terminal=yes; else terminal=no; fi
while all_alive; do
    # A window that was closed tells only make of it, and make waits for us.
    if [ "$terminal" = yes ] && [ ! -t 1 ]; then exit 129; fi
    if [ "$frame" = no ] && frame_was_shown && picture_is_there; then
        frame=yes
        say "first frame shown"
    fi
    if [ "$sync" = no ] && sync_was_finished; then
        sync=yes
        say "one sync finished"
    fi
    if [ "${RUN_UNTIL-}" = ready ] && [ "$frame$sync" = yesyes ]; then
        # The picture may be a second behind the frame.
        sleep 2
        all_alive || exit 1
        exit 0
    fi
    if [ -n "${RUN_SECONDS-}" ] && [ $(($(date +%s) - begun)) -ge "$RUN_SECONDS" ]; then
        [ "$frame$sync" = yesyes ] && exit 0
        die "after $RUN_SECONDS s: first frame shown: $frame, one sync finished: $sync; see $run/log/"
    fi
    # Waited for, not slept, so that Ctrl-C is answered at once.
    if [ "$frame$sync" = yesyes ]; then sleep 1 & else sleep 0.2 & fi
    wait $!
done
exit 1
