/* tests/unit/registry_house.h - a registry in a folder of its own, served on a free port, with a
 * clock that the test turns; kiosks; and real HTTP through libcurl. Header only, as folder.h. */
#pragma once

#include "tests/unit/folder.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdatomic.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/model/submission.h"
#include "sync/registry/content/content.h"
#include "sync/registry/database/db_postgres.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/registry.h"
#include "sync/registry/server/server.h"
#include "sync/wire/entry.h"
#include "sync/wire/feed.h"
#include "sync/wire/receipt.h"
#include "sync/wire/request.h"

enum { HOUSE_NOW_S = 1795244400 }; /* 2026-11-21T07:00:00Z */

/* In the place of the program's own (clock_built.c): the house's day stays, and commits go on. */
int64_t clock_built_s(void)
{
    return HOUSE_NOW_S - 24 * 60 * 60;
}

struct house {
    struct folder *folder;
    char data[PATH_MAX];
    char db_url[512];          /* "" on SQLite */
    struct registry *registry; /* the server's; the test touches it only while nothing is asked */
    struct server *server;
    char url[ADDRESS_TEXT_BYTES + 8];
    _Atomic int64_t wall_s;
    _Atomic int64_t monotonic_ms;
    _Atomic int reports; /* how many failures the server told its operator */
};

static inline int64_t house_wall_s(void *context)
{
    return atomic_load(&((struct house *)context)->wall_s);
}

static inline int64_t house_monotonic_ms(void *context)
{
    return atomic_load(&((struct house *)context)->monotonic_ms);
}

static inline struct clock house_clock(struct house *house)
{
    return (struct clock){house_monotonic_ms, house_wall_s, house};
}

static inline void house_report(void *context, const char *text)
{
    (void)text;
    atomic_fetch_add(&((struct house *)context)->reports, 1);
}

static inline void house_serve_on(struct house *house, struct server **server, struct registry *registry,
                                  char url[ADDRESS_TEXT_BYTES + 8])
{
    const char *build = getenv("FORHAL_BUILD");
    struct server_options options = {
        .report = house_report, .report_context = house, .programs = build != NULL ? build : "build"};
    char text[ADDRESS_TEXT_BYTES];
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(server, registry, &options), ERR_OK);
    struct address address = server_address(*server);
    address_text(&address, text);
    snprintf(url, ADDRESS_TEXT_BYTES + 8, "http://%s", text);
}

/* Where FORHAL_TEST_DB says, in a schema of its own; otherwise SQLite in the folder. The schema goes with the server
 * that the tests start. */
static inline enum err house_init(struct house *house)
{
    static int number = 0;
    const char *const none[] = {NULL};
    const char *base = getenv("FORHAL_TEST_DB");
    if (base == NULL) return registry_init(house->data);
    AUTO(db_auto) struct db *db = NULL;
    char *problem = NULL;
    char sql[100];
    snprintf(sql, sizeof(sql), "CREATE SCHEMA house_%d_%d", (int)getpid(), ++number);
    snprintf(house->db_url, sizeof(house->db_url), "%s&options=-csearch_path%%3Dhouse_%d_%d", base, (int)getpid(),
             number);
    enum err err = db_postgres_open(&db, base, none, &problem);
    if (err == ERR_OK) err = db_run(db, sql, "");
    if (err == ERR_OK) err = registry_init_at(house->data, house->db_url, &problem);
    if (err != ERR_OK) print_error("%s: %s\n", base, problem != NULL ? problem : err_text(err));
    free(problem);
    return err;
}

/* Is it PostgreSQL that the houses stand on? */
static inline bool house_on_postgres(void)
{
    return getenv("FORHAL_TEST_DB") != NULL;
}

