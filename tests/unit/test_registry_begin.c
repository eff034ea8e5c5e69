/* tests/unit/test_registry_begin.c - an empty registry's first content, from a file given over HTTP. */
#include "tests/unit/networks_house.h"

#include "sync/base/file.h"
#include "sync/registry/content/problems.h"
#include "sync/registry/content/uploads.h"

#define CONTENT "/v1/staff/content"

/* An empty registry with Anna, who administers it. */
static void begin(struct house *house, struct staff *anna)
{
    networks_staff(house, "Anna", ROLE_ADMINISTRATOR, NULL, anna);
}

/* The demo, whose pages name no pictures. */
static json_t *plain_demo(void)
{
    json_t *demo = networks_demo();
    json_object_set_new(demo, "pages", json_array());
    return demo;
}

static int64_t number(struct house *house, const char *sql)
{
    int64_t out = 0;
    assert_int_equal(db_int(house->registry->db, &out, sql, ""), ERR_OK);
    return out;
}

static void assert_empty(struct house *house)
{
    assert_int_equal(number(house, "SELECT count(*) FROM item"), 0);
    assert_int_equal(number(house, "SELECT head FROM state"), 0);
    assert_int_equal(number(house, "SELECT count(*) FROM staff_log WHERE what = 'content.import'"), 0);
}

static void a_file_becomes_the_first_content(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    begin(house, &anna);
    AUTO(json_auto) json_t *demo = plain_demo();
    AUTO(json_auto) json_t *exported = NULL;
    AUTO(answer_finish) struct answer stored = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer list = {0};
    networks_ask(&stored, house, &anna, "POST", CONTENT, json_incref(demo));
    if (stored.status != 200) fail_msg("%ld %s", stored.status, str_text(&stored.body));
    assert_int_equal(json_int_at(stored.json, "networks", 0), 12);
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    assert_true(json_equal(exported, demo));
    assert_int_equal(number(house, "SELECT count(*) FROM staff_log WHERE what = 'content.import' AND who = 'Anna'"), 1);
    networks_ask(&list, house, &anna, "GET", NETWORKS, NULL);
    assert_int_equal(json_array_size(json_object_get(list.json, "networks")), 12);
    /* What is there is not replaced from here. */
    int64_t head = number(house, "SELECT head FROM state");
    json_object_set_new(json_object_get(demo, "site"), "name", json_string("Et andet hus"));
    networks_ask(&again, house, &anna, "POST", CONTENT, json_incref(demo));
    assert_refused(&again, 409, "exists");
    assert_int_equal(number(house, "SELECT head FROM state"), head);
}

/* Somebody else's was stored while this one was read. */
static void two_at_once_are_one(void **state)
{
    struct house *house = *state;
    struct content_summary summary;
    AUTO(json_auto) json_t *demo = plain_demo();
    assert_int_equal(content_begin(house->registry, "Anna", demo, &summary), ERR_OK);
    assert_int_equal(content_begin(house->registry, "Bo", demo, &summary), ERR_EXISTS);
    assert_int_equal(number(house, "SELECT count(*) FROM staff_log WHERE what = 'content.import'"), 1);
}

static const json_t *problem_at(const json_t *answer, const char *pointer)
{
    size_t at;
    json_t *one;
    json_array_foreach (json_object_get(answer, "problems"), at, one) {
        if (strcmp(json_text_at(one, "pointer"), pointer) == 0) return one;
    }
    char *text = json_dumps(answer, 0);
    fail_msg("nothing is wrong with %s: %s", pointer, text);
    return NULL;
}

static void every_mistake_is_told_at_once_and_nothing_stored(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    begin(house, &anna);
    AUTO(json_auto) json_t *demo = networks_demo(); /* with a page whose picture did not come */
    json_t *networks = json_object_get(demo, "networks");
    json_object_del(json_object_get(demo, "site"), "heading");
    json_object_set_new(json_array_get(networks, 3), "phase", json_string("nowhere"));
    json_object_set(json_array_get(networks, 5), "id", json_object_get(json_array_get(networks, 4), "id"));
    json_object_set_new(json_array_get(json_object_get(json_array_get(networks, 0), "petals"), 2), "keyword",
                        json_string("alt for langt til at stå på et blad"));
    AUTO(answer_finish) struct answer answer = {0};
    networks_ask(&answer, house, &anna, "POST", CONTENT, json_incref(demo));
    assert_refused(&answer, 422, "invalid");
    problem_at(answer.json, "/site/heading");
    problem_at(answer.json, "/networks/3/phase");
    problem_at(answer.json, "/networks/5/id");
    const json_t *keyword = problem_at(answer.json, "/networks/0/petals/2/keyword");
    assert_string_equal(json_text_at(keyword, "field"), "Netværk 1: Blad 3: ord");
    const json_t *picture = problem_at(answer.json, "/pages/3/blocks/3/file");
    assert_non_null(strstr(json_text_at(picture, "danish"), "Vælg det sammen med filen"));
    assert_int_equal(json_int_at(answer.json, "count", 0), json_array_size(json_object_get(answer.json, "problems")));
    assert_empty(house);
}

