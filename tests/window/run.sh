#!/bin/sh
# The kiosk in a real window. FORHAL_BUILD says whose programs are tested (build, build/asan).
set -eu
cd "$(dirname "$0")/../.."
FORHAL_BUILD=${FORHAL_BUILD:-build}
export FORHAL_BUILD
LSAN_OPTIONS=suppressions=$PWD/tests/window/lsan.supp:print_suppressions=0
export LSAN_OPTIONS
status=0
for name in window look flick trouble memory; do
    "$FORHAL_BUILD/tests/window/test_$name" || status=1
done
exit $status
