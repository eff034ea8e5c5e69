/* tests/unit/test_registry_networks.c - drafts, versions, imports beside them and who may, over HTTP. */
#include "tests/unit/networks_desk.h"

#include "sync/registry/content/problems.h"

/* ---- drafts ---- */

static void what_was_imported_is_version_one(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer list = {0};
    networks_ask(&list, house, &desk.anna, "GET", NETWORKS, NULL);
    assert_int_equal(list.status, 200);
    json_t *networks = json_object_get(list.json, "networks");
    assert_int_equal(json_array_size(networks), json_array_size(json_object_get(desk.demo, "networks")));
    const json_t *first = json_array_get(networks, 0);
    assert_string_equal(json_text_at(first, "id"), desk.id);
    assert_string_equal(json_text_at(first, "state"), "published");
    assert_string_equal(json_text_at(first, "changed_by"), VERSIONS_IMPORT);
    assert_int_equal(json_int_at(first, "version", 0), 1);
    assert_int_equal(json_int_at(first, "changed_s", 0), HOUSE_NOW_S);
    assert_true(json_is_null(json_object_get(first, "publish_s")));
    assert_true(json_true_at(first, "mine"));
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    assert_true(json_equal(json_object_get(whole, "body"), json_array_get(json_object_get(desk.demo, "networks"), 0)));
    assert_int_equal(json_array_size(json_object_get(whole, "problems")), 0);
}

static void a_draft_is_beside_what_is_shown(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    char before[200];
    desk_begin(&desk, house);
    int64_t head = head_of(house);
    networks_shown(house, desk.id, before);
    assert_int_equal(networks_retitle(house, &desk.erik, desk.id, "Nyt navn"), 2);
    assert_shown(house, desk.id, before);
    assert_int_equal(head_of(house), head);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 1);
    networks_done(house, &desk.anna, desk.id, "publish", 2, 0);
    assert_shown(house, desk.id, "Nyt navn");
    assert_int_equal(head_of(house), head + 1);
    assert_state(house, &desk.anna, desk.id, "published", 2, 2);
    networks_done(house, &desk.anna, desk.id, "publish", 2, 0); /* again is nothing */
    assert_int_equal(head_of(house), head + 1);
}

static void the_same_body_makes_no_version(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    AUTO(json_auto) json_t *body = networks_titled(whole, "Ny");
    for (int times = 0; times < 2; times++) { /* an answer that was lost: sent again on the old base */
        AUTO(answer_finish) struct answer answer = {0};
        networks_put(&answer, house, &desk.anna, desk.id, 1, body);
        assert_int_equal(answer.status, 200);
        assert_int_equal(json_int_at(answer.json, "version", 0), 2);
    }
}

static void two_who_save_are_asked(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    AUTO(json_auto) json_t *mine = networks_titled(whole, "Mit");
    assert_int_equal(networks_retitle(house, &desk.erik, desk.id, "Eriks"), 2);
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(answer_finish) struct answer merged = {0};
    networks_put(&answer, house, &desk.anna, desk.id, 1, mine);
    assert_refused(&answer, 409, "conflict");
    assert_true(json_equal(json_object_get(answer.json, "base_body"), json_object_get(whole, "body")));
    const json_t *current = json_object_get(answer.json, "current");
    assert_int_equal(json_int_at(current, "version", 0), 2);
    assert_string_equal(json_text_at(current, "changed_by"), "Erik");
    assert_string_equal(json_text_at(json_object_get(current, "body"), "title"), "Eriks");
    assert_state(house, &desk.anna, desk.id, "draft", 2, 1);
    networks_put(&merged, house, &desk.anna, desk.id, 2, mine);
    assert_int_equal(merged.status, 200);
    assert_state(house, &desk.anna, desk.id, "draft", 3, 1);
}

