#!/bin/sh
# Is every .c and .h laid out as .clang-format says? `format.sh --fix` makes it so.
#
# usage: format.sh [--fix] [ROOT]
set -eu
how='--dry-run -Werror'
if [ "${1-}" = --fix ]; then
    how=-i
    shift
fi
cd "${1-$(dirname "$0")/../..}"
# shellcheck disable=SC2086 # two options
find kiosk sync board tests -name '*.[ch]' -print0 | LC_ALL=C sort -z | xargs -0r clang-format $how --
