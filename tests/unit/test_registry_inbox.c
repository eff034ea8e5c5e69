/* tests/unit/test_registry_inbox.c - what staff see of what citizens said, and that nothing of it becomes public by
 * itself. */
#include "tests/unit/inbox_desk.h"

#include "sync/registry/entries/joins.h"
#include "sync/registry/web/html.h"
#include "tests/unit/registry_past.h"

/* ---- the list ---- */

static size_t found(struct house *house, struct inbox_view view, int64_t *next)
{
    int64_t after = 0;
    AUTO(json_auto) json_t *list = NULL;
    if (view.kinds == NULL) view.kinds = "";
    if (view.network == NULL) view.network = "";
    if (view.state == NULL) view.state = "";
    if (view.search == NULL) view.search = "";
    if (view.count_max == 0) view.count_max = INBOX_LIST_MAX;
    assert_int_equal(inbox_list(house->registry, &view, &list, &after), ERR_OK);
    if (next != NULL) *next = after;
    return json_array_size(list);
}

static void the_inbox_shows_what_is_asked_for(void **state)
{
    struct house *house = *state;
    struct submission interest;
    const char *problem = NULL;
    open_group(house, 2);
    submission_make(&interest, "haven");
    struct given one = give(house, &interest);
    struct given two = give_seat(house, "Bo Ægidius", "+4528123456");
    struct given three = give_idea(house, "Æbler på Blokland", "Til alle; ring 28 12 34 56");
    assert_int_equal(ideas_publish(house->registry, three.order, NULL, NULL, &problem), ERR_OK);
    give_support(house, three.order);
    assert_int_equal(found(house, (struct inbox_view){0}, NULL), 4);
    assert_int_equal(found(house, (struct inbox_view){.state = "open"}, NULL), 3);
    assert_int_equal(found(house, (struct inbox_view){.kinds = "idea"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.kinds = "idea,seat"}, NULL), 2);
    assert_int_equal(found(house, (struct inbox_view){.kinds = "withdraw"}, NULL), 0);
    assert_int_equal(found(house, (struct inbox_view){.network = "maden"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.marked = true}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "ÆBLER"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "aegidius"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "aase@"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "findes ikke"}, NULL), 0);
    assert_int_equal(found(house, (struct inbox_view){.search = "%"}, NULL), 0);
    answer_given(house, &one, ANSWER_READ);
    answer_given(house, &three, ANSWER_READ); /* owes its giver more */
    assert_int_equal(found(house, (struct inbox_view){.state = "open"}, NULL), 2);
    assert_int_equal(found(house, (struct inbox_view){.state = "answered"}, NULL), 1);
    answer_given(house, &three, ANSWER_CONSIDERED);
    assert_int_equal(found(house, (struct inbox_view){.state = "answered"}, NULL), 2);
    ask_for(house, SUBMISSION_WITHDRAW, &two);
    assert_int_equal(found(house, (struct inbox_view){.state = "withdrawn"}, NULL), 1);
    ask_for(house, SUBMISSION_ERASE, &one);
    assert_int_equal(found(house, (struct inbox_view){0}, NULL), 3);
}

static void a_list_goes_on_from_its_cursor(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    for (int at = 0; at < 5; at++) give_idea(house, at == 3 ? "Hul i vejen" : "Noget", "Noget andet");
    int64_t next = 0;
    struct inbox_view view = {.count_max = 2};
    assert_int_equal(found(house, view, &next), 2);
    assert_int_equal(next, 2);
    view.cursor = next;
    assert_int_equal(found(house, view, &next), 2);
    view.cursor = next;
    assert_int_equal(found(house, view, &next), 1);
    assert_int_equal(next, 0);
    view = (struct inbox_view){.count_max = 3, .newest = true};
    assert_int_equal(found(house, view, &next), 3);
    assert_int_equal(next, 3);
    view.cursor = next;
    assert_int_equal(found(house, view, &next), 2);
    assert_int_equal(next, 0);
    view = (struct inbox_view){.search = "HUL", .count_max = 1};
    assert_int_equal(found(house, view, &next), 1);
}

