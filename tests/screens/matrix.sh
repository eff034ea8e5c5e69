#!/bin/sh
# The matrix of screens that are audited and pictured: languages x sizes x looks, one line each:
#
#   NAME LANGUAGE LOOK SIZE MM DISTANCE
#
# and, with --scripts FOLDER, the visits for them: FOLDER/LANGUAGE-LOOK.script, and LANGUAGE-LOOK-standing.script for a kiosk
# without content. A look is the words on the bar that
# turn it on at the beginning of the visit.
set -eu
walk=tests/screens/walk.script
walk_service=tests/screens/walk-service.script

looks() {
    cat <<'END'
normal
large Større
contrast Kontrast
low Sænk
END
}

# Landscape of 268 mm lies in reach as it is: the bar does not offer it there.
sizes() { # NAME SIZE MM DISTANCE LOOKS…
    cat <<'END'
portrait 1080x1920 268x476 600 normal large contrast low
landscape 1920x1080 476x268 600 normal large contrast
43-inch 3840x2160 953x536 600 normal large contrast low
10-inch 1280x800 217x136 400 normal contrast
END
}

languages() {
    echo da
    for catalogue in assets/words/*.po; do basename "$catalogue" .po; done
}

scripts() { # FOLDER
    looks | grep -v '^#' | while read -r look words; do
        on=${words:+"tap \"$words\""}
        { echo "$on" && cat $walk && echo corners && echo "$on" && cat $walk_service; } >"$1/da-$look.script"
        { echo "$on" && echo "wait 100ms" && echo "shot standing"; } >"$1/da-$look-standing.script"
        for catalogue in assets/words/*.po; do
            for script in "$look" "$look-standing"; do
                tests/screens/translate.sh "$catalogue" "$1/da-$script.script" >"$1/$(basename "$catalogue" .po)-$script.script"
            done
        done
    done
}

if [ "${1:-}" = --scripts ]; then
    scripts "$2"
    exit
fi
for language in $(languages); do
    sizes | while read -r name size mm distance wanted; do
        looks | grep -v '^#' | while read -r look _; do
            case " $wanted " in *" $look "*) echo "$name,$language,$look $language $look $size $mm $distance" ;; esac
        done
    done
done