static void a_draft_may_be_incomplete_and_is_not_shown_so(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer made = {0};
    networks_ask(&made, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "title", "Mad på tværs"));
    assert_int_equal(made.status, 200);
    assert_string_equal(json_text_at(made.json, "id"), "mad-paa-tvaers");
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, "mad-paa-tvaers");
    assert_string_equal(json_text_at(whole, "state"), "draft");
    assert_true(json_array_size(json_object_get(whole, "problems")) >= 10);
    static const char *const deeds[] = {"review", "publish", "schedule"};
    for (size_t at = 0; at < 3; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        networks_do(&answer, house, &desk.anna, "mad-paa-tvaers", deeds[at], 1, HOUSE_NOW_S + 60);
        assert_refused(&answer, 422, "invalid");
        const json_t *problems = json_object_get(answer.json, "problems");
        assert_true(json_equal(problems, json_object_get(whole, "problems")));
        size_t index;
        json_t *problem;
        json_array_foreach (problems, index, problem) {
            assert_int_equal(json_text_at(problem, "pointer")[0], '/');
            assert_true(strlen(json_text_at(problem, "field")) > 0);
            assert_true(strlen(json_text_at(problem, "danish")) > 0);
        }
    }
    assert_shown(house, "mad-paa-tvaers", "");
    AUTO(answer_finish) struct answer again = {0};
    networks_ask(&again, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "title", "Mad på tværs"));
    assert_string_equal(json_text_at(again.json, "id"), "mad-paa-tvaers"); /* its answer may have been lost */
    AUTO(answer_finish) struct answer other = {0};
    networks_ask(&other, house, &desk.anna, "POST", NETWORKS,
                 json_pack("{s:{s:s, s:s}}", "body", "title", "Mad på tværs", "question", "Hvordan?"));
    assert_string_equal(json_text_at(other.json, "id"), "mad-paa-tvaers-2");
    AUTO(answer_finish) struct answer taken = {0};
    networks_ask(&taken, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "id", desk.id));
    assert_refused(&taken, 409, "exists");
    AUTO(answer_finish) struct answer bad = {0};
    networks_ask(&bad, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "id", "Æ"));
    assert_refused(&bad, 400, "bad_request");
}

/* A new network that is complete goes where those at work stand. */
static void a_new_network_is_published(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    int64_t place = -1, last = 0;
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(desk.demo, "networks"), 0));
    json_object_set_new(body, "id", json_string("helt-nyt"));
    AUTO(answer_finish) struct answer made = {0};
    networks_ask(&made, house, &desk.anna, "POST", NETWORKS, json_pack("{s:O}", "body", body));
    assert_int_equal(made.status, 200);
    networks_done(house, &desk.anna, "helt-nyt", "publish", 1, 0);
    assert_shown(house, "helt-nyt", json_text_at(body, "title"));
    assert_int_equal(db_int(house->registry->db, &place, "SELECT position FROM item WHERE id = 'helt-nyt'", ""),
                     ERR_OK);
    assert_int_equal(db_int(house->registry->db, &last, "SELECT max(position) FROM item WHERE type = 'network'", ""),
                     ERR_OK);
    assert_in_range(place, 1, last - 1);
}

static void what_is_saved_is_bounded(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    char *much = malloc(FEED_ITEM_BYTES_MAX + 1);
    memset(much, 'a', FEED_ITEM_BYTES_MAX);
    much[FEED_ITEM_BYTES_MAX] = '\0';
    AUTO(json_auto) json_t *large = networks_titled(whole, much);
    free(much);
    AUTO(json_auto) json_t *other = networks_titled(whole, "x");
    json_object_set_new(other, "id", json_string(desk.other));
    json_t *none = json_integer(1);
    json_t *bodies[] = {large, other, none};
    for (size_t at = 0; at < 3; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        networks_put(&answer, house, &desk.anna, desk.id, 1, bodies[at]);
        assert_refused(&answer, 400, "bad_request");
    }
    json_decref(none);
    assert_state(house, &desk.anna, desk.id, "published", 1, 1);
}

