#include "sync/store/identity.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { IDENTITY_FILE_BYTES_MAX = 8192 };

void identity_make(struct identity *out, const char *registry_url)
{
    *out = (struct identity){.enrolled = false, .keys_number = 1};
    snprintf(out->registry_url, sizeof(out->registry_url), "%s", registry_url);
    sign_make_keys(out->sign_public, out->sign_secret);
}

static enum err text_into(char *out, size_t bytes, const json_t *json, const char *key)
{
    const char *text = json_text_at(json, key);
    if (text == NULL || strlen(text) >= bytes) return ERR_DAMAGED;
    snprintf(out, bytes, "%s", text);
    return ERR_OK;
}

/* A pair that may be missing as a whole. */
static enum err read_pair(const json_t *json, const char *public_name, unsigned char *public_key,
                          const char *secret_name, unsigned char *secret_key, bool *out_has)
{
    *out_has = json_object_get(json, public_name) != NULL;
    if (!*out_has) return ERR_OK;
    enum err err = json_bytes_at(json, public_name, public_key, SIGN_PUBLIC_BYTES);
    return err == ERR_OK ? json_bytes_at(json, secret_name, secret_key, SIGN_SECRET_BYTES) : err;
}

static bool add_pair(json_t *json, bool has, const char *public_name, const unsigned char *public_key,
                     const char *secret_name, const unsigned char *secret_key)
{
    return !has || (json_object_set_new(json, public_name, json_from_bytes(public_key, SIGN_PUBLIC_BYTES)) == 0 &&
                    json_object_set_new(json, secret_name, json_from_bytes(secret_key, SIGN_SECRET_BYTES)) == 0);
}

/* One text for all of them, each as long as the next. */
static enum err read_earlier(struct identity *out, const json_t *json)
{
    unsigned char *keys = NULL;
    size_t bytes = 0;
    if (json_object_get(json, "earlier_public") == NULL) return ERR_OK;
    enum err err = json_blob_at(json, "earlier_public", sizeof(out->earlier_public), &keys, &bytes);
    if (err == ERR_OK && bytes % SIGN_PUBLIC_BYTES != 0) err = ERR_DAMAGED;
    if (err == ERR_OK) memcpy(out->earlier_public, keys, bytes);
    if (err == ERR_OK) out->earlier_count = bytes / SIGN_PUBLIC_BYTES;
    free(keys);
    return err;
}

static bool add_earlier(json_t *json, const struct identity *identity)
{
    size_t bytes = identity->earlier_count * SIGN_PUBLIC_BYTES;
    return bytes == 0 ||
           json_object_set_new(json, "earlier_public", json_from_bytes(identity->earlier_public, bytes)) == 0;
}

static enum err read_members(struct identity *out, const json_t *json)
{
    out->enrolled = json_true_at(json, "enrolled");
    out->asks = !out->enrolled && json_true_at(json, "asks");
    out->keys_number = json_int_at(json, "keys", 1);
    if (out->keys_number < 1) return ERR_DAMAGED;
    if (text_into(out->registry_url, sizeof(out->registry_url), json, "registry") != ERR_OK ||
        json_bytes_at(json, "sign_public", out->sign_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "sign_secret", out->sign_secret, SIGN_SECRET_BYTES) != ERR_OK) {
        return ERR_DAMAGED;
    }
    if (!out->enrolled) return ERR_OK;
    if (text_into(out->kiosk_id, sizeof(out->kiosk_id), json, "kiosk") != ERR_OK ||
        text_into(out->kiosk_name, sizeof(out->kiosk_name), json, "name") != ERR_OK ||
        json_bytes_at(json, "content_key", out->content_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "receipt_key", out->receipt_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "seal_key", out->seal_public, SEAL_PUBLIC_BYTES) != ERR_OK) {
        return ERR_DAMAGED;
    }
    if (read_pair(json, "next_public", out->next_public, "next_secret", out->next_secret, &out->has_next) != ERR_OK ||
        read_pair(json, "former_public", out->former_public, "former_secret", out->former_secret, &out->has_former) !=
            ERR_OK) {
        return ERR_DAMAGED;
    }
    return read_earlier(out, json) == ERR_OK ? ERR_OK : ERR_DAMAGED;
}

