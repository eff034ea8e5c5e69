#!/bin/sh
# cppcheck over all our C.
#
# usage: cppcheck.sh [ROOT]
set -eu
cd "${1-$(dirname "$0")/../..}"

# missingIncludeSystem: it is not given the system's headers, it knows them by its own library files.
# normalCheckLevelMaxBranches, toomanyconfigs: notes about how far it looked, not about our code.
# memleak: it doesn't know the cleanup attribute behind AUTO(); LeakSanitizer looks in the tests.
# unknownEvaluationOrder: takes the = of a compound literal's field for an assignment.
# readdirCalled: wants readdir_r(), which glibc has deprecated; readdir() is safe on a folder of one's own.
# unmatchedSuppression: one list serves versions 2.10 (bookworm) to 2.17 (trixie).
exec cppcheck --quiet --std=c11 --language=c -I . -j "$(nproc)" \
    --enable=warning,portability,performance --inline-suppr --error-exitcode=1 \
    --library=posix --library=gnu --library=sdl --library=sqlite3 --library=libcurl \
    --suppress=missingIncludeSystem --suppress=missingInclude --suppress=toomanyconfigs \
    --suppress=memleak --suppress=unknownEvaluationOrder --suppress=readdirCalled \
    --suppress=normalCheckLevelMaxBranches --suppress=unmatchedSuppression \
    kiosk sync board tests