/* ---- history ---- */

static void every_version_can_be_seen_and_restored(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    char target[128];
    desk_begin(&desk, house);
    networks_retitle(house, &desk.erik, desk.id, "To");
    atomic_fetch_add(&house->wall_s, 60);
    networks_retitle(house, &desk.anna, desk.id, "Tre");
    networks_done(house, &desk.anna, desk.id, "publish", 3, 0);
    networks_done(house, &desk.erik, desk.id, "restore", 2, 0);
    assert_state(house, &desk.anna, desk.id, "draft", 4, 3);
    AUTO(answer_finish) struct answer list = {0};
    AUTO(answer_finish) struct answer one = {0};
    AUTO(answer_finish) struct answer none = {0};
    snprintf(target, sizeof(target), "/v1/staff/versions/%s", desk.id);
    networks_ask(&list, house, &desk.anna, "GET", target, NULL);
    const json_t *versions = json_object_get(list.json, "versions");
    assert_int_equal(json_array_size(versions), 4);
    const json_t *newest = json_array_get(versions, 0);
    assert_string_equal(json_text_at(newest, "how"), "restore");
    assert_string_equal(json_text_at(newest, "who"), "Erik");
    assert_int_equal(json_int_at(newest, "source", 0), 2);
    assert_int_equal(json_int_at(newest, "parent", 0), 3);
    const json_t *third = json_array_get(versions, 1);
    assert_string_equal(json_text_at(third, "published_by"), "Anna");
    assert_int_equal(json_int_at(third, "made_s", 0), HOUSE_NOW_S + 60);
    snprintf(target, sizeof(target), "/v1/staff/versions/%s?version=2", desk.id);
    networks_ask(&one, house, &desk.anna, "GET", target, NULL);
    assert_string_equal(json_text_at(json_object_get(one.json, "body"), "title"), "To");
    snprintf(target, sizeof(target), "/v1/staff/versions/%s?version=9", desk.id);
    networks_ask(&none, house, &desk.anna, "GET", target, NULL);
    assert_refused(&none, 404, "not_found");
}

static void the_oldest_versions_go_at_last(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    int64_t count = 0, first = 0;
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(desk.demo, "networks"), 0));
    for (int number = 2; number <= VERSIONS_KEPT_MAX + 5; number++) {
        int64_t version = 0;
        json_t *conflict = NULL;
        json_object_set_new(body, "title", json_sprintf("Nummer %d", number));
        assert_int_equal(draft_save(house->registry, "Anna", (struct item_key){ITEM_NETWORK, desk.id}, number - 1, body,
                                    NULL, &version, &conflict),
                         ERR_OK);
        assert_int_equal(version, number);
    }
    assert_int_equal(
        db_int(house->registry->db, &count, "SELECT count(*) FROM item_version WHERE id = ?", "t", desk.id), ERR_OK);
    assert_int_equal(count, VERSIONS_KEPT_MAX + 1); /* and the first, which is published */
    assert_int_equal(db_int(house->registry->db, &first,
                            "SELECT min(number) FROM item_version WHERE id = ? AND number > 1", "t", desk.id),
                     ERR_OK);
    assert_int_equal(first, 6);
}

/* ---- imports beside drafts ---- */

