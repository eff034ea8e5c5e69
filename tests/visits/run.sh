#!/bin/sh
# Replays every visit in this folder, each on a fresh data folder. The first lines of a script say
# what it needs:
#   # size: 1920x1080         (1080x1920)
#   # lang: ar               (da: the language in which a visit begins)
#   # data: demo|news|announced|empty|not-enrolled|damaged|many|translated|pictured|unpictured|no-pictures|no-outbox   (demo: the
#                              content of Albertslund, enrolled; many: 10,000 networks; translated: translated.json, some of it in
#                              English and Arabic; pictured: likewise, and a network has a picture; unpictured: it has not come)
#   # pin: 112233            (none: of the service page)
#   # agent: {"link":…}      (none: what forhal-sync has written into agent.json)
set -eu
here=$(dirname "$0")
build=${FORHAL_BUILD:-build}
content=assets/content/albertslund-2014.json
passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r assets/content/pictures "$work/pictures" # a changed content file finds them beside it

setting() { # NAME DEFAULT FILE
    value=$(sed -n "s/^# $1: *//p" "$3" | head -n 1)
    echo "${value:-$2}"
}

for script in "$here"/*.script; do
    data=$work/data
    rm -rf "$data"
    case $(setting data demo "$script") in
    demo) "$build/tests/make-data" "$content" "$data" ;;
    news | announced)
        sed -f "$here/$(setting data demo "$script").sed" "$content" >"$work/news.json"
        "$build/tests/make-data" "$work/news.json" "$data"
        ;;
    not-enrolled) "$build/tests/make-data" "$content" "$data" --not-enrolled ;;
    no-outbox) # a folder in its place: nothing can be stored
        "$build/tests/make-data" "$content" "$data"
        rm -f "$data"/outbox.db* && mkdir "$data/outbox.db"
        ;;
    many) "$build/tests/make-data" "$content" "$data" --networks 10000 ;;
    translated) "$build/tests/make-data" "$here/translated.json" "$data" ;;
    pictured | unpictured)
        sed -f "$here/pictured.sed" "$here/translated.json" >"$work/pictured.json"
        "$build/tests/make-data" "$work/pictured.json" "$data"
        [ "$(setting data demo "$script")" = pictured ] || rm -rf "$data/pictures"
        ;;
    no-pictures)
        "$build/tests/make-data" "$content" "$data"
        rm -rf "$data/pictures"
        ;;
    empty) mkdir -m 700 "$data" ;;
    damaged)
        "$build/tests/make-data" "$content" "$data"
        head -c 20000 /dev/zero | tr '\0' 'x' >"$data/content.db"
        ;;
    *) echo "$script: unknown data" >&2 && exit 2 ;;
    esac
    agent=$(setting agent "" "$script")
    [ -z "$agent" ] || printf '%s\n' "$agent" >"$data/agent.json"
    pin=$(setting pin "" "$script")
    [ -z "$pin" ] || echo "$pin" | "$build/forhal-kiosk" --data "$data" --set-pin
    size=$(setting size 1080x1920 "$script")
    lang=$(setting lang da "$script")
    if "$build/forhal-kiosk" --data "$data" --script "$script" --shots "$work" --size "$size" --lang "$lang"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $script"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
