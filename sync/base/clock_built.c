/* In a file of its own, so that a test whose clock stands on one day for ever can say that the program is older. */
#include "sync/base/clock.h"

#ifndef FORHAL_BUILT_S
#define FORHAL_BUILT_S 0 /* seconds since 1970 of the commit (without git: the Makefile); no right clock is before */
#endif

int64_t clock_built_s(void)
{
    return FORHAL_BUILT_S;
}
