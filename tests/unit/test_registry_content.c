/* tests/unit/test_registry_content.c - importing, exporting, and the feed that comes of it. */
#include "tests/unit/registry_house.h"

#include "sync/base/file.h"
#include "sync/registry/content/feed_pages.h"
#include "sync/wire/feed_walk.h"

#define DEMO "assets/content/albertslund-2014.json"

static json_t *demo_read(void)
{
    json_t *document = json_load_file(DEMO, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    return document;
}

static void gather(void *context, const char *pointer, const char *what)
{
    str_addf(context, "%s: %s\n", pointer, what);
}

static void import(struct house *house, const json_t *document, struct content_summary *out)
{
    AUTO(str_finish) struct str problems;
    str_init(&problems, 65536);
    enum err err = content_check(document, gather, &problems);
    assert_string_equal(str_text(&problems), "");
    assert_int_equal(err, ERR_OK);
    assert_int_equal(content_import(house->registry, document, out), ERR_OK);
}

static void the_demo_comes_back_byte_for_byte(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *document = demo_read();
    struct content_summary summary;
    import(house, document, &summary);
    AUTO(json_auto) json_t *exported = NULL;
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    AUTO(str_finish) struct str file = {0};
    assert_int_equal(file_read(&file, DEMO, CONTENT_FILE_BYTES_MAX), ERR_OK);
    AUTO(str_finish) struct str text;
    str_init(&text, CONTENT_FILE_BYTES_MAX);
    char *dumped = json_dumps(exported, JSON_INDENT(2));
    str_addf(&text, "%s\n", dumped);
    free(dumped);
    assert_int_equal(text.length, file.length);
    assert_memory_equal(text.data, file.data, file.length);
}

static void there_is_nothing_to_export_at_first(void **state)
{
    struct house *house = *state;
    json_t *exported = NULL;
    assert_int_equal(content_export(house->registry, &exported), ERR_NOT_FOUND);
    assert_null(exported);
}

static void importing_twice_changes_nothing(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *document = demo_read();
    int64_t networks = (int64_t)json_array_size(json_object_get(document, "networks"));
    int64_t pages = (int64_t)json_array_size(json_object_get(document, "pages"));
    struct content_summary first;
    struct content_summary second;
    import(house, document, &first);
    assert_int_equal(first.networks, networks);
    assert_int_equal(first.pages, pages);
    assert_int_equal(first.added, 1 + networks + pages);
    assert_int_equal(first.head, first.added);
    import(house, document, &second);
    assert_int_equal(second.added + second.changed + second.removed, 0);
    assert_int_equal(second.head, first.head);
}

static void only_what_changed_gets_a_new_sequence(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *document = demo_read();
    struct content_summary before;
    struct content_summary after;
    import(house, document, &before);
    json_object_set_new(json_array_get(json_object_get(document, "networks"), 2), "title", json_string("Nyt navn"));
    import(house, document, &after);
    assert_int_equal(after.changed, 1);
    assert_int_equal(after.added + after.removed, 0);
    assert_int_equal(after.head, before.head + 1);
    /* The newest sequence, and still its old place. */
    AUTO(json_auto) json_t *exported = NULL;
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    assert_true(json_equal(exported, document));
}

static void a_moved_item_counts_as_changed(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *document = demo_read();
    struct content_summary before;
    struct content_summary after;
    import(house, document, &before);
    json_t *pages = json_object_get(document, "pages");
    json_t *last = json_incref(json_array_get(pages, json_array_size(pages) - 1));
    json_array_remove(pages, json_array_size(pages) - 1);
    json_array_insert_new(pages, json_array_size(pages) - 1, last);
    import(house, document, &after);
    assert_int_equal(after.changed, 2);
    AUTO(json_auto) json_t *exported = NULL;
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    assert_true(json_equal(exported, document));
}

static void what_is_gone_becomes_a_tombstone_and_may_come_back(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *document = demo_read();
    struct content_summary summary;
    import(house, document, &summary);
    int64_t head = summary.head;
    json_t *pages = json_object_get(document, "pages");
    json_t *last = json_incref(json_array_get(pages, json_array_size(pages) - 1));
    json_array_remove(pages, json_array_size(pages) - 1);
    import(house, document, &summary);
    assert_int_equal(summary.removed, 1);
    assert_int_equal(summary.head, head + 1);
    int64_t bodies = -1;
    assert_int_equal(
        db_int(house->registry->db, &bodies, "SELECT count(*) FROM item WHERE seq = ? AND body IS NULL", "i", head + 1),
        ERR_OK);
    assert_int_equal(bodies, 1);
    json_array_append_new(pages, last);
    import(house, document, &summary);
    assert_int_equal(summary.added, 1);
    assert_int_equal(summary.head, head + 2);
}

static void hours_and_news_are_optional_and_checked(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = demo_read();
    json_t *network = json_array_get(json_object_get(document, "networks"), 0);
    json_t *hours = json_pack("{s:{s:s, s:s}, s:n, s:[s]}", "monday", "opens", "08:00", "closes", "24:00", "sunday",
                              "closed", "2026-12-24");
    json_object_set_new(json_object_get(document, "site"), "opening_hours", hours);
    json_object_set_new(network, "updated", json_string("2026-11-18"));
    AUTO(str_finish) struct str problems;
    str_init(&problems, 65536);
    assert_int_equal(content_check(document, gather, &problems), ERR_OK);
    json_object_set_new(json_object_get(hours, "monday"), "opens", json_string("24:00"));
    json_object_set_new(network, "updated", json_string("18.11.2026"));
    assert_int_equal(content_check(document, gather, &problems), ERR_INVALID);
    assert_non_null(strstr(str_text(&problems), "/site/opening_hours/monday/opens: does not have the form "));
    assert_non_null(strstr(str_text(&problems), "/networks/0/updated: does not have the form "));
}

/* One fault of each kind that only content_check() knows, and some of the schema's, all at once. */
static void every_fault_is_reported_with_its_place(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = demo_read();
    json_t *networks = json_object_get(document, "networks");
    json_t *pages = json_object_get(document, "pages");
    json_t *phases = json_object_get(json_object_get(document, "site"), "phases");
    json_object_set_new(document, "format", json_string("forhal-content/2"));
    json_object_set(json_array_get(networks, 1), "id", json_object_get(json_array_get(networks, 0), "id"));
    json_object_set(json_array_get(pages, 2), "id", json_object_get(json_array_get(pages, 1), "id"));
    json_object_set(json_array_get(phases, 1), "id", json_object_get(json_array_get(phases, 0), "id"));
    json_object_set_new(json_array_get(networks, 0), "phase", json_string("nowhere"));
    json_object_set_new(json_array_get(networks, 0), "phase_history", json_pack("[s]", "nowhere"));
    json_object_set_new(json_array_get(networks, 0), "status", json_string("active"));
    json_object_set_new(json_array_get(networks, 2), "status", json_string("active"));
    json_object_set_new(json_array_get(networks, 2), "phase", json_null());
    json_object_set_new(json_array_get(networks, 3), "spawned", json_pack("[{s:s}]", "network", "no-such-network"));
    json_object_set_new(json_array_get(networks, 4), "title", json_string(" x"));
    json_object_set_new(json_array_get(networks, 5), "a/b", json_true());

    AUTO(str_finish) struct str problems;
    str_init(&problems, 65536);
    assert_int_equal(content_check(document, gather, &problems), ERR_INVALID);
    static const char *const wanted[] = {
        "/format: must be \"forhal-content/1\"\n",
        "/networks/1/id: the id \"",
        "/pages/2/id: the id \"",
        "/site/phases/1/id: the id \"",
        "/networks/0/phase: there is no phase \"nowhere\" in /site/phases\n",
        "/networks/0/phase_history/0: there is no phase \"nowhere\" in /site/phases\n",
        "/networks/2/phase: must name a phase: only a network that is concluded or a project may have none\n",
        "/networks/3/spawned/0/network: there is no network \"no-such-network\"\n",
        "/networks/4/title: does not have the form ",
        "/networks/5/a~1b: there is no member of this name\n",
    };
    for (size_t at = 0; at < sizeof(wanted) / sizeof(wanted[0]); at++) {
        if (strstr(str_text(&problems), wanted[at]) == NULL)
            fail_msg("no \"%s\" in:\n%s", wanted[at], str_text(&problems));
    }
}

static void the_phase_is_the_last_one_visited(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = demo_read();
    json_t *network = json_array_get(json_object_get(document, "networks"), 0);
    json_object_set_new(network, "phase", json_string("idea"));
    json_object_set_new(network, "phase_history", json_pack("[s, s]", "idea", "focus"));
    AUTO(str_finish) struct str problems;
    str_init(&problems, 65536);
    assert_int_equal(content_check(document, gather, &problems), ERR_INVALID);
    assert_string_equal(str_text(&problems),
                        "/networks/0/phase: is \"idea\", but /phase_history ends with \"focus\"\n");
}

static void an_item_too_large_for_the_feed_is_refused(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = demo_read();
    json_t *pages = json_object_get(document, "pages");
    char *text = malloc(FEED_ITEM_BYTES_MAX);
    memset(text, 'x', FEED_ITEM_BYTES_MAX);
    text[FEED_ITEM_BYTES_MAX - 1] = '\0';
    json_object_set_new(json_array_get(pages, 0), "title", json_string(text));
    free(text);
    AUTO(str_finish) struct str problems;
    str_init(&problems, 65536);
    assert_int_equal(content_check(document, gather, &problems), ERR_INVALID);
    assert_non_null(strstr(str_text(&problems), "/pages/0: takes "));
}

static void what_is_no_document_at_all_is_reported(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "[]", "3", "{}", "{\"site\":{},\"networks\":{},\"pages\":[3]}",
        "{\"site\":{\"phases\":7},\"networks\":[{\"phase_history\":\"x\",\"spawned\":[1]}]}"};
    for (size_t at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) {
        AUTO(json_auto) json_t *document = json_loads(texts[at], JSON_DECODE_ANY, NULL);
        AUTO(str_finish) struct str problems;
        str_init(&problems, 65536);
        assert_int_equal(content_check(document, gather, &problems), ERR_INVALID);
        assert_true(problems.length > 0);
    }
}

