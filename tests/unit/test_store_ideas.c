/* tests/unit/test_store_ideas.c - ideas and answers in the catalog, what resembles a text, and receipts in the outbox.
 */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/json.h"
#include "sync/model/similar.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"

static json_t *item_of(int64_t sequence, const char *type, const char *id, json_t *body)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:o}", "seq", (json_int_t)sequence, "type", type, "id", id, "position",
                     (json_int_t)-sequence, "body", body);
}

static json_t *idea_item(int64_t sequence, const char *id, const char *title, const char *text)
{
    return item_of(sequence, "idea", id,
                   json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "title", title, "text", text, "side", "citizens",
                             "status", "considered"));
}

static json_t *network_item(int64_t sequence, const char *id, const char *title, const char *question)
{
    return item_of(sequence, "network", id,
                   json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "welfare", "status", "active", "title",
                             title, "question", question));
}

/* Signs, reads and applies a page from the beginning; takes `items`. */
static size_t apply(struct catalog *catalog, const char *generation, int64_t from, int64_t to, json_t *items)
{
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    struct feed_page page;
    size_t refused = 0;
    sign_make_keys(public_key, secret_key);
    AUTO(json_auto)
    json_t *document = json_pack("{s:s, s:I, s:I, s:I, s:o}", "generation", generation, "from", (json_int_t)from, "to",
                                 (json_int_t)to, "head", (json_int_t)to, "items", items);
    char *text = json_dumps(document, JSON_COMPACT);
    assert_non_null(text);
    feed_sign(signature, text, strlen(text), secret_key);
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, public_key), ERR_OK);
    free(text);
    assert_int_equal(catalog_apply(catalog, &page, &refused), ERR_OK);
    feed_page_finish(&page);
    return refused;
}

static struct catalog *open_catalog(const struct folder *folder)
{
    char path[PATH_MAX];
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_open(&catalog, folder_path(folder, "content.db", path), CATALOG_WRITER), ERR_OK);
    return catalog;
}

static void the_newest_idea_comes_first_and_a_wrong_one_stays_out(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_catalog(*state);
    json_t *wrong = idea_item(3, "idea-3", "T", "T");
    json_object_set_new(json_object_get(wrong, "body"), "status", json_string("splendid"));
    json_t *other = idea_item(4, "idea-4", "T", "T");
    json_object_set_new(json_object_get(other, "body"), "id", json_string("idea-9"));
    json_t *items = json_pack("[o, o, o, o]", idea_item(1, "idea-1", "Gammel", "T"), idea_item(2, "idea-2", "Ny", "T"),
                              wrong, other);
    assert_int_equal(apply(catalog, "g1", 0, 4, items), 2);
    AUTO(json_auto) json_t *ideas = NULL;
    assert_int_equal(catalog_items(catalog, "idea", &ideas), ERR_OK);
    assert_int_equal(json_array_size(ideas), 2);
    assert_string_equal(json_text_at(json_array_get(ideas, 0), "title"), "Ny");
    items = json_pack("[{s:i, s:s, s:s, s:b}]", "seq", 5, "type", "idea", "id", "idea-2", "deleted", 1);
    assert_int_equal(apply(catalog, "g1", 4, 5, items), 0);
    json_decref(ideas);
    assert_int_equal(catalog_items(catalog, "idea", &ideas), ERR_OK);
    assert_int_equal(json_array_size(ideas), 1);
    struct similar_item found[2];
    size_t count = 9;
    assert_int_equal(catalog_similar(catalog, "da", "Gammeldags gammel gammelt", found, 2, &count), ERR_OK);
    assert_int_equal(count, 0); /* one short word is not enough */
}

static void an_answer_is_found_by_its_code(void **state)
{
    static const char code[] = "K7F2-9QXM-3DPA-W6TM";
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    struct outcome outcome;
    AUTO(catalog_auto) struct catalog *catalog = open_catalog(*state);
    receipt_code_hash(hash, code);
    receipt_code_name(name, hash);
    json_t *items = json_pack(
        "[o, o]",
        item_of(1, "answer", name, json_pack("{s:s, s:s, s:i}", "kind", "seat", "status", "waiting_list", "place", 4)),
        item_of(2, "answer", "00", json_pack("{s:s, s:s}", "kind", "seat", "status", "read")));
    assert_int_equal(apply(catalog, "g1", 0, 2, items), 1); /* a seat is not read */
    assert_int_equal(catalog_answer(catalog, hash, &outcome), ERR_OK);
    assert_int_equal(outcome.status, ANSWER_WAITING_LIST);
    assert_int_equal(outcome.place, 4);
    outcome_finish(&outcome);
    hash[0] ^= 1;
    assert_int_equal(catalog_answer(catalog, hash, &outcome), ERR_NOT_FOUND);
}

