#!/bin/sh
# A Debian that boots: systemd, the three units as installed, seatd, cage on a virtual output. What only a
# running systemd can show: who is ready when, that the watchdog bites, that nothing is ever given up,
# that enrolment by hand is enough. Needs root, and mmdebstrap and systemd-nspawn (make deps DEPS=fresh).
#
# usage: boot.sh      FORHAL_BUILD says whose programs (build); ends in "N passed, N failed"
#   BOOT_KEEP=1       keeps the folder and says where
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}

[ "$(id -u)" -eq 0 ] || { echo "boot: needs root" >&2; exit 1; }
for program in mmdebstrap systemd-nspawn; do
    command -v $program >/dev/null || { echo "boot: $program is missing; run 'make deps DEPS=fresh'" >&2; exit 1; }
done
work=$(mktemp -d "${TMPDIR-/var/tmp}/forhal-boot.XXXXXX")
container=
finish() {
    trap - EXIT INT TERM HUP
    if [ -n "$container" ]; then
        kill "$container" 2>/dev/null || true
        wait "$container" 2>/dev/null || true
    fi
    if [ -n "${BOOT_KEEP-}" ]; then echo "boot: kept $work"; else rm -rf --one-file-system "$work"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
root=$work/debian

# The programs were linked against this machine's libraries, so it is this machine's release.
# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
tests/fresh/mirrors.sh "$suite" >"$work/sources.list"
tests/fresh/mirrors.sh --settings >"$work/apt.conf"
libraries=$(ldd "$build/forhal-kiosk" "$build/forhal-sync" "$build/forhal-registry" | awk '$3 ~ /^\// { print $3 }' | sort -u |
    while read -r library; do dpkg -S "$library" 2>/dev/null || dpkg -S "/usr$library" 2>/dev/null || true; done |
    sed 's/:.*//' | sort -u | tr '\n' ',')
kiosk=$(awk '!/^#/ && index("," $1 ",", ",kiosk,") { printf "%s,", $2 }' board/dev/packages.txt)
echo "boot: making a $suite with systemd"
mmdebstrap --quiet --variant=minbase --aptopt="$work/apt.conf" \
    --include="${libraries}${kiosk}systemd,systemd-sysv,dbus" \
    "$suite" "$root" "$work/sources.list"

board/install.sh --from "$build" --destdir "$root" --prefix /usr
printf 'WLR_BACKENDS=headless\nWLR_RENDERER=pixman\nFORHAL_CAGE_OPTIONS=-d -r\nFORHAL_KIOSK_OPTIONS=--debug\n' \
    >"$root/etc/forhal/kiosk.conf"

cat >"$root/usr/local/bin/probe" <<'PROBE'
#!/bin/sh
# Runs inside, once everything has started. Each line: ok TEXT or FAILED TEXT.
check() { # TEXT COMMAND …
    text=$1
    shift
    if "$@" >/run/said 2>&1; then echo "ok $text"; else
        echo "FAILED $text"
        tail -n 3 /run/said | sed 's/^/    /'
    fi
}
shows() { # UNIT PROPERTY VALUE
    got=$(systemctl show --value -p "$2" "$1")
    [ "$got" = "$3" ] || { echo "$2 is '$got', wanted '$3'"; return 1; }
}
within() { # SECONDS COMMAND …
    tries=$(($1 * 5))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.2
    done
}
kiosk_pid() { pgrep -x forhal-kiosk; }
is_another() { new=$(kiosk_pid) && [ "$new" != "$1" ] && shows forhal-kiosk SubState running; }
is_good() { grep -q '"link":"good"' /var/lib/forhal/agent.json; }
no_file() { [ -z "$(find "$@" -type f 2>/dev/null)" ]; }

trap 'journalctl --no-pager -o short-monotonic -n 400 >/journal' EXIT
check "the screen is ready before any registry is" within 30 shows forhal-kiosk SubState running
shows forhal-kiosk SubState running >/dev/null || exit 1 # the rest would only wait
check "the screen's unit was told so by cage's child" shows forhal-kiosk StatusErrno 0
check "cage and the screen stay in the unit's cgroup" sh -c \
    'systemctl show --value -p ControlGroup forhal-kiosk | grep -qx /system.slice/forhal-kiosk.service &&
     grep -q forhal-kiosk.service /proc/$(pgrep -x forhal-kiosk)/cgroup'
check "the agent waits for enrolment and does not fall over" shows forhal-sync NRestarts 0
check "a registry without data isn't started" shows forhal-registry ConditionResult no

# As board/README.md has it.
check "a registry is made" runuser -u forhal-registry -- forhal-registry init --data /var/lib/forhal-registry
check "content is imported" runuser -u forhal-registry -- \
    forhal-registry content import --data /var/lib/forhal-registry /usr/share/forhal/content/albertslund-2014.json
check "the registry starts" systemctl start forhal-registry
check "the registry says it is ready" shows forhal-registry SubState running
code=$(runuser -u forhal-registry -- forhal-registry kiosk invite --data /var/lib/forhal-registry Foyer 2>/dev/null)
check "the kiosk enrols" runuser -u forhal -- \
    forhal-sync enrol --data /var/lib/forhal --registry http://127.0.0.1:8440 --code "$code"
check "the agent notices without a restart" within 30 is_good
check "the screen shows the content" within 20 sh -c \
    'kill -USR1 $(pgrep -x forhal-kiosk); sleep 1; grep -q "Frivilligt arbejde" /var/lib/forhal/frame.json'

pid=$(kiosk_pid)
kill -KILL "$pid"
check "a killed screen comes back" within 20 is_another "$pid"
for _ in 1 2 3 4 5 6 7 8; do
    pid=$(kiosk_pid)
    kill -KILL "$pid"
    within 20 is_another "$pid" >/dev/null
done
check "and again, any number of times" within 20 shows forhal-kiosk SubState running
pid=$(kiosk_pid)
kill -STOP "$pid"
check "a screen that shows nothing more is found by the watchdog" within 40 is_another "$pid"
sleep 20
check "a screen that works is left alone by it" shows forhal-kiosk SubState running
check "… with the same process" sh -c "[ \"\$(pgrep -x forhal-kiosk)\" != '$pid' ]"
pid=$(pgrep -x forhal-sync)
kill -KILL "$pid"
check "a killed agent comes back" within 20 sh -c "new=\$(pgrep -x forhal-sync) && [ \"\$new\" != '$pid' ]"
kill -KILL "$(pgrep -x forhal-registry)"
check "a killed registry comes back" within 20 shows forhal-registry NRestarts 1
check "the wire is good again" within 60 is_good

screen_tells() { grep -q '"shown":"rest"' /run/forhal/screen.json && grep -q '"watchdog_s":15' /run/forhal/screen.json; }
check "the screen tells how it is, and that its watchdog is armed" within 70 screen_tells
check "its run folder is closed" sh -c '[ "$(stat -c "%U %a" /run/forhal)" = "forhal 700" ]'
check "the run folder is in RAM" sh -c '[ "$(stat -f -c %T /run/forhal)" = tmpfs ]'
fleet() { runuser -u forhal-registry -- forhal-registry kiosk "$@" --data /var/lib/forhal-registry; }
is_heard() { fleet list --json | grep -q '"shown": *"rest"'; }
check "the registry hears the screen through the agent" within 120 is_heard
id=$(fleet list | cut -d ' ' -f 1)
check "staff get a picture of it" fleet look "$id" --out /var/lib/forhal-registry/look.png --wait 150
check "which is one" sh -c 'head -c 8 /var/lib/forhal-registry/look.png | grep -q PNG'
systemctl stop forhal-sync
check "the run folder stays when one of the two stops" test -s /run/forhal/screen.json
systemctl start forhal-sync

check "the journal is in RAM alone" no_file /var/log/journal
check "nobody left a core" no_file /var/lib/systemd/coredump /var/lib/forhal -name 'core*'
for unit in forhal-kiosk forhal-sync forhal-registry; do
    check "$unit has no capability" shows $unit CapabilityBoundingSet ''
    check "$unit runs under a system call filter" sh -c \
        "grep -qx 'Seccomp:.2' /proc/\$(systemctl show --value -p MainPID $unit)/status"
done
check "the screen has no network" sh -c "systemctl show --value -p RestrictAddressFamilies forhal-kiosk | grep -qxE 'AF_(UNIX AF_NETLINK|NETLINK AF_UNIX)'"
check "the screen has no network socket" sh -c '! ls -l /proc/$(pgrep -x forhal-kiosk)/fd | grep -q "socket:" ||
    for inode in $(ls -l /proc/$(pgrep -x forhal-kiosk)/fd | sed -n "s/.*socket:.\([0-9]*\).*/\1/p"); do
        ! awk -v i=$inode "\$10 == i { exit 1 }" /proc/net/tcp /proc/net/tcp6 /proc/net/udp || continue; exit 1; done'
check "the three stop when told to" systemctl stop forhal-kiosk forhal-sync forhal-registry
for unit in forhal-kiosk forhal-sync forhal-registry; do
    check "$unit ended well" shows $unit Result success
done
PROBE
chmod +x "$root/usr/local/bin/probe"
cat >"$root/etc/systemd/system/probe.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c '/usr/local/bin/probe >/probe.log 2>&1; systemctl --no-block poweroff'
TimeoutStartSec=400s
[Install]
WantedBy=graphical.target multi-user.target
UNIT
chroot "$root" systemctl --quiet enable seatd forhal-kiosk forhal-sync forhal-registry probe 2>/dev/null
chroot "$root" systemctl --quiet mask console-getty.service systemd-logind.service

echo "boot: starting it"
timeout --kill-after=20 480 systemd-nspawn --quiet --register=no --keep-unit --private-network -D "$root" -b \
    </dev/null >"$work/console" 2>&1 &
container=$!
wait "$container" || true
container=

if [ ! -s "$root/probe.log" ]; then
    tail -n 40 "$work/console" >&2
    echo "boot: it never came so far as to be probed" >&2
fi
touch "$root/probe.log"
grep -v '^ok ' "$root/probe.log" >&2 || true
passed=$(grep -c '^ok ' "$root/probe.log" || true)
failed=$(grep -c '^FAILED ' "$root/probe.log" || true)
if [ "$failed" -gt 0 ]; then grep -E 'forhal|cage|seatd' "$root/journal" | head -n 60 >&2 || true; fi
[ "$passed" -gt 0 ] || failed=$((failed + 1))
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