static void an_import_does_not_touch_a_draft(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    networks_retitle(house, &desk.erik, desk.id, "Eriks");
    json_t *imported = json_array_get(json_object_get(desk.demo, "networks"), 0);
    AUTO(json_auto) json_t *before = json_deep_copy(imported);
    json_object_set_new(imported, "question", json_string("Hvad spørger filen om?"));
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 3);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    assert_string_equal(json_text_at(json_object_get(whole, "body"), "title"), "Eriks");
    assert_int_equal(json_int_at(whole, "newest", 0), 3);
    assert_string_equal(json_text_at(whole, "title"), "Eriks"); /* the list speaks of what is worked on */
    /* Neither may be published or saved over the other unseen. */
    AUTO(answer_finish) struct answer publish = {0};
    AUTO(answer_finish) struct answer save = {0};
    AUTO(answer_finish) struct answer merged = {0};
    networks_do(&publish, house, &desk.anna, desk.id, "publish", 2, 0);
    assert_refused(&publish, 409, "other_version");
    AUTO(json_auto) json_t *body = networks_titled(whole, "Eriks igen");
    networks_put(&save, house, &desk.erik, desk.id, 2, body);
    assert_refused(&save, 409, "conflict");
    assert_true(json_equal(json_object_get(save.json, "base_body"), before));
    assert_string_equal(json_text_at(json_object_get(save.json, "current"), "changed_by"), VERSIONS_IMPORT);
    json_object_set_new(body, "question", json_string("Hvad spørger filen om?"));
    networks_put(&merged, house, &desk.erik, desk.id, 3, body);
    assert_int_equal(merged.status, 200);
    networks_done(house, &desk.anna, desk.id, "publish", 4, 0);
    assert_shown(house, desk.id, "Eriks igen");
}

/* A file that says what the draft says comes after the file before it: numbers on the screens never go down. */
static void a_file_like_the_draft_comes_after_the_file_before(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    json_t *imported = json_array_get(json_object_get(desk.demo, "networks"), 0);
    networks_retitle(house, &desk.erik, desk.id, "Eriks");
    AUTO(json_auto) json_t *first = json_deep_copy(imported);
    json_object_set_new(imported, "question", json_string("Hvad spørger filen om?"));
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 3);
    json_object_set(imported, "question", json_object_get(first, "question"));
    json_object_set_new(imported, "title", json_string("Eriks"));
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 4);
    assert_shown(house, desk.id, "Eriks");
}

/* More imports than versions are kept do not push out what somebody works on. */
static void a_draft_outlives_many_imports(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    networks_retitle(house, &desk.erik, desk.id, "Eriks");
    AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(desk.demo, "networks"), 0));
    assert_int_equal(db_begin(house->registry->db), ERR_OK);
    for (int number = 0; number < VERSIONS_KEPT_MAX + 5; number++) {
        json_object_set_new(body, "question", json_sprintf("Spørgsmål %d?", number));
        assert_int_equal(drafts_imported(house->registry, (struct item_key){ITEM_NETWORK, desk.id}, body), ERR_OK);
    }
    assert_int_equal(db_commit(house->registry->db), ERR_OK);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.erik, desk.id);
    assert_string_equal(json_text_at(json_object_get(whole, "body"), "title"), "Eriks");
    assert_int_equal(json_int_at(whole, "version", 0), 2);
    /* What the file brought is taken instead: the list speaks of that then. */
    AUTO(answer_finish) struct answer taken = {0};
    networks_put(&taken, house, &desk.erik, desk.id, json_int_at(whole, "newest", 0), body);
    assert_int_equal(taken.status, 200);
    AUTO(json_auto) json_t *now = networks_get(house, &desk.erik, desk.id);
    assert_string_equal(json_text_at(now, "title"), json_text_at(body, "title"));
}

static void an_import_of_the_same_makes_no_version(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "published", 1, 1);
    /* What is saved, and then comes in a file, is published as it is. */
    networks_retitle(house, &desk.erik, desk.id, "Eriks");
    json_object_set_new(json_array_get(json_object_get(desk.demo, "networks"), 0), "title", json_string("Eriks"));
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "published", 2, 2);
    /* Nobody works on it: an import is the next version. */
    json_object_set_new(json_array_get(json_object_get(desk.demo, "networks"), 0), "title", json_string("Filens"));
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "published", 3, 3);
    /* A file without it takes it down; drafts stay. */
    AUTO(answer_finish) struct answer made = {0};
    networks_ask(&made, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "title", "Ny"));
    json_t *list = json_object_get(desk.demo, "networks");
    json_t *kept = json_incref(json_array_get(list, 0));
    json_array_remove(list, 0);
    networks_import(house, desk.demo);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, json_text_at(kept, "id"));
    assert_string_equal(json_text_at(whole, "state"), "unpublished");
    assert_state(house, &desk.anna, "ny", "draft", 1, 0);
    json_decref(kept);
}

