#!/bin/sh
# The units, as `make install` lays them out: systemd can read every line, the users and folders they
# name are made, and they are as closed as board/README.md says. Needs no running systemd.
#
# usage: units.sh      ends in "N passed, N failed"
set -eu
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

passed=0
failed=0
# check TEXT COMMAND …: true if the command is; its words are shown if it is not
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
command -v systemd-analyze >/dev/null || { echo "units: systemd-analyze is missing; run 'make deps'" >&2; exit 1; }

# Stand-ins for the programs: this is about the units.
mkdir -p "$work/build/locale/pl/LC_MESSAGES"
: >"$work/build/locale/pl/LC_MESSAGES/forhal.mo"
for program in forhal-kiosk forhal-sync forhal-registry; do
    printf '#!/bin/sh\n' >"$work/build/$program"
    chmod +x "$work/build/$program"
done
check "install.sh installs" board/install.sh --from "$work/build" --destdir "$work/root" --prefix /usr
units=$work/root/usr/lib/systemd/system

# verify looks for the programs at the paths the units name: let those be the stand-ins, and cage if it's missing.
mkdir "$work/units"
for unit in "$units"/*.service; do
    sed "s|=/usr/bin/forhal|=$work/root/usr/bin/forhal|; s|-- /usr/bin/forhal|-- $work/root/usr/bin/forhal|" "$unit" \
        >"$work/units/$(basename "$unit")"
done
command -v cage >/dev/null || sed -i 's|=/usr/bin/cage|=/bin/true|' "$work/units/forhal-kiosk.service"
# verify is content with an unknown key and only mentions it: silence is what is wanted.
silent() { [ -z "$("$@" 2>&1 | tee /dev/stderr)" ]; }
for unit in "$work/units"/*.service; do
    check "systemd-analyze verify $(basename "$unit")" silent systemd-analyze verify --man=no --recursive-errors=no "$unit"
done

# 0 is closed, 10 is open; in tenths. The screen needs devices, the other two the network.
is_closed() { systemd-analyze security --offline=yes --no-pager --threshold="$2" "$work/units/$1.service"; }
check "forhal-kiosk is closed" is_closed forhal-kiosk 15
check "forhal-sync is closed" is_closed forhal-sync 15
check "forhal-registry is closed" is_closed forhal-registry 13

has() { grep -qxF -- "$2" "$units/$1.service"; }
check "the screen has no network" has forhal-kiosk 'RestrictAddressFamilies=AF_UNIX AF_NETLINK'
check "the screen's watchdog is one a Pi accepts" has forhal-kiosk 'WatchdogSec=15s'
check "the screen's unit hears cage's child" has forhal-kiosk 'NotifyAccess=all'
for unit in forhal-kiosk forhal-sync forhal-registry; do
    check "$unit is never given up" has "$unit" 'StartLimitIntervalSec=0'
    check "$unit is started again" has "$unit" 'Restart=always'
    check "$unit leaves no core" has "$unit" 'LimitCORE=0'
done
for unit in forhal-kiosk forhal-registry; do
    town_time() { [ "$(TZ=$(sed -n 's/^Environment=TZ=//p' "$units/$unit.service") date -d 2026-07-01T12:00Z +%H:%M)" = 14:00 ]; }
    check "$unit opens and closes by the town's clock" town_time
done
boots_without_network() { ! grep -E '^(After|Wants|Requires|BindsTo)=.*(network|time-sync|forhal-sync)' "$units/forhal-kiosk.service"; }
check "nothing the screen waits for is a network" boots_without_network
nobody_logs_in() { has forhal-kiosk 'Conflicts=getty@tty1.service autovt@tty1.service' && has forhal-kiosk 'StandardInput=null'; }
check "nobody logs in on the screen's terminal" nobody_logs_in
# cage -s would let Ctrl, Alt and F2 lead to another terminal.
no_other_terminal() {
    ! grep -hE '^#?(Environment=.*|)FORHAL_CAGE_OPTIONS=(.* )?-[a-z]*s' "$units/forhal-kiosk.service" "$work/root/etc/forhal/kiosk.conf"
}
check "no key leads to another terminal" no_other_terminal
hardware_watchdog() {
    seconds=$(sed -n 's/^RuntimeWatchdogSec=\([0-9]*\)s$/\1/p' "$work/root/usr/lib/systemd/system.conf.d/forhal.conf")
    [ "$seconds" -gt 0 ] && [ "$seconds" -le 15 ]
}
check "the hardware watchdog is one a Pi accepts" hardware_watchdog
journal_is_bounded() {
    conf=$work/root/usr/lib/systemd/journald.conf.d/forhal.conf
    grep -qx 'Storage=volatile' "$conf" && grep -qxE 'RuntimeMaxUse=[0-9]+M' "$conf"
}
check "the journal is bounded and in RAM" journal_is_bounded

share_run_folder() {
    for unit in forhal-kiosk forhal-sync; do
        grep -qE '^RuntimeDirectory=(.* )?forhal( .*)?$' "$units/$unit.service" &&
            grep -qE '^ExecStart=.* --run %t/forhal( |$)' "$units/$unit.service" &&
            grep -qx 'RuntimeDirectoryMode=0700' "$units/$unit.service" &&
            grep -qx 'RuntimeDirectoryPreserve=yes' "$units/$unit.service" || return 1
    done
    [ "$(sed -n 's/^User=//p' "$units/forhal-kiosk.service")" = "$(sed -n 's/^User=//p' "$units/forhal-sync.service")" ]
}
check "screen and agent share a run folder that neither takes away" share_run_folder
memory_can_be_read() { ! grep -q '^ProcSubset=pid' "$units/forhal-sync.service"; }
check "the agent may see how much memory is left" memory_can_be_read

makes_users() {
    systemd-sysusers --root="$work/root" && grep -q '^forhal:' "$work/root/etc/passwd" &&
        grep -q '^forhal-registry:' "$work/root/etc/passwd"
}
makes_folders() {
    systemd-tmpfiles --root="$work/root" --create && [ "$(stat -c %a "$work/root/var/lib/forhal")" = 700 ] &&
        [ "$(stat -c %a "$work/root/var/lib/forhal-registry")" = 700 ]
}
if [ "$(id -u)" -eq 0 ]; then
    check "sysusers.d makes the users" makes_users
    check "tmpfiles.d makes the folders" makes_folders
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