enum err identity_read(struct identity *out, const char *path)
{
    *out = (struct identity){0};
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, path, IDENTITY_FILE_BYTES_MAX);
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    AUTO(json_auto) json_t *json = NULL;
    err = json_parse(&json, str_text(&text), text.length, IDENTITY_FILE_BYTES_MAX, 4, NULL);
    if (err == ERR_NOMEM) return err;
    if (err == ERR_OK) err = read_members(out, json);
    if (err == ERR_OK) return ERR_OK;
    identity_finish(out);
    return ERR_DAMAGED;
}

enum err identity_write(const struct identity *identity, const char *path)
{
    AUTO(json_auto)
    json_t *json = json_pack("{s:b, s:s, s:o, s:o}", "enrolled", identity->enrolled, "registry", identity->registry_url,
                             "sign_public", json_from_bytes(identity->sign_public, SIGN_PUBLIC_BYTES), "sign_secret",
                             json_from_bytes(identity->sign_secret, SIGN_SECRET_BYTES));
    if (json == NULL) return ERR_NOMEM;
    if (!identity->enrolled && identity->asks && json_object_set_new(json, "asks", json_true()) != 0) return ERR_NOMEM;
    if (identity->enrolled &&
        (json_object_set_new(json, "kiosk", json_string(identity->kiosk_id)) != 0 ||
         json_object_set_new(json, "name", json_string(identity->kiosk_name)) != 0 ||
         json_object_set_new(json, "keys", json_integer(identity->keys_number)) != 0 ||
         json_object_set_new(json, "content_key", json_from_bytes(identity->content_public, SIGN_PUBLIC_BYTES)) != 0 ||
         json_object_set_new(json, "receipt_key", json_from_bytes(identity->receipt_public, SIGN_PUBLIC_BYTES)) != 0 ||
         json_object_set_new(json, "seal_key", json_from_bytes(identity->seal_public, SEAL_PUBLIC_BYTES)) != 0)) {
        return ERR_NOMEM;
    }
    if (!add_pair(json, identity->has_next, "next_public", identity->next_public, "next_secret",
                  identity->next_secret) ||
        !add_pair(json, identity->has_former, "former_public", identity->former_public, "former_secret",
                  identity->former_secret) ||
        !add_earlier(json, identity)) {
        return ERR_NOMEM;
    }
    char *text = json_dumps(json, JSON_INDENT(2));
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_write(path, text, strlen(text), 0600);
    sodium_memzero(text, strlen(text));
    free(text);
    return err;
}

void identity_go_over(struct identity *identity)
{
    if (identity->has_former) {
        memmove(identity->earlier_public[1], identity->earlier_public[0],
                (size_t)(IDENTITY_EARLIER_MAX - 1) * SIGN_PUBLIC_BYTES);
        memcpy(identity->earlier_public[0], identity->former_public, SIGN_PUBLIC_BYTES);
        if (identity->earlier_count < IDENTITY_EARLIER_MAX) identity->earlier_count++;
    }
    memcpy(identity->former_public, identity->sign_public, SIGN_PUBLIC_BYTES);
    memcpy(identity->former_secret, identity->sign_secret, SIGN_SECRET_BYTES);
    memcpy(identity->sign_public, identity->next_public, SIGN_PUBLIC_BYTES);
    memcpy(identity->sign_secret, identity->next_secret, SIGN_SECRET_BYTES);
    sodium_memzero(identity->next_secret, sizeof(identity->next_secret));
    identity->has_former = true;
    identity->has_next = false;
}

bool identity_signed(const struct identity *identity, const struct entry *entry)
{
    const char *kiosk = identity->kiosk_id;
    bool found = entry_check(entry, kiosk, identity->sign_public) == ERR_OK ||
                 (identity->has_former && entry_check(entry, kiosk, identity->former_public) == ERR_OK) ||
                 (identity->has_next && entry_check(entry, kiosk, identity->next_public) == ERR_OK);
    for (size_t at = 0; !found && at < identity->earlier_count; at++) {
        found = entry_check(entry, kiosk, identity->earlier_public[at]) == ERR_OK;
    }
    return found;
}

void identity_finish(struct identity *identity)
{
    sodium_memzero(identity, sizeof(*identity));
}
