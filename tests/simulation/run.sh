#!/bin/sh
# What a quiet day writes, and 2,000 towns for `make test`; the release build, since it is promises that are tested
# here, not memory.
set -eu
build/tests/simulate day
exec build/tests/simulate "${SEEDS:-2000}" "${FROM:-0}"
