/* tests/unit/test_page_attacks.c - a real registry, a real agent, and somebody between them who has no key: what The
 * Update Framework lists as rollback, freeze, mix and match and endless data. */
#include "tests/unit/registry_house.h"

#include <sqlite3.h>

#include "sync/agent/agent.h"
#include "sync/agent/client.h"
#include "sync/store/catalog.h"
#include "sync/wire/freshness.h"
#include "tests/unit/fake_server.h"

#define VERSION_BEFORE "2" /* of the catalog, when it had no head */

enum { KEPT_MAX = 16 };

/* What the one in between has seen go by. */
struct kept {
    char *page; /* owned */
    size_t bytes;
    char signature[256];
    char fresh[256];
};

enum mood {
    MOOD_HONEST,   /* hands on what is asked and answered, and keeps it */
    MOOD_REPEATS,  /* answers with kept[replay], proof and all */
    MOOD_SILENCES, /* hands on, without the proof */
    MOOD_HIDES,    /* says that there are no newer keys */
    MOOD_MIXES,    /* the page of one answer with the signature of another */
    MOOD_STALLS,   /* says that a megabyte comes, sends a byte, and no more */
};

struct middle {
    struct house *house;
    struct fake_server server;
    struct kept kept[KEPT_MAX];
    size_t kept_count;
    enum mood mood;
    size_t replay;
    struct data_dir dir;
    struct agent *agent;
    char problem[STATE_PROBLEM_BYTES];
};

static void header_of(const struct fake_request *request, const char *name, char out[256])
{
    const char *at = strcasestr(request->head, name);
    out[0] = '\0';
    if (at != NULL && at < request->body) snprintf(out, 256, "%.*s", (int)strcspn(at, "\r\n"), at);
}

static void add_page(struct str *out, const char *page, size_t bytes, const char *signature, const char *fresh)
{
    char headers[700];
    snprintf(headers, sizeof(headers), "Forhal-Signature: %s\r\n%s%s%s", signature,
             fresh[0] != '\0' ? "Forhal-Fresh: " : "", fresh, fresh[0] != '\0' ? "\r\n" : "");
    fake_add(out, 200, headers, page, bytes);
}

/* Asks the registry in the kiosk's name. */
static void hand_on(struct middle *middle, const struct fake_request *request, struct answer *out)
{
    char target[512], who[256], signed_by[256], method[8] = "";
    snprintf(target, sizeof(target), "%.*s", (int)strcspn(request->target, " "), request->target);
    snprintf(method, sizeof(method), "%.*s", (int)strcspn(request->head, " "), request->head);
    header_of(request, "Forhal-Kiosk:", who);
    header_of(request, "Forhal-Signature:", signed_by);
    http(out, middle->house->url, method, target, request->body_bytes > 0 ? request->body : NULL, request->body_bytes,
         (const char *const[]){who, signed_by, NULL});
}

static void keep(struct middle *middle, const struct answer *answer)
{
    if (middle->kept_count == KEPT_MAX) return;
    struct kept *kept = &middle->kept[middle->kept_count++];
    kept->page = malloc(answer->body.length);
    kept->bytes = answer->body.length;
    memcpy(kept->page, str_text(&answer->body), kept->bytes);
    answer_header(answer, "Forhal-Signature", kept->signature);
    answer_header(answer, "Forhal-Fresh", kept->fresh);
}

