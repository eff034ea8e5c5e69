/* tests/screens/tools/make_data.c - a kiosk's data folder made from a content file, without a
 * registry: the page is built and signed here and goes through the same door as a real one.
 *
 *   make-data CONTENT.json DIR [--not-enrolled] [--networks N]
 *
 * With --networks the content gets more of them, up to N (10000 at most), made from lists of words: the same
 * each time, and each with a title of its own.
 *
 * ideas-demo.json beside the content file, if it is there, brings published ideas and answers, each under a
 * receipt code that scripts can type.
 *
 * With the kiosk enrolled its outbox can be opened with the keys in DIR/registry-keys.json, which
 * only tests ever have. */
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"

/* ---- many networks ---- */

static const char *const how[] = {"Grønne",  "Trygge",   "Åbne",   "Sunde", "Fælles",   "Nære",  "Smukke", "Stille",
                                  "Levende", "Lyse",     "Nye",    "Gamle", "Glade",    "Små",   "Rolige", "Stærke",
                                  "Kloge",   "Kreative", "Modige", "Varme", "Digitale", "Enkle", "Sjove",  "Gode"};
static const char *const what[] = {"haver", "stier",  "skoler", "pladser", "boliger", "måltider", "aftener",  "møder",
                                   "veje",  "parker", "børn",   "venner",  "ture",    "hænder",   "værksted", "spil",
                                   "bøger", "cykler", "sange",  "dage",    "naboer",  "huse",     "råd",      "hjem"};
static const char *const where[] = {"Nord",  "Syd",  "Øst",   "Vest", "Midt", "byen", "skoven", "Hyld", "Herst",
                                    "Risby", "Vrid", "Kanal", "Galg", "Rødg", "Egel", "Humle",  "Syvh", "Toft"};
static const char *const why[] = {"flere mødes på tværs",           "ingen står alene",
                                  "det bliver lettere at være med", "hverdagen hænger bedre sammen",
                                  "vi lærer af hinanden",           "alle tør spørge om hjælp"};
static const char *const who[] = {"", ", både unge og gamle", ", hjemme og på arbejdet", ", også når kræfterne er små",
                                  ", hele året og uden at det koster noget"};
static const char *const marks[] = {"Mod", "Lyst", "Tillid", "Viden", "Nærvær", "Kræfter", "Fællesskab", "Bedre tid"};
static const char *const kinds[] = {"welfare", "innovation", "learning"};
static const char *const statuses[] = {"forming", "active", "active", "active", "awaiting", "redefined", "concluded"};
static const char *const sides[] = {"municipality", "citizens", "staff"};

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))
enum { NETWORKS_MAX = 10000 };
_Static_assert(COUNT_OF(how) * COUNT_OF(what) * COUNT_OF(where) >= NETWORKS_MAX, "each title once");

static json_t *many_petals(size_t number)
{
    json_t *petals = json_array();
    for (size_t at = 0; at < 5 + number % 4; at++) {
        size_t word = (number + at * 3) % COUNT_OF(marks);
        json_array_append_new(petals, json_pack("{s:s, s:s, s:s, s:s}", "side", sides[(number + at) % COUNT_OF(sides)],
                                                "state", (number + at) % 3 == 0 ? "expected" : "created", "keyword",
                                                marks[word], "sentence", "Sådan mærkes det i hverdagen."));
    }
    return petals;
}

/* Number 0 and on: always the same network, and no two with the same title. */
static json_t *many_network(size_t number, const json_t *phases)
{
    size_t a = number % COUNT_OF(how);
    size_t b = number / COUNT_OF(how) % COUNT_OF(what);
    size_t c = number / COUNT_OF(how) / COUNT_OF(what) % COUNT_OF(where);
    const char *phase = json_text_at(json_array_get(phases, number / 7 % json_array_size(phases)), "id");
    AUTO(json_auto) json_t *title = json_sprintf("%s %s i %s", how[a], what[b], where[c]);
    AUTO(json_auto)
    json_t *question = json_sprintf("Hvordan får vi %s i %s, så %s%s?", what[b], where[c],
                                    why[number / 7 % COUNT_OF(why)], who[number / 3 % COUNT_OF(who)]);
    return json_pack("{s:o, s:s, s:O, s:O, s:O, s:s, s:s, s:[s], s:[s], s:[{s:s, s:s, s:[]}], s:o, s:[], s:n, s:n}",
                     "id", json_sprintf("many-%zu", number), "kind", kinds[number % COUNT_OF(kinds)], "title", title,
                     "short_title", title, "question", question, "status", statuses[number / 5 % COUNT_OF(statuses)],
                     "phase", phase, "phase_history", phase, "remarks", "Vi er i gang, og der er plads til flere.",
                     "leaders", "role", "Leder", "department", "Kultur og Fritid", "training", "petals",
                     many_petals(number), "spawned", "founding_group", "gift");
}

