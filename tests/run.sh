#!/bin/sh
# Runs test programs one after the other and adds up what they say.
#
#   tests/run.sh PROGRAM…      FORHAL_BUILD says whose programs they test (build, build/asan)
#
# A program is a cmocka one, a script that ends in "N passed, N failed", or one whose exit status is
# its only word. What a failed one printed is shown; the last line is the sum.
set -u

passed=0
failed=0
skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { # the sum of the numbers that a sed expression finds
    sed -n "$1" "$log" | awk '{ sum += $1 } END { print sum + 0 }'
}

for program in "$@"; do
    start=$(date +%s)
    timeout "${TEST_SECONDS_EACH:-300}" "$program" >"$log" 2>&1
    status=$?
    seconds=$(($(date +%s) - start))
    good=$(count 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p; s/^\([0-9]*\) passed, [0-9]* failed.*/\1/p')
    bad=$(count 's/^\[  FAILED  \] \([0-9]*\) test(s).*/\1/p; s/^[0-9]* passed, \([0-9]*\) failed.*/\1/p')
    left=$(count 's/^\[  SKIPPED \] \([0-9]*\) test(s).*/\1/p; s/^[0-9]* passed, [0-9]* failed, \([0-9]*\) skipped.*/\1/p')
    [ $((good + bad)) -eq 0 ] && [ $status -eq 0 ] && good=1
    [ $status -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + left))
    if [ $status -eq 0 ]; then
        printf '  ok    %-44s %4d passed  %3d s\n' "$program" "$good" "$seconds"
    else
        printf '  FAIL  %-44s exit status %d, %d s\n' "$program" "$status" "$seconds"
        tail -n 200 "$log" | sed 's/^/        /'
    fi
done

if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
