#!/bin/sh
# The part of selftest.sh that needs no lint package, for `make test`.
exec "$(dirname "$0")/selftest.sh" quick
