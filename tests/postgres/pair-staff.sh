#!/bin/sh
# pair-staff.mjs beside this, in a folder of its own. Without FORHAL_TEST_DB (with-server.sh) there is nothing to test.
set -eu
cd "$(dirname "$0")/../.."
if [ -z "${FORHAL_TEST_DB:-}" ]; then
    echo "skipped: two registries need a PostgreSQL (tests/postgres/with-server.sh)"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node tests/postgres/pair-staff.mjs "${FORHAL_BUILD:-build}/forhal-registry" "$work"
