#!/bin/sh
# 2,000 towns for `make test`; the release build, since it is promises that are tested here, not memory.
exec build/tests/simulate "${SEEDS:-2000}" "${FROM:-0}"
