#!/bin/sh
# Who may include whom. The tables below are the rule; ARCHITECTURE.md says why.
#
# usage: layers.sh [ROOT]     exits 1 and names FILE:LINE of every #include that breaks it
set -eu
cd "${1-$(dirname "$0")/../..}"
if [ ! -d kiosk ] || [ ! -d sync ]; then
    echo "layers: no kiosk/ and sync/ in $PWD" >&2
    exit 2
fi

# ROOM : the rooms of ours whose headers it may include, besides its own. R/ is sync/registry/, whose rooms stand from
# the lowest to the highest; sync/registry itself, the opened data folder, knows what lies in it and is known to all.
rooms='
sync/base     :
sync/model    : sync/base
sync/wire     : sync/model sync/base
sync/store    : sync/wire sync/model sync/base
sync/agent    : sync/store sync/wire sync/model sync/base
sync/registry : R/commands R/privacy R/entries R/fleet R/content R/staff R/mail R/database R/keys sync/wire sync/model sync/base
R/formats     : sync/base
R/settings    : R/formats sync/base
R/keys        : sync/wire sync/base
R/database    : R/keys sync/base
R/mail        : R/settings R/formats sync/registry sync/base
R/staff       : R/mail R/settings R/formats sync/registry sync/base
R/content     : R/staff R/formats sync/registry sync/wire sync/model sync/base
R/fleet       : R/content R/mail R/settings R/formats sync/registry sync/wire sync/model sync/base
R/entries     : R/fleet R/content R/mail R/formats sync/registry sync/wire sync/model sync/base
R/privacy     : R/entries R/content R/staff R/mail R/settings R/formats sync/registry sync/wire sync/model sync/base
R/server      : R/web R/entries R/fleet R/content R/staff R/mail R/settings R/keys R/formats sync/registry sync/wire sync/model sync/base
R/web         : R/server R/entries R/content R/formats sync/registry sync/wire sync/model sync/base
R/routes      : R/web R/server R/privacy R/entries R/fleet R/content R/staff R/formats sync/registry sync/wire sync/model sync/base
R/commands    : R/web R/server R/privacy R/entries R/fleet R/content R/staff R/mail R/settings R/database R/keys R/formats sync/registry sync/wire sync/base
kiosk         : sync/store sync/model sync/base
board         :
tests         : sync/base sync/model sync/wire sync/store sync/agent sync/registry kiosk R/formats R/settings R/keys R/database R/mail R/staff R/content R/fleet R/entries R/privacy R/server R/web R/routes R/commands
'

# HEADER : the rooms or files (without .c or .h) that may include it. A header that is not here is C,
# POSIX, Linux, jansson or libsodium and free to all. The screen has no network and the network has no screen.
# The registry asks nobody; curl is there only to hand mails to the town's mail server, from a thread of its own.
libraries='
SDL*          : kiosk/main kiosk/loop kiosk/input kiosk/present kiosk/text kiosk/speak tests
fribidi*      : kiosk/bidi tests
hb*           : kiosk/text tests
unigbrk.h     : kiosk/grapheme tests
unistr.h      : kiosk/grapheme sync/registry/entries/marks tests
unicase.h     : sync/registry/entries/marks sync/registry/privacy/needle tests
uniwbrk.h     : sync/registry/entries/marks
uninorm.h     : sync/registry/privacy/needle tests
qrencode*     : kiosk tests
png*          : kiosk sync/model/picture_png sync/registry/content/images sync/registry/content/image_decode board tests
turbojpeg*    : sync/registry/content/image_decode sync/registry/content/image_phone tests
webp/*        : sync/registry/content/image_decode tests
libexif/*     : sync/registry/content/image_decode tests
seccomp*      : sync/registry/content/images tests
espeak*       : kiosk/speak tests
curl/*        : sync/agent sync/registry/mail/mail_sender tests
openssl/*     : sync/agent/tls tests
gnutls/*      : sync/registry/server/certificate sync/registry/server/pulse tests
microhttpd*   : sync/registry tests
libxml/*      : sync/registry/web/html tests
libpq*        : sync/registry tests
ini.h         : sync/registry/settings/settings tests
pcre2*        : sync/registry tests
zlib*         : sync/agent sync/registry sync/wire tests
sqlite3*      : sync/base sync/store sync/registry tests
netdb.h       : sync/agent sync/registry tests
netinet/*     : sync/agent sync/registry tests
arpa/*        : sync/agent sync/registry tests
net/*         : sync/agent sync/registry tests
sys/socket.h  : sync/base sync/agent sync/registry tests
'

find kiosk sync board tests -name node_modules -prune -o -name '*.[ch]' -print | LC_ALL=C sort |
    xargs -r grep -HnE '^[[:space:]]*#[[:space:]]*include' |
    awk -v rooms="$rooms" -v libraries="$libraries" '
    function fail(text) { printf "%s:%s: %s\n", file, number, text; bad = 1 }
    # The room a path lies in: the longest one that is its beginning.
    function room_of(path,    i, best) {
        best = ""
        for (i = 1; i <= room_count; i++)
            if (index(path, room_name[i] "/") == 1 && length(room_name[i]) > length(best)) best = room_name[i]
        return best
    }
    function matches(header, pattern) {
        if (pattern ~ /\*$/) return index(header, substr(pattern, 1, length(pattern) - 1)) == 1
        return header == pattern
    }
    function is_in(path, place) { return path == place ".c" || path == place ".h" || index(path, place "/") == 1 }
    BEGIN {
        gsub(/R\//, "sync/registry/", rooms)
        rows = split(rooms, row, "\n")
        for (i = 1; i <= rows; i++) {
            if (split(row[i], half, ":") < 2) continue
            name = half[1]; gsub(/ /, "", name)
            room_name[++room_count] = name
            may[name " " name] = 1
            words = split(half[2], word, " ")
            for (j = 1; j <= words; j++) may[name " " word[j]] = 1
        }
        rows = split(libraries, row, "\n")
        for (i = 1; i <= rows; i++) {
            if (split(row[i], half, ":") < 2) continue
            name = half[1]; gsub(/ /, "", name)
            library[++library_count] = name
            places[name] = half[2]
        }
    }
    {
        split($0, part, ":")
        file = part[1]
        number = part[2]
        room = room_of(file)
        if (room == "") { fail("lies in no room; add the room to tests/lint/layers.sh"); next }
        if (!match($0, /[<"][^>"]+[>"]/)) { fail("an #include this check cannot read"); next }
        ours = substr($0, RSTART, 1) == "\""
        header = substr($0, RSTART + 1, RLENGTH - 2)
        if (ours) {
            target = room_of(header)
            if (target == "") fail("\"" header "\": name our headers from the root, as in \"sync/base/err.h\"")
            else if (!((room " " target) in may)) fail(room " may not include " target " (\"" header "\")")
            next
        }
        # <SDL2/SDL.h> and <SDL.h> are the same header.
        sub(/^SDL2\//, "", header)
        for (i = 1; i <= library_count; i++) {
            if (!matches(header, library[i])) continue
            words = split(places[library[i]], word, " ")
            allowed = 0
            for (j = 1; j <= words; j++) if (is_in(file, word[j])) allowed = 1
            if (!allowed) fail("<" header "> only in" places[library[i]])
        }
    }
    END { exit bad }' >&2
