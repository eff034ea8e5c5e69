/* tests/unit/test_agent_round.c - rounds against a registry that tells lies, breaks, or is not one. */
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
    enum turn_mood turn;
    int turns; /* taken by themselves */
    int64_t head;
    char poison[ENTRY_ID_TEXT_BYTES];
    int stored;     /* entries the honest registry said "created" to */
    int64_t now_ms; /* the agent's clock */
    int sayings;
    struct agent *agent;
};

static enum fake_end answer_feed(struct hall *hall, const struct fake_request *request, struct str *out)
{
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
    char header[256];
    char proof[FEED_SIGNATURE_TEXT_BYTES];
    char nonce[NONCE_TEXT_BYTES];
    snprintf(nonce, sizeof(nonce), "%.32s", strstr(request->target, "nonce=") + 6);
    assert_true(nonce_is_one(nonce));
    feed_sign(signature, text, strlen(text), hall->content_secret);
    freshness_sign(proof, nonce, signature, hall->content_secret);
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

static enum verdict verdict_of(const struct hall *hall)
{
    switch (hall->push) {
    case PUSH_CONFLICT: return VERDICT_CONFLICT;
    case PUSH_REJECTED: return VERDICT_REJECTED;
    case PUSH_GONE: return VERDICT_GONE;
    default: return VERDICT_CREATED;
    }
}

static json_t *receipt_for(struct hall *hall, const json_t *entry_json)
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

static bool is_poisoned(struct hall *hall, const json_t *entries)
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

static json_t *receipts_for(struct hall *hall, const json_t *entries)
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

static enum fake_end answer_entries(struct hall *hall, const struct fake_request *request, struct str *out)
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
static enum fake_end answer_turn(struct hall *hall, const struct fake_request *request, struct str *out)
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

static enum fake_end answer(void *context, const struct fake_request *request, struct str *out)
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

static int64_t now_ms(void *context)
{
    const struct hall *hall = context;
    return hall->now_ms;
}

static int64_t now_s(void *context)
{
    const struct hall *hall = context;
    return 1764229931 + hall->now_ms / 1000;
}

static bool never_stop(void *context)
{
    (void)context;
    return false;
}

static void is_alive(void *context)
{
    (void)context;
}

static void count_saying(void *context, enum log_level level, const char *text)
{
    struct hall *hall = context;
    (void)level;
    assert_true(strlen(text) > 20);
    hall->sayings++;
}

static enum err open_agent(struct hall *hall, struct agent **out)
{
    const struct agent_ports ports = {.clock = {.monotonic_ms = now_ms, .wall_s = now_s, .context = hall},
                                      .stop = never_stop,
                                      .alive = is_alive,
                                      .say = count_saying,
                                      .context = hall,
                                      .stall_s = 2};
    return agent_open(out, &hall->dir, &ports);
}

static int hall_setup(void **state)
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

static int hall_teardown(void **state)
{
    struct hall *hall = *state;
    void *folder = hall->folder;
    agent_close(hall->agent);
    fake_stop(&hall->server);
    data_dir_finish(&hall->dir);
    free(hall);
    return folder_teardown(&folder);
}

static void put_in(const struct hall *hall, int count)
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

static void assert_outbox(const struct hall *hall, int64_t waiting, int64_t set_aside)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct outbox_counts counts;
    assert_int_equal(outbox_open(&outbox, hall->dir.outbox), ERR_OK);
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.waiting, waiting);
    assert_int_equal(counts.set_aside, set_aside);
}

static size_t shown(const struct hall *hall)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    size_t count = 0;
    assert_int_equal(catalog_open(&catalog, hall->dir.content, CATALOG_READER), ERR_OK);
    assert_int_equal(catalog_count(catalog, &count), ERR_OK);
    return count;
}

static struct round do_round(struct hall *hall)
{
    struct round round;
    agent_round(hall->agent, &round);
    assert_true((round.problem[0] == '\0') == (round.push == ERR_OK && round.pull == ERR_OK));
    hall->now_ms += 20000;
    return round;
}

static void a_good_round_does_both(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 3);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.link, LINK_GOOD);
    assert_int_equal(round.settled, 3);
    assert_int_equal(round.items, 3);
    assert_outbox(hall, 0, 0);
    assert_int_equal(shown(hall), 3);
    struct agent_state written;
    assert_int_equal(state_read(&written, hall->dir.agent_state), ERR_OK);
    assert_int_equal(written.link, LINK_GOOD);
    assert_int_equal(atomic_load(&hall->server.connections), 1);
}