/* What was never on the screens is nothing that a file can have been made from: all of it is asked about. */
static void an_import_is_not_made_of_a_draft(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer made = {0};
    AUTO(answer_finish) struct answer save = {0};
    AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(desk.demo, "networks"), 0));
    json_object_set_new(body, "id", json_string("ny"));
    json_object_set_new(body, "title", json_string("Annas"));
    networks_ask(&made, house, &desk.anna, "POST", NETWORKS, json_pack("{s:O}", "body", body));
    assert_int_equal(made.status, 200);
    AUTO(json_auto) json_t *filed = json_deep_copy(body);
    json_object_set_new(filed, "title", json_string("Filens"));
    json_array_append(json_object_get(desk.demo, "networks"), filed);
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, "ny", "draft", 1, 2);
    networks_put(&save, house, &desk.anna, "ny", 1, body);
    assert_refused(&save, 409, "conflict");
    assert_true(json_is_null(json_object_get(save.json, "base_body")));
}

/* Taken down, and brought back by the next file: what somebody was at stays what is worked on. */
static void a_draft_outlives_a_file_without_it(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    json_t *list = json_object_get(desk.demo, "networks");
    AUTO(json_auto) json_t *shown = json_incref(json_array_get(list, 0));
    AUTO(json_auto) json_t *before = json_deep_copy(shown);
    networks_retitle(house, &desk.erik, desk.id, "Eriks");
    json_array_remove(list, 0);
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "unpublished", 2, 0);
    json_object_set_new(shown, "question", json_string("Hvad spørger filen om?"));
    json_array_insert(list, 0, shown);
    networks_import(house, desk.demo);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 3);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    assert_string_equal(json_text_at(json_object_get(whole, "body"), "title"), "Eriks");
    AUTO(answer_finish) struct answer save = {0};
    AUTO(json_auto) json_t *body = networks_titled(whole, "Eriks igen");
    networks_put(&save, house, &desk.erik, desk.id, 2, body);
    assert_refused(&save, 409, "conflict");
    assert_true(json_equal(json_object_get(save.json, "base_body"), before));
}

/* ---- review, and who may ---- */

/* The permission matrix of test_registry_access asks who may call an address; this, for which network. */
static void editors_touch_their_own_only(void **state)
{
    static const char *const deeds[] = {"review",   "return",     "restore",  "publish",
                                        "schedule", "unschedule", "unpublish"};
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    char target[128];
    desk_begin(&desk, house);
    for (int own = 0; own < 2; own++) {
        const char *id = own != 0 ? desk.id : desk.other;
        AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, id);
        AUTO(json_auto) json_t *body = networks_titled(whole, "Eriks");
        AUTO(answer_finish) struct answer get = {0};
        AUTO(answer_finish) struct answer put = {0};
        AUTO(answer_finish) struct answer versions = {0};
        snprintf(target, sizeof(target), NETWORKS "/%s", id);
        networks_ask(&get, house, &desk.erik, "GET", target, NULL);
        networks_put(&put, house, &desk.erik, id, 1, body);
        snprintf(target, sizeof(target), "/v1/staff/versions/%s", id);
        networks_ask(&versions, house, &desk.erik, "GET", target, NULL);
        const struct answer *const asked[] = {&get, &put, &versions};
        for (size_t at = 0; at < 3; at++) {
            if (own != 0) assert_int_equal(asked[at]->status, 200);
            if (own == 0) assert_refused(asked[at], 403, "not_yours");
        }
        for (size_t at = 0; at < sizeof(deeds) / sizeof(deeds[0]); at++) {
            AUTO(answer_finish) struct answer answer = {0};
            networks_do(&answer, house, &desk.erik, id, deeds[at], 2, HOUSE_NOW_S + 60);
            if (own == 0) assert_refused(&answer, 403, "not_yours");
            if (own != 0 && at < 3) assert_int_equal(answer.status, 200);
            if (own != 0 && at >= 3) assert_refused(&answer, 403, "not_allowed");
        }
    }
    AUTO(answer_finish) struct answer list = {0};
    networks_ask(&list, house, &desk.erik, "GET", NETWORKS, NULL);
    size_t at, mine = 0;
    json_t *one;
    json_array_foreach (json_object_get(list.json, "networks"), at, one) mine += json_true_at(one, "mine");
    assert_int_equal(mine, 1);
    AUTO(answer_finish) struct answer made = {0};
    networks_ask(&made, house, &desk.erik, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "title", "Ny"));
    assert_refused(&made, 403, "not_allowed");
    AUTO(answer_finish) struct answer none = {0};
    networks_ask(&none, house, &desk.erik, "GET", NETWORKS "/findes-ikke", NULL);
    assert_refused(&none, 403, "not_yours"); /* as of one that is there */
}

