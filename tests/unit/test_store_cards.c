/* tests/unit/test_store_cards.c - finding cards in the catalog: windows, filters and counts, languages, searching. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/db.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"

enum { MANY = 1300 };

static const struct catalog_filter everything = {.kind = CATALOG_ANY, .status = CATALOG_ANY};

static struct catalog *open_in(const struct folder *folder)
{
    char path[PATH_MAX];
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_open(&catalog, folder_path(folder, "content.db", path), CATALOG_WRITER), ERR_OK);
    return catalog;
}

/* Applies items as a page of "g1" that ends at the sequence `to`. Takes them. */
static void apply(struct catalog *catalog, int64_t from, int64_t to, json_t *items)
{
    unsigned char public_key[SIGN_PUBLIC_BYTES];
    unsigned char secret_key[SIGN_SECRET_BYTES];
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    struct feed_page page;
    size_t refused = 0;
    sign_make_keys(public_key, secret_key);
    json_t *document = json_pack("{s:s, s:I, s:I, s:I, s:o}", "generation", "g1", "from", (json_int_t)from, "to",
                                 (json_int_t)to, "head", (json_int_t)to, "items", items);
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    assert_non_null(text);
    feed_sign(signature, text, strlen(text), secret_key);
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, public_key), ERR_OK);
    free(text);
    assert_int_equal(catalog_apply(catalog, &page, &refused), ERR_OK);
    assert_int_equal(refused, 0);
    feed_page_finish(&page);
}

/* Danish texts; give it others with translate(). */
static json_t *network(int number, const char *kind, const char *status, const char *phase)
{
    char id[16];
    snprintf(id, sizeof(id), "n%04d", number);
    json_t *body = json_pack("{s:s, s:s, s:s, s:s*, s:o, s:o, s:s}", "id", id, "kind", kind, "status", status, "phase",
                             phase, "title", json_sprintf("Netværk %d", number), "short_title",
                             json_sprintf("Net %d", number), "question", "Hvordan går det med skolen?");
    assert_non_null(body);
    return body;
}

static json_t *item(int64_t sequence, int64_t position, json_t *body)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:o}", "seq", (json_int_t)sequence, "type", "network", "id",
                     json_text_at(body, "id"), "position", (json_int_t)position, "body", body);
}

static json_t *translate(json_t *body, const char *lang, const char *title, const char *question)
{
    json_t *all = json_object_get(body, "translations");
    if (all == NULL) {
        all = json_object();
        json_object_set_new(body, "translations", all);
    }
    json_object_set_new(all, lang,
                        json_pack("{s:s*, s:s*, s:s*}", "title", title, "short_title", title, "question", question));
    return body;
}

static const char *const kinds[] = {"welfare", "innovation", "learning"};
static const char *const statuses[] = {"forming", "active", "awaiting", "redefined", "concluded", "project"};
static const char *const phases[] = {"focus", "idea", "gift", NULL};

/* Number n: kind n % 3, status n / 3 % 6, phase n / 18 % 4, and placed the other way round. */
static struct catalog *open_many(const struct folder *folder)
{
    struct catalog *catalog = open_in(folder);
    for (int from = 0; from < MANY; from += 400) {
        json_t *items = json_array();
        int to = from + 400 < MANY ? from + 400 : MANY;
        for (int at = from; at < to; at++) {
            json_array_append_new(
                items, item(at + 1, MANY - at, network(at, kinds[at % 3], statuses[at / 3 % 6], phases[at / 18 % 4])));
        }
        apply(catalog, from, to, items);
    }
    return catalog;
}

static bool passes(const struct catalog_filter *filter, int number)
{
    const char *phase = phases[number / 18 % 4];
    return (filter->kind == CATALOG_ANY || filter->kind == number % 3) &&
           (filter->status == CATALOG_ANY || filter->status == number / 3 % 6) &&
           (filter->phase[0] == '\0' || (phase != NULL && strcmp(filter->phase, phase) == 0));
}

