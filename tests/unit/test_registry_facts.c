/* tests/unit/test_registry_facts.c - what the site says of itself is changed one fact at a time, in all languages. */
#include "tests/unit/networks_house.h"
#include "tests/unit/staff_house.h"

#include "sync/registry/content/items.h"
#include "sync/registry/content/site_facts.h"
#include "sync/registry/staff/session_proof.h"
#include "sync/wire/feed.h"

static json_t *begin(struct house *house)
{
    json_t *facts = NULL;
    AUTO(json_auto) json_t *demo = networks_demo();
    networks_import(house, demo);
    assert_int_equal(site_facts_read(house->registry, &facts), ERR_OK);
    return facts;
}

/* Changes a fact to `value` (taken over). */
static enum err change(struct house *house, enum site_fact fact, const json_t *base, json_t *value,
                       char problem[SITE_PROBLEM_BYTES])
{
    AUTO(json_auto) json_t *current = NULL;
    enum err err = site_facts_change(house->registry, "Anna", fact, base, value, &current, problem);
    assert_int_equal(err == ERR_CONFLICT, current != NULL);
    json_decref(value);
    return err;
}

static json_t *site_of(struct house *house)
{
    json_t *site = NULL;
    assert_int_equal(items_find(house->registry->db, "site", "site", &site), ERR_OK);
    return site;
}

static int64_t changes_logged(struct house *house)
{
    int64_t count = 0;
    assert_int_equal(
        db_int(house->registry->db, &count, "SELECT count(*) FROM staff_log WHERE what = 'site.change'", ""), ERR_OK);
    return count;
}

static void a_fact_is_changed_in_all_languages_and_nothing_else(void **state)
{
    struct house *house = *state;
    char problem[SITE_PROBLEM_BYTES];
    AUTO(json_auto) json_t *facts = begin(house);
    AUTO(json_auto) json_t *before = site_of(house);
    const json_t *base = json_object_get(facts, "contact");
    AUTO(json_auto) json_t *value = json_deep_copy(base);
    json_object_set_new(json_object_get(json_object_get(value, "da"), "contact"), "phone", json_string("11 22 33 44"));
    json_object_set_new(json_object_get(json_object_get(value, "en"), "contact"), "name", json_string("the office"));
    json_object_del(value, "pl");
    assert_int_equal(change(house, SITE_CONTACT, base, json_incref(value), problem), ERR_OK);
    assert_int_equal(change(house, SITE_CONTACT, base, json_incref(value), problem), ERR_OK); /* the answer was lost */
    assert_int_equal(changes_logged(house), 1);
    AUTO(json_auto) json_t *after = site_of(house);
    AUTO(json_auto) json_t *facts_after = NULL;
    assert_int_equal(site_facts_read(house->registry, &facts_after), ERR_OK);
    assert_true(json_equal(json_object_get(facts_after, "contact"), value));
    assert_string_equal(json_text_at(json_object_get(after, "contact"), "phone"), "11 22 33 44");
    static const char *const others[] = {"name", "heading", "phases", "notice"};
    for (size_t at = 0; at < 4; at++) {
        assert_true(json_equal(json_object_get(before, others[at]), json_object_get(after, others[at])));
    }
    const json_t *polish = json_object_get(json_object_get(after, "translations"), "pl");
    assert_null(json_object_get(polish, "contact"));
    assert_non_null(json_object_get(polish, "notice"));
    assert_int_equal(change(house, SITE_CONTACT, base, json_incref(json_object_get(facts, "contact")), problem),
                     ERR_CONFLICT);
}

static void what_is_wrong_is_said_and_changes_nothing(void **state)
{
    struct house *house = *state;
    static const struct {
        enum site_fact fact;
        const char *value;
    } bad[] = {
        {SITE_NAMES, "7"},
        {SITE_NAMES, "{\"da\":{\"name\":\"Huset\"}}"}, /* and no heading */
        {SITE_NAMES, "{\"da\":{\"name\":\"Huset\",\"heading\":\"H\",\"contact\":{}}}"},
        {SITE_NAMES, "{\"da\":{\"name\":\"Huset\",\"heading\":\"H\"},\"xx\":{}}"},
        {SITE_NAMES, "{\"da\":{\"name\":\"Huset\",\"heading\":\"H\"},\"en\":7}"},
        {SITE_CONTACT,
         "{\"da\":{\"contact\":{\"name\":\"N\",\"email\":\"nobody\",\"phone\":\"1\",\"address\":\"A\"}}}"},
        {SITE_ADDRESS, "{\"da\":{\"public_url\":\"javascript:1\"}}"},
        {SITE_PHASES, "{\"da\":{\"phases\":[]}}"},
    };
    char problem[SITE_PROBLEM_BYTES];
    static const char *const names[] = {"names", "contact", "phases", "address"};
    AUTO(json_auto) json_t *facts = begin(house);
    AUTO(json_auto) json_t *before = site_of(house);
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        json_t *value = json_loads(bad[at].value, JSON_DECODE_ANY, NULL);
        enum err err = change(house, bad[at].fact, json_object_get(facts, names[bad[at].fact]), value, problem);
        if (err != ERR_INVALID || problem[0] == '\0') fail_msg("%s: %s", bad[at].value, err_text(err));
    }
    AUTO(json_auto) json_t *after = site_of(house);
    assert_true(json_equal(before, after));
    assert_int_equal(changes_logged(house), 0);
}

