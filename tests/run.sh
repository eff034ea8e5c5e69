#!/bin/sh
# Runs test programs, as many at a time as there are cores, and adds up what they say.
#
#   tests/run.sh PROGRAM…      FORHAL_BUILD says whose programs they test (build, build/asan),
#                              TEST_JOBS how many run at a time, TEST_SECONDS_EACH how long each may take
#
# A program is a cmocka one, a script that ends in "N passed, N failed", or one whose exit status is
# its only word. What a failed one printed is shown; the last line is the sum. The slowest come first
# where they are named, so that none is left alone at the end.
set -u

count() { # the sum of the numbers that a sed expression finds in the file $log
    sed -n "$1" "$log" | awk '{ sum += $1 } END { print sum + 0 }'
}

run_one() { # $1: the folder of results, $2: the program. Always good: what failed is in the results.
    program=$2
    name=$(echo "$program" | tr / _)
    log=$1/$name.log
    start=$(date +%s)
    timeout "${TEST_SECONDS_EACH:-900}" "$program" >"$log" 2>&1
    status=$?
    seconds=$(($(date +%s) - start))
    good=$(count 's/^\[  PASSED  \] \([0-9]*\) test(s).*/\1/p; s/^\([0-9]*\) passed, [0-9]* failed.*/\1/p')
    bad=$(count 's/^\[  FAILED  \] \([0-9]*\) test(s).*/\1/p; s/^[0-9]* passed, \([0-9]*\) failed.*/\1/p')
    left=$(count 's/^\[  SKIPPED \] \([0-9]*\) test(s).*/\1/p; s/^[0-9]* passed, [0-9]* failed, \([0-9]*\) skipped.*/\1/p')
    # A script that leaves everything out says so in a line; that is nothing passed.
    [ $((good + bad + left)) -eq 0 ] && grep -q '^skipped: ' "$log" && left=1
    [ $((good + bad + left)) -eq 0 ] && [ $status -eq 0 ] && good=1
    [ $status -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    echo "$good $bad $left" >"$1/$name.sum"
    # One program's lines stay together.
    exec 9>"$1/lock"
    flock 9
    if [ $status -eq 0 ]; then
        printf '  ok    %-44s %4d passed  %3d s%s\n' "$program" "$good" "$seconds" "$([ "$left" -eq 0 ] || echo ", $left skipped")"
    else
        printf '  FAIL  %-44s exit status %d, %d s\n' "$program" "$status" "$seconds"
        # What went wrong may stand far above what a sanitizer then says about what was left lying.
        [ "$(wc -l <"$log")" -le 200 ] || grep -aE -B 3 '^\[  (ERROR|FAILED)|^FAILED' "$log" | head -n 40 | sed 's/^/        /'
        tail -n 200 "$log" | sed 's/^/        /'
    fi
    rm -f "$log"
}

if [ "${1:-}" = --one ]; then
    run_one "$2" "$3"
    exit 0
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
jobs=${TEST_JOBS:-$(nproc)}
printf '%s\n' "$@" | xargs -P "$jobs" -n 1 "$0" --one "$results"

# What left no result (the runner itself was ended) has failed.
passed=0
failed=$(($# - $(find "$results" -name '*.sum' | wc -l)))
skipped=0
for sum in "$results"/*.sum; do
    [ -e "$sum" ] || continue
    read -r good bad left <"$sum"
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + left))
done

if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
