#!/bin/sh
# clang-tidy over every .c, with the checks of .clang-tidy.
#
# usage: tidy.sh [FILE.c …]     from anywhere; without files, all
set -eu
cd "$(dirname "$0")/../.."

if [ $# -gt 0 ]; then
    printf '%s\0' "$@"
else
    find kiosk sync board tests -name node_modules -prune -o -name '*.c' -print0
fi | LC_ALL=C sort -z | {
    flags=$(pkg-config --cflags sdl2 SDL2_ttf libpng fribidi sqlite3 libsodium jansson libcurl libmicrohttpd libxml-2.0 libpcre2-8 x11 xtst xdamage)
    # One file a run: with several, clang-tidy 14 takes every va_list after the first file for uninitialised.
    # The counting line ("123 warnings generated") goes to standard error, the findings do not.
    # shellcheck disable=SC2086 # one word per flag
    xargs -0r -n 1 -P "$(nproc)" sh -c 'clang-tidy --quiet "$@" -- -std=c11 -I. '"$flags"' 2>&1 |
        { grep -vE "^[0-9]+ warnings? (generated|treated)" || true; } | { ! grep ""; }' sh
}
