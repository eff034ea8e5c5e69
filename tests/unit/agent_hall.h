/* tests/unit/agent_hall.h - a kiosk's agent before a registry that is honest, tells lies, breaks, or is not one.
 *
 * The registry is a hall of fake_server.h that answers as its moods say. Header only. */
#pragma once

#include "tests/unit/folder.h"

#include <fcntl.h>
#include <sodium.h>

#include "sync/agent/agent.h"
#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"
#include "sync/wire/turn.h"
#include "tests/unit/fake_server.h"

/* What the registry does with POST /v1/entries. */
enum push_mood {
    PUSH_HONEST,
    PUSH_EMPTY_OBJECT,  /* 200 {} */
    PUSH_PAGE_OF_PROXY, /* 200 and HTML */
    PUSH_OTHER_KEY,     /* receipts somebody else signed */
    PUSH_OTHER_ENTRY,   /* one good receipt, for all */
    PUSH_SHUFFLED,      /* the other way round, some twice */
    PUSH_FORGETFUL,     /* none for the first */
    PUSH_POISONED,      /* 500 whenever the first entry ever seen is among them */
    PUSH_CONFLICT,
    PUSH_REJECTED,
    PUSH_GONE,
    PUSH_REVOKED, /* 403 */
    PUSH_BROKEN,  /* 500 */
};

/* And with GET /v1/feed. */
enum pull_mood {
    PULL_HONEST,
    PULL_UNSIGNED,
    PULL_BACKWARDS, /* ends before the cursor */
    PULL_ENDLESS,   /* always more to come, never any nearer */
    PULL_PAGE_OF_PROXY,
};

/* And with a MAC on it (sync/wire/shared_key.h). */
enum mac_mood {
    MAC_HONEST,    /* proves with a MAC of its own */
    MAC_SIGNED,    /* with a signature, as whoever is woken by news is answered */
    MAC_UNKNOWN,   /* an older registry: it misses the signature */
    MAC_OF_OTHERS, /* proves with a MAC under another key */
};

/* And with POST /v1/turn. */
enum turn_mood {
    TURN_HONEST,
    TURN_OF_OTHERS, /* signed by another key */
    TURN_OF_FORK,   /* 403 */
};

struct hall {
    struct folder *folder;
    struct fake_server server;
    struct data_dir dir;
    struct identity identity;
    unsigned char kiosk_public[SIGN_PUBLIC_BYTES];
    unsigned char content_secret[SIGN_SECRET_BYTES];
    unsigned char receipt_secret[SIGN_SECRET_BYTES];
    enum push_mood push;
    enum pull_mood pull;
    enum mac_mood mac;
    int with_mac, signed_ones; /* questions for pages */
    enum turn_mood turn;
    int turns; /* taken by themselves */
    int64_t head;
    char poison[ENTRY_ID_TEXT_BYTES];
    int stored;     /* entries the honest registry said "created" to */
    int64_t now_ms; /* the agent's clock */
    int sayings;
    struct agent *agent;
};

static inline bool has_mac(const struct fake_request *request)
{
    return strcasestr(request->head, "\r\nForhal-Mac: ") != NULL;
}

/* What stands in Forhal-Fresh. */
static inline void prove(const struct hall *hall, const struct fake_request *request, const char *page_signature,
                         char out[FRESHNESS_TEXT_BYTES])
{
    char nonce[NONCE_TEXT_BYTES];
    struct shared_key key;
    snprintf(nonce, sizeof(nonce), "%.32s", strstr(request->target, "nonce=") + 6);
    assert_true(nonce_is_one(nonce));
    if (!has_mac(request) || hall->mac == MAC_SIGNED) {
        freshness_sign(out, nonce, page_signature, hall->content_secret);
        return;
    }
    assert_int_equal(shared_key_of_registry(&key, hall->content_secret, hall->kiosk_public), ERR_OK);
    if (hall->mac == MAC_OF_OTHERS) key.bytes[0] ^= 1;
    freshness_mac(out, nonce, page_signature, &key);
}

