#!/bin/sh
# Plants each bug of mutants/*.patch into a copy of its source, and asks the simulated town to find it.
# Called by make, which hands in COMPILE (a command up to -o) and LINK (one up to the objects).
#   mutants.sh OUT SEEDS       ends in "N found, M not found"; MUTANTS: only these patches
#   mutants.sh --fit           only says whether each still fits the source it is for, at the very lines
set -eu
found=0
missed=0

# plant PATCH INTO: false when it does not fit.
plant() {
    source=$(sed -n 's|^+++ b/||p' "$1")
    patch --quiet --batch --forward --fuzz=0 --reject-file=- --output="$2" "$source" "$1" >/dev/null
}

if [ "$1" = --fit ]; then
    work=$(mktemp -d)
    for patch in tests/simulation/mutants/*.patch; do
        plant "$patch" "$work/planted.c" && continue
        missed=$((missed + 1))
        echo "$patch: does not fit its source any more; plant it anew"
    done
    rm -rf "$work"
    [ "$missed" -eq 0 ]
    exit
fi

out=$1
seeds=$2
rm -rf "$out"
for patch in ${MUTANTS:-tests/simulation/mutants/*.patch}; do
    name=$(basename "$patch" .patch)
    mkdir -p "$out/$name"
    begun=$(date +%s)
    if ! plant "$patch" "$out/$name/mutant.c"; then
        missed=$((missed + 1))
        echo "  NOT FOUND  $name: the patch does not fit"
        continue
    fi
    $COMPILE "$out/$name/mutant.o" "$out/$name/mutant.c"
    # Before the archives, so that the sound one is never taken out of them. Several words each, on purpose.
    # shellcheck disable=SC2086
    $LINK "$out/$name/simulate" "$out/$name/mutant.o" $OBJECTS $LIBRARIES
    "$out/$name/simulate" "$seeds" >"$out/$name/said" 2>&1 || true
    if ! grep -q '^seed [0-9]* failed' "$out/$name/said"; then # also when it was interrupted
        missed=$((missed + 1))
        echo "  NOT FOUND  $name: $(head -n 1 "$patch")"
    else
        found=$((found + 1))
        printf '  found      %-22s %3d s, seed %s: %s\n' "$name" $(($(date +%s) - begun)) \
            "$(sed -n 's/^seed \([0-9]*\) failed/\1/p' "$out/$name/said")" \
            "$(sed -n 's/^  \([0-9]* of its .*\)/\1/p; s/^  \(and was well.*\)/\1/p' "$out/$name/said" | head -n 1)"
    fi
done
echo "$found found, $missed not found"
[ "$missed" -eq 0 ]
