#!/bin/sh
# The staff page in a real browser: tests/web/staff-*.mjs, one after the other, each against a registry of its own on a
# free port.
#
# usage: staff.sh [NAME …]     only these (staff.sh sign-in)
# environment: FORHAL_BUILD (build), WEB_SHOTS: a folder for pictures, WEB_PACE (browser.mjs),
#   WEB_AT: another time for all of it ("2028-02-29 23:58"), with the release build: libfaketime and ASan don't agree.
#   The browser's own fields for a day begin with its own year all the same: whole.sh with a day of this year
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
FORHAL_REGISTRY=${FORHAL_BUILD:-build}/forhal-registry
export FORHAL_REGISTRY
as_if=
if [ -n "${WEB_AT:-}" ]; then
    WEB_AHEAD_S=$(($(date -d "$WEB_AT" +%s) - $(date +%s)))
    export WEB_AHEAD_S
    as_if="env LD_PRELOAD=$(find /usr/lib -name libfaketime.so.1 | head -1) FAKETIME=+${WEB_AHEAD_S}s FAKETIME_DONT_FAKE_MONOTONIC=1"
fi
# shellcheck disable=SC2086 # a command and its words, or nothing
$as_if node tests/web/staff.mjs "$FORHAL_REGISTRY" "$work" "${WEB_SHOTS:-}" "$@"