/* Puts more networks behind those of the content, up to `count` in all. */
static void add_networks(json_t *content, size_t count)
{
    json_t *networks = json_object_get(content, "networks");
    const json_t *phases = json_object_get(json_object_get(content, "site"), "phases");
    for (size_t number = 0; json_array_size(networks) < count; number++) {
        json_array_append_new(networks, many_network(number, phases));
    }
}

/* ---- pages ---- */

static void add_items(json_t *items, const char *type, json_t *bodies)
{
    size_t at;
    json_t *body;
    json_array_foreach (bodies, at, body) {
        json_array_append_new(items, json_pack("{s:I, s:s, s:s, s:I, s:O}", "seq",
                                               (json_int_t)json_array_size(items) + 1, "type", type, "id",
                                               json_text_at(body, "id"), "position", (json_int_t)at, "body", body));
    }
}

/* An answer's id is its code's hash. */
static void name_answers(json_t *answers)
{
    size_t at;
    json_t *answer;
    json_array_foreach (answers, at, answer) {
        unsigned char hash[RECEIPT_CODE_HASH_BYTES];
        char name[RECEIPT_CODE_NAME_BYTES];
        receipt_code_hash(hash, json_text_at(answer, "code"));
        receipt_code_name(name, hash);
        json_object_set_new(answer, "id", json_string(name));
        json_object_del(answer, "code");
    }
}

static json_t *load_ideas(const char *content_path)
{
    char path[4096];
    const char *slash = strrchr(content_path, '/');
    int folder = slash != NULL ? (int)(slash - content_path) : 1;
    snprintf(path, sizeof(path), "%.*s/ideas-demo.json", folder, slash != NULL ? content_path : ".");
    json_t *ideas = json_load_file(path, 0, NULL);
    name_answers(json_object_get(ideas, "answers"));
    return ideas;
}

static json_t *make_items(json_t *content, json_t *ideas)
{
    json_t *items = json_array();
    json_array_append_new(items, json_pack("{s:i, s:s, s:s, s:i, s:O}", "seq", 1, "type", "site", "id", "site",
                                           "position", 0, "body", json_object_get(content, "site")));
    add_items(items, "network", json_object_get(content, "networks"));
    add_items(items, "page", json_object_get(content, "pages"));
    add_items(items, "idea", json_object_get(ideas, "ideas"));
    add_items(items, "answer", json_object_get(ideas, "answers"));
    return items;
}

/* Items from `from` on, as many as go into a page. */
static char *make_page(const json_t *items, size_t from, size_t *out_to)
{
    json_t *some = json_array();
    size_t bytes = 0;
    size_t to = from;
    while (to < json_array_size(items) && to - from < FEED_ITEMS_MAX && bytes < FEED_PAGE_BYTES_AIM) {
        json_t *item = json_array_get(items, to++);
        bytes += json_dumpb(item, NULL, 0, JSON_COMPACT);
        json_array_append(some, item);
    }
    *out_to = to;
    AUTO(json_auto)
    json_t *page = json_pack("{s:s, s:I, s:I, s:I, s:o}", "generation", "feedfeedfeedfeed", "from", (json_int_t)from,
                             "to", (json_int_t)to, "head", (json_int_t)json_array_size(items), "items", some);
    return json_dumps(page, JSON_COMPACT);
}

