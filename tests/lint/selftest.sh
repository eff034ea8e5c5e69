#!/bin/sh
# Does each lint find what it is for? Plants one violation at a time in a copy and wants it found, and
# wants the copy without it to be clean. A lint that cannot fail proves nothing.
#
# usage: selftest.sh [quick]     quick: only the lints that need no lint package (make check runs it)
# shellcheck disable=SC2016 # backquotes are Markdown's
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
quick=${1-}

copy=$(mktemp -d)
trap 'rm -rf "$copy" "$copy.log" "$copy.verdicts"' EXIT
trap 'exit 130' INT TERM HUP

# One line a verdict, in a file: some are reached in a subshell.
: >"$copy.verdicts"
verdict() { # ok|bad TEXT
    echo "$1" >>"$copy.verdicts"
    [ "$1" = ok ] && return
    printf 'FAILED %s\n' "$2" >&2
    sed 's/^/    /' "$copy.log" >&2
}

# A small house of its own, so that the findings of unfinished code don't matter here.
fresh_house() {
    rm -rf "$copy"
    mkdir -p "$copy/kiosk/screens" "$copy/sync/base" "$copy/sync/agent" "$copy/sync/wire" "$copy/sync/registry" \
        "$copy/sync/store" "$copy/sync/model" "$copy/board" "$copy/assets/words" "$copy/.ci" "$copy/tests/unit" "$copy/docs"
    cp -r "$root/tests/lint" "$copy/tests/lint"
    cp "$root/.clang-format" "$root/.clang-tidy" "$copy/"
    cat >"$copy/sync/base/plain.h" <<'C'
#pragma once

int plain_sum(int a, int b);
C
    cat >"$copy/sync/base/plain.c" <<'C'
#include "sync/base/plain.h"

#include <string.h>

/* strcpy(a, b) in a comment, and "system(" in a literal, are prose. */
int plain_sum(int a, int b)
{
    return a + b + (int)strlen("atoi(x) // \" strcpy(");
}
C
    printf '#!/bin/sh\nset -eu\necho "ok"\n' >"$copy/board/fine.sh"
    printf '| 1 | it "broke" | `board/fine.sh`; `tests/lint/layers.sh` "Who may include", `rooms`; later |\n' >"$copy/docs/field-failures.md"
    printf '| **who** | can | can not | test_fine `it_is`; the town |\n' >"$copy/sync/PROTOCOL.md"
    printf '/* cmocka_unit_test(it_is) */\nint it_is(void);\n' >"$copy/tests/unit/test_fine.c"
    cat >"$copy/kiosk/say.c" <<'C'
#define WORDS(danish) (danish)

const char *say_hello(void);

const char *say_hello(void)
{
    return WORDS("Hej");
}
C
    printf 'msgid ""\nmsgstr "Language: en\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n' >"$copy/assets/words/en.po"
    printf 'msgid "Hej"\nmsgstr "Hello"\n' >>"$copy/assets/words/en.po"
}

# runs LINT in the copy; the log is beside it
lint() { sh "$copy/tests/lint/$1.sh" >"$copy.log" 2>&1; }

clean() { # LINT
    fresh_house
    if lint "$1"; then verdict ok ''; else verdict bad "$1 complains about a clean copy"; fi
}

# finds LINT FILE WANTED: the violation is on standard input and goes to the end of FILE (or makes it)
finds() {
    fresh_house
    cat >>"$copy/$2"
    if lint "$1"; then
        verdict bad "$1 saw nothing in $2; wanted: $3"
    elif grep -q -- "$3" "$copy.log"; then
        verdict ok ''
    else
        verdict bad "$1 failed on $2, but without saying: $3"
    fi
}

clean layers
echo '#include <SDL.h>' | finds layers sync/base/plain.c '<SDL.h> only in'
echo '#include <SDL2/SDL_ttf.h>' | finds layers kiosk/screens/start.c '<SDL_ttf.h> only in'
echo '#include <curl/curl.h>' | finds layers kiosk/main.c '<curl/curl.h> only in'
echo '#  include <microhttpd.h>' | finds layers sync/agent/agent.c '<microhttpd.h> only in'
echo '#include <libpq-fe.h>' | finds layers sync/base/db.c '<libpq-fe.h> only in'
echo '#include <netdb.h>' | finds layers kiosk/app.c '<netdb.h> only in'
echo '#include <sys/socket.h>' | finds layers kiosk/app.c '<sys/socket.h> only in'
echo '#include "sync/wire/feed.h"' | finds layers kiosk/app.c 'kiosk may not include sync/wire'
echo '#include "kiosk/app.h"' | finds layers sync/store/catalog.c 'sync/store may not include kiosk'
echo '#include "sync/store/catalog.h"' | finds layers sync/base/plain.h 'sync/base may not include sync/store'
echo '#include "sync/agent/agent.h"' | finds layers sync/registry/main.c 'sync/registry may not include sync/agent'
echo '#include "sync/base/err.h"' | finds layers board/tool.c 'board may not include sync/base'
echo '#include "plain.h"' | finds layers sync/base/other.c 'name our headers from the root'

