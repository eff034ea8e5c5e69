#define _POSIX_C_SOURCE 200809L
#include "sync/registry/keys/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/registry/keys/key_file.h"
#include "sync/registry/keys/staff_key.h"

enum { KEY_FILE_BYTES_MAX = 1024 };

typedef void make_pair(unsigned char *public_key, unsigned char *secret_key);

static enum err pair_write(const char *folder, const char *name, const unsigned char *public_key, size_t public_bytes,
                           const unsigned char *secret_key, size_t secret_bytes)
{
    AUTO(json_auto)
    json_t *json = json_pack("{s:o, s:o}", "public", json_from_bytes(public_key, public_bytes), "secret",
                             json_from_bytes(secret_key, secret_bytes));
    return key_file_write(folder, name, json);
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
        err = pair_write(folder, name, public_key, public_bytes, secret_key, secret_bytes);
        sodium_memzero(secret_key, sizeof(secret_key));
    }
    free(path);
    return err;
}

static enum err pair_read(const char *folder, const char *name, unsigned char *public_key, size_t public_bytes,
                          unsigned char *secret_key, size_t secret_bytes)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err = key_file_read(&json, folder, name, KEY_FILE_BYTES_MAX, 2);
    if (err != ERR_OK) return err;
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
    if (err == ERR_OK) err = staff_key_make(path);
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
static bool seal_pair_fits(const struct seal_pair *pair)
{
    unsigned char derived[SEAL_PUBLIC_BYTES];
    return crypto_scalarmult_base(derived, pair->secret_key) == 0 &&
           memcmp(derived, pair->public_key, sizeof(derived)) == 0;
}

static enum err sign_pair_at(const char *path, const struct key_chain *chain, enum key_kind kind,
                             unsigned char public_key[SIGN_PUBLIC_BYTES], unsigned char secret_key[SIGN_SECRET_BYTES])
{
    char name[KEY_FILE_NAME_BYTES];
    key_chain_file(name, kind, chain->count > 0 ? key_chain_since(chain, kind, (int64_t)chain->count) : 1);
    enum err err = pair_read(path, name, public_key, SIGN_PUBLIC_BYTES, secret_key, SIGN_SECRET_BYTES);
    if (err != ERR_OK) return err;
    return sign_pair_fits(public_key, secret_key) ? ERR_OK : ERR_DAMAGED;
}

static void seals_free(struct keys *keys)
{
    if (keys->seals != NULL) sodium_memzero(keys->seals, keys->seals_count * sizeof(*keys->seals));
    free(keys->seals);
}

static enum err seal_add(struct keys *keys, const char *path, int64_t since)
{
    char name[KEY_FILE_NAME_BYTES];
    struct seal_pair *more = calloc(keys->seals_count + 1, sizeof(*more));
    if (more == NULL) return ERR_NOMEM;
    if (keys->seals_count > 0) memcpy(more, keys->seals, keys->seals_count * sizeof(*more));
    seals_free(keys); /* and not realloc(), which would leave secrets behind */
    keys->seals = more;
    struct seal_pair *pair = &more[keys->seals_count];
    key_chain_file(name, KEY_SEAL, since);
    enum err err = pair_read(path, name, pair->public_key, SEAL_PUBLIC_BYTES, pair->secret_key, SEAL_SECRET_BYTES);
    if (err != ERR_OK) return err;
    seal_key_id(pair->id, pair->public_key);
    keys->seals_count++;
    return seal_pair_fits(pair) ? ERR_OK : ERR_DAMAGED;
}

/* Those that are not forgotten, each once. */
static enum err seals_read(struct keys *keys, const char *path)
{
    if (keys->chain.count == 0) return seal_add(keys, path, 1);
    for (size_t at = 0; at < keys->chain.count; at++) {
        const struct key_link *link = &keys->chain.links[at];
        int64_t number = (int64_t)at + 1;
        if (key_chain_since(&keys->chain, KEY_SEAL, number) != number || link->forgotten) continue;
        enum err err = seal_add(keys, path, number);
        if (err != ERR_OK) return err;
        if (memcmp(keys->seals[keys->seals_count - 1].public_key, link->statement.seal_public, SEAL_PUBLIC_BYTES) != 0)
            return ERR_DAMAGED;
    }
    return keys->seals_count > 0 ? ERR_OK : ERR_DAMAGED;
}