static size_t count_passing(const struct catalog_filter *filter)
{
    size_t count = 0;
    for (int at = 0; at < MANY; at++) count += passes(filter, at);
    return count;
}

/* Windows of 7 over the whole list give every network once, in order. */
static void assert_windows(struct catalog *catalog, const struct catalog_filter *filter)
{
    struct network_card cards[7];
    size_t seen = 0;
    size_t count = 0;
    int number = MANY;
    do {
        assert_int_equal(catalog_cards(catalog, "da", filter, seen, cards, 7, &count), ERR_OK);
        for (size_t at = 0; at < count; at++) {
            char id[16];
            do number--;
            while (number >= 0 && !passes(filter, number));
            snprintf(id, sizeof(id), "n%04d", number);
            assert_string_equal(cards[at].id, id);
        }
        seen += count;
    } while (count == 7);
    assert_int_equal(seen, count_passing(filter));
}

static const struct catalog_filter filters[] = {
    {CATALOG_ANY, CATALOG_ANY, ""},           {KIND_LEARNING, CATALOG_ANY, ""},
    {CATALOG_ANY, STATUS_AWAITING, ""},       {CATALOG_ANY, CATALOG_ANY, "idea"},
    {KIND_WELFARE, STATUS_PROJECT, ""},       {KIND_INNOVATION, CATALOG_ANY, "gift"},
    {CATALOG_ANY, STATUS_ACTIVE, "focus"},    {KIND_LEARNING, STATUS_FORMING, "focus"},
    {CATALOG_ANY, CATALOG_ANY, "unheard of"},
};

static void windows_give_every_card_once_with_every_filter(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_many(*state);
    for (size_t at = 0; at < sizeof(filters) / sizeof(filters[0]); at++) assert_windows(catalog, &filters[at]);
    struct network_card card;
    size_t count = 7;
    assert_int_equal(catalog_cards(catalog, "da", NULL, MANY, &card, 1, &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(catalog_cards(catalog, "da", NULL, MANY - 1, &card, 1, &count), ERR_OK);
    assert_string_equal(card.id, "n0000");
}

static size_t phase_count(const struct catalog_counts *counts, const char *phase)
{
    for (size_t at = 0; at < counts->phases_count; at++) {
        if (strcmp(counts->phase[at].id, phase) == 0) return counts->phase[at].count;
    }
    return 0;
}

static void counts_are_what_each_choice_would_give(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_many(*state);
    for (size_t at = 0; at < sizeof(filters) / sizeof(filters[0]); at++) {
        struct catalog_counts counts;
        assert_int_equal(catalog_counts(catalog, &filters[at], &counts), ERR_OK);
        assert_int_equal(counts.networks, MANY);
        assert_int_equal(counts.passing, count_passing(&filters[at]));
        struct catalog_filter other = filters[at];
        other.kind = CATALOG_ANY;
        assert_int_equal(counts.any_kind, count_passing(&other));
        for (other.kind = 0; other.kind < KIND_COUNT; other.kind++)
            assert_int_equal(counts.kind[other.kind], count_passing(&other));
        other = filters[at];
        other.status = CATALOG_ANY;
        assert_int_equal(counts.any_status, count_passing(&other));
        for (other.status = 0; other.status < STATUS_COUNT; other.status++)
            assert_int_equal(counts.status[other.status], count_passing(&other));
        other = filters[at];
        other.phase[0] = '\0';
        assert_int_equal(counts.any_phase, count_passing(&other));
        for (size_t phase = 0; phases[phase] != NULL; phase++) {
            snprintf(other.phase, sizeof(other.phase), "%s", phases[phase]);
            assert_int_equal(phase_count(&counts, phases[phase]), count_passing(&other));
        }
    }
    struct catalog_counts all;
    assert_int_equal(catalog_counts(catalog, NULL, &all), ERR_OK);
    assert_int_equal(all.passing, MANY);
}

static void more_phases_than_are_counted_break_nothing(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state);
    json_t *items = json_array();
    for (int at = 0; at < CATALOG_PHASES_MAX + 2; at++) {
        char phase[16];
        snprintf(phase, sizeof(phase), "p%02d", at);
        json_array_append_new(items, item(at + 1, at, network(at, "welfare", "active", phase)));
    }
    apply(catalog, 0, CATALOG_PHASES_MAX + 2, items);
    struct catalog_counts counts;
    assert_int_equal(catalog_counts(catalog, &everything, &counts), ERR_OK);
    assert_int_equal(counts.phases_count, CATALOG_PHASES_MAX);
    assert_int_equal(counts.passing, CATALOG_PHASES_MAX + 2);
}

/* ---- a few of them ---- */

static json_t *with_group(json_t *body)
{
    json_object_set_new(body, "founding_group", json_pack("{s:s}", "state", "open"));
    return body;
}

static void the_first_are_open_and_groups_further_down_come_last(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state);
    json_t *items = json_array();
    json_array_append_new(items, item(1, 0, network(0, "welfare", "concluded", NULL)));
    for (int at = 1; at < 20; at++) {
        json_t *body = network(at, "welfare", "active", "idea");
        if (at == 2 || at == 15 || at == 17) body = with_group(body);
        json_array_append_new(items, item(at + 1, at, body));
    }
    apply(catalog, 0, 20, items);
    struct network_card cards[6];
    size_t count = 0;
    assert_int_equal(catalog_first_cards(catalog, "da", cards, 6, 2, &count), ERR_OK);
    static const char *const expected[] = {"n0001", "n0002", "n0003", "n0004", "n0015", "n0017"};
    assert_int_equal(count, 6);
    for (size_t at = 0; at < count; at++) assert_string_equal(cards[at].id, expected[at]);
}

