/* tests/fuzz/fuzz.h - what every fuzzer has: one function that takes bytes as the world may send them.
 *
 * fuzz_NAME.c is one program for each parser that faces the network or the disk. `make fuzz` runs each with libFuzzer
 * for SECONDS_EACH; `make test` only replays tests/fuzz/corpus/NAME, with replay.c in the place of libFuzzer. A fuzzer
 * aborts when a promise of the parser's header is broken; the sanitizers see the rest. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* A promise that must hold whatever comes. */
#define PROMISE(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) abort();                                                                                     \
    } while (0)
