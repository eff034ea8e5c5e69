#!/bin/sh
# The registry's whole suite on a real PostgreSQL: its unit tests, and the town of real programs.
#
# usage: run.sh     FORHAL_BUILD says whose programs (build, build/asan)
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
# One at a time: they share a server, and some look into its files.
TEST_JOBS=1 exec tests/postgres/with-server.sh tests/run.sh "$build"/tests/unit/test_registry_* \
    "$build/tests/unit/test_watch" "$build/tests/unit/test_traffic" "$build/tests/unit/test_web" "$build/tests/unit/test_web_forms" \
    "$build/tests/unit/test_pictures" "$build/tests/unit/test_stolen_keys" "$build/tests/unit/test_key_rotation" "$build/tests/unit/test_db_postgres" \
    "$build"/tests/e2e/test_*
