#!/bin/sh
# Functions nobody calls in kiosk/ and sync/, and what to use instead.
#
# usage: banned.sh [ROOT]     exits 1 and names FILE:LINE if one is found
set -eu
cd "${1-$(dirname "$0")/../..}"
if [ ! -d kiosk ] || [ ! -d sync ]; then
    echo "banned: no kiosk/ and sync/ in $PWD" >&2
    exit 2
fi

# NAME ANOTHER … : instead
table='
strcpy stpcpy strcat strncpy strncat : strbuf in sync/base/str.h, or snprintf
sprintf vsprintf                     : snprintf, vsnprintf
gets                                 : fgets, getline
scanf sscanf fscanf                  : strtol, or a parser with a fuzzer
atoi atol atoll atof                 : strtol and its relatives, with the end looked at
strtok                               : strtok_r, strspn, strcspn
gmtime localtime ctime asctime       : gmtime_r, localtime_r, strftime
rand srand random srandom drand48    : randombytes_buf, or chance handed in
system popen                         : posix_spawn with an argument list
tmpnam tempnam mktemp                : mkstemp
alloca                               : the heap, or an array with a named limit
sqlite3_exec                         : db_run() in sync/base/db.h, whose text is constant
sqlite3_mprintf sqlite3_vmprintf sqlite3_snprintf sqlite3_vsnprintf : bound parameters
'

# Where a name is at home: the wrapper itself may call what it wraps.
# NAME FILE
home='
sqlite3_exec sync/base/db_sqlite.c
'

find kiosk sync -name node_modules -prune -o -name '*.[ch]' -print | LC_ALL=C sort | xargs -r awk -f tests/lint/code.awk |
    awk -v table="$table" -v home="$home" '
    BEGIN {
        rows = split(table, row, "\n")
        for (i = 1; i <= rows; i++) {
            if (!index(row[i], " : ")) continue
            advice = substr(row[i], index(row[i], " : ") + 3)
            names = split(substr(row[i], 1, index(row[i], " : ")), name, " ")
            for (j = 1; j <= names; j++) instead[name[j]] = advice
        }
        rows = split(home, row, "\n")
        for (i = 1; i <= rows; i++) if (split(row[i], at, " ") == 2) is_home[at[1] " " at[2]] = 1
    }
    {
        colon = index($0, ":")
        file = substr($0, 1, colon - 1)
        rest = substr($0, colon + 1)
        number = substr(rest, 1, index(rest, ":") - 1)
        code = substr(rest, index(rest, ":") + 1)
        # Every word followed by "(", and not a member called so.
        before = " "
        while (match(code, /[A-Za-z_][A-Za-z_0-9]*/)) {
            word = substr(code, RSTART, RLENGTH)
            if (RSTART > 1) before = substr(code, RSTART - 1, 1)
            after = substr(code, RSTART + RLENGTH)
            if ((word in instead) && after ~ /^[ \t]*\(/ && before !~ /[.>]/ && !((word " " file) in is_home)) {
                printf "%s:%s: %s() is banned; use %s\n", file, number, word, instead[word]
                bad = 1
            }
            before = substr(code, RSTART + RLENGTH - 1, 1)
            code = after
        }
    }
    END { exit bad }' >&2
