#!/bin/sh
# Many visits through one process of the release build, mixed in kind and language: memory stays as it was after the
# first hundred and some. A visit that sends is rare, since what is sent stays in the outbox until the agent has taken it.
#
#   tests/screens/long.sh [VISITS]      1400 unless said
set -eu
visits=${1:-1400}
build=build # the release build whatever is tested: ASan keeps what is freed
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"

# In Danish, and in one more language, which a visit begins by choosing.
mixed() { # LANGUAGE NAME
    tests/screens/translate.sh "assets/words/$1.po" tests/screens/long.script | awk -v name="$2" '
        function choose() { print "tap \"Sprog\""; print "tap \"" name "\"" }
        /^#/ { next }
        !begun { choose(); begun = 1 }
        { print }
        /^wait / { begun = 0 }'
}
{
    cat tests/screens/long.script
    mixed en English
    cat tests/screens/long.script
    mixed ar العربية
    mixed pl Polski
    mixed tr Türkçe
    mixed ur اردو
} >"$work/mix"
cat >"$work/send" <<'END'
tap "Rør ved vandet"
tap "Frivilligt arbejde"
tap "Jeg er interesseret"
tap "Det er fint, videre"
type "Bo"
tap "Videre"
type "28123456"
tap "Færdig"
tap "Send til sekretariatet"
paint
tap "Færdig"
END

mix_visits=$(grep -c '^wait ' "$work/mix")
rounds=$(((visits + 10 * mix_visits - 1) / (10 * mix_visits)))
{
    # Everything has been seen and typed once, and what SQLite keeps of its files has come to its size.
    echo 'repeat 2' && cat "$work/mix" && echo end
    echo 'repeat 10' && cat "$work/send" && echo end
    echo 'memory mark'
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        echo "repeat $rounds" && cat "$work/mix" && echo end
        cat "$work/send"
    done
    echo 'memory same'
} >"$work/long.script"
timeout "${LONG_SECONDS:-280}" "$build/forhal-kiosk" --data "$work/data" --script "$work/long.script" --size 540x960 --mm 268x476 --quiet
echo "$((10 * (rounds * mix_visits + 1))) visits after the first $((2 * mix_visits + 10))"
