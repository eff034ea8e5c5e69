#define _GNU_SOURCE /* prctl */
#include "sync/base/secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

void secrecy_begin(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
    /* The limit does not hold for dumps that are piped to a program. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void secrecy_lift(void)
{
    (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}
