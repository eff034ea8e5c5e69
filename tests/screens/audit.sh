#!/bin/sh
# Audits every screen in every size, look and language; ends in "N frames, M findings".
set -eu
build=${FORHAL_BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
frames=0
findings=0

walk() { # NAME SCRIPT SIZE MM DISTANCE [LANGUAGE]
    rm -rf "$work/data"
    "$build/tests/make-data" assets/content/albertslund-2014.json "$work/data"
    "$build/forhal-kiosk" --data "$work/data" --script "$2" --shots "$work" --size "$3" --mm "$4" \
        --distance "$5" --lang "${6:-da}" --audit >"$work/out" || true
    line=$(tail -n 1 "$work/out")
    case $line in
    *" frames, "*" findings") ;;
    *) echo "$1: the walk did not come to its end" && exit 1 ;;
    esac
    sed -n '/ frames, .* findings$/!p' "$work/out" | sed "s/^/$1: /"
    frames=$((frames + ${line%% *}))
    line=${line#*, }
    findings=$((findings + ${line%% *}))
}

plain=tests/screens/walk.script
large=$work/large.script
contrast=$work/contrast.script
{ echo 'tap "Større"' && cat $plain; } >"$large"
{ echo 'tap "Kontrast"' && cat $plain; } >"$contrast"

for look in plain large contrast; do
    case $look in
    plain) script=$plain ;;
    large) script=$large ;;
    *) script=$contrast ;;
    esac
    walk "portrait, $look" "$script" 1080x1920 268x476 600
    walk "landscape, $look" "$script" 1920x1080 476x268 600
done
walk "4K, plain" $plain 3840x2160 476x268 600
walk "10 inch, plain" $plain 1280x800 217x136 400
walk "10 inch portrait, plain" $plain 800x1280 136x217 400
# Danish has been walked above. A picture is looked at without being painted: that takes longest.
for catalogue in assets/words/*.po; do
    language=$(basename "$catalogue" .po)
    script=$work/$language.script
    sed '/^shot /d' $plain >"$script.danish"
    tests/screens/translate.sh "$catalogue" "$script.danish" >"$script"
    walk "portrait, $language" "$script" 1080x1920 268x476 600 "$language"
    walk "landscape, $language" "$script" 1920x1080 476x268 600 "$language"
done
echo "$frames frames, $findings findings"
[ "$findings" -eq 0 ]
