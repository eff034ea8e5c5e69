#!/bin/sh
# The real window once more, without sanitizers: here the memory that was given back is looked through.
FORHAL_BUILD=build exec "$(dirname "$0")/run.sh"
