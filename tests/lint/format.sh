#!/bin/sh
# Is every .c and .h laid out as .clang-format says? `format.sh --fix` makes it so.
#
# usage: format.sh [--fix] [ROOT]
set -eu
fix=no
if [ "${1-}" = --fix ]; then
    fix=yes
    shift
fi
cd "${1-$(dirname "$0")/../..}"
if ! command -v clang-format >/dev/null; then # nothing found would be no finding
    echo "format: clang-format is not installed (board/dev/deps.sh lint)" >&2
    exit 2
fi
sources() { find kiosk sync board tests -name node_modules -prune -o -name '*.[ch]' -print0 | LC_ALL=C sort -z; }
if [ "$fix" = yes ]; then
    sources | xargs -0r clang-format -i --
    exit
fi
# A line for each place, not three; with --fix there is nothing to be read.
found=$(sources | xargs -0r clang-format --dry-run -Werror -- 2>&1 | grep -E '(error|warning): ' | cut -d: -f1,2 | uniq) || true
[ -z "$found" ] && exit 0
printf '%s\n' "$found" | sed 's/$/: not as clang-format lays it out (-Wclang-format-violations)/' >&2
echo "format: 'tests/lint/format.sh --fix' lays them out" >&2
exit 1
