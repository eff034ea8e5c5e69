#!/bin/sh
# Runs each fuzzer for so many seconds, beginning with what is in its corpus; what breaks one is kept.
#   fuzz.sh FOLDER SECONDS FUZZER…      ends in "N fuzzers, M failed"
set -eu
folder=$1
seconds=$2
shift 2
failed=0
count=0
for fuzzer in "$@"; do
    name=${fuzzer#fuzz_}
    found=$folder/found/$name
    mkdir -p "$found"
    count=$((count + 1))
    if "$folder/$fuzzer" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="$folder/broke-$name-" "$found" "tests/fuzz/corpus/$name" >"$folder/$name.log" 2>&1; then
        printf '  ok    %-12s %s inputs, %s kept\n' "$name" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$name.log")" "$(find "$found" -type f | wc -l)"
    else
        failed=$((failed + 1))
        printf '  FAIL  %-12s see %s\n' "$name" "$folder/$name.log"
        tail -n 30 "$folder/$name.log"
    fi
done
echo "$count fuzzers, $failed failed"
[ "$failed" -eq 0 ]
