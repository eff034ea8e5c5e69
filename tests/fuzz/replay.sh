#!/bin/sh
# Gives each fuzzer what is in its corpus, for `make test`.
set -eu
build=${FORHAL_BUILD:-build}
passed=0
for program in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$program" ] || continue
    name=$(basename "$program")
    "$program" "tests/fuzz/corpus/${name#fuzz_}"
    passed=$((passed + 1))
done
echo "$passed passed, 0 failed"
[ "$passed" -gt 0 ]