static enum fake_end between(void *context, const struct fake_request *request, struct str *out)
{
    struct middle *middle = context;
    char signature[256], fresh[256];
    bool feed = strncmp(request->target, "/v1/feed", 8) == 0;
    const struct kept *old = &middle->kept[middle->replay];
    if (feed && middle->mood == MOOD_STALLS) {
        str_add(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{");
        return FAKE_HANG;
    }
    if (feed && middle->mood == MOOD_REPEATS) {
        add_page(out, old->page, old->bytes, old->signature, old->fresh);
        return FAKE_KEEP;
    }
    if (strncmp(request->target, "/v1/keys", 8) == 0 && middle->mood == MOOD_HIDES) {
        static const char none[] = "{\"number\":1,\"statements\":[]}";
        fake_add(out, 200, "", none, sizeof(none) - 1);
        return FAKE_KEEP;
    }
    AUTO(answer_finish) struct answer answer = {0};
    hand_on(middle, request, &answer);
    if (feed && answer.status == 200 && middle->mood == MOOD_HONEST) keep(middle, &answer);
    answer_header(&answer, "Forhal-Signature", signature);
    answer_header(&answer, "Forhal-Fresh", fresh);
    if (feed && middle->mood == MOOD_SILENCES) fresh[0] = '\0';
    if (feed && middle->mood == MOOD_MIXES) {
        add_page(out, old->page, old->bytes, signature, fresh);
    } else if (answer.status == 200) {
        add_page(out, str_text(&answer.body), answer.body.length, signature, fresh);
    } else {
        fake_add(out, (int)answer.status, "", str_text(&answer.body), answer.body.length);
    }
    return FAKE_KEEP;
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

static void say_nothing(void *context, enum log_level level, const char *text)
{
    (void)context, (void)level, (void)text;
}

static void kiosk_enrols(struct middle *middle)
{
    struct test_kiosk kiosk;
    struct identity identity;
    char folder[PATH_MAX];
    kiosk_make(middle->house, &kiosk);
    identity_make(&identity, middle->server.url);
    identity.enrolled = true;
    snprintf(identity.kiosk_id, sizeof(identity.kiosk_id), "%s", kiosk.id);
    snprintf(identity.kiosk_name, sizeof(identity.kiosk_name), "Foyer");
    memcpy(identity.sign_public, kiosk.sign_public, SIGN_PUBLIC_BYTES);
    memcpy(identity.sign_secret, kiosk.sign_secret, SIGN_SECRET_BYTES);
    memcpy(identity.content_public, kiosk.content_public, SIGN_PUBLIC_BYTES);
    memcpy(identity.receipt_public, kiosk.receipt_public, SIGN_PUBLIC_BYTES);
    memcpy(identity.seal_public, kiosk.seal_public, SEAL_PUBLIC_BYTES);
    assert_int_equal(data_dir_init(&middle->dir, folder_path(middle->house->folder, "kiosk", folder)), ERR_OK);
    assert_int_equal(identity_write(&identity, middle->dir.identity), ERR_OK);
}

static void open_agent(struct middle *middle)
{
    const struct agent_ports ports = {.clock = house_clock(middle->house),
                                      .stop = never_stop,
                                      .alive = is_alive,
                                      .say = say_nothing,
                                      .context = middle->house,
                                      .stall_s = 2};
    assert_int_equal(agent_open(&middle->agent, &middle->dir, &ports), ERR_OK);
}

static int middle_setup(void **state)
{
    struct middle *middle = calloc(1, sizeof(*middle));
    void *house = NULL;
    if (middle == NULL || house_setup(&house) != 0) return -1;
    middle->house = house;
    if (fake_start(&middle->server, between, middle) != 0) return -1;
    house_import(middle->house, 2);
    kiosk_enrols(middle);
    open_agent(middle);
    *state = middle;
    return 0;
}

static int middle_teardown(void **state)
{
    struct middle *middle = *state;
    void *house = middle->house;
    agent_close(middle->agent);
    fake_stop(&middle->server);
    data_dir_finish(&middle->dir);
    for (size_t at = 0; at < middle->kept_count; at++) free(middle->kept[at].page);
    free(middle);
    return house_teardown(&house);
}

#define middle_test(function) cmocka_unit_test_setup_teardown(function, middle_setup, middle_teardown)

static struct round do_round(struct middle *middle, int64_t after_ms)
{
    struct round round;
    atomic_fetch_add(&middle->house->monotonic_ms, after_ms);
    agent_round(middle->agent, &round);
    snprintf(middle->problem, sizeof(middle->problem), "%s", round.problem);
    return round;
}

static struct feed_cursor cursor_of(const struct middle *middle)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    assert_int_equal(catalog_open(&catalog, middle->dir.content, CATALOG_READER), ERR_OK);
    assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
    return cursor;
}

static size_t items_of(const struct middle *middle)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    AUTO(json_auto) json_t *items = NULL;
    assert_int_equal(catalog_open(&catalog, middle->dir.content, CATALOG_READER), ERR_OK);
    assert_int_equal(catalog_items(catalog, "page", &items), ERR_OK);
    return json_array_size(items);
}

static struct agent_state state_of(const struct middle *middle)
{
    struct agent_state state;
    assert_int_equal(state_read(&state, middle->dir.agent_state), ERR_OK);
    return state;
}

/* Content with so many pages: what is shown whatever a network of these tests lacks. */
static void publish(struct middle *middle, int pages)
{
    struct content_summary summary;
    json_t *list = json_array();
    for (int at = 0; at < pages; at++) {
        char id[24];
        snprintf(id, sizeof(id), "page-%d", at);
        json_array_append_new(list, json_pack("{s:s, s:s}", "id", id, "title", "T"));
    }
    AUTO(json_auto)
    json_t *document = json_pack("{s:{s:s}, s:[], s:o}", "site", "name", "S", "networks", "pages", list);
    assert_int_equal(content_import(middle->house->registry, document, &summary), ERR_OK);
}

static void an_honest_line_proves_each_round(void **state)
{
    struct middle *middle = *state;
    for (int at = 0; at < 3; at++) {
        struct round round = do_round(middle, 2 * FROZEN_AFTER_MS);
        if (!round_is_good(&round)) fail_msg("%s", round.problem);
        assert_false(round.frozen);
        assert_int_equal(round.link, LINK_GOOD);
    }
    assert_int_equal(state_of(middle).fresh_at_s, HOUSE_NOW_S);
    assert_false(state_of(middle).frozen);
}

static void a_rollback_is_refused(void **state)
{
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    publish(middle, 3);
    (void)do_round(middle, 0);
    struct feed_cursor before = cursor_of(middle);
    assert_int_equal(items_of(middle), 3);
    middle->mood = MOOD_REPEATS;
    for (middle->replay = 0; middle->replay < middle->kept_count; middle->replay++) {
        (void)do_round(middle, 1000);
        assert_int_equal(cursor_of(middle).sequence, before.sequence);
        assert_int_equal(items_of(middle), 3);
    }
}

static enum err apply(struct catalog *catalog, int64_t from, int64_t to, int64_t head)
{
    static unsigned char public_key[SIGN_PUBLIC_BYTES], secret_key[SIGN_SECRET_BYTES];
    char text[256], signature[FEED_SIGNATURE_TEXT_BYTES];
    AUTO(feed_page_finish) struct feed_page page = {0};
    if (secret_key[0] == 0) sign_make_keys(public_key, secret_key);
    snprintf(text, sizeof(text), "{\"generation\":\"1-a\",\"from\":%d,\"to\":%d,\"head\":%d,\"items\":[]}", (int)from,
             (int)to, (int)head);
    feed_sign(signature, text, strlen(text), secret_key);
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, public_key), ERR_OK);
    return catalog_apply(catalog, &page, NULL);
}

