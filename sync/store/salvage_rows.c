#include "sync/store/salvage_rows.h"

#include <string.h>

enum {
    LOG_HEADER_BYTES = 32,
    FRAME_HEADER_BYTES = 24,
    ROW_BYTES_MAX = 20 * 1024, /* the largest box, and the rest */
    COLUMNS_MAX = 24,          /* later versions may have more than we know */
    LOCAL_MOST = SALVAGE_PAGE_BYTES - 35,
    LOCAL_LEAST = (SALVAGE_PAGE_BYTES - 12) * 32 / 255 - 23,
    CHAIN_PAGES_MAX = 8,
};

/* The columns of `entry` in the order in which they were added: sync/store/outbox.c. */
enum column {
    C_NUMBER,
    C_ID,
    C_SEAL_KEY,
    C_SIGNATURE,
    C_DEFERRED,
    C_SET_ASIDE,
    C_BOX,
    C_RECEIPT,
    C_AT,
    C_SETTLED,
    C_TICK,
    C_WORDS
};

/* The beginning of a record: NULL (the number is the row's own), and blobs of 16, 8 and 64 bytes. */
static const unsigned char mark[] = {0x00, 0x2c, 0x1c, 0x81, 0x0c};

struct record {
    size_t columns;
    uint64_t types[COLUMNS_MAX];
    size_t header_bytes;
    size_t bytes; /* header and values */
};

/* Bytes that a varint takes; 0: it is cut off, or larger than anything here. */
static size_t varint(const unsigned char *bytes, size_t count, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t at = 0; at < count && at < 4; at++) {
        value = value << 7 | (bytes[at] & 0x7f);
        if ((bytes[at] & 0x80) != 0) continue;
        *out = value;
        return at + 1;
    }
    return 0;
}

