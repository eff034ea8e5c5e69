/* tests/unit/test_store_search.c - searching in the catalog: words, spellings, what is shown, limits. */
#include "tests/unit/catalog_feed.h"

#include "sync/base/db.h"

/* A network with these words, and nothing else in it that anybody looks for. */
static json_t *worded_item(int64_t sequence, const char *id, int64_t position, const char *title, const char *question)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "welfare", "status", "active", "title",
                             title, "question", question);
    return json_pack("{s:I, s:s, s:s, s:I, s:o}", "seq", (json_int_t)sequence, "type", "network", "id", id, "position",
                     (json_int_t)position, "body", body);
}

/* The ids of what was found, with blanks between. */
static const char *found(struct catalog *catalog, const char *typed)
{
    static char ids[1024];
    struct network_card cards[8];
    size_t count = 999;
    assert_int_equal(catalog_search(catalog, "da", typed, cards, 8, &count), ERR_OK);
    assert_true(count <= 8);
    ids[0] = '\0';
    for (size_t at = 0; at < count; at++) {
        size_t used = strlen(ids);
        snprintf(ids + used, sizeof(ids) - used, "%s%.64s", at > 0 ? " " : "", cards[at].id);
    }
    return ids;
}

static struct catalog *open_for_search(const struct folder *folder)
{
    struct catalog *catalog = open_in(folder, CATALOG_WRITER);
    json_t *items = json_pack("[o, o, o, o]", worded_item(1, "work", 1, "Frivilligt arbejde", "Hvem giver en hånd?"),
                              worded_item(2, "kids", 2, "Anbragte børn", "Hvad lærer skolen os?"),
                              worded_item(3, "place", 3, "Arbejdsmiljø", "Hvordan har vi det på job?"),
                              worded_item(4, "cafe", 4, "Café Ærø", "Må vi være med, og hvornår?"));
    assert_int_equal(apply(catalog, "g1", 0, 4, 4, items), ERR_OK);
    return catalog;
}

static void a_search_finds_beginnings_of_words(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_string_equal(found(catalog, "friv"), "work");
    assert_string_equal(found(catalog, "Frivilligt"), "work");
    assert_string_equal(found(catalog, "FRIV"), "work");
    assert_string_equal(found(catalog, "f"), "work");
    assert_string_equal(found(catalog, "villigt"), ""); /* a word's middle is not its beginning */
    assert_string_equal(found(catalog, "frivilligts"), "");
    assert_string_equal(found(catalog, "skol"), "kids"); /* of the question */
    assert_string_equal(found(catalog, "  friv  "), "work");
}

static void danish_letters_are_found_in_both_spellings(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    static const char *const kids[] = {"børn", "boern", "BØRN", "BOERN", "lærer", "laerer"};
    static const char *const work[] = {"hånd", "haand", "HÅND", "HAAND"};
    static const char *const cafe[] = {"ærø", "aeroe", "ÆRØ", "må", "maa", "cafe", "café", "hvornår"};
    for (size_t at = 0; at < sizeof(kids) / sizeof(kids[0]); at++)
        assert_string_equal(found(catalog, kids[at]), "kids");
    for (size_t at = 0; at < sizeof(work) / sizeof(work[0]); at++)
        assert_string_equal(found(catalog, work[at]), "work");
    for (size_t at = 0; at < sizeof(cafe) / sizeof(cafe[0]); at++)
        assert_string_equal(found(catalog, cafe[at]), "cafe");
    assert_string_equal(found(catalog, "born"), "");
    assert_string_equal(found(catalog, "hand"), "");
}

/* The other way round: written in two letters, looked for with one. */
static void words_written_in_two_letters_are_found_with_one(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *items = json_pack("[o]", worded_item(1, "old", 1, "Aabenraa og Boernehus", "Hvad laerer vi?"));
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, items), ERR_OK);
    static const char *const typed[] = {"åbenrå", "aabenraa", "børn", "boern", "lærer"};
    for (size_t at = 0; at < sizeof(typed) / sizeof(typed[0]); at++)
        assert_string_equal(found(catalog, typed[at]), "old");
}