static int no_tick(void *context)
{
    (void)context;
    return 100;
}

/* What a wait brings is shown without another question; what does not continue what is here is fetched properly. */
static void a_wait_feeds_the_next_round(void **state)
{
    const struct http_wait wait = {.seconds = 5, .wake_fds = {-1, -1}, .tick = no_tick};
    struct hall *hall = *state;
    bool news = false;
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_NOT_FOUND); /* there is no catalog yet */
    do_round(hall);
    assert_int_equal(shown(hall), 3);
    hall->head = 4;
    int requests = atomic_load(&hall->server.requests);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK);
    assert_true(news);
    assert_int_equal(shown(hall), 3);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.items, 1);
    assert_int_equal(shown(hall), 4);
    assert_int_equal(atomic_load(&hall->server.requests), requests + 1);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK);
    assert_false(news);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK); /* instead of the one before */
    unlink(hall->dir.content);
    round = do_round(hall);
    assert_int_equal(round.items, 4);
    assert_int_equal(shown(hall), 4);
}

/* It was the newest when it came: in a later round it would pass for the newest of then. */
static void what_a_wait_brought_is_for_one_round(void **state)
{
    const struct http_wait wait = {.seconds = 5, .wake_fds = {-1, -1}, .tick = no_tick};
    struct hall *hall = *state;
    bool news = false;
    do_round(hall);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK);
    put_in(hall, 1);
    hall->push = PUSH_REVOKED;
    struct round round = do_round(hall); /* asks for nothing */
    assert_int_equal(round.pull, ERR_REFUSED);
    hall->push = PUSH_HONEST;
    hall->head = 4;
    round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(shown(hall), 4);
}

static void nothing_but_a_receipt_empties_the_outbox(void **state)
{
    static const enum push_mood moods[] = {PUSH_EMPTY_OBJECT, PUSH_PAGE_OF_PROXY, PUSH_OTHER_KEY, PUSH_BROKEN};
    struct hall *hall = *state;
    put_in(hall, 3);
    for (size_t at = 0; at < sizeof(moods) / sizeof(moods[0]); at++) {
        hall->push = moods[at];
        for (int again = 0; again < 3; again++) { /* in batches, then one by one */
            struct round round = do_round(hall);
            assert_int_equal(round.push, moods[at] == PUSH_BROKEN ? ERR_UNAVAILABLE : ERR_UNTRUSTED);
            assert_int_equal(round.pull, ERR_OK); /* the other half goes on */
            assert_int_equal(round.settled, 0);
            assert_outbox(hall, 3, 0);
        }
    }
    hall->push = PUSH_HONEST;
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_outbox(hall, 0, 0);
}

static void a_receipt_empties_only_its_own_entry(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 3);
    hall->push = PUSH_OTHER_ENTRY;
    struct round round = do_round(hall);
    assert_int_equal(round.push, ERR_UNTRUSTED);
    assert_int_equal(round.settled, 3); /* one each time, since the others went behind it */
    assert_outbox(hall, 0, 0);
}

static void receipts_settle_in_any_order_erased_ones_too(void **state)
{
    struct hall *hall = *state;
    for (int gone = 0; gone <= 1; gone++) {
        put_in(hall, 20);
        hall->push = gone ? PUSH_GONE : PUSH_SHUFFLED;
        struct round round = do_round(hall);
        assert_true(round_is_good(&round));
        assert_int_equal(round.settled, 20);
        assert_outbox(hall, 0, 0);
    }
}

static void a_missing_receipt_keeps_its_entry(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 5);
    hall->push = PUSH_FORGETFUL;
    struct round round = do_round(hall);
    assert_int_equal(round.push, ERR_UNTRUSTED);
    assert_int_equal(round.settled, 4);
    assert_outbox(hall, 1, 0);
    hall->push = PUSH_HONEST;
    round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_outbox(hall, 0, 0);
}