static size_t value_bytes(uint64_t type)
{
    static const size_t numbers[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
    return type < 12 ? numbers[type] : (size_t)(type - 12) / 2;
}

static bool record_read(struct record *out, const unsigned char *bytes, size_t count)
{
    struct record record = {.header_bytes = bytes[0]};
    if (record.header_bytes < 1 + sizeof(mark) + 3 || record.header_bytes > 0x7f || record.header_bytes > count) {
        return false;
    }
    record.bytes = record.header_bytes;
    for (size_t at = 1; at < record.header_bytes;) {
        if (record.columns == COLUMNS_MAX) return false;
        uint64_t *type = &record.types[record.columns++];
        size_t taken = varint(bytes + at, record.header_bytes - at, type);
        if (taken == 0) return false;
        at += taken;
        record.bytes += value_bytes(*type);
        if (record.bytes > ROW_BYTES_MAX) return false;
    }
    uint64_t box = record.columns > C_BOX ? record.types[C_BOX] : 0;
    if (box < 12 || box % 2 != 0 || value_bytes(box) > ENTRY_BOX_BYTES_MAX) return false;
    *out = record;
    return true;
}

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static const unsigned char *page_in_log(const struct salvage_bytes *bytes, uint32_t number)
{
    const unsigned char *found = NULL;
    const size_t frame = FRAME_HEADER_BYTES + SALVAGE_PAGE_BYTES;
    for (size_t at = LOG_HEADER_BYTES; at + frame <= bytes->log_bytes; at += frame) {
        if (number_at(bytes->log + at) == number) found = bytes->log + at + FRAME_HEADER_BYTES;
    }
    return found;
}

static const unsigned char *page_of(const struct salvage_bytes *bytes, uint32_t number, bool with_log)
{
    const unsigned char *page = with_log ? page_in_log(bytes, number) : NULL;
    if (page != NULL) return page;
    size_t at = (size_t)(number - 1) * SALVAGE_PAGE_BYTES;
    if (number == 0 || at + SALVAGE_PAGE_BYTES > bytes->file_bytes) return NULL;
    return bytes->file + at;
}

/* How much of a row lies in the page where it begins; the rest is in a chain of others. */
static size_t local_bytes(size_t row_bytes)
{
    if (row_bytes <= LOCAL_MOST) return row_bytes;
    size_t surplus = LOCAL_LEAST + (row_bytes - LOCAL_LEAST) % (SALVAGE_PAGE_BYTES - 4);
    return surplus <= LOCAL_MOST ? surplus : LOCAL_LEAST;
}

static bool gather(unsigned char out[ROW_BYTES_MAX], const struct salvage_bytes *bytes, const struct record *record,
                   const unsigned char *begin, size_t there, bool with_log)
{
    size_t have = local_bytes(record->bytes);
    bool goes_on = have < record->bytes;
    if (have + (goes_on ? 4 : 0) > there) return false;
    memcpy(out, begin, have);
    uint32_t next = goes_on ? number_at(begin + have) : 0;
    for (int pages = 0; have < record->bytes && pages < CHAIN_PAGES_MAX; pages++) {
        const unsigned char *page = page_of(bytes, next, with_log);
        if (page == NULL) return false;
        size_t more = record->bytes - have;
        if (more > SALVAGE_PAGE_BYTES - 4) more = SALVAGE_PAGE_BYTES - 4;
        memcpy(out + have, page + 4, more);
        have += more;
        next = number_at(page);
    }
    return have == record->bytes;
}

static int64_t number_of(uint64_t type, const unsigned char *bytes)
{
    uint64_t value = 0;
    if (type == 9) return 1;
    if (type == 0 || type > 6) return 0;
    for (size_t at = 0; at < value_bytes(type); at++) value = value << 8 | bytes[at];
    return (int64_t)value; /* none of ours is negative */
}

static void row_read(struct salvage_row *out, const struct record *record, unsigned char *bytes)
{
    unsigned char *at = bytes + record->header_bytes;
    *out = (struct salvage_row){.words = true};
    for (size_t column = 0; column < record->columns; column++) {
        uint64_t type = record->types[column];
        switch (column) {
        case C_ID: memcpy(out->entry.id, at, ENTRY_ID_BYTES); break;
        case C_SEAL_KEY: memcpy(out->entry.seal_key_id, at, SEAL_KEY_ID_BYTES); break;
        case C_SIGNATURE: memcpy(out->entry.signature, at, SIGN_SIGNATURE_BYTES); break;
        case C_BOX:
            out->entry.box = at;
            out->entry.box_bytes = value_bytes(type);
            break;
        case C_RECEIPT:
            out->has_receipt = type == 12 + 2 * RECEIPT_CODE_HASH_BYTES;
            if (out->has_receipt) memcpy(out->receipt, at, RECEIPT_CODE_HASH_BYTES);
            break;
        case C_AT: out->at_s = number_of(type, at); break;
        case C_WORDS: out->words = number_of(type, at) != 0; break;
        default: break;
        }
        at += value_bytes(type);
    }
}

static void look_at(const struct salvage_bytes *bytes, const unsigned char *begin, size_t there, salvage_look *look,
                    void *context)
{
    struct record record;
    struct salvage_row row;
    unsigned char whole[ROW_BYTES_MAX];
    if (!record_read(&record, begin, there)) return;
    /* An overflow page may have been used anew by the log, or not yet. */
    for (int with_log = 1; with_log >= 0; with_log--) {
        if (!gather(whole, bytes, &record, begin, there, with_log != 0)) continue;
        row_read(&row, &record, whole);
        if (look(context, &row) || record.bytes <= LOCAL_MOST) return;
    }
}

static void look_at_page(const struct salvage_bytes *bytes, const unsigned char *page, size_t count, salvage_look *look,
                         void *context)
{
    for (size_t at = 1; at + sizeof(mark) <= count; at++) {
        if (memcmp(page + at, mark, sizeof(mark)) == 0) look_at(bytes, page + at - 1, count - at + 1, look, context);
    }
}

void salvage_rows(const struct salvage_bytes *bytes, salvage_look *look, void *context)
{
    for (size_t at = 0; at < bytes->file_bytes; at += SALVAGE_PAGE_BYTES) {
        size_t left = bytes->file_bytes - at;
        look_at_page(bytes, bytes->file + at, left < SALVAGE_PAGE_BYTES ? left : SALVAGE_PAGE_BYTES, look, context);
    }
    const size_t frame = FRAME_HEADER_BYTES + SALVAGE_PAGE_BYTES;
    for (size_t at = LOG_HEADER_BYTES; at + frame <= bytes->log_bytes; at += frame) {
        look_at_page(bytes, bytes->log + at + FRAME_HEADER_BYTES, SALVAGE_PAGE_BYTES, look, context);
    }
}