static void counts_tell_what_waits_longest(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *counts = NULL;
    open_group(house, 2);
    struct given one = give_idea(house, "Den første", "Ring 28 12 34 56");
    atomic_fetch_add(&house->wall_s, 3600);
    struct given two = give_idea(house, "Den anden", "Noget");
    give_seat(house, "Bo", "+4528123456");
    atomic_fetch_add(&house->wall_s, 3600);
    give_idea(house, "Den tredje", "Andet"); /* waits less long */
    answer_given(house, &one, ANSWER_CONSIDERED);
    assert_int_equal(inbox_counts(house->registry, &counts), ERR_OK);
    const json_t *ideas = json_array_get(json_object_get(counts, "kinds"), 2);
    assert_int_equal(json_int_at(ideas, "all", 0), 3);
    assert_int_equal(json_int_at(ideas, "open", 0), 2);
    assert_int_equal(json_int_at(json_object_get(ideas, "longest"), "order", 0), two.order);
    assert_string_equal(json_text_at(json_object_get(ideas, "longest"), "received"), "2026-11-21T08:00:00Z");
    assert_int_equal(json_int_at(counts, "marked", -1), 0); /* it was answered */
    const json_t *network = json_array_get(json_object_get(counts, "networks"), 0);
    assert_string_equal(json_text_at(network, "title"), "Maden");
    assert_int_equal(json_int_at(network, "open", 0), 1);
}

static void an_entry_tells_what_happened(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    struct given given = give_idea(house, "Bænk ved søen", "Så man kan sidde");
    struct reply reply = {.status = ANSWER_CONSIDERED, .text = "Vi ser på det", .who = "Anna"};
    struct idea_change change = {.reply = &reply, .wall = IDEA_SHOW, .who = "Anna"};
    assert_int_equal(ideas_change(house->registry, given.order, &change, &problem), ERR_OK);
    struct submission request = request_by(SUBMISSION_CORRECT, &given);
    snprintf(request.title, sizeof(request.title), "To bænke");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, given.order, &entry), ERR_OK);
    const json_t *history = json_object_get(entry, "history");
    static const char *const whats[] = {"answered", "published", "corrected"};
    static const char *const whos[] = {"Anna", "Anna", "(giver)"};
    assert_int_equal(json_array_size(history), 3);
    for (size_t at = 0; at < 3; at++) {
        assert_string_equal(json_text_at(json_array_get(history, at), "what"), whats[at]);
        assert_string_equal(json_text_at(json_array_get(history, at), "who"), whos[at]);
        assert_string_equal(json_text_at(json_array_get(history, at), "at"), "2026-11-21T07:00:00Z");
    }
    assert_null(json_object_get(entry, "shown")); /* it came down with the correction */
    ask_for(house, SUBMISSION_ERASE, &given);
    int64_t left = -1;
    assert_int_equal(db_int(house->registry->db, &left,
                            "SELECT (SELECT count(*) FROM entry_event) + (SELECT count(*) FROM idea_stem)", ""),
                     ERR_OK);
    assert_int_equal(left, 0);
    AUTO(json_auto) json_t *none = NULL;
    assert_int_equal(inbox_entry(house->registry, given.order, &none), ERR_NOT_FOUND);
}

/* ---- nothing is public before a person says so ---- */

