#!/bin/sh
# Installs the Debian packages that are missing, by group; see packages.txt.
#
# usage: deps.sh [--missing] [GROUP …]     groups: build run test kiosk lint bench fuzz fresh tour web npm
#   --missing   only names what is missing, and exits 1 if anything is
# Without groups: build run test. Asks for nothing and changes nothing if all is there.
set -eu

here=$(dirname "$0")
list=$here/packages.txt

say() { printf 'deps: %s\n' "$*" >&2; }

only_name=no
if [ "${1-}" = --missing ]; then
    only_name=yes
    shift
fi
case ${1-} in
-*)
    say "no such option '$1'; usage: deps.sh [--missing] [GROUP …]"
    exit 2
    ;;
esac
[ $# -gt 0 ] || set -- build run test

if ! command -v dpkg-query >/dev/null; then
    say "this is not a Debian system: install by hand what $list names, then use 'make all'"
    exit 1
fi

for group in "$@"; do
    if ! awk -v group="$group" '!/^#/ && $2 != "" && index("," $1 ",", "," group ",") { found = 1 }
                                END { exit !found }' "$list"; then
        say "no such group '$group'; there are: build run test kiosk lint bench fuzz fresh tour web npm"
        exit 2
    fi
done

# Names of the packages of the groups in "$@", each once.
wanted=$(for group in "$@"; do
    awk -v group="$group" '!/^#/ && $2 != "" && index("," $1 ",", "," group ",") { print $2 }' "$list"
done | sort -u)

# dpkg-query exits 1 when it doesn't know one of the names; what it does know it prints.
# shellcheck disable=SC2086 # one word per package
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null || true)
missing=$(for package in $wanted; do
    printf '%s\n' "$installed" | grep -qx "installed $package" || printf '%s\n' "$package"
done)

[ -n "$missing" ] || exit 0
if [ "$only_name" = yes ]; then
    printf '%s\n' "$missing"
    exit 1
fi

# shellcheck disable=SC2086
say "installing" $missing
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        # shellcheck disable=SC2086
        say "needs root and there is no sudo; as root: apt-get install --no-install-recommends" $missing
        exit 1
    fi
    as_root=sudo
fi

# Another apt may be at work (unattended-upgrades, a second checkout): wait for it.
apt() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"; }
apt update
# shellcheck disable=SC2086
apt install --yes --no-install-recommends $missing
