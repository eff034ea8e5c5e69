#define _POSIX_C_SOURCE 200809L
#include "sync/registry/keys/staff_key.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/registry/keys/key_file.h"

enum { FILE_BYTES_MAX = 1024, NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

static enum err write_new(const char *folder)
{
    unsigned char secret[STAFF_KEY_BYTES];
    randombytes_buf(secret, sizeof(secret));
    AUTO(json_auto) json_t *json = json_pack("{s:o}", "secret", json_from_bytes(secret, sizeof(secret)));
    sodium_memzero(secret, sizeof(secret));
    return key_file_write(folder, STAFF_KEY_FILE, json);
}

enum err staff_key_make(const char *path)
{
    char *file = file_join(path, STAFF_KEY_FILE);
    if (file == NULL) return ERR_NOMEM;
    enum err err = access(file, F_OK) == 0 ? ERR_OK : write_new(path);
    free(file);
    return err;
}

enum err staff_key_read(struct staff_key *out, const char *path)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err = key_file_read(&json, path, STAFF_KEY_FILE, FILE_BYTES_MAX, 2);
    if (err != ERR_OK) return err;
    return json_bytes_at(json, "secret", out->secret, sizeof(out->secret)) == ERR_OK ? ERR_OK : ERR_DAMAGED;
}

void staff_key_finish(struct staff_key *key)
{
    sodium_memzero(key, sizeof(*key));
}

void staff_key_seal(const struct staff_key *key, const char *about, const void *bytes, size_t bytes_count,
                    unsigned char *out)
{
    randombytes_buf(out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, bytes, bytes_count,
                                               (const unsigned char *)about, strlen(about), NULL, out, key->secret);
}

enum err staff_key_open(const struct staff_key *key, const char *about, const unsigned char *bytes, size_t bytes_count,
                        unsigned char *out)
{
    if (bytes_count < STAFF_KEY_EXTRA_BYTES) return ERR_UNTRUSTED;
    int code =
        crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, bytes + NONCE_BYTES, bytes_count - NONCE_BYTES,
                                                   (const unsigned char *)about, strlen(about), bytes, key->secret);
    return code == 0 ? ERR_OK : ERR_UNTRUSTED;
}
