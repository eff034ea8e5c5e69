/* The bytes of a damaged outbox, and of its log: the first two bytes say where the one ends and the other begins. */
#include <stdlib.h>
#include <string.h>

#include "sync/store/salvage_rows.h"
#include "tests/fuzz/fuzz.h"

static bool look(void *context, const struct salvage_row *row)
{
    unsigned char sum = 0;
    PROMISE(row->entry.box_bytes <= ENTRY_BOX_BYTES_MAX);
    for (size_t at = 0; at < row->entry.box_bytes; at++) sum ^= row->entry.box[at];
    *(unsigned char *)context ^= sum;
    return (sum & 1) != 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    unsigned char sum = 0;
    if (count < 2) return 0;
    size_t cut = ((size_t)bytes[0] << 8 | bytes[1]) % (count - 1);
    /* Each in memory of its own, so that a step beyond is seen. */
    unsigned char *file = malloc(cut + 1);
    unsigned char *log = malloc(count - 2 - cut + 1);
    if (file == NULL || log == NULL) abort();
    memcpy(file, bytes + 2, cut);
    memcpy(log, bytes + 2 + cut, count - 2 - cut);
    const struct salvage_bytes both = {file, cut, log, count - 2 - cut};
    salvage_rows(&both, look, &sum);
    free(file);
    free(log);
    return 0;
}