/* A cmocka setup: *state becomes a struct house, without content. */
static inline int house_setup(void **state)
{
    struct house *house = calloc(1, sizeof(*house));
    void *folder = NULL;
    if (house == NULL || folder_setup(&folder) != 0) return -1;
    house->folder = folder;
    atomic_store(&house->wall_s, HOUSE_NOW_S);
    atomic_store(&house->monotonic_ms, 1000);
    folder_path(house->folder, "registry", house->data);
    if (house_init(house) != ERR_OK) return -1;
    if (registry_open(&house->registry, house->data, house_clock(house)) != ERR_OK) return -1;
    house_serve_on(house, &house->server, house->registry, house->url);
    *state = house;
    return 0;
}

static inline int house_teardown(void **state)
{
    struct house *house = *state;
    server_stop(house->server);
    registry_close(house->registry);
    void *folder = house->folder;
    free(house);
    return folder_teardown(&folder);
}

#define house_test(function) cmocka_unit_test_setup_teardown(function, house_setup, house_teardown)

/* Runs before all tests of a program. */
static inline int house_begin(void **state)
{
    (void)state;
    json_wipe_on_free();
    return sodium_init() >= 0 && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

/* ---- content ------------------------------------------------------------------------------ */

static inline json_t *house_network(int number)
{
    char id[32];
    snprintf(id, sizeof(id), "network-%d", number);
    return json_pack("{s:s, s:s}", "id", id, "title", "T");
}

/* Not a document a person would be let import (content_check() is not asked): as many small
 * networks as wanted, numbered from 0, and a site. */
static inline void house_import(struct house *house, int networks_count)
{
    struct content_summary summary;
    json_t *networks = json_array();
    for (int at = 0; at < networks_count; at++) json_array_append_new(networks, house_network(at));
    AUTO(json_auto)
    json_t *document = json_pack("{s:{s:s}, s:o, s:[]}", "site", "name", "S", "networks", networks, "pages");
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
}

/* ---- HTTP --------------------------------------------------------------------------------- */

struct answer {
    long status;
    struct str body;
    struct str headers; /* as they came, all lines */
    json_t *json;       /* NULL when the body is not JSON */
};

static inline void answer_finish(struct answer *answer)
{
    str_finish(&answer->body);
    str_finish(&answer->headers);
    json_decref(answer->json);
    *answer = (struct answer){0};
}

static inline size_t answer_take(char *bytes, size_t one, size_t count, void *out)
{
    str_add_bytes(out, bytes, one * count);
    return str_ok(out) ? one * count : 0;
}

/* A header's value in `out`; "" without one. */
static inline const char *answer_header(const struct answer *answer, const char *name, char out[256])
{
    out[0] = '\0';
    const char *line = str_text(&answer->headers);
    size_t length = strlen(name);
    while (line != NULL && *line != '\0') {
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1;
            value += strspn(value, " ");
            snprintf(out, 256, "%.*s", (int)strcspn(value, "\r\n"), value);
            return out;
        }
        line = strchr(line, '\n');
        if (line != NULL) line++;
    }
    return out;
}

/* The stable word of a refusal; "" when it is none. */
static inline const char *answer_code(const struct answer *answer)
{
    const char *code = json_text_at(json_object_get(answer->json, "error"), "code");
    return code != NULL ? code : "";
}

/* What every answer of the API owes. */
static inline void answer_check_headers(const struct answer *answer)
{
    char value[256];
    /* Kiosks' own answers have none: server.h. */
    if (answer_header(answer, "Content-Disposition", value)[0] != '\0') {
        assert_string_equal(value, "attachment; filename=\"api.json\"");
    }
    assert_string_equal(answer_header(answer, "Strict-Transport-Security", value), ""); /* plain HTTP */
    assert_string_equal(answer_header(answer, "Content-Type", value), "application/json");
    assert_string_equal(answer_header(answer, "Cache-Control", value), "no-store");
    assert_string_equal(answer_header(answer, "X-Content-Type-Options", value), "nosniff");
}

/* A refusal with this status and code, as every answer must be. */
static inline void assert_refused(const struct answer *answer, long status, const char *code)
{
    assert_string_equal(answer_code(answer), code);
    assert_int_equal(answer->status, status);
    answer_check_headers(answer);
}