static void all_the_words_are_wanted(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_string_equal(found(catalog, "friv arb"), "work");
    assert_string_equal(found(catalog, "arb friv"), "work"); /* in any order */
    assert_string_equal(found(catalog, "friv børn"), "");
    assert_string_equal(found(catalog, "friv,arb"), "work");
    assert_string_equal(found(catalog, "arb job"), "place"); /* one in the title, one in the question */
    assert_string_equal(found(catalog, "friv friv"), "work");
}

static void operators_and_quotes_are_harmless(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    static const char *const nothing[] = {"",  " ", "\"", "\"\"", "*", "'",  "()",  "^",
                                          ":", "-", "{}", "\\",   "%", "--", ",.!?"};
    for (size_t at = 0; at < sizeof(nothing) / sizeof(nothing[0]); at++) {
        if (found(catalog, nothing[at])[0] != '\0') fail_msg("\"%s\" finds something", nothing[at]);
    }
    static const char *const work[] = {"\"friv", "friv\"",    "friv*",     "friv**", "(friv",  "friv)",       "^friv",
                                       "-friv",  "friv \"\"", "friv \" *", "fri*",   "'friv'", "friv; -- arb"};
    for (size_t at = 0; at < sizeof(work) / sizeof(work[0]); at++)
        assert_string_equal(found(catalog, work[at]), "work");
    static const char *const words[] = {"friv OR børn", "friv NOT arb", "NEAR(friv arb)", "words:friv", "or",
                                        "AND",          "not"};
    for (size_t at = 0; at < sizeof(words) / sizeof(words[0]); at++) {
        if (found(catalog, words[at])[0] != '\0') fail_msg("\"%s\" is taken for more than words", words[at]);
    }
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

/* Bytes from 128 on count as letters, whatever they are: the index decides, and nothing of it is an operator. */
static void signs_beyond_ascii_are_harmless(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    static const char *const nothing[] = {"–", "“”", "…", "، ؟", "\xc2\xa0", "💧", "\xcc\x81", "\xff", "\xc3"};
    for (size_t at = 0; at < sizeof(nothing) / sizeof(nothing[0]); at++) {
        if (found(catalog, nothing[at])[0] != '\0') fail_msg("\"%s\" finds something", nothing[at]);
    }
    static const char *const work[] = {"“friv”", "friv –", "– friv", "friv…", "friv\xc2\xa0", "💧 friv", "fri\xcc\x81v"};
    for (size_t at = 0; at < sizeof(work) / sizeof(work[0]); at++)
        if (strcmp(found(catalog, work[at]), "work") != 0)
            fail_msg("\"%s\" finds \"%s\"", work[at], found(catalog, work[at]));
}

static void a_search_looks_only_at_what_is_shown(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g2", 0, 1, 2, json_pack("[o]", worded_item(1, "work", 1, "Frivillige", "Nyt?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "frivilligt"), "work");
    assert_string_equal(found(catalog, "frivillige"), ""); /* gathered and not shown yet */
    assert_int_equal(apply(catalog, "g2", 1, 2, 2, json_pack("[o]", worded_item(2, "other", 2, "Andre", "Og?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "frivillige"), "work");
    assert_string_equal(found(catalog, "frivilligt"), "");
    assert_string_equal(found(catalog, "børn"), "");
    assert_string_equal(found(catalog, "andre"), "other");
}

/* While the shown generation is gathered anew its old rows go by another name. */
static void a_search_finds_what_is_kept_while_it_is_gathered_anew(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g2", 0, 1, 9, json_pack("[o]", worded_item(1, "z", 1, "Zebra", "Z?"))), ERR_OK);
    assert_int_equal(apply(catalog, "g1", 0, 5, 9, json_pack("[o]", worded_item(5, "work", 1, "Nyt arbejde", "N?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "friv"), "work");
    assert_string_equal(found(catalog, "nyt"), "");
    assert_string_equal(found(catalog, "zebra"), "");
}

static void a_network_that_changed_is_found_by_its_new_words(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g1", 4, 5, 5, json_pack("[o]", worded_item(5, "work", 1, "Fritid", "Hvad nu?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "frivilligt"), "");
    assert_string_equal(found(catalog, "hånd"), "");
    assert_string_equal(found(catalog, "fritid"), "work");
    assert_string_equal(found(catalog, "fri"), "work"); /* once */
    assert_int_equal(apply(catalog, "g1", 5, 5, 5, json_array()), ERR_OK);
    assert_string_equal(found(catalog, "fri"), "work");
}

static void a_network_that_was_removed_is_not_found(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g1", 4, 5, 5, json_pack("[o]", deleted_item(5, "network", "work"))), ERR_OK);
    assert_string_equal(found(catalog, "friv"), "");
    assert_string_equal(found(catalog, "arb"), "place");
    assert_int_equal(apply(catalog, "g1", 5, 6, 6, json_pack("[o]", worded_item(6, "work", 1, "Frivilligt", "Igen?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "friv"), "work");
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

static void pages_are_not_found(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    json_t *page = json_pack("{s:i, s:s, s:s, s:i, s:{s:s, s:s}}", "seq", 5, "type", "page", "id", "p", "position", 1,
                             "body", "id", "p", "title", "Frivilligt overblik");
    assert_int_equal(apply(catalog, "g1", 4, 5, 5, json_pack("[o]", page)), ERR_OK);
    assert_string_equal(found(catalog, "overblik"), "");
    assert_string_equal(found(catalog, "friv"), "work");
}

static void petals_and_departments_are_searched_too(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *item = network_item(1, "a", 1, "Alder");
    json_object_set_new(json_object_get(item, "body"), "leaders",
                        json_pack("[{s:s, s:s}]", "role", "Leder", "department", "Kultur og Fritid"));
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", item)), ERR_OK);
    assert_string_equal(found(catalog, "viden"), "a");
    assert_string_equal(found(catalog, "kultur"), "a");
    assert_string_equal(found(catalog, "municipality"), ""); /* of the JSON around them */
}

/* The same word oftener and in a shorter text is better; where nothing tells them apart the board's order does. */
static void the_best_is_first_and_never_more_than_asked_for(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *items = json_array();
    json_array_append_new(items, worded_item(1, "weak", 1, "Byens haver og pladser og gader og stræder",
                                             "Hvad kan vi gøre ved alt det, der ikke er cykler?"));
    json_array_append_new(items, worded_item(2, "strong", 2, "Cykler", "Cykler til alle?"));
    for (int at = 3; at <= 20; at++) {
        char id[16];
        snprintf(id, sizeof(id), "n%02d", at);
        json_array_append_new(items, worded_item(at, id, 40 - at, "Helt ens", "Og helt det samme?"));
    }
    assert_int_equal(apply(catalog, "g1", 0, 20, 20, items), ERR_OK);
    assert_string_equal(found(catalog, "cykler"), "strong weak");
    assert_string_equal(found(catalog, "helt ens"), "n20 n19 n18 n17 n16 n15 n14 n13");
    struct network_card card;
    size_t count = 0;
    assert_int_equal(catalog_search(catalog, "da", "cykler", &card, 1, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_string_equal(card.id, "strong");
    assert_string_equal(card.short_title, "Cykler");
    assert_string_equal(card.question, "Cykler til alle?");
    assert_int_equal(card.status, STATUS_ACTIVE);
}

static void a_reader_searches_what_the_writer_wrote(void **state)
{
    AUTO(catalog_auto) struct catalog *writer = open_for_search(*state);
    AUTO(catalog_auto) struct catalog *reader = open_in(*state, CATALOG_READER);
    assert_string_equal(found(reader, "friv"), "work");
    assert_int_equal(apply(writer, "g1", 4, 5, 5, json_pack("[o]", deleted_item(5, "network", "work"))), ERR_OK);
    assert_string_equal(found(reader, "friv"), "");
}

static void a_search_that_is_too_long_finds_nothing_and_breaks_nothing(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    char typed[4000];
    struct network_card card;
    size_t count = 7;
    memset(typed, 'x', sizeof(typed) - 1);
    typed[sizeof(typed) - 1] = '\0';
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_TOO_LARGE);
    assert_int_equal(count, 0);
    for (size_t at = 1; at < sizeof(typed) - 1; at += 2) typed[at] = ' '; /* and two thousand words */
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_TOO_LARGE);
    typed[60] = '\0'; /* as many as fit into the field */
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_string_equal(found(catalog, "friv"), "work");
}

/* ---- what comes in a large piece is shown before it is in the index ---- */

enum { MANY = 700 }; /* more than one slice, and than a page is done with at once */

static struct catalog *open_unindexed(const struct folder *folder, const char *generation)
{
    struct catalog *catalog = open_in(folder, CATALOG_WRITER);
    for (int from = 0; from < MANY; from += 350) {
        json_t *items = json_array();
        for (int at = from + 1; at <= from + 350; at++) {
            char id[32];
            char title[64];
            snprintf(id, sizeof(id), "n%03d", at);
            snprintf(title, sizeof(title), "Sø nummer%03d (Café)", at);
            json_array_append_new(items, worded_item(at, id, at, title, at % 350 == 7 ? "Hvad med Børn?" : "Hvad?"));
        }
        assert_int_equal(apply(catalog, generation, from, from + 350, MANY, items), ERR_OK);
    }
    return catalog;
}

static void index_all(struct catalog *catalog, int slices)
{
    bool done = false;
    for (int at = 0; at < slices; at++) {
        assert_false(done);
        assert_int_equal(catalog_index(catalog, &done), ERR_OK);
    }
    assert_true(done);
}

static int64_t number_in(const struct folder *folder, const char *sql)
{
    char path[PATH_MAX];
    int64_t number = -1;
    AUTO(db_auto) struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(folder, "content.db", path), NULL, DB_READ_ONLY), ERR_OK);
    assert_int_equal(db_int(db, &number, sql, ""), ERR_OK);
    return number;
}

static int64_t indexed(const struct folder *folder)
{
    return number_in(folder, "SELECT count(*) FROM card_words WHERE card_words MATCH 'nummer*'");
}

static void check_found(struct catalog *catalog)
{
    assert_string_equal(found(catalog, "nummer123"), "n123");
    assert_string_equal(found(catalog, "SOE nummer65"), "n650 n651 n652 n653 n654 n655 n656 n657");
    assert_string_equal(found(catalog, "cafÉ 007"), "");
    assert_string_equal(found(catalog, "børn"), "n007 n357");
    assert_string_equal(found(catalog, "boern nummer357"), "n357"); /* one in the question, one in the title */
    assert_string_equal(found(catalog, "ummer"), "");
}

static void what_is_not_in_the_index_yet_is_found(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_unindexed(*state, "g1");
    assert_int_equal(shown(catalog), MANY);
    assert_int_equal(indexed(*state), 0);
    check_found(catalog);
    bool done = true;
    assert_int_equal(catalog_index(catalog, &done), ERR_OK); /* the first slice; a power cut may follow */
    assert_false(done);
    assert_true(indexed(*state) > 0 && indexed(*state) < MANY);
    check_found(catalog);
    catalog_close(catalog);
    catalog = open_in(*state, CATALOG_WRITER);
    index_all(catalog, 1);
    assert_int_equal(indexed(*state), MANY);
    check_found(catalog);
    assert_string_equal(found(catalog, "cafe nummer002"), "n002"); /* accents no longer count */
}

static void changes_before_the_index_is_made_count(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_unindexed(*state, "g1");
    bool done = true;
    assert_int_equal(catalog_index(catalog, &done), ERR_OK);
    json_t *items =
        json_pack("[o, o, o, o, o]", worded_item(MANY + 1, "n001", 1, "Ordet", "Hvad?"),
                  worded_item(MANY + 2, "n700", 700, "Ordene", "Hvad?"), deleted_item(MANY + 3, "network", "n002"),
                  deleted_item(MANY + 4, "network", "n699"), worded_item(MANY + 5, "new", 900, "Ordner", "Hvad?"));
    assert_int_equal(apply(catalog, "g1", MANY, MANY + 5, MANY + 5, items), ERR_OK);
    for (int time = 0; time < 2; time++) {
        assert_string_equal(found(catalog, "ord"), "n001 n700 new");
        assert_string_equal(found(catalog, "nummer001"), "");
        assert_string_equal(found(catalog, "nummer002"), "");
        assert_string_equal(found(catalog, "nummer699"), "");
        assert_string_equal(found(catalog, "nummer700"), "");
        assert_string_equal(found(catalog, "nummer003"), "n003");
        do assert_int_equal(catalog_index(catalog, &done), ERR_OK);
        while (!done);
    }
    assert_int_equal(indexed(*state), MANY - 4);
    assert_int_equal(number_in(*state, "SELECT count(*) FROM card_text"), MANY - 1);
}

static void another_generation_takes_the_index_along(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_unindexed(*state, "g1");
    index_all(catalog, 2);
    catalog_close(catalog);
    catalog = open_in(*state, CATALOG_WRITER);
    json_t *items = json_pack("[o]", worded_item(1, "first", 1, "Nummer et", "Hvad?"));
    assert_int_equal(apply(catalog, "g2", 0, 1, 2, items), ERR_OK);
    bool done = false;
    assert_int_equal(catalog_index(catalog, &done), ERR_OK); /* not while a generation is gathered */
    assert_true(done);
    assert_int_equal(indexed(*state), MANY);
    check_found(catalog);
    items = json_pack("[o]", worded_item(2, "second", 2, "Nummer to", "Hvad?"));
    assert_int_equal(apply(catalog, "g2", 1, 2, 2, items), ERR_OK);
    assert_string_equal(found(catalog, "nummer"), "first second");
    assert_int_equal(indexed(*state), 2); /* so little is done at once */
    assert_int_equal(number_in(*state, "SELECT count(*) FROM card_text"), 2);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(what_is_not_in_the_index_yet_is_found),
        folder_test(changes_before_the_index_is_made_count),
        folder_test(another_generation_takes_the_index_along),
        folder_test(a_search_finds_beginnings_of_words),
        folder_test(danish_letters_are_found_in_both_spellings),
        folder_test(words_written_in_two_letters_are_found_with_one),
        folder_test(all_the_words_are_wanted),
        folder_test(operators_and_quotes_are_harmless),
        folder_test(signs_beyond_ascii_are_harmless),
        folder_test(a_search_looks_only_at_what_is_shown),
        folder_test(a_search_finds_what_is_kept_while_it_is_gathered_anew),
        folder_test(a_network_that_changed_is_found_by_its_new_words),
        folder_test(a_network_that_was_removed_is_not_found),
        folder_test(pages_are_not_found),
        folder_test(petals_and_departments_are_searched_too),
        folder_test(the_best_is_first_and_never_more_than_asked_for),
        folder_test(a_reader_searches_what_the_writer_wrote),
        folder_test(a_search_that_is_too_long_finds_nothing_and_breaks_nothing),
    };
    return cmocka_run_group_tests_name("store search", tests, NULL, NULL);
}