clean banned
for call in 'strcpy(a, b)' 'strcat(a, b)' 'sprintf(a, "x")' 'vsprintf (a, b, c)' 'atoi("1")' 'atol("1")' 'strtok(a, b)' \
    'gmtime(&t)' 'localtime(&t)' 'gets(a)' 'system("x")' 'popen("x", "r")' 'rand()' 'sqlite3_mprintf("%s", a)'; do
    printf 'void f(void)\n{\n    %s;\n}\n' "$call" | finds banned kiosk/app.c "kiosk/app.c:3: ${call%%[ (]*}() is banned"
done
printf 'void f(void) { /* a\n b */ strcpy(a, "//"); }\n' | finds banned sync/wire/feed.c 'sync/wire/feed.c:2: strcpy()'

clean paths
printf 'cd /%s/main\n' work | finds paths board/fine.sh 'board/fine.sh:4:'
printf 'HOME=/%s\n' root | finds paths assets/note.txt 'assets/note.txt:1:'
printf 'deb http://deb.%s.org/x y\n' debian | finds paths board/list.txt 'board/list.txt:1:'
printf '"resolved": "https://registry.%s.org/x"\n' npmjs | finds paths assets/package-lock.json 'package-lock.json:1:'

clean field-failures
printf '| 1 | it broke | `tests/unit/gone.c` `a_name` |\n' | finds field-failures docs/field-failures.md 'gone.c is not there'
printf '| 1 | it broke | `tests/lint/layers.sh` `a_name` |\n' | finds field-failures docs/field-failures.md ':2: a_name is not in'
printf '| 1 | it broke | `tests/lint/layers.sh` "no words" |\n' | finds field-failures docs/field-failures.md ':2: no words is not in'
printf '| **who** | test_gone `it_is` |\n' | finds field-failures sync/PROTOCOL.md 'test_gone.c is not there'
printf '| **who** | test_fine `it_was` |\n' | finds field-failures sync/PROTOCOL.md 'it_was` is not in'

clean words
printf 'const char *x(void) { return WORDS_LATER("Farvel"); }\n' | finds words kiosk/say.c 'lacks msgid "Farvel"'
printf 'const char *x(void) { return WORDS_COUNT("en", "flere", 2); }\n' | finds words kiosk/say.c 'lacks msgid "en"'
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Hej"\nmsgstr ""\n' |
    finds words assets/words/pl.po 'this message is untranslated'
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#, fuzzy\nmsgid "Hej"\nmsgstr "Witaj"\n' |
    finds words assets/words/pl.po 'assets/words/pl.po lacks texts'
printf 'msgid "Hej"\nmsgstr "Igen"\n' | finds words assets/words/en.po 'duplicate message definition'

if [ "$quick" != quick ]; then
    clean format
    echo 'int   x ;' | finds format sync/base/other.c 'clang-format-violations'
    clean cppcheck
    printf 'int f(void);\nint f(void)\n{\n    int a[2] = {0, 1};\n    return a[2];\n}\n' |
        finds cppcheck kiosk/app.c 'arrayIndexOutOfBounds'
    clean tidy
    printf '#include <string.h>\nint f(const char *a);\nint f(const char *a)\n{\n    if (strcmp(a, "x")) return 1;\n    return 0;\n}\n' |
        finds tidy sync/base/other.c 'bugprone-suspicious-string-compare'
    clean scripts
    # shellcheck disable=SC2016 # a dollar to be found, not expanded
    printf 'echo $1 && rm -rf $HOME/$2\n' | finds scripts board/fine.sh 'SC2086'
    # shellcheck disable=SC2016
    printf '#!/bin/sh\n[[ $1 == x ]]\n' | finds scripts board/without-suffix 'SC3010'
fi

passed=$(grep -c '^ok$' "$copy.verdicts" || true)
failed=$(grep -c '^bad$' "$copy.verdicts" || true)
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
