#!/bin/sh
# The whole staff page from end to end in a real browser: tests/web/whole-*.mjs, as staff.sh does with its own. Apart, so
# that both run beside each other.
#
# usage: whole.sh [NAME …]     whole.sh keys
exec env STAFF_KIND=whole "$(dirname "$0")/staff.sh" "$@"