/* ---- taken down ---- */

/* Only what nobody ever saw can be forgotten. */
static void what_was_never_shown_can_be_discarded(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer made = {0};
    AUTO(answer_finish) struct answer shown = {0};
    AUTO(answer_finish) struct answer taken_down = {0};
    AUTO(answer_finish) struct answer gone = {0};
    networks_ask(&made, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "title", "Fejl"));
    struct staff ole; /* an editor, of that one */
    networks_staff(house, "Ole", ROLE_EDITOR, "fejl", &ole);
    networks_done(house, &desk.anna, "fejl", "discard", 0, 0);
    networks_ask(&gone, house, &desk.anna, "GET", NETWORKS "/fejl", NULL);
    assert_refused(&gone, 404, "not_found");
    networks_do(&shown, house, &desk.anna, desk.id, "discard", 0, 0);
    assert_refused(&shown, 409, "other_version");
    networks_done(house, &desk.anna, desk.id, "unpublish", 0, 0);
    networks_do(&taken_down, house, &desk.anna, desk.id, "discard", 0, 0);
    assert_refused(&taken_down, 409, "other_version");
    /* Another one of the same name is not the one that was given to an editor. */
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer others = {0};
    networks_ask(&again, house, &desk.anna, "POST", NETWORKS, json_pack("{s:{s:s}}", "body", "title", "Fejl"));
    assert_string_equal(json_text_at(again.json, "id"), "fejl");
    networks_ask(&others, house, &ole, "GET", NETWORKS "/fejl", NULL);
    assert_refused(&others, 403, "not_yours");
}

/* ---- translations ---- */

static json_t *count_of(const json_t *whole, const char *lang, const char *what)
{
    return json_object_get(json_object_get(json_object_get(whole, "translations"), lang), what);
}