static enum err apply_page(struct catalog *catalog, const char *text)
{
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    sign_make_keys(public_key, secret_key);
    feed_sign(signature, text, strlen(text), secret_key);
    struct feed_page page;
    enum err err = feed_page_read(&page, text, strlen(text), signature, public_key);
    if (err != ERR_OK) return err;
    size_t refused = 0;
    err = catalog_apply(catalog, &page, &refused);
    feed_page_finish(&page);
    return err == ERR_OK && refused > 0 ? ERR_INVALID : err;
}

static enum err fill_catalog(const struct data_dir *dir, json_t *content, json_t *ideas)
{
    AUTO(json_auto) json_t *items = make_items(content, ideas);
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    enum err err = catalog_open(&catalog, dir->content, CATALOG_WRITER);
    for (size_t at = 0; err == ERR_OK && at < json_array_size(items);) {
        char *text = make_page(items, at, &at);
        err = text != NULL ? apply_page(catalog, text) : ERR_NOMEM;
        free(text);
    }
    bool done = false;
    while (err == ERR_OK && !done) err = catalog_index(catalog, &done);
    return err;
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

/* ---- pictures ---- */

/* Puts "picture" in the place of "file" and the bytes where the agent would; `block` is a page's, or a network's
 * "picture". */
static enum err place_picture(const struct data_dir *dir, const char *content, json_t *block)
{
    char path[PATH_MAX], name[PICTURE_NAME_BYTES];
    const char *file = json_text_at(block, "file");
    const char *slash = strrchr(content, '/');
    if (file == NULL) return ERR_OK;
    snprintf(path, sizeof(path), "%.*s%s", slash != NULL ? (int)(slash - content) + 1 : 0, content, file);
    AUTO(str_finish) struct str bytes;
    enum err err = file_read(&bytes, path, PICTURE_BYTES_MAX);
    if (err == ERR_OK) err = file_make_folder(dir->pictures, 0700);
    if (err != ERR_OK) return err;
    picture_name(name, str_text(&bytes), bytes.length);
    (void)json_object_del(block, "file"); /* it is there */
    if (json_object_set_new(block, "picture", json_string(name)) != 0) return ERR_NOMEM;
    snprintf(path, sizeof(path), "%s/%s.png", dir->pictures, name);
    return file_write(path, str_text(&bytes), bytes.length, 0600);
}

static enum err place_pictures(const struct data_dir *dir, const char *content_path, json_t *content)
{
    size_t page_at, at;
    json_t *page, *block;
    json_array_foreach (json_object_get(content, "networks"), at, block) {
        enum err err = place_picture(dir, content_path, json_object_get(block, "picture"));
        if (err != ERR_OK) return err;
    }
    json_array_foreach (json_object_get(content, "pages"), page_at, page) {
        json_array_foreach (json_object_get(page, "blocks"), at, block) {
            enum err err = place_picture(dir, content_path, block);
            if (err != ERR_OK) return err;
        }
    }
    return ERR_OK;
}

int main(int argc, char **argv)
{
    bool enrolled = true;
    size_t networks = 0;
    bool good = argc >= 3 && sodium_init() >= 0;
    for (int at = 3; good && at < argc; at++) {
        if (strcmp(argv[at], "--not-enrolled") == 0) {
            enrolled = false;
        } else if (strcmp(argv[at], "--networks") == 0 && at + 1 < argc) {
            networks = strtoul(argv[++at], NULL, 10);
        } else {
            good = false;
        }
    }
    if (!good || networks > NETWORKS_MAX) {
        fprintf(stderr, "make-data CONTENT.json DIR [--not-enrolled] [--networks N]\n");
        return 2;
    }
    AUTO(json_auto) json_t *content = json_load_file(argv[1], 0, NULL);
    AUTO(json_auto) json_t *ideas = load_ideas(argv[1]);
    struct data_dir dir;
    enum err err = content != NULL ? data_dir_init(&dir, argv[2]) : ERR_NOT_FOUND;
    if (err == ERR_OK) {
        add_networks(content, networks);
        err = place_pictures(&dir, argv[1], content);
        if (err == ERR_OK) err = fill_catalog(&dir, content, ideas);
        if (err == ERR_OK && enrolled) err = enrol(&dir);
        data_dir_finish(&dir);
    }
    if (err != ERR_OK) fprintf(stderr, "make-data: %s\n", err_text(err));
    return err == ERR_OK ? 0 : 1;
}