static void without_an_open_one_the_first_are_simply_the_first(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state);
    struct network_card cards[6];
    size_t count = 7;
    assert_int_equal(catalog_first_cards(catalog, "da", cards, 6, 2, &count), ERR_OK);
    assert_int_equal(count, 0);
    apply(catalog, 0, 2,
          json_pack("[o, o]", item(1, 2, network(1, "welfare", "concluded", NULL)),
                    item(2, 1, network(2, "welfare", "project", NULL))));
    assert_int_equal(catalog_first_cards(catalog, "da", cards, 6, 2, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_string_equal(cards[0].id, "n0002");
}

static void the_longest_are_by_letters_in_the_language_and_in_danish(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state);
    json_t *items = json_array();
    for (int at = 0; at < 8; at++) {
        json_t *body = network(at, "welfare", "active", "idea");
        json_object_set_new(body, "question", json_string(at == 5 ? "ææææææææææææææææææææææ?" : "Hvad er det nu?"));
        if (at == 3) body = translate(body, "en", "T", "A question that is longer than all the others here?");
        json_array_append_new(items, item(at + 1, at, body));
    }
    apply(catalog, 0, 8, items);
    struct network_card cards[4];
    size_t count = 0;
    assert_int_equal(catalog_longest_cards(catalog, "da", cards, 4, &count), ERR_OK);
    assert_int_equal(count, 4);
    assert_string_equal(cards[0].id, "n0005");
    assert_int_equal(catalog_longest_cards(catalog, "en", cards, 4, &count), ERR_OK);
    assert_true(count >= 2);
    assert_string_equal(cards[0].id, "n0003");
    assert_string_equal(cards[0].short_title, "T");
    assert_string_equal(cards[1].id, "n0005");
}

/* ---- languages ---- */

static struct catalog *open_translated(const struct folder *folder)
{
    struct catalog *catalog = open_in(folder);
    json_t *both = translate(network(1, "welfare", "active", "idea"), "en", "Gardens", "What grows here?");
    both = translate(both, "ar", "حدائق", "ماذا ينمو هنا؟");
    json_t *half = translate(network(2, "welfare", "active", "idea"), "en", NULL, "How is the school?");
    apply(
        catalog, 0, 3,
        json_pack("[o, o, o]", item(1, 1, both), item(2, 2, half), item(3, 3, network(3, "learning", "active", NULL))));
    return catalog;
}