static void translations_that_lag_are_counted(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    json_t *en = json_pack("{s:s, s:s}", "title", "The name", "question", "What is it?");
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    AUTO(json_auto) json_t *body = json_deep_copy(json_object_get(whole, "body"));
    json_object_set_new(body, "translations", json_pack("{s:o}", "en", en));
    AUTO(answer_finish) struct answer saved = {0};
    networks_put(&saved, house, &desk.anna, desk.id, 1, body);
    assert_int_equal(saved.status, 200);
    networks_retitle(house, &desk.anna, desk.id, "Et andet navn");
    AUTO(json_auto) json_t *after = networks_get(house, &desk.anna, desk.id);
    assert_int_equal(json_integer_value(count_of(after, "en", "old")), 1);
    const json_t *old = json_object_get(json_object_get(json_object_get(after, "texts"), "en"), "old");
    assert_string_equal(json_string_value(json_array_get(old, 0)), "/title");
    assert_int_equal(
        json_integer_value(count_of(after, "pl", "missing")) - json_integer_value(count_of(after, "en", "missing")), 2);
    /* Somebody says that it is right as it is: no new version, and it is not old any more. */
    AUTO(answer_finish) struct answer checked = {0};
    char target[128];
    snprintf(target, sizeof(target), NETWORKS "/%s", desk.id);
    networks_ask(&checked, house, &desk.anna, "PUT", target,
                 json_pack("{s:i, s:O, s:[s]}", "base", 3, "body", json_object_get(after, "body"), "checked",
                           "/translations/en/title"));
    assert_int_equal(json_int_at(checked.json, "version", 0), 3);
    AUTO(json_auto) json_t *last = networks_get(house, &desk.anna, desk.id);
    assert_int_equal(json_integer_value(count_of(last, "en", "old")), 0);
}

/* ---- words ---- */

/* Every way to be wrong that a network has, has a sentence in Danish. */
static void every_problem_has_a_danish_sentence(void **state)
{
    static const char *const wrong[] = {
        "{\"kind\":\"x\"}",
        "{\"kind\":7}",
        "{\"title\":\"\"}",
        "{\"title\":\" a \"}",
        "{\"id\":\"A\"}",
        "{\"short_title\":\"Et navn der er alt for langt til et lille kort\"}",
        "{\"phase\":\"findes-ikke\"}",
        "{\"phase\":null,\"status\":\"active\"}",
        "{\"phase_history\":[\"focus\"],\"phase\":\"gift\"}",
        "{\"phase_history\":7}",
        "{\"remarks\":[]}",
        "{\"remarks\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}",
        "{\"leaders\":[{\"role\":\"x\"}]}",
        "{\"participants\":[\"citizens\",\"citizens\"]}",
        "{\"petals\":[{\"keyword\":\"Et ord som er for langt\"}]}",
        "{\"petals\":[{\"side\":\"north\",\"keyword\":\"a\"}]}",
        "{\"spawned\":[{\"network\":\"findes-ikke\"}]}",
        "{\"spawned\":[{\"network\":\"a\",\"title\":\"b\"}]}",
        "{\"spawned\":[7]}",
        "{\"founding_group\":{\"seats\":0,\"starts\":\"i morgen\"}}",
        "{\"founding_group\":{\"seats\":501}}",
        "{\"founding_group\":7}",
        "{\"gift\":{\"state\":\"lost\"}}",
        "{\"updated\":\"i dag\"}",
        "{\"more\":1}",
        "{\"translations\":{\"english\":{}}}",
        "{\"translations\":{\"en\":{\"title\":\"\"}}}",
    };
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(desk.demo, "networks"), 0));
        AUTO(json_auto) json_t *change = json_loads(wrong[at], 0, NULL);
        AUTO(json_auto) json_t *problems = NULL;
        size_t index;
        json_t *problem;
        assert_non_null(change);
        json_object_update(body, change);
        assert_int_equal(problems_find(house->registry, (struct item_key){ITEM_NETWORK, desk.id}, body, &problems),
                         ERR_OK);
        if (json_array_size(problems) == 0) fail_msg("nothing is wrong with %s", wrong[at]);
        json_array_foreach (problems, index, problem) {
            AUTO(str_finish) struct str danish;
            str_init(&danish, 1000);
            const char *message = json_text_at(problem, "message");
            if (!problems_danish(&danish, json_text_at(problem, "pointer"), message)) {
                fail_msg("%s: no Danish for \"%s\"", wrong[at], message);
            }
        }
    }
    AUTO(str_finish) struct str field;
    str_init(&field, 200);
    problems_field(&field, "/petals/2/keyword");
    assert_string_equal(str_text(&field), "Blad 3: ord");
    str_clear(&field);
    problems_field(&field, "/translations/en/gift/title");
    assert_string_equal(str_text(&field), "Oversættelse, engelsk, Gave, Titel");
}