/* Half of a generation is here: an old page that fits the cursor would end it too soon, and show what is not whole. */
static void a_head_lower_than_one_that_was_told_is_refused(void **state)
{
    struct middle *middle = *state;
    char path[PATH_MAX];
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    int64_t revision = -1;
    folder_path(middle->house->folder, "halves.db", path);
    assert_int_equal(catalog_open(&catalog, path, CATALOG_WRITER), ERR_OK);
    assert_int_equal(apply(catalog, 0, 5, 20), ERR_OK);
    assert_int_equal(apply(catalog, 5, 10, 10), ERR_CONFLICT);
    catalog_close(catalog); /* it is remembered over a start */
    assert_int_equal(catalog_open(&catalog, path, CATALOG_WRITER), ERR_OK);
    assert_int_equal(apply(catalog, 5, 10, 19), ERR_CONFLICT);
    assert_int_equal(catalog_revision(catalog, &revision), ERR_OK);
    assert_int_equal(revision, 0);
    assert_int_equal(apply(catalog, 5, 20, 20), ERR_OK);
    assert_int_equal(catalog_revision(catalog, &revision), ERR_OK);
    assert_true(revision != 0);
}

/* What the version before left on the disk. */
static void a_catalog_that_knows_no_head_is_brought_up_to_date(void **state)
{
    struct middle *middle = *state;
    struct feed_cursor cursor;
    publish(middle, 2);
    (void)do_round(middle, 0);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(middle->dir.content, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "DROP TRIGGER card_text_put; DROP TRIGGER card_text_gone;"
                     "DROP TRIGGER item_picture_gone; DROP TABLE network_picture;"
                     "ALTER TABLE meta DROP COLUMN indexed_to; ALTER TABLE meta DROP COLUMN head;"
                     "ALTER TABLE meta DROP COLUMN kiosk;"
                     "CREATE TRIGGER card_text_put AFTER INSERT ON card_text BEGIN"
                     "  INSERT INTO card_words (rowid, names, words) VALUES (new.slot, new.names, new.words); END;"
                     "CREATE TRIGGER card_text_gone AFTER DELETE ON card_text BEGIN"
                     "  INSERT INTO card_words (card_words, rowid, names, words)"
                     "    VALUES ('delete', old.slot, old.names, old.words); END;"
                     "PRAGMA user_version = " VERSION_BEFORE,
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(items_of(middle), 2); /* the screen reads it as it is */
    cursor = cursor_of(middle);
    publish(middle, 3);
    struct round round = do_round(middle, 0);
    assert_true(round_is_good(&round));
    assert_int_equal(round.items, 1);
    assert_string_equal(cursor_of(middle).generation, cursor.generation);
    assert_int_equal(items_of(middle), 3);
}

static void an_older_generation_is_refused_and_told(void **state)
{
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    assert_int_equal(registry_begin_generation(middle->house->registry), ERR_OK);
    publish(middle, 2);
    struct round round = do_round(middle, 0);
    assert_true(round_is_good(&round));
    struct feed_cursor after = cursor_of(middle);
    middle->mood = MOOD_REPEATS; /* kept[0]: the first page of the generation before, proof and all */
    round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_UNTRUSTED);
    assert_string_equal(cursor_of(middle).generation, after.generation);
    assert_int_equal(items_of(middle), 2);
    /* Even the registry itself, put back without a word, can't lead a kiosk back. */
    middle->mood = MOOD_HONEST;
    char older[FEED_GENERATION_BYTES_MAX + 1] = "7-0123456789ab";
    assert_int_equal(db_run(middle->house->registry->db, "UPDATE state SET generation = ?", "t", older), ERR_OK);
    round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_CONFLICT);
    assert_non_null(strstr(round.problem, "restore"));
    assert_int_equal(round.link, LINK_TROUBLE);
    assert_int_equal(items_of(middle), 2);
    /* … and `restore` heals it. */
    atomic_store(&middle->house->wall_s, 1000); /* under a clock that is wrong it takes one more word */
    assert_int_equal(registry_begin_generation(middle->house->registry), ERR_OK);
    round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_CONFLICT);
    assert_non_null(strstr(round.problem, after.generation));
    int64_t above = feed_generation_number(after.generation);
    assert_int_equal(registry_begin_generation_above(middle->house->registry, above), ERR_OK);
    assert_int_equal(registry_begin_generation_above(middle->house->registry, 999999999999999), ERR_INVALID);
    round = do_round(middle, 0);
    assert_true(round_is_good(&round));
}