/* Everything that anybody can read: pages, open data, and what kiosks fetch. */
static bool is_public(struct house *house, const struct test_kiosk *kiosk, const char *words)
{
    static const char *const places[] = {"/",
                                         "/ideas",
                                         "/ideas?lang=en",
                                         "/n/maden",
                                         "/networks",
                                         "/data/ideas.json",
                                         "/data/networks.json",
                                         "/data/feed.atom",
                                         "/data/meetings.ics",
                                         "/v1/health",
                                         "/v1/openapi.json"};
    bool seen = false;
    for (size_t at = 0; at < sizeof(places) / sizeof(places[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, house->url, "GET", places[at], NULL, 0, (const char *const[]){"Accept: text/html", NULL});
        seen = seen || strstr(str_text(&answer.body), words) != NULL;
    }
    for (int64_t after = 0, head = 1; after < head;) {
        char target[200];
        AUTO(answer_finish) struct answer page = {0};
        char generation[REGISTRY_GENERATION_TEXT_BYTES];
        int64_t ignored = 0;
        assert_int_equal(registry_head(house->registry, generation, &ignored), ERR_OK);
        snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%d", generation, (int)after);
        kiosk_http(&page, house->url, kiosk, "GET", target, NULL, NULL);
        assert_int_equal(page.status, 200);
        seen = seen || strstr(str_text(&page.body), words) != NULL;
        after = json_int_at(page.json, "to", head);
        head = json_int_at(page.json, "head", 0);
    }
    return seen;
}

static void nothing_is_public_before_a_person_says_so(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    const char *problem = NULL;
    kiosk_make(house, &kiosk);
    web_import(house, NULL);
    struct given idea = give_idea(house, "Zeppelinbroen", "En bro, Zeppelinbroen, over kanalen ved skolen");
    struct given like = give_idea(house, "Kanalbroen", "En bro over kanalen ved skolen, Qvirinusbroen");
    struct submission named;
    seat_make(&named, "maden");
    snprintf(named.name, sizeof(named.name), "Qvirinus Zeppelinbroen");
    give(house, &named);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen")); /* it arrived */
    answer_given(house, &idea, ANSWER_CONSIDERED);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen")); /* it was answered */
    assert_int_equal(joins_join(house->registry, like.order, idea.order, NULL, "Anna", &problem), ERR_OK);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen")); /* another one was joined with it, and says so */
    assert_int_equal(joins_part(house->registry, like.order, NULL, "Anna"), ERR_OK);
    assert_int_equal(joins_join(house->registry, idea.order, like.order, NULL, "Anna", &problem), ERR_OK);
    assert_int_equal(ideas_publish(house->registry, like.order, "Broen", "En bro over kanalen", &problem), ERR_OK);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen"));
    assert_false(is_public(house, &kiosk, "Qvirinus")); /* what staff wrote is what is shown */
    assert_true(is_public(house, &kiosk, "En bro over kanalen"));
    give_support(house, like.order);
    assert_int_equal(joins_part(house->registry, idea.order, NULL, "Anna"), ERR_OK);
    struct submission request = request_by(SUBMISSION_CORRECT, &idea);
    snprintf(request.title, sizeof(request.title), "Zeppelinbroen 2");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen"));
    assert_int_equal(ideas_publish(house->registry, idea.order, NULL, NULL, &problem), ERR_OK); /* a person says so */
    assert_true(is_public(house, &kiosk, "Zeppelinbroen 2"));
    snprintf(request.title, sizeof(request.title), "Zeppelinbroen 3");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen"));
    AUTO(answer_finish) struct answer follow = {0};
    char form[100];
    snprintf(form, sizeof(form), "code=%s", idea.code);
    http(&follow, house->url, "POST", "/follow", form, strlen(form), NULL);
    assert_null(strstr(str_text(&follow.body), "Qvirinus"));
}

/* ---- over HTTP ---- */

static void bad_questions_are_refused(void **state)
{
    static const char *const bodies[] = {"{\"state\":\"closed\"}", "{\"limit\":0}", "{\"limit\":101}",
                                         "{\"cursor\":-1}",        "{\"kinds\":7}", "[]",
                                         "{\"search\":7}"};
    static const char *const joins[] = {"{}", "{\"order\":1}", "{\"order\":0,\"with\":1}",
                                        "{\"order\":1,\"with\":\"2\"}"};
    struct house *house = *state;
    struct staff anna;
    char body[INBOX_SEARCH_BYTES_MAX + 100];
    house_import(house, 1);
    staff_begin(house, "Anna", &anna);
    for (size_t at = 0; at < sizeof(bodies) / sizeof(bodies[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_ask(&answer, house, &anna, "POST", "/v1/staff/inbox", bodies[at], 400);
    }
    for (size_t at = 0; at < sizeof(joins) / sizeof(joins[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_ask(&answer, house, &anna, "POST", "/v1/staff/joins", joins[at], 400);
    }
    snprintf(body, sizeof(body), "{\"search\":\"%0*d\"}", INBOX_SEARCH_BYTES_MAX + 1, 0);
    AUTO(answer_finish) struct answer wide = {0};
    AUTO(answer_finish) struct answer none = {0};
    AUTO(answer_finish) struct answer word = {0};
    staff_ask(&wide, house, &anna, "POST", "/v1/staff/inbox", body, 400);
    staff_ask(&none, house, &anna, "GET", "/v1/staff/inbox/99", NULL, 404);
    staff_ask(&word, house, &anna, "GET", "/v1/staff/inbox/idea-1", NULL, 404);
}

/* ---- from before ---- */

static void what_came_before_there_was_an_inbox_is_in_it(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    unsigned char receipts[3][RECEIPT_CODE_HASH_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    randombytes_buf(receipts, sizeof(receipts));
    kiosk_make(house, &kiosk);
    struct db *db = past_begin(house, past_before("CREATE TABLE entry_event"));
    past_add_kiosk(db, &kiosk);
    for (int at = 0; at < 3; at++) past_add_entry(db, kiosk.id, at < 2 ? "interest" : "idea", "Karoline", receipts[at]);
    receipt_code_name(name, receipts[1]);
    past_add_item(db, "answer", name, 1, "{\"kind\":\"interest\",\"status\":\"read\"}");
    assert_int_equal(db_run(db, "UPDATE entry SET text = 'ring 28123456' WHERE kind = 'idea'", ""), ERR_OK);
    db_close(db);
    past_end(house);
    assert_int_equal(found(house, (struct inbox_view){.state = "open"}, NULL), 2);
    assert_int_equal(found(house, (struct inbox_view){.state = "answered"}, NULL), 1);
    assert_int_equal(inbox_catch_up(house->registry), ERR_OK);
    assert_int_equal(found(house, (struct inbox_view){.marked = true}, NULL), 1);
}

/* ---- two of the staff at one entry ---- */

static void who_answers_what_a_colleague_answered_is_told(void **state)
{
    struct house *house = *state;
    struct staff anna, bo;
    AUTO(answer_finish) struct answer first = {0}, late = {0}, again = {0}, bare = {0};
    struct given given = give_idea(house, "Baenke", "Ved soeen");
    staff_begin(house, "Anna", &anna);
    staff_begin(house, "Bo", &bo);
    int64_t seen = version_of(house, &anna, given.order);
    assert_int_equal(version_of(house, &bo, given.order), seen);
    change_on(&first, house, &anna, "/v1/staff/entries", given.order, seen,
              "\"status\":\"considered\",\"answer\":\"Vi ser p\u00e5 det.\"", 200);
    change_on(&late, house, &bo, "/v1/staff/entries", given.order, seen,
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 409);
    assert_string_equal(answer_code(&late), "conflict");
    const json_t *current = json_object_get(late.json, "current");
    const json_t *history = json_object_get(current, "history");
    const json_t *last = json_array_get(history, json_array_size(history) - 1);
    assert_string_equal(json_text_at(current, "status"), "considered");
    assert_string_equal(json_text_at(last, "who"), "Anna");
    assert_string_equal(json_text_at(last, "what"), "answered");
    assert_status(house, &given, "considered", 0);
    change_on(&again, house, &bo, "/v1/staff/entries", given.order, json_int_at(current, "version", -1),
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 200);
    assert_status(house, &given, "not_now", 0);
    /* The same from the same hand: only its answer was lost. */
    AUTO(answer_finish) struct answer lost = {0}, mine = {0};
    change_on(&lost, house, &bo, "/v1/staff/entries", given.order, json_int_at(current, "version", -1),
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 200);
    change_on(&mine, house, &anna, "/v1/staff/entries", given.order, json_int_at(current, "version", -1),
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 409);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, given.order, &entry), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(entry, "history")), 2);
    /* Who does not say on what, means whatever it is. */
    staff_ask(&bare, house, &anna, "POST", "/v1/staff/entries", "{\"order\":1,\"status\":\"read\"}", 200);
}

static void the_wall_and_a_correction_are_changes_too(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer shown = {0}, late = {0}, hidden = {0}, both = {0}, wrong = {0}, corrected = {0};
    struct given given = give_idea(house, "Baenke", "Ved soeen");
    staff_begin(house, "Anna", &anna);
    int64_t seen = version_of(house, &anna, given.order);
    change_on(&shown, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":true", 200);
    int64_t now = version_of(house, &anna, given.order);
    change_on(&late, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":true,\"title\":\"Andet\"", 409);
    assert_string_equal(json_text_at(json_object_get(json_object_get(late.json, "current"), "shown"), "title"),
                        "Baenke");
    change_on(&hidden, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":false", 409);
    change_on(&both, house, &anna, "/v1/staff/ideas", given.order, now,
              "\"publish\":true,\"title\":\"Andet\",\"status\":\"considered\"", 200);
    AUTO(answer_finish) struct answer lost = {0};
    change_on(&lost, house, &anna, "/v1/staff/ideas", given.order, now,
              "\"publish\":true,\"title\":\"Andet\",\"status\":\"considered\"", 200);
    now = version_of(house, &anna, given.order);
    change_on(&wrong, house, &anna, "/v1/staff/ideas", given.order, -3, "\"publish\":false", 400);
    struct submission correction = request_by(SUBMISSION_CORRECT, &given);
    snprintf(correction.text, sizeof(correction.text), "Ved kanalen");
    assert_int_equal(take(house, &correction), VERDICT_CREATED);
    change_on(&corrected, house, &anna, "/v1/staff/entries", given.order, now, "\"status\":\"read\"", 409);
}

/* Asked so, nothing that is marked gets onto the wall by any way, whoever wrote it; and not asked so, a person decided. */
static void what_is_marked_is_asked_about_first(void **state)
{
    struct house *house = *state;
    struct staff anna;
    json_t *shown = NULL;
    AUTO(answer_finish) struct answer own = {0}, typed = {0}, stale = {0}, clean = {0}, kept = {0}, decided = {0};
    struct given given = give_idea(house, "Baenke", "Ring 28 12 34 56");
    staff_begin(house, "Anna", &anna);
    int64_t seen = version_of(house, &anna, given.order);
    change_on(&own, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":true,\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(own.json, "error"), "code"), "marked");
    const json_t *pieces = json_object_get(json_object_get(own.json, "marked"), "text");
    assert_string_equal(json_text_at(json_array_get(pieces, 1), "text"), "28 12 34 56");
    assert_string_equal(json_text_at(json_array_get(pieces, 1), "mark"), "phone");
    change_on(&typed, house, &anna, "/v1/staff/ideas", given.order, seen,
              "\"title\":\"Skriv til bo@example.dk\",\"text\":\"Ved soeen\",\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(typed.json, "error"), "code"), "marked");
    assert_int_equal(ideas_find(house->registry, given.order, &shown), ERR_NOT_FOUND);
    assert_int_equal(version_of(house, &anna, given.order), seen);
    change_on(&clean, house, &anna, "/v1/staff/ideas", given.order, seen,
              "\"publish\":true,\"text\":\"Ved soeen\",\"unmarked\":true", 200);
    /* That somebody else was there first is told before. */
    change_on(&stale, house, &anna, "/v1/staff/ideas", given.order, seen,
              "\"text\":\"Ring 28 12 34 56\",\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(stale.json, "error"), "code"), "conflict");
    int64_t now = version_of(house, &anna, given.order);
    change_on(&decided, house, &anna, "/v1/staff/ideas", given.order, now, "\"text\":\"Ring 28 12 34 56\"", 200);
    now = version_of(house, &anna, given.order);
    change_on(&kept, house, &anna, "/v1/staff/ideas", given.order, now, "\"title\":\"Andet\",\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(kept.json, "error"), "code"), "marked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(the_inbox_shows_what_is_asked_for),
        house_test(a_list_goes_on_from_its_cursor),
        house_test(counts_tell_what_waits_longest),
        house_test(an_entry_tells_what_happened),
        house_test(nothing_is_public_before_a_person_says_so),
        house_test(what_is_marked_is_asked_about_first),
        house_test(bad_questions_are_refused),
        house_test(what_came_before_there_was_an_inbox_is_in_it),
        house_test(who_answers_what_a_colleague_answered_is_told),
        house_test(the_wall_and_a_correction_are_changes_too),
    };
    html_wipe_on_free();
    return cmocka_run_group_tests_name("registry inbox", tests, house_begin, NULL);
}
