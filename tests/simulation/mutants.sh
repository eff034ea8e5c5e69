#!/bin/sh
# Plants each bug of mutants/*.patch into a copy of its source, and asks the simulated town to find it.
# Called by make, which hands in COMPILE (a command up to -o) and LINK (one up to the objects).
#   mutants.sh OUT SEEDS       ends in "N found, M not found"; MUTANTS: only these patches
set -eu
out=$1
seeds=$2
found=0
missed=0
rm -rf "$out"

for patch in ${MUTANTS:-tests/simulation/mutants/*.patch}; do
    name=$(basename "$patch" .patch)
    source=$(sed -n 's|^+++ b/||p' "$patch")
    mkdir -p "$out/$name"
    patch --quiet --output="$out/$name/$(basename "$source")" "$source" "$patch"
    $COMPILE "$out/$name/mutant.o" "$out/$name/$(basename "$source")"
    # Before the archives, so that the sound one is never taken out of them. Several words each, on purpose.
    # shellcheck disable=SC2086
    $LINK "$out/$name/simulate" "$out/$name/mutant.o" $OBJECTS $LIBRARIES
    if "$out/$name/simulate" "$seeds" >"$out/$name/said" 2>&1; then
        missed=$((missed + 1))
        echo "  NOT FOUND  $name: $(head -n 1 "$patch")"
    else
        found=$((found + 1))
        printf '  found      %-22s %s\n' "$name" "$(sed -n 's/^  \([0-9]* of its .*\)/\1/p; s/^  \(and was well.*\)/\1/p' "$out/$name/said" | head -n 1)"
    fi
done
echo "$found found, $missed not found"
[ "$missed" -eq 0 ]