/* `headers` is a NULL-terminated list of "Name: value", or NULL. */
static inline void http(struct answer *out, const char *url, const char *method, const char *target, const void *body,
                        size_t body_bytes, const char *const *headers)
{
    *out = (struct answer){0};
    str_init(&out->body, 4 * 1024 * 1024);
    str_init(&out->headers, 65536);
    char address[2048];
    struct curl_slist *list = NULL;
    CURL *curl = curl_easy_init();
    snprintf(address, sizeof(address), "%s%s", url, target);
    for (size_t at = 0; headers != NULL && headers[at] != NULL; at++) list = curl_slist_append(list, headers[at]);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L); /* whom kiosks trust is test_agent_tls.c's */
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_bytes);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out->body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, answer_take);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &out->headers);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &out->status);
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK) fail_msg("%s %s: %s", method, address, curl_easy_strerror(code));
    out->json = json_loadb(str_text(&out->body), out->body.length, 0, NULL);
}

/* ---- kiosks ------------------------------------------------------------------------------- */

struct test_kiosk {
    char id[KIOSK_ID_BYTES_MAX + 1];
    unsigned char sign_public[SIGN_PUBLIC_BYTES];
    unsigned char sign_secret[SIGN_SECRET_BYTES];
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char receipt_public[SIGN_PUBLIC_BYTES];
    unsigned char seal_public[SEAL_PUBLIC_BYTES];
};

/* Asks to be enrolled with the key the kiosk has. */
static inline void kiosk_asks(struct answer *out, const struct house *house, const struct test_kiosk *kiosk,
                              const char *code)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char header[160];
    AUTO(json_auto)
    json_t *json = json_pack("{s:s, s:o}", "code", code, "key", json_from_bytes(kiosk->sign_public, SIGN_PUBLIC_BYTES));
    char *body = json_dumps(json, JSON_COMPACT);
    request_sign(signature, SIGN_ENROL, "POST", "/v1/enrol", body, strlen(body), kiosk->sign_secret);
    snprintf(header, sizeof(header), "Forhal-Signature: %s", signature);
    http(out, house->url, "POST", "/v1/enrol", body, strlen(body), (const char *const[]){header, NULL});
    free(body);
}

static inline void kiosk_learn(struct test_kiosk *kiosk, const json_t *answer)
{
    assert_non_null(json_text_at(answer, "kiosk"));
    snprintf(kiosk->id, sizeof(kiosk->id), "%s", json_text_at(answer, "kiosk"));
    assert_int_equal(json_bytes_at(answer, "content_key", kiosk->content_public, SIGN_PUBLIC_BYTES), ERR_OK);
    assert_int_equal(json_bytes_at(answer, "receipt_key", kiosk->receipt_public, SIGN_PUBLIC_BYTES), ERR_OK);
    assert_int_equal(json_bytes_at(answer, "seal_key", kiosk->seal_public, SEAL_PUBLIC_BYTES), ERR_OK);
}

/* A kiosk that is enrolled over the wire. */
static inline void kiosk_make(struct house *house, struct test_kiosk *out)
{
    char code[KIOSK_CODE_TEXT_BYTES];
    AUTO(answer_finish) struct answer answer = {0};
    *out = (struct test_kiosk){0};
    sign_make_keys(out->sign_public, out->sign_secret);
    assert_int_equal(kiosk_invite(house->registry, "Foyer", 15, code), ERR_OK);
    kiosk_asks(&answer, house, out, code);
    assert_int_equal(answer.status, 200);
    kiosk_learn(out, answer.json);
}

/* A signed request. `more` is one more header, or NULL. */
static inline void kiosk_http(struct answer *out, const char *url, const struct test_kiosk *kiosk, const char *method,
                              const char *target, const char *body, const char *more)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char who[160];
    char signed_by[160];
    size_t body_bytes = body != NULL ? strlen(body) : 0;
    request_sign(signature, SIGN_REQUEST, method, target, body, body_bytes, kiosk->sign_secret);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %.*s", KIOSK_ID_BYTES_MAX, kiosk->id);
    snprintf(signed_by, sizeof(signed_by), "Forhal-Signature: %s", signature);
    http(out, url, method, target, body, body_bytes, (const char *const[]){who, signed_by, more, NULL});
}

