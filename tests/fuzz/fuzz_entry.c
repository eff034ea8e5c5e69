/* An entry and a receipt as they come over the wire, before any signature is looked at. */
#include <sodium.h>

#include "sync/base/json.h"
#include "sync/wire/receipt.h"
#include "sync/wire/turn.h"
#include "tests/fuzz/fuzz.h"

static void read_entry(const json_t *json)
{
    static const unsigned char nobody[SIGN_PUBLIC_BYTES];
    struct entry entry;
    if (entry_from_json(&entry, json) != ERR_OK) return;
    unsigned char hash[ENTRY_HASH_BYTES];
    PROMISE(entry.box_bytes <= ENTRY_BOX_BYTES_MAX);
    entry_hash(hash, &entry);
    PROMISE(entry_check(&entry, "k", nobody) == ERR_UNTRUSTED);
    AUTO(json_auto) json_t *again = entry_to_json(&entry);
    struct entry copy;
    PROMISE(again != NULL && entry_from_json(&copy, again) == ERR_OK && copy.box_bytes == entry.box_bytes);
    entry_finish(&copy);
    entry_finish(&entry);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    enum { BYTES_MAX = 1 << 20, DEPTH_MAX = 8 };
    AUTO(json_auto) json_t *json = NULL;
    struct json_problem problem;
    struct receipt receipt;
    if (sodium_init() < 0) abort();
    if (json_parse(&json, (const char *)bytes, count, BYTES_MAX, DEPTH_MAX, &problem) != ERR_OK) return 0;
    read_entry(json);
    struct turn turn;
    if (turn_from_json(&turn, json) == ERR_OK) PROMISE(!sodium_is_zero(turn.now, TURN_BYTES));
    if (receipt_from_json(&receipt, json) == ERR_OK) PROMISE(receipt.verdict < VERDICT_COUNT);
    return 0;
}