static void one_bad_entry_never_stops_the_others(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 30);
    hall->push = PUSH_POISONED;
    for (int at = 0; at < 6; at++) (void)do_round(hall);
    assert_outbox(hall, 1, 0);
    put_in(hall, 3);
    for (int at = 0; at < 3; at++) (void)do_round(hall);
    assert_outbox(hall, 1, 0);
    hall->push = PUSH_HONEST;
    (void)do_round(hall);
    assert_outbox(hall, 0, 0);
}

static void what_the_registry_refuses_is_set_aside(void **state)
{
    static const enum push_mood moods[] = {PUSH_CONFLICT, PUSH_REJECTED};
    struct hall *hall = *state;
    for (int at = 0; at < 2; at++) {
        hall->push = moods[at];
        put_in(hall, 2);
        struct round round = do_round(hall);
        assert_int_equal(round.set_aside, 2);
        assert_true(round_is_good(&round));
        assert_outbox(hall, 0, 2 * (at + 1));
    }
    int requests = atomic_load(&hall->server.requests);
    (void)do_round(hall);
    assert_int_equal(atomic_load(&hall->server.requests), requests + 1); /* the feed's only */
}

static void a_revoked_kiosk_keeps_everything(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 2);
    hall->push = PUSH_REVOKED;
    struct round round = do_round(hall);
    assert_int_equal(round.push, ERR_REFUSED);
    assert_int_equal(round.link, LINK_REFUSED);
    assert_non_null(strstr(round.problem, "revoked"));
    assert_outbox(hall, 2, 0);
}

static void more_than_a_batch_is_delivered_in_one_round(void **state)
{
    struct hall *hall = *state;
    put_in(hall, ENTRIES_PER_BATCH_MAX + 1);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.settled, ENTRIES_PER_BATCH_MAX + 1);
    assert_int_equal(atomic_load(&hall->server.requests), 3);
}

static void content_that_is_not_ours_is_not_shown(void **state)
{
    static const enum pull_mood moods[] = {PULL_UNSIGNED, PULL_PAGE_OF_PROXY, PULL_BACKWARDS, PULL_ENDLESS};
    static const enum err errs[] = {ERR_UNTRUSTED, ERR_UNTRUSTED, ERR_CONFLICT, ERR_CONFLICT};
    struct hall *hall = *state;
    (void)do_round(hall);
    assert_int_equal(shown(hall), 3);
    for (size_t at = 0; at < 4; at++) {
        hall->pull = moods[at];
        put_in(hall, 1);
        struct round round = do_round(hall);
        assert_int_equal(round.pull, errs[at]);
        assert_int_equal(round.push, ERR_OK); /* the other half goes on */
        assert_int_equal(round.link, LINK_TROUBLE);
        assert_outbox(hall, 0, 0);
        assert_int_equal(shown(hall), 3);
    }
    hall->pull = PULL_HONEST;
    hall->head = 5;
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(shown(hall), 5);
}

static void make_garbage(const char *path)
{
    char garbage[8192];
    randombytes_buf(garbage, sizeof(garbage));
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, garbage, sizeof(garbage)), sizeof(garbage));
    close(fd);
}

static void damaged_content_is_fetched_again(void **state)
{
    struct hall *hall = *state;
    char aside[PATH_MAX];
    (void)do_round(hall);
    make_garbage(hall->dir.content);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.items, 3);
    assert_int_equal(shown(hall), 3);
    assert_int_equal(access(folder_path(hall->folder, "content.db.damaged", aside), F_OK), 0);
    assert_int_equal(hall->sayings, 1);
}

static void what_the_screen_suspects_is_fetched_again(void **state)
{
    struct hall *hall = *state;
    (void)do_round(hall);
    for (int time = 0; time < 2; time++) {
        assert_int_equal(file_write(hall->dir.content_suspect, "", 0, 0600), ERR_OK);
        struct round round = do_round(hall);
        assert_int_equal(round.items, time == 0 ? 3 : 0);
        assert_int_equal(access(hall->dir.content_suspect, F_OK), time == 0 ? -1 : 0);
    }
    hall->now_ms += SUSPECT_INTERVAL_MS; /* a screen that suspects everything waits its turn */
    struct round round = do_round(hall);
    assert_int_equal(round.items, 3);
    assert_int_equal(access(hall->dir.content_suspect, F_OK), -1);
}

