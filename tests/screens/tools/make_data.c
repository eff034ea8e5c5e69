/* tests/screens/tools/make_data.c - a kiosk's data folder made from a content file, without a
 * registry: the page is built and signed here and goes through the same door as a real one.
 *
 *   make-data CONTENT.json DIR [--not-enrolled]
 *
 * With the kiosk enrolled its outbox can be opened with the keys in DIR/registry-keys.json, which
 * only tests ever have. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"

static int64_t add_items(json_t *items, const char *type, json_t *bodies, int64_t seq)
{
    size_t at;
    json_t *body;
    json_array_foreach (bodies, at, body) {
        seq++;
        json_array_append_new(items, json_pack("{s:I, s:s, s:s, s:I, s:O}", "seq", (json_int_t)seq, "type", type, "id",
                                               json_text_at(body, "id"), "position", (json_int_t)at, "body", body));
    }
    return seq;
}

static char *make_page(json_t *content)
{
    json_t *items = json_array();
    json_array_append_new(items, json_pack("{s:i, s:s, s:s, s:i, s:O}", "seq", 1, "type", "site", "id", "site",
                                           "position", 0, "body", json_object_get(content, "site")));
    int64_t seq = add_items(items, "network", json_object_get(content, "networks"), 1);
    seq = add_items(items, "page", json_object_get(content, "pages"), seq);
    AUTO(json_auto)
    json_t *page = json_pack("{s:s, s:i, s:I, s:I, s:o}", "generation", "feedfeedfeedfeed", "from", 0, "to",
                             (json_int_t)seq, "head", (json_int_t)seq, "items", items);
    return json_dumps(page, JSON_COMPACT);
}

static enum err fill_catalog(const struct data_dir *dir, json_t *content)
{
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
    sign_make_keys(public_key, secret_key);
    char *text = make_page(content);
    if (text == NULL) return ERR_NOMEM;
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    feed_sign(signature, text, strlen(text), secret_key);
    struct feed_page page;
    enum err err = feed_page_read(&page, text, strlen(text), signature, public_key);
    free(text);
    if (err != ERR_OK) return err;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    err = catalog_open(&catalog, dir->content, CATALOG_WRITER);
    size_t refused = 0;
    if (err == ERR_OK) err = catalog_apply(catalog, &page, &refused);
    feed_page_finish(&page);
    return err == ERR_OK && refused > 0 ? ERR_INVALID : err;
}

static enum err enrol(const struct data_dir *dir)
{
    struct identity identity;
    identity_make(&identity, "http://127.0.0.1:8440");
    identity.enrolled = true;
    snprintf(identity.kiosk_id, sizeof(identity.kiosk_id), "k-test");
    snprintf(identity.kiosk_name, sizeof(identity.kiosk_name), "Test");
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    unsigned char ignored[SIGN_SECRET_BYTES];
    seal_make_keys(identity.seal_public, seal_secret);
    sign_make_keys(identity.content_public, ignored);
    sign_make_keys(identity.receipt_public, ignored);
    enum err err = identity_write(&identity, dir->identity);
    AUTO(json_auto)
    json_t *keys = json_pack("{s:o, s:o}", "seal_public", json_from_bytes(identity.seal_public, SEAL_PUBLIC_BYTES),
                             "seal_secret", json_from_bytes(seal_secret, SEAL_SECRET_BYTES));
    char path[4096];
    snprintf(path, sizeof(path), "%s/registry-keys.json", dir->folder);
    if (err == ERR_OK && json_dump_file(keys, path, 0) != 0) err = ERR_IO;
    return err;
}

int main(int argc, char **argv)
{
    if (argc < 3 || sodium_init() < 0) {
        fprintf(stderr, "make-data CONTENT.json DIR [--not-enrolled]\n");
        return 2;
    }
    AUTO(json_auto) json_t *content = json_load_file(argv[1], 0, NULL);
    struct data_dir dir;
    enum err err = content != NULL ? data_dir_init(&dir, argv[2]) : ERR_NOT_FOUND;
    if (err == ERR_OK) {
        err = fill_catalog(&dir, content);
        if (err == ERR_OK && argc < 4) err = enrol(&dir);
        data_dir_finish(&dir);
    }
    if (err != ERR_OK) fprintf(stderr, "make-data: %s\n", err_text(err));
    return err == ERR_OK ? 0 : 1;
}