static inline enum fake_end answer_feed(struct hall *hall, const struct fake_request *request, struct str *out)
{
    static const char misses[] = "{\"error\":{\"code\":\"bad_signature\",\"message\":\"No.\"}}";
    if (has_mac(request)) {
        hall->with_mac++;
    } else {
        hall->signed_ones++;
    }
    if (has_mac(request) && hall->mac == MAC_UNKNOWN) {
        fake_add(out, 401, "", misses, sizeof(misses) - 1);
        return FAKE_KEEP;
    }
    long long after = strtoll(strstr(request->target, "after=") + 6, NULL, 10);
    json_t *items = json_array();
    for (int64_t at = after + 1; hall->pull == PULL_HONEST && at <= hall->head; at++) {
        char id[24];
        snprintf(id, sizeof(id), "n%lld", (long long)at);
        json_array_append_new(items, json_pack("{s:I, s:s, s:s, s:{s:s, s:s, s:s, s:s, s:s}}", "seq", (json_int_t)at,
                                               "type", "network", "id", id, "body", "id", id, "kind", "welfare",
                                               "status", "active", "title", id, "question", "?"));
    }
    int64_t to = hall->pull == PULL_BACKWARDS ? 0 : hall->pull == PULL_ENDLESS ? after : hall->head;
    int64_t head = hall->pull == PULL_ENDLESS ? after + 100 : to;
    AUTO(json_auto)
    json_t *page = json_pack("{s:s, s:I, s:I, s:I, s:o}", "generation", "g1", "from",
                             (json_int_t)(hall->pull == PULL_BACKWARDS ? 0 : after), "to", (json_int_t)to, "head",
                             (json_int_t)head, "items", items);
    char *text = json_dumps(page, JSON_COMPACT);
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    char header[512];
    char proof[FRESHNESS_TEXT_BYTES];
    feed_sign(signature, text, strlen(text), hall->content_secret);
    prove(hall, request, signature, proof);
    if (hall->pull == PULL_UNSIGNED) signature[10] = signature[10] == 'A' ? 'B' : 'A';
    snprintf(header, sizeof(header), "Forhal-Signature: %s\r\nForhal-Fresh: %s\r\n", signature, proof);
    if (hall->pull == PULL_PAGE_OF_PROXY) {
        fake_add(out, 200, "", "<html>Log in", 12);
    } else {
        fake_add(out, 200, header, text, strlen(text));
    }
    free(text);
    return FAKE_KEEP;
}

static inline enum verdict verdict_of(const struct hall *hall)
{
    switch (hall->push) {
    case PUSH_CONFLICT: return VERDICT_CONFLICT;
    case PUSH_REJECTED: return VERDICT_REJECTED;
    case PUSH_GONE: return VERDICT_GONE;
    default: return VERDICT_CREATED;
    }
}

static inline json_t *receipt_for(struct hall *hall, const json_t *entry_json)
{
    struct entry entry;
    struct receipt receipt;
    unsigned char secret[SIGN_SECRET_BYTES];
    unsigned char unused[SIGN_PUBLIC_BYTES];
    assert_int_equal(entry_from_json(&entry, entry_json), ERR_OK);
    assert_int_equal(entry_check(&entry, "k1", hall->kiosk_public), ERR_OK);
    memcpy(secret, hall->receipt_secret, sizeof(secret));
    if (hall->push == PUSH_OTHER_KEY) sign_make_keys(unused, secret);
    enum verdict verdict = verdict_of(hall);
    receipt_make(&receipt, &entry, verdict, verdict == VERDICT_REJECTED ? "cpr_number" : NULL, "g1", "k1", secret);
    entry_finish(&entry);
    hall->stored++;
    return receipt_to_json(&receipt);
}

static inline bool is_poisoned(struct hall *hall, const json_t *entries)
{
    size_t at;
    json_t *entry;
    if (hall->push != PUSH_POISONED) return false;
    if (hall->poison[0] == '\0') {
        snprintf(hall->poison, sizeof(hall->poison), "%s", json_text_at(json_array_get(entries, 0), "id"));
    }
    json_array_foreach (entries, at, entry) {
        if (strcmp(json_text_at(entry, "id"), hall->poison) == 0) return true;
    }
    return false;
}

