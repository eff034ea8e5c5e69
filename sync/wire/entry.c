#include "sync/wire/entry.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"

_Static_assert(SEAL_PUBLIC_BYTES == crypto_box_PUBLICKEYBYTES, "key size");
_Static_assert(SEAL_SECRET_BYTES == crypto_box_SECRETKEYBYTES, "key size");

void seal_make_keys(unsigned char public_key[SEAL_PUBLIC_BYTES], unsigned char secret_key[SEAL_SECRET_BYTES])
{
    crypto_box_keypair(public_key, secret_key);
}

void seal_key_id(unsigned char out[SEAL_KEY_ID_BYTES], const unsigned char public_key[SEAL_PUBLIC_BYTES])
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof(hash), public_key, SEAL_PUBLIC_BYTES, NULL, 0);
    memcpy(out, hash, SEAL_KEY_ID_BYTES);
}

enum { SIGNED_PARTS = 4 };

static void parts_of(struct sign_part parts[SIGNED_PARTS], const struct entry *entry, const char *kiosk_id)
{
    parts[0] = sign_text(kiosk_id);
    parts[1] = (struct sign_part){entry->id, ENTRY_ID_BYTES};
    parts[2] = (struct sign_part){entry->seal_key_id, SEAL_KEY_ID_BYTES};
    parts[3] = (struct sign_part){entry->box, entry->box_bytes};
}

enum err entry_make(struct entry *out, const void *plain, size_t plain_bytes, const char *kiosk_id,
                    const unsigned char kiosk_secret[SIGN_SECRET_BYTES],
                    const unsigned char seal_public[SEAL_PUBLIC_BYTES])
{
    if (plain_bytes > ENTRY_BOX_BYTES_MAX - crypto_box_SEALBYTES) return ERR_TOO_LARGE;
    struct entry entry = {.box_bytes = plain_bytes + crypto_box_SEALBYTES};
    entry.box = malloc(entry.box_bytes);
    if (entry.box == NULL) return ERR_NOMEM;
    randombytes_buf(entry.id, sizeof(entry.id));
    seal_key_id(entry.seal_key_id, seal_public);
    if (crypto_box_seal(entry.box, plain, plain_bytes, seal_public) != 0) {
        entry_finish(&entry);
        return ERR_UNTRUSTED; /* not a point on the curve */
    }
    struct sign_part parts[SIGNED_PARTS];
    parts_of(parts, &entry, kiosk_id);
    sign_make(entry.signature, SIGN_ENTRY, parts, SIGNED_PARTS, kiosk_secret);
    *out = entry;
    return ERR_OK;
}

enum err entry_check(const struct entry *entry, const char *kiosk_id,
                     const unsigned char kiosk_public[SIGN_PUBLIC_BYTES])
{
    struct sign_part parts[SIGNED_PARTS];
    parts_of(parts, entry, kiosk_id);
    return sign_check(entry->signature, SIGN_ENTRY, parts, SIGNED_PARTS, kiosk_public);
}

enum err entry_open(unsigned char **out, size_t *out_bytes, const struct entry *entry,
                    const unsigned char seal_public[SEAL_PUBLIC_BYTES],
                    const unsigned char seal_secret[SEAL_SECRET_BYTES])
{
    if (entry->box_bytes < crypto_box_SEALBYTES) return ERR_UNTRUSTED;
    size_t plain_bytes = entry->box_bytes - crypto_box_SEALBYTES;
    unsigned char *plain = malloc(plain_bytes + 1);
    if (plain == NULL) return ERR_NOMEM;
    if (crypto_box_seal_open(plain, entry->box, entry->box_bytes, seal_public, seal_secret) != 0) {
        free(plain);
        return ERR_UNTRUSTED;
    }
    plain[plain_bytes] = '\0';
    *out = plain;
    *out_bytes = plain_bytes;
    return ERR_OK;
}

json_t *entry_to_json(const struct entry *entry)
{
    char id[ENTRY_ID_TEXT_BYTES];
    char key[2 * SEAL_KEY_ID_BYTES + 1];
    entry_id_text(id, entry->id);
    sodium_bin2hex(key, sizeof(key), entry->seal_key_id, SEAL_KEY_ID_BYTES);
    return json_pack("{s:s, s:s, s:o, s:o}", "id", id, "seal_key", key, "box",
                     json_from_bytes(entry->box, entry->box_bytes), "signature",
                     json_from_bytes(entry->signature, sizeof(entry->signature)));
}

static enum err hex_at(const json_t *json, const char *key, unsigned char *out, size_t bytes_count)
{
    const char *text = json_text_at(json, key);
    size_t got = 0;
    if (text == NULL || strlen(text) != 2 * bytes_count) return ERR_INVALID;
    int code = sodium_hex2bin(out, bytes_count, text, 2 * bytes_count, NULL, &got, NULL);
    return code == 0 && got == bytes_count ? ERR_OK : ERR_INVALID;
}

enum err entry_from_json(struct entry *out, const json_t *json)
{
    struct entry entry = {0};
    if (hex_at(json, "id", entry.id, ENTRY_ID_BYTES) != ERR_OK ||
        hex_at(json, "seal_key", entry.seal_key_id, SEAL_KEY_ID_BYTES) != ERR_OK ||
        json_bytes_at(json, "signature", entry.signature, sizeof(entry.signature)) != ERR_OK) {
        return ERR_INVALID;
    }
    enum err err = json_blob_at(json, "box", ENTRY_BOX_BYTES_MAX, &entry.box, &entry.box_bytes);
    if (err != ERR_OK) return err;
    *out = entry;
    return ERR_OK;
}

void entry_finish(struct entry *entry)
{
    free(entry->box);
    *entry = (struct entry){0};
}

void entry_hash(unsigned char out[ENTRY_HASH_BYTES], const struct entry *entry)
{
    crypto_generichash(out, ENTRY_HASH_BYTES, entry->box, entry->box_bytes, NULL, 0);
}

void entry_id_text(char out[ENTRY_ID_TEXT_BYTES], const unsigned char id[ENTRY_ID_BYTES])
{
    sodium_bin2hex(out, ENTRY_ID_TEXT_BYTES, id, ENTRY_ID_BYTES);
}

enum err entry_id_from_text(unsigned char out[ENTRY_ID_BYTES], const char *text)
{
    size_t got = 0;
    if (strlen(text) != 2 * ENTRY_ID_BYTES) return ERR_INVALID;
    int code = sodium_hex2bin(out, ENTRY_ID_BYTES, text, 2 * ENTRY_ID_BYTES, NULL, &got, NULL);
    return code == 0 && got == ENTRY_ID_BYTES ? ERR_OK : ERR_INVALID;
}