/* The last item of the document cannot be stored: nothing before it may stay. */
static void a_failed_import_changes_nothing(void **state)
{
    struct house *house = *state;
    house_import(house, 3);
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    const char *refuse_it = house_on_postgres() ? "ALTER TABLE item ADD CHECK (id <> 'network-7')"
                                                : "CREATE TRIGGER t BEFORE INSERT ON item WHEN NEW.id = 'network-7'"
                                                  " BEGIN SELECT RAISE(ABORT, 'no'); END";
    assert_int_equal(db_run(house->registry->db, refuse_it, ""), ERR_OK);
    struct content_summary summary;
    AUTO(json_auto)
    json_t *document = json_pack("{s:{s:s}, s:[o, o], s:[]}", "site", "name", "other", "networks", house_network(6),
                                 house_network(7), "pages");
    assert_int_equal(content_import(house->registry, document, &summary), ERR_CONFLICT);
    int64_t now = 0;
    int64_t live = 0;
    assert_int_equal(registry_head(house->registry, generation, &now), ERR_OK);
    assert_int_equal(now, head);
    assert_int_equal(
        db_int(house->registry->db, &live, "SELECT count(*) FROM item WHERE body IS NOT NULL AND seq <= 4", ""),
        ERR_OK);
    assert_int_equal(live, 4);
}

