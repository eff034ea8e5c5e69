/* JSON: what the quick way reads jansson reads the same. */
#include <string.h>

#include "sync/base/json_plain.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    enum { DEPTH = 16 };
    json_t *quick = json_plain_parse((const char *)bytes, count, DEPTH);
    if (quick == NULL) return 0; /* left to jansson */
    json_t *slow = json_loadb((const char *)bytes, count, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    PROMISE(slow != NULL && json_equal(quick, slow));
    json_decref(quick);
    json_decref(slow);
    return 0;
}
