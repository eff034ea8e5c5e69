#!/bin/sh
# A PNG of every screen into docs/screens/, at half size: portrait, and the first ones in landscape, large letters and high contrast.
set -eu
build=${FORHAL_BUILD:-build}
out=docs/screens
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p $out
{ echo 'tap "Større"' && cat tests/screens/walk.script; } >"$work/large.script"
{ echo 'tap "Kontrast"' && cat tests/screens/walk.script; } >"$work/contrast.script"

walk() { # FOLDER SCRIPT SIZE MM [OPTION…]
    folder=$1 script=$2 size=$3 mm=$4
    shift 4
    mkdir -p "$work/$folder"
    rm -rf "$work/data"
    "$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
    "$build/forhal-kiosk" --data "$work/data" --script "$script" --shots "$work/$folder" --size "$size" --mm "$mm" --quiet "$@"
}

walk portrait tests/screens/walk.script 540x960 268x476
walk landscape tests/screens/walk.script 960x540 476x268
walk large "$work/large.script" 540x960 268x476
walk contrast "$work/contrast.script" 540x960 268x476
for name in rest board search filter network network-below group notice interest comes-as brings review review-seat idle thanks \
    idea side about page language help; do
    cp "$work/portrait/$name.png" "$out/$name.png"
done
for name in rest board search network interest thanks about; do
    cp "$work/landscape/$name.png" "$out/$name-landscape.png"
done
for look in large contrast; do
    for name in board network; do cp "$work/$look/$name.png" "$out/$name-$look.png"; done
done

# In Arabic, turned round; the labels to press come from the catalogue.
arabic=$work/arabic.script
tests/screens/translate.sh assets/words/ar.po tests/screens/walk.script >"$arabic"
walk arabic "$arabic" 540x960 268x476 --lang ar
for name in rest board network interest; do cp "$work/arabic/$name.png" "$out/$name-arabic.png"; done

# Nothing can be stored where there is a folder instead of the outbox.
rm -rf "$work/data"
"$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
mkdir "$work/data/outbox.db"
"$build/forhal-kiosk" --data "$work/data" --script tests/screens/walk-not-saved.script --shots $out --size 540x960 --mm 268x476 --quiet
mkdir "$work/empty"
echo 'shot nothing-yet' >"$work/empty.script"
"$build/forhal-kiosk" --data "$work/empty" --script "$work/empty.script" --shots $out --size 540x960 --mm 268x476 --quiet
echo "$(find $out -name '*.png' | wc -l) pictures in $out"
