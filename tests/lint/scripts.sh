#!/bin/sh
# Every script through shellcheck: what begins with #!/bin/sh or bash, whatever its name.
# SC2317 is off: shellcheck 0.9 takes every function that a trap or "$@" calls for unreachable.
#
# usage: scripts.sh [ROOT]
set -eu
cd "${1-$(dirname "$0")/../..}"
{
    find board tests kiosk sync assets .ci -name node_modules -prune -o -type f ! -name '*.[ch]' -size -100k -print0 2>/dev/null |
        xargs -0r awk 'FNR == 1 && /^#!.*\/(sh|bash|dash)( |$)/ { printf "%s%c", FILENAME, 0 } FNR > 1 { nextfile }'
} | LC_ALL=C sort -z | xargs -0r shellcheck --external-sources --source-path=SCRIPTDIR --exclude=SC2317 --