/* ---- the feed ----------------------------------------------------------------------------- */

static void feed_ask(struct house *house, const struct test_kiosk *kiosk, const char *generation, int64_t after,
                     struct answer *out, struct feed_page *page)
{
    char target[128];
    char signature[256];
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", generation, (long long)after);
    kiosk_http(out, house->url, kiosk, "GET", target, NULL, NULL);
    assert_int_equal(out->status, 200);
    answer_check_headers(out);
    answer_header(out, "Forhal-Signature", signature);
    assert_int_equal(feed_page_read(page, str_text(&out->body), out->body.length, signature, kiosk->content_public),
                     ERR_OK);
}

static void a_long_feed_comes_in_pages_that_can_be_resumed(void **state)
{
    struct house *house = *state;
    enum { NETWORKS = 1200 };
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, NETWORKS);
    char generation[REGISTRY_GENERATION_TEXT_BYTES] = "";
    int64_t after = 0;
    int64_t seen = 0;
    int pages = 0;
    do {
        AUTO(answer_finish) struct answer answer = {0};
        AUTO(feed_page_finish) struct feed_page page = {0};
        feed_ask(house, &kiosk, generation, after, &answer, &page);
        assert_int_equal(page.from, after);
        assert_int_equal(page.head, NETWORKS + 1);
        seen += (int64_t)page.items_count;
        after = page.to;
        snprintf(generation, sizeof(generation), "%s", page.generation);
        pages++;
    } while (after < NETWORKS + 1);
    assert_int_equal(pages, 3);
    assert_int_equal(seen, NETWORKS + 1);
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(feed_page_finish) struct feed_page page = {0};
    feed_ask(house, &kiosk, generation, after, &answer, &page);
    assert_int_equal(page.items_count, 0);
    assert_int_equal(page.to, NETWORKS + 1);
}

