#include "sync/wire/receipt.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"

static const char *const verdict_names[VERDICT_COUNT] = {"created", "exists", "conflict", "gone", "rejected"};

const char *verdict_name(enum verdict verdict)
{
    assert(verdict < VERDICT_COUNT);
    return verdict_names[verdict];
}

bool verdict_is_settled(enum verdict verdict)
{
    return verdict == VERDICT_CREATED || verdict == VERDICT_EXISTS || verdict == VERDICT_GONE;
}

enum { SIGNED_PARTS = 6 };

static void parts_of(struct sign_part parts[SIGNED_PARTS], const struct receipt *receipt, const char *kiosk_id)
{
    parts[0] = sign_text(kiosk_id);
    parts[1] = (struct sign_part){receipt->id, ENTRY_ID_BYTES};
    parts[2] = (struct sign_part){receipt->hash, ENTRY_HASH_BYTES};
    parts[3] = sign_text(verdict_names[receipt->verdict]);
    parts[4] = sign_text(receipt->reason);
    parts[5] = sign_text(receipt->generation);
}

void receipt_make(struct receipt *out, const struct entry *entry, enum verdict verdict, const char *reason,
                  const char *generation, const char *kiosk_id, const unsigned char receipt_secret[SIGN_SECRET_BYTES])
{
    assert(generation[0] != '\0' && strlen(generation) <= FEED_GENERATION_BYTES_MAX);
    *out = (struct receipt){.verdict = verdict};
    memcpy(out->id, entry->id, ENTRY_ID_BYTES);
    entry_hash(out->hash, entry);
    snprintf(out->reason, sizeof(out->reason), "%s", reason != NULL ? reason : "");
    snprintf(out->generation, sizeof(out->generation), "%s", generation);
    struct sign_part parts[SIGNED_PARTS];
    parts_of(parts, out, kiosk_id);
    sign_make(out->signature, SIGN_RECEIPT, parts, SIGNED_PARTS, receipt_secret);
}

enum err receipt_check(const struct receipt *receipt, const unsigned char entry_id[ENTRY_ID_BYTES],
                       const unsigned char hash[ENTRY_HASH_BYTES], const char *kiosk_id,
                       const unsigned char receipt_public[SIGN_PUBLIC_BYTES])
{
    if (sodium_memcmp(receipt->id, entry_id, ENTRY_ID_BYTES) != 0) return ERR_UNTRUSTED;
    if (sodium_memcmp(receipt->hash, hash, ENTRY_HASH_BYTES) != 0) return ERR_UNTRUSTED;
    struct sign_part parts[SIGNED_PARTS];
    parts_of(parts, receipt, kiosk_id);
    return sign_check(receipt->signature, SIGN_RECEIPT, parts, SIGNED_PARTS, receipt_public);
}

json_t *receipt_to_json(const struct receipt *receipt)
{
    char id[ENTRY_ID_TEXT_BYTES];
    entry_id_text(id, receipt->id);
    json_t *json =
        json_pack("{s:s, s:o, s:s, s:s, s:o}", "id", id, "hash", json_from_bytes(receipt->hash, ENTRY_HASH_BYTES),
                  "generation", receipt->generation, "verdict", verdict_names[receipt->verdict], "signature",
                  json_from_bytes(receipt->signature, SIGN_SIGNATURE_BYTES));
    if (json != NULL && receipt->reason[0] != '\0') json_object_set_new(json, "reason", json_string(receipt->reason));
    return json;
}

enum err receipt_from_json(struct receipt *out, const json_t *json)
{
    struct receipt receipt = {.verdict = VERDICT_COUNT};
    const char *id = json_text_at(json, "id");
    const char *verdict = json_text_at(json, "verdict");
    const char *reason = json_text_at(json, "reason");
    const char *generation = json_text_at(json, "generation");
    if (generation == NULL || generation[0] == '\0' || strlen(generation) > FEED_GENERATION_BYTES_MAX) {
        return ERR_INVALID;
    }
    if (id == NULL || verdict == NULL || entry_id_from_text(receipt.id, id) != ERR_OK) return ERR_INVALID;
    for (int at = 0; at < VERDICT_COUNT; at++) {
        if (strcmp(verdict, verdict_names[at]) == 0) receipt.verdict = (enum verdict)at;
    }
    if (receipt.verdict == VERDICT_COUNT || (reason != NULL && strlen(reason) > RECEIPT_REASON_BYTES_MAX) ||
        json_bytes_at(json, "hash", receipt.hash, ENTRY_HASH_BYTES) != ERR_OK ||
        json_bytes_at(json, "signature", receipt.signature, SIGN_SIGNATURE_BYTES) != ERR_OK) {
        return ERR_INVALID;
    }
    snprintf(receipt.reason, sizeof(receipt.reason), "%s", reason != NULL ? reason : "");
    snprintf(receipt.generation, sizeof(receipt.generation), "%s", generation);
    *out = receipt;
    return ERR_OK;
}