/* ---- entries ------------------------------------------------------------------------------ */

static inline void submission_make(struct submission *out, const char *network)
{
    *out = (struct submission){.kind = SUBMISSION_INTEREST};
    snprintf(out->network, sizeof(out->network), "%s", network);
    snprintf(out->name, sizeof(out->name), "Åse Ørsted");
    snprintf(out->contact, sizeof(out->contact), "aase@example.dk");
    snprintf(out->notice, sizeof(out->notice), "2026-1");
    snprintf(out->lang, sizeof(out->lang), "da");
    randombytes_buf(out->receipt_hash, sizeof(out->receipt_hash));
}

/* Sealed and signed as a kiosk does it. */
static inline void entry_with(struct entry *out, const struct test_kiosk *kiosk, const struct submission *submission)
{
    AUTO(str_finish) struct str text = {0};
    assert_int_equal(submission_to_json(&text, submission), ERR_OK);
    assert_int_equal(entry_make(out, str_text(&text), text.length, kiosk->id, kiosk->sign_secret, kiosk->seal_public),
                     ERR_OK);
}

/* A seat in its Founding Group. */
static inline void seat_make(struct submission *out, const char *network)
{
    submission_make(out, network);
    out->kind = SUBMISSION_SEAT;
    out->comes_as = COMES_AS_ASSOCIATION;
    snprintf(out->brings, sizeof(out->brings), "Et klubhus, der står tomt");
}

/* An idea of somebody who wants no answer. */
static inline void idea_make(struct submission *out)
{
    submission_make(out, "");
    out->kind = SUBMISSION_IDEA;
    out->name[0] = '\0';
    out->contact[0] = '\0';
    out->side = SIDE_CITIZENS;
    snprintf(out->title, sizeof(out->title), "Fælles værksted");
    snprintf(out->text, sizeof(out->text), "Hvor unge og gamle\nreparerer cykler.");
    snprintf(out->lang, sizeof(out->lang), "ar");
}

/* An interest in `network`. */
static inline void entry_of(struct entry *out, const struct test_kiosk *kiosk, const char *network)
{
    struct submission submission;
    submission_make(&submission, network);
    entry_with(out, kiosk, &submission);
}

/* {"entries":[…]} of JSON entries that are taken over; the caller frees. */
static inline char *entries_body(json_t *const *entries, size_t count)
{
    json_t *list = json_array();
    for (size_t at = 0; at < count; at++) json_array_append_new(list, entries[at]);
    AUTO(json_auto) json_t *body = json_pack("{s:o}", "entries", list);
    return json_dumps(body, JSON_COMPACT);
}

/* The receipt at `at`, checked against the entry it must be about. */
static inline void receipt_at(struct receipt *out, const struct answer *answer, size_t at, const struct entry *entry,
                              const struct test_kiosk *kiosk)
{
    unsigned char hash[ENTRY_HASH_BYTES];
    entry_hash(hash, entry);
    assert_int_equal(receipt_from_json(out, json_array_get(json_object_get(answer->json, "receipts"), at)), ERR_OK);
    assert_int_equal(receipt_check(out, entry->id, hash, kiosk->id, kiosk->receipt_public), ERR_OK);
}

/* Sends one entry and gives back its receipt. */
static inline void send_one(struct house *house, const struct test_kiosk *kiosk, const struct entry *entry,
                            struct receipt *out)
{
    AUTO(answer_finish) struct answer answer = {0};
    json_t *list[] = {entry_to_json(entry)};
    char *body = entries_body(list, 1);
    kiosk_http(&answer, house->url, kiosk, "POST", "/v1/entries", body, NULL);
    free(body);
    assert_int_equal(answer.status, 200);
    receipt_at(out, &answer, 0, entry, kiosk);
}

static inline int64_t entries_stored(struct house *house)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM entry", ""), ERR_OK);
    return count;
}