static void what_shares_words_is_similar(void **state)
{
    static const struct {
        const char *typed;
        const char *wanted; /* the first one found, or "" */
    } table[] = {
        {"Et værksted til cykler, hvor man kan reparere", "idea-1"},
        {"vaerkstedet og cyklerne", "idea-1"}, /* endings and spellings */
        {"REPARERE CYKEL", "idea-1"},
        {"Flere frivillige", "frivillig"},        /* one long word */
        {"En have til børn", ""},                 /* shares nothing */
        {"Hvad skal vi lave sammen", ""},         /* small words */
        {"frivillige\" OR title:*", "frivillig"}, /* harmless */
        {"", ""},
        {"og i på", ""},
    };
    AUTO(catalog_auto) struct catalog *catalog = open_catalog(*state);
    json_t *items =
        json_pack("[o, o, o]", idea_item(1, "idea-1", "Reparér sammen", "Et værksted, hvor vi lapper cykler"),
                  network_item(2, "frivillig", "Frivilligt arbejde", "Hvordan bliver vi flere?"),
                  network_item(3, "alder", "Alder", "Hvad skal vi lave sammen med de gamle?"));
    assert_int_equal(apply(catalog, "g1", 0, 3, items), 0);
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct similar_item found[2] = {0};
        size_t count = 9;
        assert_int_equal(catalog_similar(catalog, "da", table[at].typed, found, 2, &count), ERR_OK);
        const char *first = count > 0 ? found[0].id : "";
        if (strcmp(first, table[at].wanted) != 0) fail_msg("\"%s\": \"%s\"", table[at].typed, first);
    }
    struct similar_item one[1];
    size_t count = 9;
    assert_int_equal(catalog_similar(catalog, "da", "Et værksted for frivillige med cykler", one, 1, &count), ERR_OK);
    assert_int_equal(count, 1); /* no more than is asked for */
}

static void the_latest_words_count_and_there_is_a_limit(void **state)
{
    (void)state;
    struct similar_words words;
    AUTO(str_finish) struct str query;
    char typed[4000] = "";
    for (int at = 0; at < 200; at++)
        snprintf(typed + strlen(typed), sizeof(typed) - strlen(typed), "ordbog%c%c ", 'a' + at / 26, 'a' + at % 26);
    assert_int_equal(similar_query(&words, &query, typed), ERR_OK);
    assert_int_equal(words.count, SIMILAR_WORDS_MAX);
    assert_string_equal(words.stems[SIMILAR_WORDS_MAX - 1], "ordboghr");
    str_finish(&query);
    memset(typed, 'x', 100); /* one very long word */
    typed[100] = '\0';
    assert_int_equal(similar_query(&words, &query, typed), ERR_OK);
    assert_int_equal(strlen(words.stems[0]), SIMILAR_STEM_BYTES_MAX);
}

/* ---- the outbox ---- */

static struct submission given_under(const char *code)
{
    struct submission given = {.kind = SUBMISSION_INTEREST, .network = "alder", .name = "Anna", .contact = "28123456"};
    snprintf(given.notice, sizeof(given.notice), "1");
    receipt_code_hash(given.receipt_hash, code);
    return given;
}

static enum outbox_state found(struct outbox *outbox, const unsigned char *hash)
{
    enum outbox_state state = OUTBOX_REFUSED;
    assert_int_equal(outbox_find(outbox, hash, &state), ERR_OK);
    return state;
}

static void a_receipt_is_followed_through_the_outbox(void **state)
{
    char path[PATH_MAX];
    struct identity identity;
    unsigned char secret[SEAL_SECRET_BYTES];
    struct entry entries[4];
    size_t count = 0;
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    identity_make(&identity, "http://127.0.0.1:1");
    identity.enrolled = true;
    seal_make_keys(identity.seal_public, secret);
    assert_int_equal(outbox_open(&outbox, folder_path(*state, "outbox.db", path)), ERR_OK);
    struct submission first = given_under("K7F2-9QXM-3DPA-W6TM");
    struct submission second = given_under("B4ND-2WJ8-RKE7-C5MJ");
    struct submission support = {.kind = SUBMISSION_SUPPORT, .idea = "idea-1", .lang = "da"};
    assert_int_equal(found(outbox, first.receipt_hash), OUTBOX_UNKNOWN);
    assert_int_equal(outbox_submit(outbox, &identity, &first), ERR_OK);
    assert_int_equal(outbox_submit(outbox, &identity, &second), ERR_OK);
    assert_int_equal(outbox_submit(outbox, &identity, &support), ERR_OK);
    assert_int_equal(found(outbox, first.receipt_hash), OUTBOX_WAITING);
    assert_int_equal(outbox_batch(outbox, entries, 4, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(outbox_settle(outbox, entries[0].id, "g1"), ERR_OK);
    assert_int_equal(outbox_set_aside(outbox, entries[1].id, "unreadable"), ERR_OK);
    assert_int_equal(outbox_settle(outbox, entries[2].id, "g1"), ERR_OK); /* a support has no receipt */
    assert_int_equal(found(outbox, first.receipt_hash), OUTBOX_SENT);
    assert_int_equal(found(outbox, second.receipt_hash), OUTBOX_REFUSED);
    static const unsigned char zeros[RECEIPT_CODE_HASH_BYTES];
    assert_int_equal(found(outbox, zeros), OUTBOX_UNKNOWN);
    /* What is asked for later, under the same code, waits again. */
    struct submission erase = {.kind = SUBMISSION_ERASE, .code = "K7F2-9QXM-3DPA-W6TM", .lang = "da"};
    receipt_code_hash(erase.receipt_hash, erase.code);
    assert_int_equal(outbox_submit(outbox, &identity, &erase), ERR_OK);
    assert_int_equal(found(outbox, first.receipt_hash), OUTBOX_WAITING);
    for (size_t at = 0; at < count; at++) entry_finish(&entries[at]);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(the_newest_idea_comes_first_and_a_wrong_one_stays_out),
        folder_test(an_answer_is_found_by_its_code),
        folder_test(what_shares_words_is_similar),
        cmocka_unit_test(the_latest_words_count_and_there_is_a_limit),
        folder_test(a_receipt_is_followed_through_the_outbox),
    };
    return cmocka_run_group_tests_name("ideas in the store", tests, NULL, NULL);
}