static inline json_t *receipts_for(struct hall *hall, const json_t *entries)
{
    json_t *receipts = json_array();
    size_t at;
    json_t *entry;
    json_array_foreach (entries, at, entry) {
        if (at == 0 && hall->push == PUSH_FORGETFUL) continue;
        json_t *of = hall->push == PUSH_OTHER_ENTRY ? json_array_get(entries, 0) : entry;
        json_t *receipt = receipt_for(hall, of);
        if (hall->push != PUSH_SHUFFLED) {
            json_array_append_new(receipts, receipt);
            continue;
        }
        json_array_insert(receipts, 0, receipt);
        json_array_insert_new(receipts, 0, receipt);
    }
    return receipts;
}

static inline enum fake_end answer_entries(struct hall *hall, const struct fake_request *request, struct str *out)
{
    static const char revoked[] = "{\"error\":{\"code\":\"revoked\",\"message\":\"No.\"}}";
    AUTO(json_auto) json_t *body = NULL;
    assert_int_equal(json_parse(&body, request->body, request->body_bytes, FAKE_REQUEST_BYTES_MAX, 8, NULL), ERR_OK);
    const json_t *entries = json_object_get(body, "entries");
    if (hall->push == PUSH_EMPTY_OBJECT) {
        fake_add(out, 200, "", "{}", 2);
    } else if (hall->push == PUSH_PAGE_OF_PROXY) {
        fake_add(out, 200, "Content-Type: text/html\r\n", "<html>Log in", 12);
    } else if (hall->push == PUSH_REVOKED) {
        fake_add(out, 403, "", revoked, sizeof(revoked) - 1);
    } else if (hall->push == PUSH_BROKEN || is_poisoned(hall, entries)) {
        fake_add(out, 500, "", "oh", 2);
    } else {
        AUTO(json_auto) json_t *answer = json_pack("{s:o}", "receipts", receipts_for(hall, entries));
        struct turn turn;
        if (hall->push == PUSH_HONEST && turn_from_json(&turn, body) == ERR_OK) {
            json_object_set_new(answer, "turn", turn_acknowledge(&turn, "k1", hall->receipt_secret));
        }
        char *text = json_dumps(answer, JSON_COMPACT);
        fake_add(out, 200, "", text, strlen(text));
        free(text);
    }
    return FAKE_KEEP;
}

/* What comes before all else of a kiosk that has nothing to deliver. */
static inline enum fake_end answer_turn(struct hall *hall, const struct fake_request *request, struct str *out)
{
    AUTO(json_auto) json_t *body = NULL;
    struct turn turn;
    assert_int_equal(json_parse(&body, request->body, request->body_bytes, FAKE_REQUEST_BYTES_MAX, 8, NULL), ERR_OK);
    assert_int_equal(turn_from_json(&turn, body), ERR_OK);
    hall->turns++;
    if (hall->turn == TURN_OF_FORK) {
        static const char forked[] = "{\"error\":{\"code\":\"forked\",\"message\":\"No.\"}}";
        fake_add(out, 403, "", forked, sizeof(forked) - 1);
        return FAKE_KEEP;
    }
    unsigned char secret[SIGN_SECRET_BYTES];
    memcpy(secret, hall->turn == TURN_OF_OTHERS ? hall->content_secret : hall->receipt_secret, sizeof(secret));
    AUTO(json_auto) json_t *answer = json_pack("{s:o}", "turn", turn_acknowledge(&turn, "k1", secret));
    char *text = json_dumps(answer, JSON_COMPACT);
    fake_add(out, 200, "", text, strlen(text));
    free(text);
    return FAKE_KEEP;
}

static inline enum fake_end answer(void *context, const struct fake_request *request, struct str *out)
{
    static const char no_other_keys[] = "{\"number\":1,\"statements\":[]}";
    struct hall *hall = context;
    if (strncmp(request->target, "/v1/turn", 8) == 0) return answer_turn(hall, request, out);
    if (strncmp(request->target, "/v1/keys", 8) == 0) {
        fake_add(out, 200, "", no_other_keys, sizeof(no_other_keys) - 1);
        return FAKE_KEEP;
    }
    return strncmp(request->head, "GET", 3) == 0 ? answer_feed(hall, request, out) : answer_entries(hall, request, out);
}

