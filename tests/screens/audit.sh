#!/bin/sh
# Audits every screen in every language, size and look (tests/screens/matrix.sh); ends in "N frames, M findings".
#
# The pictures are looked at with the release build, whatever else is tested: what is asked is how they look. Where
# another build is tested ($FORHAL_BUILD), one walk goes through it, too, for its memory.
set -eu
work=${AUDIT_WORK:-}
step_seconds=120

# One visit in a folder of its own, with a copy of the data in $work/DATA: adds findings to out, "N M" to sum.
visit() { # DATA SCRIPT, after one() has set the rest
    rm -rf "$folder/data"
    cp -a "$work/$1" "$folder/data"
    timeout "$step_seconds" "$build/forhal-kiosk" --data "$folder/data" --script "$work/$2" \
        --shots "$folder" --size "$size" --mm "$mm" --distance "$distance" --lang "$language" --audit \
        >"$folder/said" 2>"$folder/errors" || true
    rm -rf "$folder/data"
    line=$(tail -n 1 "$folder/said")
    case $line in
    *" frames, "*" findings") ;;
    *) line="0 frames, 1 findings" && echo "$name: the walk did not come to its end" >>"$folder/errors" ;;
    esac
    # A script that could not go on has seen only a part.
    [ -s "$folder/errors" ] && [ "${line#*, }" = "0 findings" ] && line="${line%%,*}, 1 findings"
    { sed '$d' "$folder/said" && cat "$folder/errors"; } | awk -v name="$name" '!seen[$0]++ { print name ": " $0 }' >>"$folder/out"
    echo "$line" | sed 's/ frames, \([0-9]*\) findings/ \1/' >>"$folder/sum"
}

# One line of the matrix: the walk, and what a kiosk without content shows, whatever the reason.
one() { # BUILD NAME LANGUAGE LOOK SIZE MM DISTANCE
    build=$1 name=$2 language=$3 look=$4 size=$5 mm=$6 distance=$7
    folder=$work/$name
    mkdir "$folder"
    visit data "$language-$look.script"
    for standing in "$work"/standing-*; do visit "$(basename "$standing")" "$language-$look-standing.script"; done
    [ -z "${AUDIT_TOTAL:-}" ] || printf '\r%d of %d ' "$(find "$work" -name sum | wc -l)" "$AUDIT_TOTAL" >&2
}

if [ "${1:-}" = --one ]; then
    shift
    # shellcheck disable=SC2086 # one line of the matrix is several arguments
    one $1
    exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build/tests/make-data assets/content/albertslund-2014.json "$work/data"
echo 112233 | build/forhal-kiosk --data "$work/data" --set-pin
number=0
while read -r standing; do
    number=$((number + 1))
    mkdir -m 700 "$work/standing-$number"
    [ "$standing" = null ] || echo "$standing" >"$work/standing-$number/agent.json"
done <tests/screens/standings.json
tests/screens/matrix.sh --scripts "$work"
sed -i '/^shot /d' "$work"/*.script # pictures are not wanted here
tests/screens/matrix.sh | sed 's/^/build /' >"$work/walks"
tested=${FORHAL_BUILD:-build}
[ "$tested" = build ] || echo "$tested $(basename "$tested"),portrait,da,normal da normal 1080x1920 268x476 600" >>"$work/walks"
AUDIT_WORK=$work
export AUDIT_WORK
if [ -t 2 ]; then
    AUDIT_TOTAL=$(wc -l <"$work/walks")
    export AUDIT_TOTAL
fi
tr '\n' '\0' <"$work/walks" | xargs -0 -n 1 -P "$(nproc)" "$0" --one
[ -z "${AUDIT_TOTAL:-}" ] || printf '\r\033[K' >&2
cat "$work"/*/out
cat "$work"/*/sum | awk '{ frames += $1; findings += $2 } END { print frames + 0 " frames, " findings + 0 " findings"; exit findings > 0 || frames == 0 }'
