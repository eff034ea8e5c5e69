/* The registry's erased.log after a disk that dies. */
#include <sodium.h>

#include "sync/registry/database/erased_log.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct erased_log log;
    if (sodium_init() < 0) abort();
    if (erased_log_parse(&log, (const char *)bytes, count) != ERR_OK) return 0;
    PROMISE(log.count + log.torn + log.damaged <= count);
    for (size_t at = 0; at < log.count; at++) {
        PROMISE(erased_name_bytes(log.lines[at].kind) > 0);
        PROMISE(erased_log_has(&log, &log.lines[at]));
    }
    erased_log_finish(&log);
    return 0;
}
