#!/bin/sh
# docs/field-failures.md names tests: each file is there, and so is every name that stands behind it, until the next
# file. Names stand in backquotes, what a script says in double quotes.
#
# So does the table of attackers of sync/PROTOCOL.md: test_x, and behind it names of tests/unit/test_x.c.
#
# usage: field-failures.sh [ROOT]     exits 1 and names the line and what is missing
set -eu
cd "${1-$(dirname "$0")/../..}"

awk '
function missing(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
function read_whole(path,    line, all) {
    if (path in whole) return 1
    all = ""
    while ((got = (getline line < path)) > 0) all = all line "\n"
    close(path)
    if (got < 0) return 0
    whole[path] = all
    return 1
}
/^\| [0-9]+ \|/ {
    file = ""
    row = $0
    sub(/^\| [0-9]+ \|[^|]*\|/, "", row) # what happened is no test
    while (match(row, /`[^`]+`|"[^"]+"/)) {
        word = substr(row, RSTART + 1, RLENGTH - 2)
        quoted = substr(row, RSTART, 1) == "\""
        row = substr(row, RSTART + RLENGTH)
        if (!quoted && word ~ /^tests\//) {
            file = word
            if (!read_whole(file)) { missing(file " is not there"); file = "" }
        } else if (quoted || word ~ /^[a-z0-9_]+$/) {
            if (file != "" && index(whole[file], word) == 0) missing(word " is not in " file)
        }
    }
}
/^\| \*\*/ {
    file = ""
    row = $0
    while (match(row, /test_[a-z_]+|`[^`]+`/)) {
        word = substr(row, RSTART, RLENGTH)
        row = substr(row, RSTART + RLENGTH)
        if (word ~ /^test_/) {
            file = "tests/unit/" word ".c"
            if (!read_whole(file)) { missing(file " is not there"); file = "" }
        } else if (file != "" && index(whole[file], "(" substr(word, 2, length(word) - 2) ")") == 0) {
            missing(word " is not in " file)
        }
    }
}
END { exit bad }
' docs/field-failures.md sync/PROTOCOL.md >&2
