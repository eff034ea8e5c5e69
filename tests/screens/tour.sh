#!/bin/sh
# A picture of every screen in every language, size and look (tests/screens/matrix.sh), most at half size, and contact
# sheets of them, in build/tour/:
#
#   LANGUAGE/SIZE-LOOK/SCREEN.png
#   LANGUAGE.png             portrait and landscape
#   sizes-and-looks.png      four screens in all of them, Danish and Arabic
#
#   tour.sh --docs      copies what the README and docs/ show from there to docs/screens/
set -eu
build=${FORHAL_BUILD:-build}
out=build/tour
sheet_screens='rest board network interest'
font=/usr/share/fonts/opentype/inter/Inter-Regular.otf

# One walk of the matrix into its folder; in portrait also the screens that need a data folder of another kind.
one() { # NAME LANGUAGE LOOK SIZE MM DISTANCE
    language=$2 look=$3 size=$4 mm=$5 distance=$6
    name=${1%%,*}-$look
    shots=$out/$language/$name
    data=$TOUR_WORK/$language-$name
    case $size in
    1080x1920) size=540x960 ;;
    1920x1080) size=960x540 ;;
    3840x2160) size=1920x1080 ;;
    esac
    mkdir -p "$shots"
    visit() { # SCRIPT
        timeout 120 "$build/forhal-kiosk" --data "$data" --script "$1" --shots "$shots" --size "$size" --mm "$mm" \
            --distance "$distance" --lang "$language"
    }
    cp -a "$TOUR_WORK/data" "$data"
    visit "$TOUR_WORK/$language-$look.script"
    [ "$name" = portrait-normal ] || return 0
    # Nothing can be stored where there is a folder instead of the outbox.
    rm -f "$data"/outbox.db* && mkdir "$data/outbox.db"
    visit "$TOUR_WORK/$language-not-saved.script"
    data=$TOUR_WORK/$language-empty
    mkdir "$data"
    visit "$TOUR_WORK/empty.script"
}

# All pictures of a folder beside one another, each with its name.
sheet() { # COLUMNS SIZE OUT PICTURE…
    columns=$1 size=$2 to=$3
    shift 3
    montage -font $font -label '%t' "$@" -tile "${columns}x" -geometry "$size+10+10" -background '#d8d8d8' -pointsize 14 -depth 8 "$to"
}

language_sheet() { # LANGUAGE
    sheet 9 270x480 "$TOUR_WORK/$1-portrait.png" "$out/$1/portrait-normal"/*.png
    sheet 5 480x270 "$TOUR_WORK/$1-landscape.png" "$out/$1/landscape-normal"/*.png
    convert "$TOUR_WORK/$1-portrait.png" "$TOUR_WORK/$1-landscape.png" -background '#d8d8d8' -append +repage -depth 8 "$out/$1.png"
}

# shellcheck disable=SC2016 # the inner shell expands its own
# Four screens of every folder that has such a name, with size and look under them.
looks_part() { # COLUMNS SIZE OUT LANGUAGE NAME…
    columns=$1 size=$2 to=$3 language=$4
    shift 4
    for name in "$@"; do
        for folder in "$out/$language/$name"-*/; do
            [ -d "$folder" ] || continue
            for screen in $sheet_screens; do
                printf '%s\0%s\0%s\0' -label "$(basename "$folder")" "$folder$screen.png"
            done
        done
    done | xargs -0 sh -c 'to=$1 && shift && montage "$@" "$to"' montage "$to" -font $font -pointsize 12 \
        -background '#d8d8d8' -depth 8 -tile "${columns}x" -geometry "$size+8+8"
}

looks_sheet() {
    for language in da ar; do
        looks_part 12 220x392 "$TOUR_WORK/$language-upright.png" "$language" portrait
        looks_part 8 338x212 "$TOUR_WORK/$language-wide.png" "$language" landscape 43-inch 10-inch
    done
    convert "$TOUR_WORK"/??-upright.png "$TOUR_WORK"/??-wide.png -background '#d8d8d8' -append +repage -depth 8 \
        "$out/sizes-and-looks.png"
}

# What the README and docs/ show.
docs() {
    copy() { # FOLDER ENDING SCREEN…
        from=$1 ending=$2
        shift 2
        for name in "$@"; do cp "$out/$from/$name.png" "docs/screens/$name$ending.png"; done
    }
    mkdir -p docs/screens
    copy da/portrait-normal '' rest board rings rings-drop gifts ideas an-idea follow answer guide similar search filter network network-below group notice interest comes-as brings review \
        review-seat idle thanks idea side about page language help not-saved nothing-yet
    copy da/landscape-normal -landscape rest board search network rings ideas interest thanks about
    copy da/portrait-large -large board network
    copy da/portrait-contrast -contrast board network
    copy ar/portrait-normal -arabic rest board network interest rings
    copy da/portrait-low -low board interest
    echo "$(find docs/screens -name '*.png' | wc -l) pictures in docs/screens"
}

case ${1:-} in
--docs) docs && exit ;;
--one)
    # shellcheck disable=SC2086 # one line of the matrix is several arguments
    one $2
    exit
    ;;
--sheet) if [ "$2" = looks ]; then looks_sheet; else language_sheet "$2"; fi && exit ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TOUR_WORK=$work
export TOUR_WORK
rm -rf "$out"
mkdir -p "$out"
"$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
echo 112233 | "$build/forhal-kiosk" --data "$work/data" --set-pin
tests/screens/matrix.sh --scripts "$work"
cp tests/screens/walk-not-saved.script "$work/da-not-saved.script"
for catalogue in assets/words/*.po; do
    tests/screens/translate.sh "$catalogue" tests/screens/walk-not-saved.script >"$work/$(basename "$catalogue" .po)-not-saved.script"
done
echo 'shot nothing-yet' >"$work/empty.script"
# The largest screen shows least that is new: two languages of it will do.
tests/screens/matrix.sh | grep -v '^43-inch,\(en\|pl\|tr\|ur\)' | tr '\n' '\0' | xargs -0 -n 1 -P "$(nproc)" "$0" --one
{ echo looks && tests/screens/matrix.sh | cut -d ' ' -f 2 | sort -u; } | xargs -n 1 -P "$(nproc)" "$0" --sheet
echo "$(find "$out" -mindepth 2 -name '*.png' | wc -l) pictures and $(find "$out" -maxdepth 1 -name '*.png' | wc -l) sheets in $out"