static void exactly_a_full_page_is_one_page(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, FEED_ITEMS_MAX - 1); /* and the site */
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(feed_page_finish) struct feed_page page = {0};
    feed_ask(house, &kiosk, "", 0, &answer, &page);
    assert_int_equal(page.items_count, FEED_ITEMS_MAX);
    assert_int_equal(page.to, page.head);
}

static void large_items_end_a_page_early(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    json_t *networks = json_array();
    char *text = malloc(FEED_ITEM_BYTES_MAX - 100);
    memset(text, 'x', FEED_ITEM_BYTES_MAX - 100);
    text[FEED_ITEM_BYTES_MAX - 101] = '\0';
    for (int at = 0; at < 9; at++) {
        json_t *network = house_network(at);
        json_object_set_new(network, "title", json_string(text));
        json_array_append_new(networks, network);
    }
    free(text);
    AUTO(json_auto)
    json_t *document = json_pack("{s:{s:s}, s:o, s:[]}", "site", "name", "S", "networks", networks, "pages");
    struct content_summary summary;
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
    char generation[REGISTRY_GENERATION_TEXT_BYTES] = "";
    int64_t after = 0;
    size_t seen = 0;
    for (int pages = 0; after < 10; pages++) {
        assert_true(pages < 10);
        AUTO(answer_finish) struct answer answer = {0};
        AUTO(feed_page_finish) struct feed_page page = {0};
        feed_ask(house, &kiosk, generation, after, &answer, &page);
        assert_true(answer.body.length <= FEED_PAGE_BYTES_MAX);
        seen += page.items_count;
        after = page.to;
        snprintf(generation, sizeof(generation), "%s", page.generation);
    }
    assert_int_equal(seen, 10);
}

static void removals_are_told_to_those_who_had_the_item(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    kiosk_make(house, &kiosk);
    house_import(house, 3);
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    house_import(house, 2);

    AUTO(answer_finish) struct answer answer = {0};
    AUTO(feed_page_finish) struct feed_page page = {0};
    feed_ask(house, &kiosk, generation, head, &answer, &page);
    assert_int_equal(page.items_count, 1);
    struct feed_walk walk;
    struct feed_item item;
    feed_walk_begin(&walk, &page);
    assert_int_equal(feed_walk_next(&walk, &item), ERR_OK);
    assert_true(item.deleted);
    assert_string_equal(item.id, "network-2");
    assert_int_equal(item.sequence, head + 1);
    feed_walk_end(&walk);
    assert_int_equal(page.to, head + 1);

    AUTO(answer_finish) struct answer fresh_answer = {0};
    AUTO(feed_page_finish) struct feed_page fresh = {0};
    feed_ask(house, &kiosk, "", 0, &fresh_answer, &fresh);
    assert_int_equal(fresh.items_count, 3);
    assert_int_equal(fresh.to, head + 1);
}

