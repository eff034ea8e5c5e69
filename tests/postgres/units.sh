#!/bin/sh
# The registry's unit tests whose SQL PostgreSQL reads otherwise than SQLite, on a real one, and two registries on it:
# what `make test` has time for. run.sh beside it runs the whole suite (`make test-postgres`).
set -eu
cd "$(dirname "$0")/../.."
build=${FORHAL_BUILD:-build}
programs=
for name in alerts backup begin deeds editorial entries erased exports facts guard ideas inbox invitations joins \
    kiosks mail marks network_pictures networks numbers page_order passwords past pending privacy proofs \
    publishing retention seats sign_in staff staff_log submissions users writers; do
    programs="$programs $build/tests/unit/test_registry_$name"
done
# One at a time: they share a server, and some look into its files.
# shellcheck disable=SC2086 # the list is one
TEST_JOBS=1 exec tests/postgres/with-server.sh tests/run.sh $programs "$build/tests/unit/test_watch" \
    "$build/tests/unit/test_web" "$build/tests/unit/test_db_postgres" "$build/tests/e2e/test_pair" \
    tests/postgres/pair-staff.sh