static void a_first_page_must_be_of_now(void **state)
{
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    publish(middle, 3);
    agent_close(middle->agent);
    assert_int_equal(catalog_set_aside(middle->dir.content), ERR_OK); /* nothing is known any more */
    open_agent(middle);
    middle->mood = MOOD_REPEATS;
    struct round round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_UNTRUSTED);
    middle->mood = MOOD_SILENCES;
    round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_UNTRUSTED);
    assert_non_null(strstr(round.problem, "of now"));
    middle->mood = MOOD_HONEST;
    round = do_round(middle, 0);
    assert_true(round_is_good(&round));
    assert_int_equal(items_of(middle), 3);
}

/* The same page for ever, though the registry goes on. */
static void a_freeze_is_told_and_nothing_goes_dark(void **state)
{
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    (void)do_round(middle, 0); /* the last one kept: nothing new */
    publish(middle, 3);
    middle->mood = MOOD_REPEATS;
    middle->replay = middle->kept_count - 1;
    struct round round = do_round(middle, FROZEN_AFTER_MS - 1000);
    assert_true(round_is_good(&round)); /* a page that fits: nobody can tell yet */
    assert_int_equal(round.link, LINK_GOOD);
    atomic_fetch_add(&middle->house->wall_s, 5000);
    round = do_round(middle, 1000);
    assert_true(round.frozen);
    assert_int_equal(round.link, LINK_TROUBLE);
    assert_int_equal(items_of(middle), 1);
    assert_true(state_of(middle).frozen);
    assert_int_equal(state_of(middle).fresh_at_s, HOUSE_NOW_S); /* since when */
    middle->mood = MOOD_HONEST;
    round = do_round(middle, 1000);
    assert_false(round.frozen || state_of(middle).frozen);
    assert_int_equal(round.link, LINK_GOOD);
    assert_int_equal(items_of(middle), 3);
}