/* A hostile draft is told what is wrong with it, however its names are cut. */
static void hostile_names_are_survived(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    char name[1500];
    for (size_t at = 0; at + 2 < sizeof(name); at += 2) memcpy(name + at, "æ", 3);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    AUTO(json_auto) json_t *body = networks_titled(whole, name);
    json_object_set_new(body, name, json_string(name));
    json_object_set_new(body, "phase", json_string(name));
    json_object_set_new(body, "a/~\"b", json_null());
    AUTO(answer_finish) struct answer answer = {0};
    networks_put(&answer, house, &desk.anna, desk.id, 1, body);
    assert_int_equal(answer.status, 200);
    assert_true(json_array_size(json_object_get(answer.json, "problems")) >= 4);
}

/* A database of an older program, and a row in it that a bad disk has damaged, and one that it has lost. */
static void a_damaged_draft_keeps_no_other_from_being_summarised(void **state)
{
    struct house *house = *state;
    int64_t left = -1;
    AUTO(json_auto) json_t *demo = networks_demo();
    networks_import(house, demo);
    struct db *db = house->registry->db;
    assert_int_equal(db_run(db, "UPDATE item_work SET texts = ''", ""), ERR_OK);
    assert_int_equal(db_run(db, "DROP INDEX item_version_picture", ""), ERR_OK); /* it would see it before us */
    assert_int_equal(db_run(db, "UPDATE item_version SET body = '{' WHERE id = ?", "t", networks_id(demo, 0)), ERR_OK);
    assert_int_equal(db_run(db, "DELETE FROM item_version WHERE id = ?", "t", networks_id(demo, 1)), ERR_OK);
    int before = atomic_load(&house->reports);
    for (int round = 0; round < 10; round++) {
        AUTO(answer_finish) struct answer answer = {0};
        atomic_fetch_add(&house->monotonic_ms, 1000);
        http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
        assert_int_equal(answer.status, 200);
    }
    assert_int_equal(db_int(db, &left, "SELECT count(*) FROM item_work WHERE texts = ''", ""), ERR_OK);
    assert_int_equal(left, 0);
    assert_int_equal(atomic_load(&house->reports) - before, 2); /* each once */
    /* They are in the list like the others, and the next version mends them. */
    AUTO(answer_finish) struct answer list = {0};
    struct staff staff;
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &staff);
    networks_ask(&list, house, &staff, "GET", NETWORKS, NULL);
    assert_int_equal(list.status, 200);
    assert_int_equal(json_array_size(json_object_get(list.json, "networks")),
                     json_array_size(json_object_get(demo, "networks")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_damaged_draft_keeps_no_other_from_being_summarised),
        house_test(what_was_imported_is_version_one),
        house_test(a_draft_is_beside_what_is_shown),
        house_test(the_same_body_makes_no_version),
        house_test(two_who_save_are_asked),
        house_test(a_draft_may_be_incomplete_and_is_not_shown_so),
        house_test(a_new_network_is_published),
        house_test(what_is_saved_is_bounded),
        house_test(every_version_can_be_seen_and_restored),
        house_test(the_oldest_versions_go_at_last),
        house_test(an_import_does_not_touch_a_draft),
        house_test(a_draft_outlives_many_imports),
        house_test(an_import_of_the_same_makes_no_version),
        house_test(an_import_is_not_made_of_a_draft),
        house_test(a_file_like_the_draft_comes_after_the_file_before),
        house_test(a_draft_outlives_a_file_without_it),
        house_test(editors_touch_their_own_only),
        house_test(what_was_never_shown_can_be_discarded),
        house_test(translations_that_lag_are_counted),
        house_test(every_problem_has_a_danish_sentence),
        house_test(hostile_names_are_survived),
    };
    return cmocka_run_group_tests_name("networks", tests, house_begin, NULL);
}