/* More than anybody reads are counted. */
static void more_mistakes_than_are_told_are_counted(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    begin(house, &anna);
    AUTO(json_auto) json_t *demo = plain_demo();
    json_t *networks = json_array();
    for (int at = 0; at <= PROBLEMS_MAX; at++) json_array_append_new(networks, json_integer(at));
    json_object_set_new(demo, "networks", networks);
    AUTO(answer_finish) struct answer answer = {0};
    networks_ask(&answer, house, &anna, "POST", CONTENT, json_incref(demo));
    assert_refused(&answer, 422, "invalid");
    assert_int_equal(json_array_size(json_object_get(answer.json, "problems")), PROBLEMS_MAX);
    assert_int_equal(json_int_at(answer.json, "count", 0), PROBLEMS_MAX + 1);
    assert_empty(house);
}

static void what_is_no_json_says_where(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    static const char *const bad[] = {"", "{\n \"format\": ¤}", "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]",
                                      "{\"site\":1,\"site\":2}", "{} {}"};
    begin(house, &anna);
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_http(&answer, house, &anna, "POST", CONTENT, bad[at]);
        if (answer.status != 400) fail_msg("\"%s\": %ld %s", bad[at], answer.status, str_text(&answer.body));
        assert_refused(&answer, 400, "not_json");
        if (at == 1) assert_int_equal(json_int_at(answer.json, "line", 0), 2);
    }
    static const char *const none[] = {"7", "[]", "{}", "null"};
    for (size_t at = 0; at < sizeof(none) / sizeof(none[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_http(&answer, house, &anna, "POST", CONTENT, none[at]);
        if (answer.status != 422 && answer.status != 400) fail_msg("\"%s\": %ld", none[at], answer.status);
    }
    assert_empty(house);
}

/* At the limit it is read, one byte more is refused before it is. */
static void it_takes_so_much_and_no_more(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    begin(house, &anna);
    for (size_t more = 0; more < 2; more++) {
        AUTO(answer_finish) struct answer answer = {0};
        size_t bytes = CALL_CONTENT_BYTES_MAX + more;
        char *body = malloc(bytes + 1);
        assert_non_null(body);
        memset(body, ' ', bytes);
        body[0] = '{';
        body[bytes - 1] = '}';
        body[bytes] = '\0';
        staff_http(&answer, house, &anna, "POST", CONTENT, body);
        free(body);
        if (more == 0) assert_refused(&answer, 422, "invalid");
        if (more == 1) assert_refused(&answer, 413, "too_large");
    }
    /* Others' large bodies are not read at all. */
    struct staff bo = {0};
    AUTO(answer_finish) struct answer answer = {0};
    networks_staff(house, "Bo", ROLE_SECRETARIAT, NULL, &bo);
    char *body = calloc(1, 3 * 1024 * 1024);
    memset(body, ' ', 3 * 1024 * 1024 - 1);
    staff_http(&answer, house, &bo, "POST", CONTENT, body);
    free(body);
    assert_refused(&answer, 403, "not_allowed");
    assert_empty(house);
}

/* A picture that was given before belongs to it. */
static void a_picture_that_is_here_may_be_named(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    struct picture_size size;
    AUTO(str_finish) struct str file = {0};
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(json_auto) json_t *demo = networks_demo();
    begin(house, &anna);
    assert_int_equal(file_read(&file, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    assert_int_equal(uploads_add(house->registry, "Anna", str_text(&file), file.length, &size), ERR_OK);
    json_t *block = json_array_get(json_object_get(json_array_get(json_object_get(demo, "pages"), 3), "blocks"), 3);
    assert_int_equal(json_object_del(block, "file"), 0);
    json_object_set_new(block, "picture", json_string(size.name));
    networks_ask(&answer, house, &anna, "POST", CONTENT, json_incref(demo));
    if (answer.status != 200) fail_msg("%ld %s", answer.status, str_text(&answer.body));
    assert_int_equal(json_int_at(answer.json, "pages", 0), 7);
    assert_int_equal(number(house, "SELECT count(*) FROM picture"), 1);
}

/* What was begun before there was content stays, and can be published now. */
static void drafts_that_were_begun_before_stay(void **state)
{
    struct house *house = *state;
    struct staff anna = {0};
    begin(house, &anna);
    AUTO(json_auto) json_t *demo = plain_demo();
    AUTO(json_auto) json_t *body = json_deep_copy(json_array_get(json_object_get(demo, "networks"), 0));
    json_object_set_new(body, "id", json_string("mit"));
    json_object_set_new(body, "spawned", json_array());
    AUTO(answer_finish) struct answer made = {0};
    AUTO(answer_finish) struct answer stored = {0};
    networks_ask(&made, house, &anna, "POST", NETWORKS, json_pack("{s:O}", "body", body));
    assert_int_equal(made.status, 200);
    json_object_set_new(demo, "networks", json_array());
    networks_ask(&stored, house, &anna, "POST", CONTENT, json_incref(demo));
    assert_int_equal(stored.status, 200);
    assert_state(house, &anna, "mit", "draft", 1, 0);
    networks_done(house, &anna, "mit", "publish", 1, 0);
    assert_shown(house, "mit", json_text_at(body, "title"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_file_becomes_the_first_content),
        house_test(two_at_once_are_one),
        house_test(every_mistake_is_told_at_once_and_nothing_stored),
        house_test(more_mistakes_than_are_told_are_counted),
        house_test(what_is_no_json_says_where),
        house_test(it_takes_so_much_and_no_more),
        house_test(a_picture_that_is_here_may_be_named),
        house_test(drafts_that_were_begun_before_stay),
    };
    return cmocka_run_group_tests_name("registry begin", tests, house_begin, NULL);
}