/* One that no network needs may go; one that a network was in may be called otherwise. */
static void a_phase_that_is_needed_stays(void **state)
{
    struct house *house = *state;
    char problem[SITE_PROBLEM_BYTES];
    AUTO(json_auto) json_t *facts = begin(house);
    const json_t *base = json_object_get(facts, "phases");
    AUTO(json_auto) json_t *more = json_deep_copy(base);
    json_t *phases = json_object_get(json_object_get(more, "da"), "phases");
    json_array_append_new(phases, json_pack("{s:s, s:s, s:s}", "id", "rest", "label", "Hvile", "explanation", "Ro."));
    json_object_set_new(json_array_get(phases, 0), "label", json_string("Samling"));
    assert_int_equal(change(house, SITE_PHASES, base, json_incref(more), problem), ERR_OK);
    AUTO(json_auto) json_t *twice = json_deep_copy(more);
    json_array_append_new(json_object_get(json_object_get(twice, "da"), "phases"),
                          json_pack("{s:s, s:s, s:s}", "id", "rest", "label", "Pause", "explanation", "Ro."));
    assert_int_equal(change(house, SITE_PHASES, more, json_incref(twice), problem), ERR_INVALID);
    AUTO(json_auto) json_t *less = json_deep_copy(more);
    json_array_remove(json_object_get(json_object_get(less, "da"), "phases"), 0);
    assert_int_equal(change(house, SITE_PHASES, more, json_incref(less), problem), ERR_REFUSED);
    assert_non_null(strstr(problem, "focus"));
    AUTO(json_auto) json_t *without = json_deep_copy(more);
    phases = json_object_get(json_object_get(without, "da"), "phases");
    json_array_remove(phases, json_array_size(phases) - 1);
    assert_int_equal(change(house, SITE_PHASES, more, json_incref(without), problem), ERR_OK);
}

/* A name that is cut within a letter is told of all the same. */
static void what_is_cut_is_still_text(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    AUTO(answer_finish) struct answer fact = {0}, part = {0};
    AUTO(json_auto) json_t *facts = begin(house);
    AUTO(json_auto) json_t *value = json_deep_copy(json_object_get(facts, "names"));
    char name[1 + 2 * 90 + 1] = "a";
    for (size_t at = 1; at + 2 < sizeof(name); at += 2) memcpy(name + at, "å", sizeof("å"));
    json_object_set_new(value, name, json_object());
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &anna);
    networks_ask(
        &fact, house, &anna, "PUT", "/v1/staff/facts",
        json_pack("{s:s, s:O, s:O}", "fact", "names", "base", json_object_get(facts, "names"), "value", value));
    assert_refused(&fact, 400, "bad_request");
    AUTO(json_auto) json_t *site = site_of(house);
    const json_t *hours = json_object_get(site, "opening_hours");
    networks_ask(&part, house, &anna, "PUT", "/v1/staff/building",
                 json_pack("{s:s, s:O?, s:{s:{}}}", "part", "opening_hours", "base", hours, "value", name));
    assert_refused(&part, 400, "bad_request");
}

/* Each fact may be right, and all that the house says too much for the feed: in Danish, with what to do. */
static void too_much_is_said_in_sizes(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    AUTO(json_auto) json_t *facts = begin(house);
    AUTO(json_auto) json_t *site = site_of(house);
    AUTO(json_auto) json_t *value = json_deep_copy(json_object_get(facts, "phases"));
    AUTO(answer_finish) struct answer answer = {0};
    char *much = calloc(1, FEED_ITEM_BYTES_MAX - 1000);
    memset(much, 'x', FEED_ITEM_BYTES_MAX - 1001);
    json_object_set_new(site, "later", json_string(much)); /* as a program to come may put there */
    free(much);
    assert_int_equal(items_put(house->registry->db, "site", "site", 0, site), ERR_OK);
    json_t *phases = json_object_get(json_object_get(value, "da"), "phases");
    json_object_set_new(json_array_get(phases, 0), "label", json_string("Samling"));
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &anna);
    networks_ask(
        &answer, house, &anna, "PUT", "/v1/staff/facts",
        json_pack("{s:s, s:O, s:O}", "fact", "phases", "base", json_object_get(facts, "phases"), "value", value));
    assert_refused(&answer, 409, "site_full");
    assert_non_null(strstr(str_text(&answer.body), "128 KiB"));
    assert_int_equal(changes_logged(house), 0);
}

