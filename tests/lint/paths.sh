#!/bin/sh
# No file of the repository names a folder of one particular machine or the host of a package registry:
# a checkout works anywhere, and the machine's own configuration says where packages come from.
#
# usage: paths.sh [ROOT]     exits 1 and names FILE:LINE
set -eu
cd "${1-$(dirname "$0")/../..}"

# Written with brackets so that this file doesn't find itself.
folders='(^|[^A-Za-z0-9_.~})*/-])/(work[/]|root([/]|[^A-Za-z0-9_]|$)|home[/][a-z])'
hosts='(deb|security|snapshot|archive|ftp)[.]debian[.]|registry[.](npmjs|yarnpkg)|pypi[.]|python[h]osted|crates[.]io|proxy[.]golang|repo1?[.]maven'

# Tracked files and new ones alike, but not what git ignores; outside git, every file
# that isn't made here or fetched.
files() {
    git ls-files -z --cached --others --exclude-standard 2>/dev/null || 
        find . \( -path ./.git -o -path ./build -o -path ./run -o -name node_modules \) -prune -o -type f -print0
}
found=$(files | xargs -0r grep -InE "$folders|$hosts" -- 2>/dev/null || true)
[ -z "$found" ] && exit 0
printf '%s\n' "$found" >&2
echo 'paths: a machine'"'"'s folder or a package registry is named above; take it from the environment or /etc/apt' >&2
exit 1