/* Are the pairs those that the latest statement tells kiosks of? Without a chain it is made from them. */
static enum err chain_fit(struct keys *keys)
{
    struct key_link first = {.statement = {.number = 1}};
    if (keys->chain.count > 0) {
        const struct key_statement *newest = &keys->chain.links[keys->chain.count - 1].statement;
        bool fits = memcmp(newest->content_public, keys->content_public, SIGN_PUBLIC_BYTES) == 0 &&
                    memcmp(newest->receipt_public, keys->receipt_public, SIGN_PUBLIC_BYTES) == 0 &&
                    memcmp(newest->seal_public, keys->seal_public, SEAL_PUBLIC_BYTES) == 0;
        return fits ? ERR_OK : ERR_DAMAGED;
    }
    memcpy(first.statement.content_public, keys->content_public, SIGN_PUBLIC_BYTES);
    memcpy(first.statement.receipt_public, keys->receipt_public, SIGN_PUBLIC_BYTES);
    memcpy(first.statement.seal_public, keys->seal_public, SEAL_PUBLIC_BYTES);
    return key_chain_add(&keys->chain, &first);
}

static struct keys_mark mark_of(const char *path)
{
    struct keys_mark mark = {.inode = 0};
    struct stat info;
    char *file = file_join(path, "chain.json");
    if (file != NULL && stat(file, &info) == 0) {
        mark = (struct keys_mark){info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
    }
    free(file);
    return mark;
}

bool keys_are_current(const struct keys *keys, const char *path)
{
    struct keys_mark mark = mark_of(path);
    return mark.inode == keys->mark.inode && mark.bytes == keys->mark.bytes && mark.changed_s == keys->mark.changed_s &&
           mark.changed_ns == keys->mark.changed_ns;
}

static enum err read_once(struct keys *out, const char *path, struct keys_mark mark)
{
    AUTO(keys_finish) struct keys keys = {.mark = mark};
    enum err err = key_chain_read(&keys.chain, path);
    if (err == ERR_NOT_FOUND) err = ERR_OK;
    if (err == ERR_OK) err = sign_pair_at(path, &keys.chain, KEY_CONTENT, keys.content_public, keys.content_secret);
    if (err == ERR_OK) err = sign_pair_at(path, &keys.chain, KEY_RECEIPT, keys.receipt_public, keys.receipt_secret);
    if (err == ERR_OK) err = seals_read(&keys, path);
    if (err != ERR_OK) return err;
    const struct seal_pair *newest = &keys.seals[keys.seals_count - 1];
    memcpy(keys.seal_public, newest->public_key, SEAL_PUBLIC_BYTES);
    memcpy(keys.seal_secret, newest->secret_key, SEAL_SECRET_BYTES);
    memcpy(keys.seal_id, newest->id, SEAL_KEY_ID_BYTES);
    err = chain_fit(&keys);
    if (err != ERR_OK) return err;
    *out = keys;
    keys = (struct keys){.seals = NULL}; /* the caller owns them now */
    return ERR_OK;
}

/* While we read, another process may rotate: what the chain that we read tells of may just have been removed. */
enum err keys_read(struct keys *out, const char *path)
{
    enum { TRIES_MAX = 50 }; /* a reader may be put off again and again on a busy machine */
    enum err err = ERR_OK;
    for (int at = 0; at < TRIES_MAX; at++) {
        const struct keys before = {.mark = mark_of(path)};
        err = read_once(out, path, before.mark);
        if (err == ERR_OK || err == ERR_NOMEM || keys_are_current(&before, path)) break;
    }
    return err;
}

void keys_finish(struct keys *keys)
{
    key_chain_finish(&keys->chain);
    seals_free(keys);
    sodium_memzero(keys, sizeof(*keys));
}

int64_t keys_number(const struct keys *keys)
{
    return (int64_t)keys->chain.count;
}

const struct seal_pair *keys_seal(const struct keys *keys, const unsigned char id[SEAL_KEY_ID_BYTES])
{
    for (size_t at = keys->seals_count; at > 0; at--) {
        if (memcmp(keys->seals[at - 1].id, id, SEAL_KEY_ID_BYTES) == 0) return &keys->seals[at - 1];
    }
    return NULL;
}

/* ---- rotation ---- */

int64_t keys_seal_retired_s(const struct keys *keys, int64_t number)
{
    for (size_t at = (size_t)number; at < keys->chain.count; at++) {
        const unsigned char *key = keys->chain.links[at].statement.seal_public;
        if (memcmp(key, keys->chain.links[number - 1].statement.seal_public, SEAL_PUBLIC_BYTES) != 0) {
            return keys->chain.links[at].made_s;
        }
    }
    return 0;
}

static void remove_file(const char *path, enum key_kind kind, int64_t number)
{
    char name[KEY_FILE_NAME_BYTES];
    key_chain_file(name, kind, number);
    char *file = file_join(path, name);
    if (file != NULL) unlink(file);
    free(file);
}

/* Removes secrets that nobody needs any more. What a power cut leaves behind goes the next time. */
static void tidy(const struct keys *keys, const char *path)
{
    int64_t newest = keys_number(keys);
    for (int64_t number = 1; number <= newest; number++) {
        for (int kind = 0; kind < KEY_KIND_COUNT; kind++) {
            bool used = key_chain_since(&keys->chain, (enum key_kind)kind, newest) == number;
            if (kind == KEY_SEAL) used = used || !keys->chain.links[number - 1].forgotten;
            if (!used) remove_file(path, (enum key_kind)kind, number);
        }
    }
}

static enum err read_anew(struct keys *keys, const char *path)
{
    struct keys read;
    enum err err = keys_read(&read, path);
    if (err != ERR_OK) return err;
    keys_finish(keys);
    *keys = read;
    return ERR_OK;
}

/* A pair on the disk, where a rotation that was broken off may have left another. */
static enum err pair_renew(const char *path, enum key_kind kind, int64_t number, unsigned char *public_key,
                           unsigned char *secret_key)
{
    char name[KEY_FILE_NAME_BYTES];
    size_t secret_bytes = kind == KEY_SEAL ? SEAL_SECRET_BYTES : SIGN_SECRET_BYTES;
    key_chain_file(name, kind, number);
    if (kind == KEY_SEAL) {
        seal_make_keys(public_key, secret_key);
    } else {
        sign_make_keys(public_key, secret_key);
    }
    return pair_write(path, name, public_key, SIGN_PUBLIC_BYTES, secret_key, secret_bytes);
}

enum err keys_rotate(struct keys *keys, const char *path, const bool kinds[KEY_KIND_COUNT], int64_t now_s)
{
    if (keys->chain.count == KEY_STATEMENTS_MAX) return ERR_FULL;
    const struct key_link *before = &keys->chain.links[keys->chain.count - 1];
    struct key_link link = {.statement = before->statement, .made_s = now_s > before->made_s ? now_s : before->made_s};
    struct key_statement *statement = &link.statement;
    unsigned char *const public_keys[] = {statement->content_public, statement->receipt_public, statement->seal_public};
    unsigned char own[SIGN_SECRET_BYTES];
    unsigned char secret[SIGN_SECRET_BYTES];
    enum err err = ERR_OK;
    statement->number = keys_number(keys) + 1;
    memcpy(own, keys->content_secret, sizeof(own));
    for (int kind = 0; err == ERR_OK && kind < KEY_KIND_COUNT; kind++) {
        if (!kinds[kind]) continue;
        unsigned char *into = kind == KEY_CONTENT ? own : secret;
        err = pair_renew(path, (enum key_kind)kind, statement->number, public_keys[kind], into);
    }
    key_statement_sign(statement, keys->content_secret, own);
    sodium_memzero(own, sizeof(own));
    sodium_memzero(secret, sizeof(secret));
    if (err == ERR_OK) err = key_chain_add(&keys->chain, &link);
    if (err != ERR_OK) return err;
    err = key_chain_write(&keys->chain, path);
    if (err != ERR_OK) {
        keys->chain.count--;
        return err;
    }
    err = read_anew(keys, path);
    if (err == ERR_OK) tidy(keys, path);
    return err;
}

enum err keys_forget(struct keys *keys, const char *path, int64_t before_s, size_t *out_count)
{
    size_t count = 0;
    for (size_t at = 0; at < keys->chain.count; at++) {
        int64_t retired_s = keys_seal_retired_s(keys, (int64_t)at + 1);
        if (keys->chain.links[at].forgotten || retired_s == 0 || retired_s >= before_s) continue;
        keys->chain.links[at].forgotten = true;
        if (key_chain_since(&keys->chain, KEY_SEAL, (int64_t)at + 1) == (int64_t)at + 1) count++;
    }
    enum err err = count > 0 ? key_chain_write(&keys->chain, path) : ERR_OK;
    enum err again = read_anew(keys, path);
    if (err == ERR_OK) err = again;
    if (err != ERR_OK) return err;
    tidy(keys, path);
    *out_count = count;
    return ERR_OK;
}
