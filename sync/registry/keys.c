#define _POSIX_C_SOURCE 200809L
#include "sync/registry/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { KEY_FILE_BYTES_MAX = 1024 };

typedef void make_pair(unsigned char *public_key, unsigned char *secret_key);

static enum err pair_write(const char *path, const unsigned char *public_key, size_t public_bytes,
                           const unsigned char *secret_key, size_t secret_bytes)
{
    AUTO(json_auto)
    json_t *json = json_pack("{s:o, s:o}", "public", json_from_bytes(public_key, public_bytes), "secret",
                             json_from_bytes(secret_key, secret_bytes));
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(2)) : NULL;
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_write(path, text, strlen(text), 0600);
    sodium_memzero(text, strlen(text));
    free(text);
    return err;
}

static enum err pair_make(const char *folder, const char *name, make_pair *make, size_t public_bytes,
                          size_t secret_bytes)
{
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
    char *path = file_join(folder, name);
    if (path == NULL) return ERR_NOMEM;
    enum err err = ERR_OK;
    if (access(path, F_OK) != 0) {
        make(public_key, secret_key);
        err = pair_write(path, public_key, public_bytes, secret_key, secret_bytes);
        sodium_memzero(secret_key, sizeof(secret_key));
    }
    free(path);
    return err;
}

static enum err pair_read(const char *folder, const char *name, unsigned char *public_key, size_t public_bytes,
                          unsigned char *secret_key, size_t secret_bytes)
{
    char *path = file_join(folder, name);
    if (path == NULL) return ERR_NOMEM;
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, path, KEY_FILE_BYTES_MAX);
    free(path);
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    AUTO(json_auto) json_t *json = NULL;
    err = json_parse(&json, str_text(&text), text.length, KEY_FILE_BYTES_MAX, 2, NULL);
    if (err != ERR_OK) return err == ERR_NOMEM ? err : ERR_DAMAGED;
    if (json_bytes_at(json, "public", public_key, public_bytes) != ERR_OK ||
        json_bytes_at(json, "secret", secret_key, secret_bytes) != ERR_OK) {
        return ERR_DAMAGED;
    }
    return ERR_OK;
}

enum err keys_make(const char *path)
{
    enum err err = file_make_folder(path, 0700);
    if (err == ERR_OK) err = pair_make(path, "content.json", sign_make_keys, SIGN_PUBLIC_BYTES, SIGN_SECRET_BYTES);
    if (err == ERR_OK) err = pair_make(path, "receipt.json", sign_make_keys, SIGN_PUBLIC_BYTES, SIGN_SECRET_BYTES);
    if (err == ERR_OK) err = pair_make(path, "seal.json", seal_make_keys, SEAL_PUBLIC_BYTES, SEAL_SECRET_BYTES);
    return err;
}

/* From the seed, since libsodium's secret key merely carries a copy of the public one. */
static bool sign_pair_fits(const unsigned char public_key[SIGN_PUBLIC_BYTES],
                           const unsigned char secret_key[SIGN_SECRET_BYTES])
{
    unsigned char derived_public[SIGN_PUBLIC_BYTES];
    unsigned char derived_secret[SIGN_SECRET_BYTES];
    crypto_sign_seed_keypair(derived_public, derived_secret, secret_key);
    bool fits = sodium_memcmp(derived_public, public_key, SIGN_PUBLIC_BYTES) == 0 &&
                sodium_memcmp(derived_secret, secret_key, SIGN_SECRET_BYTES) == 0;
    sodium_memzero(derived_secret, sizeof(derived_secret));
    return fits;
}

/* A public half from another backup than the secret one would be found by the kiosks only. */
static bool pairs_fit(const struct keys *keys)
{
    unsigned char derived[SEAL_PUBLIC_BYTES];
    return sign_pair_fits(keys->content_public, keys->content_secret) &&
           sign_pair_fits(keys->receipt_public, keys->receipt_secret) &&
           crypto_scalarmult_base(derived, keys->seal_secret) == 0 &&
           memcmp(derived, keys->seal_public, sizeof(derived)) == 0;
}

enum err keys_read(struct keys *out, const char *path)
{
    AUTO(keys_finish) struct keys keys = {0};
    enum err err =
        pair_read(path, "content.json", keys.content_public, SIGN_PUBLIC_BYTES, keys.content_secret, SIGN_SECRET_BYTES);
    if (err == ERR_OK) {
        err = pair_read(path, "receipt.json", keys.receipt_public, SIGN_PUBLIC_BYTES, keys.receipt_secret,
                        SIGN_SECRET_BYTES);
    }
    if (err == ERR_OK) {
        err = pair_read(path, "seal.json", keys.seal_public, SEAL_PUBLIC_BYTES, keys.seal_secret, SEAL_SECRET_BYTES);
    }
    if (err != ERR_OK) return err;
    if (!pairs_fit(&keys)) return ERR_DAMAGED;
    seal_key_id(keys.seal_id, keys.seal_public);
    *out = keys;
    return ERR_OK;
}

void keys_finish(struct keys *keys)
{
    sodium_memzero(keys, sizeof(*keys));
}