static void a_damaged_outbox_is_kept(void **state)
{
    struct hall *hall = *state;
    char aside[PATH_MAX];
    make_garbage(hall->dir.outbox);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(hall->sayings, 1);
    assert_int_equal(access(folder_path(hall->folder, "outbox.db.damaged-1", aside), F_OK), 0);
    put_in(hall, 1);
    round = do_round(hall);
    assert_int_equal(round.settled, 1);
}

static void the_screen_is_rung_when_there_is_news(void **state)
{
    struct hall *hall = *state;
    int bell = -1;
    assert_int_equal(doorbell_open(&bell, hall->dir.kiosk_bell), ERR_OK);
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    (void)do_round(hall);
    assert_false(doorbell_drain(bell)); /* nothing new */
    hall->head = 4;
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    put_in(hall, 1);
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    hall->pull = PULL_UNSIGNED; /* the wire is in trouble */
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    (void)do_round(hall);
    assert_false(doorbell_drain(bell)); /* still is */
    close(bell);
}

static void quiet_times_cost_no_write(void **state)
{
    static const char *const files[] = {"agent.json", "content.db", "outbox.db"};
    struct hall *hall = *state;
    struct stat before[3];
    struct stat after;
    char path[PATH_MAX];
    (void)do_round(hall);
    for (size_t at = 0; at < 3; at++)
        assert_int_equal(stat(folder_path(hall->folder, files[at], path), &before[at]), 0);
    for (int at = 0; at < 10; at++) (void)do_round(hall);
    for (size_t at = 0; at < 3; at++) {
        assert_int_equal(stat(folder_path(hall->folder, files[at], path), &after), 0);
        assert_int_equal(after.st_ino, before[at].st_ino);
        assert_int_equal(after.st_mtim.tv_sec, before[at].st_mtim.tv_sec);
        assert_int_equal(after.st_mtim.tv_nsec, before[at].st_mtim.tv_nsec);
    }
}

static void only_one_agent_at_a_time(void **state)
{
    struct hall *hall = *state;
    struct agent *second = NULL;
    assert_int_equal(open_agent(hall, &second), ERR_UNAVAILABLE);
    assert_null(second);
    agent_close(hall->agent);
    hall->agent = NULL;
    assert_int_equal(unlink(hall->dir.identity), 0);
    assert_int_equal(open_agent(hall, &second), ERR_NOT_FOUND);
    make_garbage(hall->dir.identity);
    assert_int_equal(open_agent(hall, &second), ERR_DAMAGED);
    hall->identity.enrolled = false;
    assert_int_equal(identity_write(&hall->identity, hall->dir.identity), ERR_OK);
    assert_int_equal(open_agent(hall, &second), ERR_NOT_FOUND);
}

static void the_pulse_is_a_look_at_the_disk(void **state)
{
    struct hall *hall = *state;
    assert_int_equal(agent_pulse(hall->agent), ERR_OK);
    (void)do_round(hall);
    assert_int_equal(agent_pulse(hall->agent), ERR_OK);
    make_garbage(hall->dir.content);
    assert_int_equal(agent_pulse(hall->agent), ERR_DAMAGED);
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, hall_setup, hall_teardown)

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        hall_test(a_wait_feeds_the_next_round),
        hall_test(what_a_wait_brought_is_for_one_round),
        hall_test(a_good_round_does_both),
        hall_test(nothing_but_a_receipt_empties_the_outbox),
        hall_test(a_receipt_empties_only_its_own_entry),
        hall_test(receipts_settle_in_any_order_erased_ones_too),
        hall_test(a_missing_receipt_keeps_its_entry),
        hall_test(one_bad_entry_never_stops_the_others),
        hall_test(what_the_registry_refuses_is_set_aside),
        hall_test(a_revoked_kiosk_keeps_everything),
        hall_test(more_than_a_batch_is_delivered_in_one_round),
        hall_test(content_that_is_not_ours_is_not_shown),
        hall_test(damaged_content_is_fetched_again),
        hall_test(what_the_screen_suspects_is_fetched_again),
        hall_test(a_damaged_outbox_is_kept),
        hall_test(the_screen_is_rung_when_there_is_news),
        hall_test(quiet_times_cost_no_write),
        hall_test(only_one_agent_at_a_time),
        hall_test(the_pulse_is_a_look_at_the_disk),
    };
    return cmocka_run_group_tests_name("round", tests, NULL, NULL);
}