/* A file knows nothing of what was changed in the browser: who imports it is told, and what was there is given back. */
static void an_import_tells_what_it_replaces(void **state)
{
    struct house *house = *state;
    struct content_summary summary;
    char problem[SITE_PROBLEM_BYTES];
    const struct pictures none = {.count = 0};
    AUTO(json_auto) json_t *facts = begin(house);
    AUTO(json_auto) json_t *demo = networks_demo();
    AUTO(content_replaced_finish) struct content_replaced replaced = {.told = NULL};
    AUTO(content_replaced_finish) struct content_replaced again = {.told = NULL};
    const json_t *base = json_object_get(facts, "contact");
    AUTO(json_auto) json_t *value = json_deep_copy(base);
    /* In a translation only. */
    json_object_set_new(json_object_get(json_object_get(value, "en"), "contact"), "name", json_string("the office"));
    assert_int_equal(change(house, SITE_CONTACT, base, json_incref(value), problem), ERR_OK);
    AUTO(json_auto) json_t *before = site_of(house);
    assert_int_equal(content_import_telling(house->registry, demo, &none, &summary, &replaced), ERR_OK);
    assert_string_equal(replaced.told, "contact (Anna)");
    assert_true(json_equal(replaced.site, before));
    int64_t logged = 0;
    assert_int_equal(db_int(house->registry->db, &logged,
                            "SELECT count(*) FROM staff_log WHERE what = 'content.replace' AND target = 'contact'", ""),
                     ERR_OK);
    assert_int_equal(logged, 1);
    /* What the file itself had otherwise is nobody's work; and what was changed and is the same replaces nothing. */
    json_object_set_new(json_object_get(json_object_get(demo, "site"), "contact"), "phone", json_string("11 22 33 44"));
    assert_int_equal(content_import_telling(house->registry, demo, &none, &summary, &again), ERR_OK);
    assert_null(again.told);
    assert_null(again.site);
}

static void without_content_there_is_none(void **state)
{
    struct house *house = *state;
    json_t *facts = NULL;
    char problem[SITE_PROBLEM_BYTES];
    assert_int_equal(site_facts_read(house->registry, &facts), ERR_NOT_FOUND);
    assert_int_equal(change(house, SITE_NAMES, NULL, json_pack("{s:{}}", "da"), problem), ERR_NOT_FOUND);
}

static void put_is(struct house *house, const struct staff *staff, const char *fact, json_t *value, const char *code)
{
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(answer_finish) struct answer facts = {0};
    staff_http(&facts, house, staff, "GET", "/v1/staff/facts", NULL);
    AUTO(json_auto)
    json_t *json =
        json_pack("{s:s, s:O, s:o}", "fact", fact, "base", json_object_get(facts.json, fact), "value", value);
    char *body = json_dumps(json, JSON_COMPACT);
    staff_http(&answer, house, staff, "PUT", "/v1/staff/facts", body);
    assert_string_equal(answer_code(&answer), code);
    free(body);
}

/* Who sits down at another's open page must not lead every phone in town elsewhere. */
static void where_the_codes_lead_takes_a_young_proof(void **state)
{
    struct house *house = *state;
    struct staff staff;
    AUTO(json_auto) json_t *facts = begin(house);
    staff_with_session(house, "berit", ROLE_SECRETARIAT, NULL, &staff);
    assert_int_equal(db_run(house->registry->db, "UPDATE session SET proof_s = ?", "i",
                            (int64_t)HOUSE_NOW_S - SESSION_PROOF_S),
                     ERR_OK);
    put_is(house, &staff, "address", json_pack("{s:{s:s}}", "da", "public_url", "https://evil.example"),
           "proof_needed");
    put_is(house, &staff, "address", json_pack("{s:{}}", "da"), "proof_needed");
    assert_int_equal(changes_logged(house), 0);
    put_is(house, &staff, "names", json_pack("{s:{s:s, s:s}}", "da", "name", "Huset", "heading", "Velkommen"), "");
    assert_int_equal(changes_logged(house), 1);
    assert_int_equal(db_run(house->registry->db, "UPDATE session SET proof_s = ?", "i", (int64_t)HOUSE_NOW_S), ERR_OK);
    put_is(house, &staff, "address", json_pack("{s:{s:s}}", "da", "public_url", "https://netvaerk.example"), "");
    assert_int_equal(changes_logged(house), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(where_the_codes_lead_takes_a_young_proof),
        house_test(a_fact_is_changed_in_all_languages_and_nothing_else),
        house_test(what_is_wrong_is_said_and_changes_nothing),
        house_test(a_phase_that_is_needed_stays),
        house_test(what_is_cut_is_still_text),
        house_test(an_import_tells_what_it_replaces),
        house_test(too_much_is_said_in_sizes),
        house_test(without_content_there_is_none),
    };
    return cmocka_run_group_tests_name("registry facts", tests, house_begin, NULL);
}