/* What is newer may be taken without a proof, and freshness is not renewed by it. */
static void what_continues_is_taken_without_a_proof(void **state)
{
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    publish(middle, 3);
    middle->mood = MOOD_SILENCES;
    struct round round = do_round(middle, FROZEN_AFTER_MS);
    assert_int_equal(items_of(middle), 3);
    assert_true(round.frozen);
}

/* That there are newer keys is signed, so nobody can keep a kiosk sealing to a stolen one unnoticed. */
static void newer_keys_that_are_kept_back_are_missed(void **state)
{
    static const bool seal[KEY_KIND_COUNT] = {[KEY_SEAL] = true};
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    assert_int_equal(registry_rotate_keys(middle->house->registry, seal), ERR_OK);
    publish(middle, 3);
    middle->mood = MOOD_HIDES;
    struct round round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_UNTRUSTED);
    assert_int_equal(round.link, LINK_TROUBLE);
    assert_non_null(strstr(round.problem, "kept from us"));
    assert_int_equal(items_of(middle), 3);
    middle->mood = MOOD_HONEST;
    round = do_round(middle, 0);
    assert_true(round_is_good(&round));
    assert_int_equal(agent_identity(middle->agent)->keys_number, 2);
}

static void pages_and_signatures_do_not_mix(void **state)
{
    struct middle *middle = *state;
    publish(middle, 1);
    (void)do_round(middle, 0);
    struct feed_cursor before = cursor_of(middle);
    publish(middle, 3);
    middle->mood = MOOD_MIXES;
    struct round round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_UNTRUSTED);
    assert_int_equal(cursor_of(middle).sequence, before.sequence);
}

