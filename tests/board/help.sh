#!/bin/sh
# Every command of forhal-registry that its overview lists says with --help what it takes; what is asked wrongly is told
# in one line at the end, after the lines that would have been right.
#
# usage: help.sh     environment: FORHAL_BUILD (build)
set -eu
cd "$(dirname "$0")/../.."
registry=${FORHAL_BUILD:-build}/forhal-registry
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
check() { # WHAT COMMAND [WORD …]
    what=$1
    shift
    if "$@"; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAILED: $what" >&2
    fi
}
ends_with() { # STATUS WORD …
    wanted=$1
    shift
    status=0
    "$registry" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    [ "$status" = "$wanted" ]
}
counts_lines() { [ "$(grep -c '^forhal-registry .*--data DIR' "$1")" "$2" "$3" ]; }

check "--help is no overview" ends_with 0 --help
sed -n 's/^forhal-registry \([a-z -]*[a-z]\).*--data DIR.*/\1/p' "$work/out" >"$work/commands"
for name in init serve user kiosk content backup restore erase stats check migrate; do
    check "there is no command $name" grep -q "^$name\( \|\$\)" "$work/commands"
done
while read -r command; do
    # shellcheck disable=SC2086 # a group and a name are two words
    check "$command --help fails" ends_with 0 $command --help
    check "$command --help has no usage" grep -q "^Usage: forhal-registry $command" "$work/out"
    check "$command --help explains nothing" test "$(wc -l <"$work/out")" -ge 3
    check "$command --help complains" test ! -s "$work/err"
    # shellcheck disable=SC2086
    check "$command takes any option" ends_with 2 $command --no-such-option
    check "$command does not say what was wrong" test -s "$work/err"
done <"$work/commands"
check "an unknown command is taken" ends_with 2 frobnicate
check "an unknown command is not named" grep -q "no such command: frobnicate" "$work/err"
check "a group alone is taken" ends_with 2 kiosk
check "a group alone lists others" counts_lines "$work/err" -lt "$(wc -l <"$work/commands")"
check "a group alone does not ask for the rest" grep -q 'say what to do with "kiosk"' "$work/err"
check "user --help fails" ends_with 0 user --help
check "user --help lists others" test "$(grep -c '^forhal-registry user ' "$work/out")" = "$(grep -c '^forhal-registry ' "$work/out" | awk '{print $1 - 1}')"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
