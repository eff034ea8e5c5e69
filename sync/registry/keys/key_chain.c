#include "sync/registry/keys/key_chain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/keys/key_file.h"

enum { CHAIN_BYTES_MAX = 1024 * 1024, CHAIN_DEPTH_MAX = 4 };

static const char chain_file[] = "chain.json";

static enum err links_read(struct key_chain *out, const json_t *list)
{
    size_t at;
    json_t *value;
    if (!json_is_array(list) || json_array_size(list) == 0) return ERR_DAMAGED;
    json_array_foreach (list, at, value) {
        struct key_link link = {.made_s = json_int_at(value, "made", 0), .forgotten = json_true_at(value, "forgotten")};
        if (key_statement_from_json(&link.statement, value) != ERR_OK) return ERR_DAMAGED;
        const struct key_link *before = at > 0 ? &out->links[at - 1] : NULL;
        if (before == NULL && link.statement.number != 1) return ERR_DAMAGED;
        if (before != NULL && key_statement_follows(&link.statement, before->statement.number,
                                                    before->statement.content_public) != ERR_OK) {
            return ERR_DAMAGED;
        }
        enum err err = key_chain_add(out, &link);
        if (err != ERR_OK) return err == ERR_FULL ? ERR_DAMAGED : err;
    }
    return ERR_OK;
}

enum err key_chain_read(struct key_chain *out, const char *folder)
{
    *out = (struct key_chain){.links = NULL};
    AUTO(json_auto) json_t *json = NULL;
    enum err err = key_file_read(&json, folder, chain_file, CHAIN_BYTES_MAX, CHAIN_DEPTH_MAX);
    if (err == ERR_OK) err = links_read(out, json_object_get(json, "statements"));
    if (err != ERR_OK) key_chain_finish(out);
    return err;
}

static json_t *link_to_json(const struct key_link *link)
{
    json_t *json = key_statement_to_json(&link->statement);
    if (json == NULL) return NULL;
    if (json_object_set_new(json, "made", json_integer(link->made_s)) == 0 &&
        (!link->forgotten || json_object_set_new(json, "forgotten", json_true()) == 0)) {
        return json;
    }
    json_decref(json);
    return NULL;
}

enum err key_chain_write(const struct key_chain *chain, const char *folder)
{
    AUTO(json_auto) json_t *list = json_array();
    for (size_t at = 0; at < chain->count; at++) {
        if (json_array_append_new(list, link_to_json(&chain->links[at])) != 0) return ERR_NOMEM;
    }
    AUTO(json_auto) json_t *json = json_pack("{s:O}", "statements", list);
    return key_file_write(folder, chain_file, json);
}

enum err key_chain_add(struct key_chain *chain, const struct key_link *link)
{
    if (chain->count == KEY_STATEMENTS_MAX) return ERR_FULL;
    struct key_link *more = realloc(chain->links, (chain->count + 1) * sizeof(*more));
    if (more == NULL) return ERR_NOMEM;
    more[chain->count++] = *link;
    chain->links = more;
    return ERR_OK;
}

void key_chain_finish(struct key_chain *chain)
{
    free(chain->links);
    *chain = (struct key_chain){.links = NULL};
}

static const unsigned char *key_of(const struct key_link *link, enum key_kind kind)
{
    switch (kind) {
    case KEY_CONTENT: return link->statement.content_public;
    case KEY_RECEIPT: return link->statement.receipt_public;
    default: return link->statement.seal_public;
    }
}

_Static_assert(SIGN_PUBLIC_BYTES == 32 && SEAL_PUBLIC_BYTES == 32, "public keys of one size");

int64_t key_chain_since(const struct key_chain *chain, enum key_kind kind, int64_t number)
{
    size_t at = (size_t)number - 1;
    const unsigned char *key = key_of(&chain->links[at], kind);
    while (at > 0 && memcmp(key_of(&chain->links[at - 1], kind), key, SIGN_PUBLIC_BYTES) == 0) at--;
    return (int64_t)at + 1;
}

void key_chain_file(char out[KEY_FILE_NAME_BYTES], enum key_kind kind, int64_t since)
{
    static const char *const names[KEY_KIND_COUNT] = {"content", "receipt", "seal"};
    if (since == 1) {
        snprintf(out, KEY_FILE_NAME_BYTES, "%s.json", names[kind]);
    } else {
        snprintf(out, KEY_FILE_NAME_BYTES, "%s-%" PRId64 ".json", names[kind], since);
    }
}