static void an_answer_that_never_ends_is_given_up(void **state)
{
    struct middle *middle = *state;
    (void)do_round(middle, 0);
    middle->mood = MOOD_STALLS;
    struct clock clock = clock_system();
    int64_t begun_ms = clock_monotonic_ms(&clock);
    struct round round = do_round(middle, 0);
    assert_int_equal(round.pull, ERR_UNAVAILABLE);
    assert_true(clock_monotonic_ms(&clock) - begun_ms < 15 * 1000);
    middle->mood = MOOD_HONEST;
}

static void a_proof_fits_its_question_and_page(void **state)
{
    (void)state;
    unsigned char public_key[SIGN_PUBLIC_BYTES], secret_key[SIGN_SECRET_BYTES];
    char nonce[NONCE_TEXT_BYTES], other[NONCE_TEXT_BYTES];
    char proof[FEED_SIGNATURE_TEXT_BYTES], page[FEED_SIGNATURE_TEXT_BYTES], next[FEED_SIGNATURE_TEXT_BYTES];
    sign_make_keys(public_key, secret_key);
    nonce_make(nonce);
    nonce_make(other);
    feed_sign(page, "a", 1, secret_key);
    feed_sign(next, "b", 1, secret_key);
    freshness_sign(proof, nonce, page, secret_key);
    assert_int_equal(freshness_check(proof, nonce, page, public_key), ERR_OK);
    assert_int_equal(freshness_check(proof, other, page, public_key), ERR_UNTRUSTED);
    assert_int_equal(freshness_check(proof, nonce, next, public_key), ERR_UNTRUSTED);
    assert_int_equal(freshness_check("", nonce, page, public_key), ERR_UNTRUSTED);
    assert_int_equal(freshness_check(page, nonce, page, public_key), ERR_UNTRUSTED);
    assert_true(nonce_is_one(nonce));
    assert_false(nonce_is_one(NULL) || nonce_is_one("") || nonce_is_one("ABCDEF0123456789ABCDEF0123456789"));
}

static void a_proof_for_several_is_good_for_each_and_nobody_else(void **state)
{
    (void)state;
    unsigned char public_key[SIGN_PUBLIC_BYTES], secret_key[SIGN_SECRET_BYTES];
    char nonces[FRESHNESS_NONCES_MAX][NONCE_TEXT_BYTES], other[NONCE_TEXT_BYTES];
    const char *list[FRESHNESS_NONCES_MAX];
    char proof[FRESHNESS_TEXT_BYTES], twisted[FRESHNESS_TEXT_BYTES], page[FEED_SIGNATURE_TEXT_BYTES];
    sign_make_keys(public_key, secret_key);
    nonce_make(other);
    feed_sign(page, "a", 1, secret_key);
    for (size_t at = 0; at < FRESHNESS_NONCES_MAX; at++) {
        nonce_make(nonces[at]);
        list[at] = nonces[at];
    }
    for (size_t count = 1; count <= FRESHNESS_NONCES_MAX; count++) {
        freshness_sign_together(proof, list, count, page, secret_key);
        for (size_t at = 0; at < FRESHNESS_NONCES_MAX; at++) {
            enum err expected = at < count ? ERR_OK : ERR_UNTRUSTED;
            assert_int_equal(freshness_check(proof, nonces[at], page, public_key), expected);
        }
        assert_int_equal(freshness_check(proof, other, page, public_key), ERR_UNTRUSTED);
    }
    /* The other's word put behind a good signature, in the place of ours and alone. */
    char *words = strchr(proof, '.') + 1;
    memcpy(twisted, proof, sizeof(twisted));
    words[0] = words[0] == 'A' ? 'B' : 'A';
    for (size_t at = 0; at < FRESHNESS_NONCES_MAX; at++) {
        assert_int_equal(freshness_check(proof, nonces[at], page, public_key), ERR_UNTRUSTED);
    }
    *strchr(twisted, '.') = '\0';
    assert_int_equal(freshness_check(twisted, nonces[0], page, public_key), ERR_UNTRUSTED);
    freshness_sign(twisted, nonces[0], page, secret_key);
    strcat(twisted, ".");
    assert_int_equal(freshness_check(twisted, nonces[0], page, public_key), ERR_UNTRUSTED);
}