static void another_generation_begins_again(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    static const char *const others[] = {"", "0123456789abcdef", "a-generation-that-is-longer-than-any-of-ours-can-be"};
    for (size_t at = 0; at < sizeof(others) / sizeof(others[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        AUTO(feed_page_finish) struct feed_page page = {0};
        feed_ask(house, &kiosk, others[at], 9999, &answer, &page);
        assert_int_equal(page.from, 0);
        assert_int_equal(page.items_count, 3);
    }
}

static void a_cursor_ahead_of_the_registry_is_refused(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    char target[128];
    int64_t head = 0;
    kiosk_make(house, &kiosk);
    house_import(house, 2);
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    AUTO(answer_finish) struct answer answer = {0};
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", generation, (long long)head + 1);
    kiosk_http(&answer, house->url, &kiosk, "GET", target, NULL, NULL);
    assert_int_equal(answer.status, 409);
    assert_string_equal(answer_code(&answer), "ahead_of_registry");
}

static void after_must_be_a_number(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    static const char *const wrong[] = {"-1", "", "1x", "9999999999999999999"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        char target[128];
        snprintf(target, sizeof(target), "/v1/feed?after=%s", wrong[at]);
        kiosk_http(&answer, house->url, &kiosk, "GET", target, NULL, NULL);
        assert_int_equal(answer.status, 400);
        assert_string_equal(answer_code(&answer), "bad_request");
    }
}

/* A page before there is any content is empty, signed, and at 0. */
static void before_the_first_import_the_feed_is_empty(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(feed_page_finish) struct feed_page page = {0};
    feed_ask(house, &kiosk, "", 0, &answer, &page);
    assert_int_equal(page.head, 0);
    assert_int_equal(page.items_count, 0);
}

static void a_large_page_is_compressed_for_those_who_ask(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    kiosk_make(house, &kiosk);
    house_import(house, 100);
    AUTO(answer_finish) struct answer plain = {0};
    AUTO(answer_finish) struct answer packed = {0};
    AUTO(answer_finish) struct answer refused = {0};
    char value[256];
    char signature[256];
    kiosk_http(&plain, house->url, &kiosk, "GET", "/v1/feed", NULL, NULL);
    kiosk_http(&packed, house->url, &kiosk, "GET", "/v1/feed", NULL, "Accept-Encoding: br;q=1.0, gzip;q=0.5");
    kiosk_http(&refused, house->url, &kiosk, "GET", "/v1/feed", NULL, "Accept-Encoding: gzip;q=0, identity");
    assert_string_equal(answer_header(&plain, "Content-Encoding", value), "");
    assert_string_equal(answer_header(&refused, "Content-Encoding", value), "");
    assert_string_equal(answer_header(&packed, "Content-Encoding", value), "gzip");
    assert_true(packed.body.length < plain.body.length / 4);
    /* What is signed is what comes out of the compression. */
    answer_header(&packed, "Forhal-Signature", signature);
    assert_string_equal(signature, answer_header(&plain, "Forhal-Signature", value));
    assert_int_equal(packed.body.data[0] & 0xff, 0x1f);
    assert_int_equal(packed.body.data[1] & 0xff, 0x8b);
}

static void the_same_question_is_signed_once(void **state)
{
    struct house *house = *state;
    house_import(house, 10);
    struct feed_pages *pages = NULL;
    assert_int_equal(feed_pages_create(&pages, house->registry), ERR_OK);
    struct feed_cursor cursor = {.sequence = 0};
    struct feed_bytes *first = NULL;
    struct feed_bytes *second = NULL;
    assert_int_equal(feed_pages_get(pages, &cursor, &first), ERR_OK);
    assert_int_equal(feed_pages_get(pages, &cursor, &second), ERR_OK);
    assert_ptr_equal(first, second);
    assert_int_equal(feed_pages_made(pages), 1);
    house_import(house, 11);
    feed_bytes_release(second);
    assert_int_equal(feed_pages_get(pages, &cursor, &second), ERR_OK);
    assert_ptr_not_equal(first, second);
    assert_int_equal(feed_pages_made(pages), 2);
    feed_bytes_release(second);
    /* More cursors than are kept: the one still in use here outlives its place in the cache. */
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    house_import(house, FEED_PAGES_MAX + 20);
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    snprintf(cursor.generation, sizeof(cursor.generation), "%s", generation);
    for (cursor.sequence = 0; cursor.sequence <= FEED_PAGES_MAX; cursor.sequence++) {
        assert_int_equal(feed_pages_get(pages, &cursor, &second), ERR_OK);
        feed_bytes_release(second);
    }
    feed_pages_destroy(pages);
    assert_int_equal(strlen(first->plain), first->plain_bytes);
    feed_bytes_release(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(the_demo_comes_back_byte_for_byte),
        house_test(there_is_nothing_to_export_at_first),
        house_test(importing_twice_changes_nothing),
        house_test(only_what_changed_gets_a_new_sequence),
        house_test(a_moved_item_counts_as_changed),
        house_test(what_is_gone_becomes_a_tombstone_and_may_come_back),
        house_test(hours_and_news_are_optional_and_checked),
        house_test(every_fault_is_reported_with_its_place),
        house_test(the_phase_is_the_last_one_visited),
        house_test(an_item_too_large_for_the_feed_is_refused),
        house_test(what_is_no_document_at_all_is_reported),
        house_test(a_failed_import_changes_nothing),
        house_test(a_long_feed_comes_in_pages_that_can_be_resumed),
        house_test(exactly_a_full_page_is_one_page),
        house_test(large_items_end_a_page_early),
        house_test(removals_are_told_to_those_who_had_the_item),
        house_test(another_generation_begins_again),
        house_test(a_cursor_ahead_of_the_registry_is_refused),
        house_test(after_must_be_a_number),
        house_test(before_the_first_import_the_feed_is_empty),
        house_test(a_large_page_is_compressed_for_those_who_ask),
        house_test(the_same_question_is_signed_once),
    };
    return cmocka_run_group_tests_name("registry content", tests, house_begin, NULL);
}
