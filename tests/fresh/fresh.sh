#!/bin/sh
# The README's two commands in a bare Debian that this makes, so that no package, file or setting of
# the developer's machine can hide a missing step. Needs root (mmdebstrap, chroot), 4 GB and a mirror.
#
# usage: fresh.sh
#   FRESH_ONLY=run       without the tests
#   FRESH_FROM=worktree  the files as they lie here, not the last commit
#   FRESH_SUITE=bookworm another release
#   FRESH_SECONDS=4800   it takes no longer
#   FRESH_KEEP=1         keeps the folder and says where
set -eu
cd "$(dirname "$0")/../.."

suite=${FRESH_SUITE-bookworm}
seconds=${FRESH_SECONDS-4800}
say() { printf 'fresh: %s\n' "$*"; }
die() {
    printf 'fresh: %s\n' "$*" >&2
    exit 1
}
[ "$(id -u)" -eq 0 ] || die "needs root: sudo make fresh"

# A second start of this script, in namespaces of its own: mounts and processes end with it.
if [ "${1-}" != --inside ]; then
    base=$(mktemp -d "${TMPDIR-/var/tmp}/forhal-fresh.XXXXXX")
    child=
    finish() {
        trap - EXIT INT TERM HUP
        if [ -n "$child" ]; then
            kill "$child" 2>/dev/null || true
            wait "$child" 2>/dev/null || true
        fi
        if [ -n "${FRESH_KEEP-}" ]; then say "kept $base"; else rm -rf --one-file-system "$base"; fi
    }
    trap finish EXIT
    trap 'exit 130' INT TERM HUP
    timeout --kill-after=20 "$seconds" \
        unshare --mount --propagation private --pid --fork --kill-child "$0" --inside "$base" &
    child=$!
    status=0
    wait "$child" || status=$?
    child=
    [ "$status" -ne 124 ] || say "stopped after $seconds s"
    exit "$status"
fi

base=$2
root=$base/debian
mkdir "$root"

tests/fresh/mirrors.sh "$suite" >"$base/sources.list"
tests/fresh/mirrors.sh --settings >"$base/apt.conf"
say "making a bare $suite"
mmdebstrap --quiet --variant=minbase --include=make,ca-certificates --aptopt="$base/apt.conf" \
    "$suite" "$root" "$base/sources.list"
cp "$base/apt.conf" "$root/etc/apt/apt.conf.d/99of-the-host"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
# Where npm fetches from, and whose certificates it trusts there, is this machine's setting, as with apt.
if command -v npm >/dev/null; then
    npm config get registry 2>/dev/null | sed 's/^/registry=/' >"$root/etc/npmrc"
    authorities=$(npm config get cafile 2>/dev/null)
    if [ -r "$authorities" ]; then
        cp -L "$authorities" "$root/etc/npm-authorities.pem"
        echo cafile=/etc/npm-authorities.pem >>"$root/etc/npmrc"
    fi
fi
packages_before=$(chroot "$root" dpkg-query -W -f='.' | wc -c)

if [ "${FRESH_FROM-HEAD}" = worktree ]; then
    say "with the files as they lie in $PWD"
    mkdir -p "$root/srv/forhal"
    # shellcheck disable=SC2016 # for the inner shell
    git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c 'for f; do [ ! -e "$f" ] || printf "%s\0" "$f"; done' sh |
        tar -c --null -T - | tar -x -C "$root/srv/forhal"
else
    say "with $(git log -1 --format='%h %s')"
    [ -z "$(git status --porcelain)" ] || say "(there are changes here that are not committed; they don't take part)"
    git -c safe.directory='*' clone --quiet --no-hardlinks . "$root/srv/forhal"
fi

# A mount of its own, so that a test inside may have private mounts.
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"

# With an empty environment, as after a log-in.
in_debian() {
    chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/srv TERM=dumb \
        LANG=C.UTF-8 CI="${CI-}" sh -c "cd /srv/forhal && $1"
}
step() { # NAME COMMAND
    say "$2"
    started=$(date +%s)
    if in_debian "$2" >"$base/$1.log" 2>&1; then
        say "$1 went well in $(($(date +%s) - started)) s"
    else
        status=$?
        {
            tail -n 60 "$base/$1.log"
            echo "fresh: the lines of it that speak of a failure:"
            grep -nE '^  FAIL |\[  FAILED  \]|[Ee]rror[: ]|\*\*\*' "$base/$1.log" | head -n 60
        } >&2
        die "'$2' failed with status $status; above is the end of what it said"
    fi
}

step run 'RUN_UNTIL=ready RUN_SECONDS=180 make run'
grep -q 'first frame shown' "$base/run.log" || die "make run ended well but never said 'first frame shown'"
grep -q 'one sync finished' "$base/run.log" || die "make run ended well but never said 'one sync finished'"
[ -s "$root/srv/forhal/run/screen.png" ] || die "make run left no run/screen.png"
say "make run installed $(($(chroot "$root" dpkg-query -W -f='.' | wc -c) - packages_before)) packages and showed its first frame"

if [ "${FRESH_ONLY-}" != run ]; then
    step test 'make test'
    tail -n 3 "$base/test.log"
fi
left=
if [ -d "$root/srv/forhal/.git" ]; then left=$(git -c safe.directory='*' -C "$root/srv/forhal" status --porcelain); fi
[ -z "$left" ] || die "the two commands left files that git doesn't know: $left"
say "all went well"