static void a_nonce_that_is_none_is_refused(void **state)
{
    struct middle *middle = *state;
    struct test_kiosk kiosk;
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_make(middle->house, &kiosk);
    kiosk_http(&answer, middle->house->url, &kiosk, "GET", "/v1/feed?after=0&nonce=12", NULL, NULL);
    assert_refused(&answer, 400, "bad_request");
    AUTO(answer_finish) struct answer plain = {0};
    char value[256];
    kiosk_http(&plain, middle->house->url, &kiosk, "GET", "/v1/feed?after=0", NULL, NULL);
    assert_int_equal(plain.status, 200);
    assert_string_equal(answer_header(&plain, "Forhal-Fresh", value), "");
}

static void generations_have_an_order(void **state)
{
    (void)state;
    assert_true(feed_generation_follows("1-a", ""));
    assert_true(feed_generation_follows("2-a", "1-b"));
    assert_true(feed_generation_follows("10-a", "9-b"));
    assert_true(feed_generation_follows("1-a", "0123456789abcdef")); /* of before there was an order */
    assert_false(feed_generation_follows("1-a", "1-b"));
    assert_false(feed_generation_follows("1-a", "2-b"));
    assert_false(feed_generation_follows("0123456789abcdef", "1-b"));
    assert_int_equal(feed_generation_number("99999999999999999999-a"), 0);
    assert_int_equal(feed_generation_number("-5"), 0);
}

static void tombstones_are_bounded(void **state)
{
    struct middle *middle = *state;
    struct registry *registry = middle->house->registry;
    char before[REGISTRY_GENERATION_TEXT_BYTES], after[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0, told = -1, kept = -1;
    publish(middle, REGISTRY_TOMBSTONES_MAX - 1); /* and the two networks of the setup are gone */
    assert_int_equal(registry_head(registry, before, &head), ERR_OK);
    publish(middle, 1);
    assert_int_equal(registry_head(registry, after, &head), ERR_OK);
    assert_string_equal(before, after);
    publish(middle, 0);
    assert_int_equal(registry_head(registry, after, &head), ERR_OK);
    assert_true(feed_generation_follows(after, before));
    assert_int_equal(db_int(registry->db, &told, "SELECT count(*) FROM item WHERE body IS NULL AND seq > 0", ""),
                     ERR_OK);
    assert_int_equal(db_int(registry->db, &kept, "SELECT count(*) FROM item WHERE body IS NULL", ""), ERR_OK);
    assert_int_equal(told, 0);
    assert_int_equal(kept, REGISTRY_TOMBSTONES_MAX + 1);
    publish(middle, 2); /* what was removed may come again */
    struct round round = do_round(middle, 0);
    assert_true(round_is_good(&round));
    assert_int_equal(items_of(middle), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_proof_fits_its_question_and_page),
        cmocka_unit_test(a_proof_for_several_is_good_for_each_and_nobody_else),
        cmocka_unit_test(generations_have_an_order),
        middle_test(an_honest_line_proves_each_round),
        middle_test(a_rollback_is_refused),
        middle_test(a_head_lower_than_one_that_was_told_is_refused),
        middle_test(a_catalog_that_knows_no_head_is_brought_up_to_date),
        middle_test(an_older_generation_is_refused_and_told),
        middle_test(a_first_page_must_be_of_now),
        middle_test(a_freeze_is_told_and_nothing_goes_dark),
        middle_test(what_continues_is_taken_without_a_proof),
        middle_test(newer_keys_that_are_kept_back_are_missed),
        middle_test(pages_and_signatures_do_not_mix),
        middle_test(an_answer_that_never_ends_is_given_up),
        middle_test(a_nonce_that_is_none_is_refused),
        middle_test(tombstones_are_bounded),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