static void cards_come_in_the_language_and_say_what_is_danish(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_translated(*state);
    struct network_card cards[4];
    size_t count = 0;
    assert_int_equal(catalog_cards(catalog, "en", NULL, 0, cards, 4, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_string_equal(cards[0].short_title, "Gardens");
    assert_string_equal(cards[0].question, "What grows here?");
    assert_false(cards[0].danish);
    assert_string_equal(cards[1].short_title, "Net 2");
    assert_string_equal(cards[1].question, "How is the school?");
    assert_true(cards[1].danish);
    assert_string_equal(cards[2].title, "Netværk 3");
    assert_true(cards[2].danish);
    assert_int_equal(catalog_cards(catalog, "ar", NULL, 0, cards, 4, &count), ERR_OK);
    assert_string_equal(cards[0].short_title, "حدائق");
    assert_int_equal(catalog_cards(catalog, "da", NULL, 0, cards, 4, &count), ERR_OK);
    assert_string_equal(cards[0].short_title, "Net 1");
    for (size_t at = 0; at < count; at++) assert_false(cards[at].danish);
    struct network opened;
    assert_int_equal(catalog_network(catalog, "n0001", "en", &opened), ERR_OK);
    assert_string_equal(opened.title, "Gardens");
    network_finish(&opened);
}

static const char *found(struct catalog *catalog, const char *lang, const char *typed)
{
    static char ids[1024];
    struct network_card cards[8];
    size_t count = 0;
    assert_int_equal(catalog_search(catalog, lang, typed, cards, 8, &count), ERR_OK);
    ids[0] = '\0';
    for (size_t at = 0; at < count; at++) {
        size_t used = strlen(ids);
        snprintf(ids + used, sizeof(ids) - used, "%s%.64s", at > 0 ? " " : "", cards[at].id);
    }
    return ids;
}

static void a_search_finds_words_of_the_language_and_of_danish(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_translated(*state);
    assert_string_equal(found(catalog, "en", "gard"), "n0001");
    assert_string_equal(found(catalog, "en", "gardens grows"), "n0001");
    assert_string_equal(found(catalog, "en", "skol"), "n0001 n0002 n0003"); /* each once */
    assert_string_equal(found(catalog, "en", "school"), "n0002");
    assert_string_equal(found(catalog, "ar", "حدا"), "n0001");
    assert_string_equal(found(catalog, "ar", "gard"), ""); /* English is not what is shown */
    assert_string_equal(found(catalog, "da", "gard"), "");
    assert_string_equal(found(catalog, "tr", "skol"), "n0001 n0002 n0003");
    assert_string_equal(found(catalog, "en", "netværk 3"), "n0003");
}

static void a_translation_that_is_gone_is_neither_shown_nor_found(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_translated(*state);
    struct network_card card;
    size_t count = 0;
    apply(catalog, 3, 4, json_pack("[o]", item(4, 1, network(1, "welfare", "active", "idea"))));
    assert_int_equal(catalog_cards(catalog, "en", NULL, 0, &card, 1, &count), ERR_OK);
    assert_string_equal(card.short_title, "Net 1");
    assert_true(card.danish);
    assert_string_equal(found(catalog, "en", "gard"), "");
    assert_string_equal(found(catalog, "ar", "حدا"), "");
    assert_string_equal(found(catalog, "en", "skol"), "n0001 n0002 n0003");
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

static void more_languages_than_are_kept_break_nothing(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state);
    json_t *first = network(1, "welfare", "active", NULL);
    json_t *second = network(2, "welfare", "active", NULL);
    for (int at = 0; at < CATALOG_LANGUAGES_MAX + 4; at++) {
        char lang[8];
        snprintf(lang, sizeof(lang), "x%c", 'a' + at);
        translate(first, lang, lang, "?");
        translate(second, lang, lang, "?");
    }
    apply(catalog, 0, 2, json_pack("[o, o]", item(1, 1, first), item(2, 2, second)));
    struct network_card cards[2];
    size_t count = 0;
    assert_int_equal(catalog_cards(catalog, "xa", NULL, 0, cards, 2, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_string_equal(cards[0].id, "n0001");
    assert_string_equal(cards[1].id, "n0002");
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

/* ---- a catalog from before there were translations ---- */

static const char *const before[] = {
    "CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), cursor_generation TEXT NOT NULL,"
    "  cursor_sequence INTEGER NOT NULL, shown_generation TEXT NOT NULL, revision INTEGER NOT NULL) STRICT;"
    "INSERT INTO meta VALUES (1, 'g1', 9, 'g1', 77);"
    "CREATE TABLE item (generation TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL,"
    "  position INTEGER NOT NULL, kind TEXT, status TEXT, phase TEXT, short_title TEXT, title TEXT, question TEXT,"
    "  petals TEXT, group_state INTEGER, words TEXT, body TEXT NOT NULL, PRIMARY KEY (generation, type, id)) STRICT;"
    "CREATE INDEX item_order ON item (generation, type, position, id);"
    "CREATE VIRTUAL TABLE item_words USING fts5 (words, content = 'item', content_rowid = 'rowid',"
    "  tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');"
    "CREATE TRIGGER item_inserted AFTER INSERT ON item WHEN new.words IS NOT NULL BEGIN"
    "  INSERT INTO item_words (rowid, words) VALUES (new.rowid, new.words); END;"
    "CREATE TRIGGER item_deleted AFTER DELETE ON item WHEN old.words IS NOT NULL BEGIN"
    "  INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', old.rowid, old.words); END;"
    "CREATE TRIGGER item_updated AFTER UPDATE ON item WHEN new.words IS NOT NULL BEGIN"
    "  INSERT INTO item_words (item_words, rowid, words) VALUES ('delete', old.rowid, old.words);"
    "  INSERT INTO item_words (rowid, words) VALUES (new.rowid, new.words); END;",
    NULL,
};

static void make_before(const struct folder *folder)
{
    char path[PATH_MAX];
    AUTO(db_auto) struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(folder, "content.db", path), before, DB_DISPOSABLE), ERR_OK);
    for (int at = 1; at <= 3; at++) {
        json_t *body = translate(network(at, "welfare", "active", "idea"), "en", "Gardens", "What grows?");
        char *text = json_dumps(body, JSON_COMPACT);
        assert_int_equal(db_run(db,
                                "INSERT INTO item VALUES ('g1', 'network', ?, ?, ?, 'welfare', 'active', 'idea',"
                                " 'Net', 'Netværk', 'Hvordan?', 'Og', 0, 'netvaerk hvordan', ?)",
                                "tiit", json_text_at(body, "id"), (int64_t)at, (int64_t)(9 - at), text),
                         ERR_OK);
        free(text);
        json_decref(body);
    }
    assert_int_equal(db_run(db,
                            "INSERT INTO item (generation, type, id, sequence, position, body)"
                            " VALUES ('g1', 'site', 'site', 4, 0, '{\"name\":\"R\"}')",
                            ""),
                     ERR_OK);
}

/* The screen need not wait for the registry: all is made from what is there. */
static void an_older_catalog_is_shown_and_found_at_once(void **state)
{
    make_before(*state);
    for (int time = 0; time < 2; time++) {
        AUTO(catalog_auto) struct catalog *catalog = open_in(*state);
        int64_t revision = 0;
        struct feed_cursor cursor;
        struct network_card cards[4];
        size_t count = 0;
        assert_int_equal(catalog_revision(catalog, &revision), ERR_OK);
        assert_int_equal(revision, 77);
        assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
        assert_int_equal(cursor.sequence, 9);
        assert_int_equal(catalog_cards(catalog, "en", NULL, 0, cards, 4, &count), ERR_OK);
        assert_int_equal(count, 3);
        assert_string_equal(cards[0].id, "n0003");
        assert_string_equal(cards[0].short_title, "Gardens");
        assert_string_equal(found(catalog, "en", "garde"), "n0003 n0002 n0001");
        assert_string_equal(found(catalog, "da", "netværk 2"), "n0002");
        AUTO(json_auto) json_t *site = NULL;
        assert_int_equal(catalog_item(catalog, "site", "site", &site), ERR_OK);
        assert_int_equal(catalog_check(catalog), ERR_OK);
    }
}

/* The screen may begin before the agent that brings the file up to date: that is no damage, for which the agent
 * would throw away all there is to show. One of a later program is for the agent to set aside. */
static void a_reader_waits_for_an_older_catalog_to_be_brought_up_to_date(void **state)
{
    char path[PATH_MAX];
    struct catalog *reader = NULL;
    make_before(*state);
    folder_path(*state, "content.db", path);
    assert_int_equal(catalog_open(&reader, path, CATALOG_READER), ERR_NOT_FOUND);
    catalog_close(open_in(*state));
    assert_int_equal(catalog_open(&reader, path, CATALOG_READER), ERR_OK);
    catalog_close(reader);
    AUTO(db_auto) struct db *db = NULL;
    static const char *const later[] = {"", "", "", "", "", "", "", "", "", "SELECT 1", NULL};
    assert_int_equal(db_open(&db, path, later, DB_DISPOSABLE), ERR_OK);
    assert_int_equal(catalog_open(&reader, path, CATALOG_READER), ERR_DAMAGED);
}

/* ---- what a search may cost ---- */

static void a_search_in_many_gives_the_best_and_no_more(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_many(*state);
    assert_string_equal(found(catalog, "da", "net 77"), "n0779 n0778 n0777 n0776 n0775 n0774 n0773 n0772");
    assert_string_equal(found(catalog, "da", "netværk 1234"), "n1234");
    struct network_card cards[30];
    size_t count = 0;
    assert_int_equal(catalog_search(catalog, "da", "skolen", cards, 30, &count), ERR_OK);
    assert_int_equal(count, 30);
}

static void a_search_at_the_limit_is_answered_and_one_past_it_refused(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_translated(*state);
    struct network_card card;
    size_t count = 7;
    char typed[600];
    memset(typed, 'x', sizeof(typed));
    typed[500] = '\0';
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_OK);
    typed[500] = 'x';
    typed[501] = '\0';
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_TOO_LARGE);
    assert_int_equal(count, 0);
    for (int words = 32; words <= 33; words++) {
        typed[0] = '\0';
        for (int at = 0; at < words; at++) snprintf(typed + 7 * at, sizeof(typed) - 7 * (size_t)at, "skolen ");
        assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), words == 32 ? ERR_OK : ERR_TOO_LARGE);
    }
    memset(typed, 0, sizeof(typed));
    for (size_t at = 0; at + 1 < 500; at += 2) memcpy(typed + at, "\xc3\xa5", 2); /* two bytes each, folded or not */
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_OK);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(windows_give_every_card_once_with_every_filter),
        folder_test(counts_are_what_each_choice_would_give),
        folder_test(more_phases_than_are_counted_break_nothing),
        folder_test(the_first_are_open_and_groups_further_down_come_last),
        folder_test(without_an_open_one_the_first_are_simply_the_first),
        folder_test(the_longest_are_by_letters_in_the_language_and_in_danish),
        folder_test(cards_come_in_the_language_and_say_what_is_danish),
        folder_test(a_search_finds_words_of_the_language_and_of_danish),
        folder_test(a_translation_that_is_gone_is_neither_shown_nor_found),
        folder_test(more_languages_than_are_kept_break_nothing),
        folder_test(an_older_catalog_is_shown_and_found_at_once),
        folder_test(a_reader_waits_for_an_older_catalog_to_be_brought_up_to_date),
        folder_test(a_search_in_many_gives_the_best_and_no_more),
        folder_test(a_search_at_the_limit_is_answered_and_one_past_it_refused),
    };
    return cmocka_run_group_tests_name("cards", tests, NULL, NULL);
}
