#!/bin/sh
# Frames as text against the kept ones; --update writes the kept ones anew.
set -eu
build=${FORHAL_BUILD:-build}
here=tests/screens
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

passed=0
failed=0
for size in 1080x1920 1920x1080; do
    rm -rf "${work:?}/data" "${work:?}/$size"
    mkdir "$work/$size"
    "$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
    "$build/forhal-kiosk" --data "$work/data" --script "$here/golden.script" --shots "$work/$size" --size "$size"
    # The receipt code is chance.
    sed -E -i 's/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/XXXX-XXXX-XXXX-XXXX/g' "$work/$size"/*.txt
    if [ "${1:-}" = --update ]; then
        rm -rf "$here/golden/$size"
        mkdir -p "$here/golden/$size"
        cp "$work/$size"/*.txt "$here/golden/$size/"
    fi
    for file in "$work/$size"/*.txt; do
        if diff -u "$here/golden/$size/$(basename "$file")" "$file"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
    done
    [ "$(find "$here/golden/$size" -name '*.txt' | wc -l)" -eq "$(find "$work/$size" -name '*.txt' | wc -l)" ] || {
        echo "$here/golden/$size holds frames that the script does not make"
        failed=$((failed + 1))
    }
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
