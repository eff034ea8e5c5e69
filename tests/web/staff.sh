#!/bin/sh
# The staff page in a real browser: tests/web/staff-*.mjs, one after the other, each against a registry of its own on a
# free port.
#
# usage: staff.sh [NAME …]     only these (staff.sh sign-in)
# environment: FORHAL_BUILD (build), WEB_SHOTS: a folder for pictures
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
FORHAL_REGISTRY=${FORHAL_BUILD:-build}/forhal-registry
export FORHAL_REGISTRY
node tests/web/staff.mjs "$FORHAL_REGISTRY" "$work" "${WEB_SHOTS:-}" "$@"