static inline int64_t now_ms(void *context)
{
    const struct hall *hall = context;
    return hall->now_ms;
}

static inline int64_t now_s(void *context)
{
    const struct hall *hall = context;
    return 1764229931 + hall->now_ms / 1000;
}

static inline bool never_stop(void *context)
{
    (void)context;
    return false;
}

static inline void is_alive(void *context)
{
    (void)context;
}

static inline void count_saying(void *context, enum log_level level, const char *text)
{
    struct hall *hall = context;
    (void)level;
    assert_true(strlen(text) > 20);
    hall->sayings++;
}

static inline enum err open_agent(struct hall *hall, struct agent **out)
{
    const struct agent_ports ports = {.clock = {.monotonic_ms = now_ms, .wall_s = now_s, .context = hall},
                                      .stop = never_stop,
                                      .alive = is_alive,
                                      .say = count_saying,
                                      .context = hall,
                                      .stall_s = 2};
    return agent_open(out, &hall->dir, &ports);
}

static inline int hall_setup(void **state)
{
    struct hall *hall = calloc(1, sizeof(*hall));
    void *folder = NULL;
    if (hall == NULL || folder_setup(&folder) != 0) return -1;
    hall->folder = folder;
    hall->head = 3;
    if (fake_start(&hall->server, answer, hall) != 0) return -1;
    if (data_dir_init(&hall->dir, hall->folder->path) != ERR_OK) return -1;
    unsigned char unused[SEAL_SECRET_BYTES];
    identity_make(&hall->identity, hall->server.url);
    hall->identity.enrolled = true;
    snprintf(hall->identity.kiosk_id, sizeof(hall->identity.kiosk_id), "k1");
    snprintf(hall->identity.kiosk_name, sizeof(hall->identity.kiosk_name), "Foyer");
    sign_make_keys(hall->identity.content_public, hall->content_secret);
    sign_make_keys(hall->identity.receipt_public, hall->receipt_secret);
    seal_make_keys(hall->identity.seal_public, unused);
    memcpy(hall->kiosk_public, hall->identity.sign_public, sizeof(hall->kiosk_public));
    if (identity_write(&hall->identity, hall->dir.identity) != ERR_OK) return -1;
    if (open_agent(hall, &hall->agent) != ERR_OK) return -1;
    *state = hall;
    return 0;
}

static inline int hall_teardown(void **state)
{
    struct hall *hall = *state;
    void *folder = hall->folder;
    agent_close(hall->agent);
    fake_stop(&hall->server);
    data_dir_finish(&hall->dir);
    free(hall);
    return folder_teardown(&folder);
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, hall_setup, hall_teardown)

static inline void put_in(const struct hall *hall, int count)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, hall->dir.outbox), ERR_OK);
    for (int at = 0; at < count; at++) {
        struct submission submission = {.kind = SUBMISSION_INTEREST,
                                        .network = "n1",
                                        .name = "Anna",
                                        .contact = "28123456",
                                        .notice = "2026-1",
                                        .lang = "da"};
        assert_int_equal(outbox_submit(outbox, &hall->identity, &submission), ERR_OK);
    }
}

static inline void assert_outbox(const struct hall *hall, int64_t waiting, int64_t set_aside)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct outbox_counts counts;
    assert_int_equal(outbox_open(&outbox, hall->dir.outbox), ERR_OK);
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.waiting, waiting);
    assert_int_equal(counts.set_aside, set_aside);
}

static inline size_t shown(const struct hall *hall)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    size_t count = 0;
    assert_int_equal(catalog_open(&catalog, hall->dir.content, CATALOG_READER), ERR_OK);
    assert_int_equal(catalog_count(catalog, &count), ERR_OK);
    return count;
}

static inline struct round do_round(struct hall *hall)
{
    struct round round;
    agent_round(hall->agent, &round);
    assert_true((round.problem[0] == '\0') == (round.push == ERR_OK && round.pull == ERR_OK));
    hall->now_ms += 20000;
    return round;
}

static inline void make_garbage(const char *path)
{
    char garbage[8192];
    randombytes_buf(garbage, sizeof(garbage));
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, garbage, sizeof(garbage)), sizeof(garbage));
    close(fd);
}
