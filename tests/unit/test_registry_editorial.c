/* tests/unit/test_registry_editorial.c - editorial pages have drafts, versions and a schedule, as networks do; what is
 * other with them. */
#include "tests/unit/networks_house.h"

#include "sync/base/file.h"
#include "sync/registry/content/building.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/content/uploads.h"

#define PAGES "/v1/staff/pages"
#define ABOUT PAGES "/about"

struct desk {
    struct staff anna; /* of the secretariat */
};

static json_t *page(const char *title, json_t *block)
{
    return json_pack("{s:s, s:s, s:[o, {s:s, s:s}]}", "id", "about", "title", title, "blocks", block, "type",
                     "paragraph", "text", "To.");
}

static json_t *paragraph(const char *text)
{
    return json_pack("{s:s, s:s}", "type", "paragraph", "text", text);
}

/* A house with one page on the screens. */
static void desk_begin(struct desk *desk, struct house *house)
{
    struct content_summary summary;
    AUTO(json_auto) json_t *demo = networks_demo();
    json_object_set_new(demo, "pages", json_pack("[o]", page("Om", paragraph("En."))));
    assert_int_equal(content_import(house->registry, demo, &summary), ERR_OK);
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &desk->anna);
}

static void put(struct answer *out, struct house *house, struct desk *desk, int64_t base, json_t *body)
{
    networks_ask(out, house, &desk->anna, "PUT", ABOUT,
                 json_pack("{s:I, s:o}", "base", (json_int_t)base, "body", body));
}

static void act(struct house *house, struct desk *desk, json_t *json, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    networks_ask(&answer, house, &desk->anna, "POST", ABOUT, json);
    if (answer.status != status) fail_msg("%ld: %s", answer.status, str_text(&answer.body));
}

static json_t *deed(const char *what, int64_t version)
{
    return json_pack("{s:s, s:I}", "do", what, "version", (json_int_t)version);
}

static json_t *look(struct house *house, struct desk *desk)
{
    AUTO(answer_finish) struct answer answer = {0};
    networks_ask(&answer, house, &desk->anna, "GET", ABOUT, NULL);
    assert_int_equal(answer.status, 200);
    return json_incref(answer.json);
}

static void assert_shows(struct house *house, const char *title)
{
    AUTO(json_auto) json_t *shown = NULL;
    enum err err = items_find(house->registry->db, "page", "about", &shown);
    assert_int_equal(err, title != NULL ? ERR_OK : ERR_NOT_FOUND);
    if (title != NULL) assert_string_equal(json_text_at(shown, "title"), title);
}

static bool is_logged(struct house *house, const char *what)
{
    int64_t count = 0;
    assert_int_equal(db_int(house->registry->db, &count,
                            "SELECT count(*) FROM staff_log WHERE what = ? AND who = 'Anna'", "t", what),
                     ERR_OK);
    return count > 0;
}

static void a_draft_is_not_shown_until_it_is_published(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer saved = {0};
    put(&saved, house, &desk, 1, page("Om os", paragraph("En.")));
    assert_int_equal(saved.status, 200);
    assert_int_equal(json_int_at(saved.json, "version", 0), 2);
    assert_shows(house, "Om");
    act(house, &desk, deed("review", 2), 200);
    AUTO(json_auto) json_t *whole = look(house, &desk);
    assert_string_equal(json_text_at(whole, "state"), "review");
    assert_int_equal(json_int_at(whole, "published_version", 0), 1);
    act(house, &desk, deed("publish", 2), 200);
    assert_shows(house, "Om os");
    act(house, &desk, deed("restore", 1), 200);
    assert_shows(house, "Om os");
    act(house, &desk, deed("unpublish", 0), 200);
    assert_shows(house, NULL);
    act(house, &desk, deed("publish", 3), 200);
    assert_shows(house, "Om");
    static const char *const known[] = {"page.save", "page.review", "page.publish", "page.restore", "page.unpublish"};
    for (size_t at = 0; at < 5; at++) assert_true(is_logged(house, known[at]));
}

static void it_is_published_at_its_time_and_once(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer saved = {0};
    put(&saved, house, &desk, 1, page("I morgen", paragraph("En.")));
    json_t *json = deed("schedule", 2);
    json_object_set_new(json, "at_s", json_integer(HOUSE_NOW_S + 600));
    act(house, &desk, json, 200);
    networks_later(house, house->url, 300);
    assert_shows(house, "Om");
    networks_later(house, house->url, 400);
    assert_shows(house, "I morgen");
    assert_true(is_logged(house, "page.publish_scheduled"));
}

static void two_who_save_are_asked(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    put(&first, house, &desk, 1, page("Om os", paragraph("En.")));
    put(&second, house, &desk, 1, page("Om dig", paragraph("En.")));
    assert_refused(&second, 409, "conflict");
    assert_string_equal(json_text_at(json_object_get(second.json, "base_body"), "title"), "Om");
    assert_int_equal(json_int_at(json_object_get(second.json, "current"), "version", 0), 2);
}

/* Nobody could tell whether somebody else was quicker. */
static void without_a_base_nothing_is_saved(void **state)
{
    struct house *house = *state;
    struct desk desk;
    static const char *const bases[] = {"{}", "{\"base\":0}", "{\"base\":-1}", "{\"base\":\"1\"}", "{\"base\":null}"};
    static const char *const paths[] = {ABOUT, NETWORKS "/frivilligt-arbejde"};
    desk_begin(&desk, house);
    for (size_t at = 0; at < 2 * sizeof(bases) / sizeof(bases[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        json_t *json = json_loads(bases[at / 2], 0, NULL);
        json_t *body = page("Uden", paragraph("En."));
        json_object_del(body, "id");
        json_object_set_new(json, "body", body);
        networks_ask(&answer, house, &desk.anna, "PUT", paths[at % 2], json);
        assert_refused(&answer, 400, "bad_request");
        assert_non_null(strstr(str_text(&answer.body), "base"));
    }
    AUTO(json_auto) json_t *whole = look(house, &desk);
    assert_int_equal(json_int_at(whole, "newest", 0), 1);
}

static void assert_problem(struct house *house, struct desk *desk, const char *pointer)
{
    AUTO(json_auto) json_t *whole = look(house, desk);
    const json_t *problems = json_object_get(whole, "problems");
    size_t at;
    json_t *one;
    json_array_foreach (problems, at, one) {
        if (strcmp(json_text_at(one, "pointer"), pointer) == 0) return;
    }
    char *text = json_dumps(problems, 0);
    fail_msg("nothing is wrong with %s: %s", pointer, text);
}

static void what_is_wrong_is_said_and_not_published(void **state)
{
    struct house *house = *state;
    struct desk desk;
    static const char nobodys[] = "0000000000000000000000000000000000000000000000000000000000000000";
    desk_begin(&desk, house);
    const struct {
        json_t *block;
        const char *pointer;
    } bad[] = {
        {json_pack("{s:s, s:s, s:s}", "type", "picture", "picture", nobodys, "alt", "Et hus"), "/blocks/0/picture"},
        {json_pack("{s:s, s:s}", "type", "picture", "alt", "Et hus"), "/blocks/0/picture"},
        {json_pack("{s:s, s:s}", "type", "heading", "text", ""), "/blocks/0/text"},
        {json_pack("{s:s}", "type", "heading"), "/blocks/0/text"},
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer saved = {0};
        put(&saved, house, &desk, (int64_t)at + 1, page("Om os", bad[at].block));
        assert_int_equal(saved.status, 200);
        assert_problem(house, &desk, bad[at].pointer);
        act(house, &desk, deed("publish", (int64_t)at + 2), 422);
    }
    assert_shows(house, "Om");
}

/* As long as any version names it, it can be brought back. */
static void a_picture_waits_for_whoever_names_it(void **state)
{
    struct house *house = *state;
    struct desk desk;
    struct picture_size size;
    char *bytes = NULL;
    size_t count = 0;
    AUTO(str_finish) struct str file = {0};
    desk_begin(&desk, house);
    assert_int_equal(file_read(&file, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    assert_int_equal(uploads_add(house->registry, "Anna", str_text(&file), file.length, &size), ERR_OK);
    AUTO(answer_finish) struct answer saved = {0};
    put(&saved, house, &desk, 1,
        page("Om", json_pack("{s:s, s:s, s:s}", "type", "picture", "picture", size.name, "alt", "En jolle")));
    act(house, &desk, deed("publish", 2), 200);
    AUTO(answer_finish) struct answer without = {0};
    put(&without, house, &desk, 2, page("Om", paragraph("En.")));
    act(house, &desk, deed("publish", 3), 200);
    networks_later(house, house->url, UPLOADS_KEPT_S + 10);
    assert_int_equal(pictures_find(house->registry->db, size.name, &bytes, &count), ERR_OK);
    free(bytes);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM item_version WHERE number = 2", ""), ERR_OK);
    networks_later(house, house->url, UPLOADS_KEPT_S + 10);
    assert_int_equal(pictures_find(house->registry->db, size.name, &bytes, &count), ERR_NOT_FOUND);
}

static json_t *english(const char *title, const char *first)
{
    json_t *body = page("Om", paragraph("En."));
    json_object_set_new(
        body, "translations",
        json_pack("{s:{s:s, s:[o, o]}}", "en", "title", title, "blocks", paragraph(first), paragraph("To.")));
    return body;
}

static void a_translation_knows_when_its_danish_changed(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer translated = {0};
    AUTO(answer_finish) struct answer changed = {0};
    put(&translated, house, &desk, 1, english("About", "One."));
    assert_int_equal(translated.status, 200);
    json_t *body = english("About", "One.");
    json_object_set_new(json_array_get(json_object_get(body, "blocks"), 0), "text", json_string("Et."));
    put(&changed, house, &desk, 2, body);
    AUTO(json_auto) json_t *whole = look(house, &desk);
    AUTO(json_auto)
    json_t *wanted = json_loads("{\"missing\":[\"/blocks/1/text\"],\"old\":[\"/blocks/0/text\"]}", 0, NULL);
    assert_true(json_equal(json_object_get(json_object_get(whole, "texts"), "en"), wanted));
}

/* A new one is a draft, stands last once it is published, and can be forgotten before. */
static void a_page_is_begun_and_forgotten(void **state)
{
    struct house *house = *state;
    struct desk desk;
    int64_t last = 0;
    desk_begin(&desk, house);
    for (int times = 0; times < 2; times++) {
        AUTO(answer_finish) struct answer made = {0};
        AUTO(answer_finish) struct answer done = {0};
        json_t *body = page("Råd til dig", paragraph("En."));
        json_object_del(body, "id");
        networks_ask(&made, house, &desk.anna, "POST", PAGES, json_pack("{s:o}", "body", body));
        assert_int_equal(made.status, 200);
        assert_string_equal(json_text_at(made.json, "id"), "raad-til-dig");
        networks_ask(&done, house, &desk.anna, "POST", PAGES "/raad-til-dig",
                     deed(times == 0 ? "discard" : "publish", 1));
        assert_int_equal(done.status, 200);
    }
    assert_int_equal(db_int(house->registry->db, &last, "SELECT position FROM item WHERE id = 'raad-til-dig'", ""),
                     ERR_OK);
    assert_int_equal(last, 1);
}

/* An import beside a draft is on the screens, and has to be merged. */
static void an_import_is_no_silent_overwriting(void **state)
{
    struct house *house = *state;
    struct desk desk;
    struct content_summary summary;
    AUTO(json_auto) json_t *demo = networks_demo();
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer saved = {0};
    put(&saved, house, &desk, 1, page("Mit", paragraph("En.")));
    json_object_set_new(demo, "pages", json_pack("[o]", page("Filens", paragraph("En."))));
    assert_int_equal(content_import(house->registry, demo, &summary), ERR_OK);
    assert_shows(house, "Filens");
    AUTO(json_auto) json_t *whole = look(house, &desk);
    assert_string_equal(json_text_at(whole, "title"), "Mit");
    assert_int_equal(json_int_at(whole, "newest", 0), 3);
    act(house, &desk, deed("publish", 2), 409);
}

/* One more than a file may have could not be imported again. */
static void more_pages_than_a_file_has_are_not_shown(void **state)
{
    struct house *house = *state;
    struct desk desk;
    struct content_summary summary;
    AUTO(json_auto) json_t *demo = networks_demo();
    AUTO(json_auto) json_t *exported = NULL;
    AUTO(answer_finish) struct answer made = {0};
    AUTO(answer_finish) struct answer refused = {0};
    desk_begin(&desk, house);
    json_t *pages = json_array();
    for (int at = 0; at < 60; at++) {
        json_t *one = page("Om", paragraph("En."));
        json_object_set_new(one, "id", json_sprintf("side-%d", at));
        json_array_append_new(pages, one);
    }
    json_object_set_new(demo, "pages", pages);
    assert_int_equal(content_import(house->registry, demo, &summary), ERR_OK);
    AUTO(json_auto) json_t *more = page("Endnu en", paragraph("En."));
    json_object_del(more, "id");
    networks_ask(&made, house, &desk.anna, "POST", PAGES, json_pack("{s:O}", "body", more));
    assert_int_equal(made.status, 200);
    networks_ask(&refused, house, &desk.anna, "POST", PAGES "/endnu-en", deed("publish", 1));
    assert_refused(&refused, 422, "invalid");
    const json_t *problem = json_array_get(json_object_get(refused.json, "problems"), 0);
    assert_non_null(strstr(json_text_at(problem, "danish"), "så mange sider"));
    /* One of those that are shown may be changed. */
    AUTO(answer_finish) struct answer saved = {0};
    AUTO(answer_finish) struct answer shown = {0};
    AUTO(json_auto) json_t *other = page("Ny titel", paragraph("En."));
    json_object_set_new(other, "id", json_string("side-7"));
    networks_ask(&saved, house, &desk.anna, "PUT", PAGES "/side-7", json_pack("{s:i, s:O}", "base", 1, "body", other));
    assert_int_equal(saved.status, 200);
    networks_ask(&shown, house, &desk.anna, "POST", PAGES "/side-7", deed("publish", 2));
    assert_int_equal(shown.status, 200);
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(exported, "pages")), 60);
}

/* The staff page begins one at /pages/new: what has that id could not be opened there. */
static void no_page_is_called_as_the_address_of_a_new_one(void **state)
{
    struct house *house = *state;
    struct desk desk;
    AUTO(answer_finish) struct answer made = {0};
    AUTO(answer_finish) struct answer refused = {0};
    desk_begin(&desk, house);
    networks_ask(&made, house, &desk.anna, "POST", PAGES, json_pack("{s:{s:s}}", "body", "title", "New"));
    assert_int_equal(made.status, 200);
    assert_string_equal(json_text_at(made.json, "id"), "new-2");
    networks_ask(&refused, house, &desk.anna, "POST", PAGES,
                 json_pack("{s:{s:s, s:s}}", "body", "id", "new", "title", "N"));
    assert_refused(&refused, 409, "exists");
}

static void an_editor_learns_what_places_are_called_and_no_more(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer site = {0};
    AUTO(answer_finish) struct answer building = {0};
    AUTO(answer_finish) struct answer pages = {0};
    AUTO(json_auto) json_t *current = NULL;
    AUTO(json_auto)
    json_t *places = json_pack("[{s:s, s:s, s:[s]}]", "id", "library", "name", "Biblioteket", "kiosks", "abc123");
    AUTO(json_auto) json_t *wanted = json_pack("[{s:s, s:s}]", "id", "library", "name", "Biblioteket");
    char problem[SITE_PROBLEM_BYTES];
    struct staff editor = {0};
    struct desk desk;
    desk_begin(&desk, house);
    assert_int_equal(building_change(house->registry, BUILDING_PLACES, json_null(), places, &current, problem), ERR_OK);
    networks_staff(house, "Ole", ROLE_EDITOR, "network-0", &editor);
    networks_ask(&site, house, &editor, "GET", "/v1/staff/site", NULL);
    assert_int_equal(site.status, 200);
    assert_true(json_equal(json_object_get(site.json, "places"), wanted));
    networks_ask(&building, house, &editor, "GET", "/v1/staff/building", NULL);
    assert_int_equal(building.status, 403);
    networks_ask(&pages, house, &editor, "GET", ABOUT, NULL);
    assert_int_equal(pages.status, 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_draft_is_not_shown_until_it_is_published),
        house_test(it_is_published_at_its_time_and_once),
        house_test(two_who_save_are_asked),
        house_test(without_a_base_nothing_is_saved),
        house_test(what_is_wrong_is_said_and_not_published),
        house_test(a_picture_waits_for_whoever_names_it),
        house_test(a_translation_knows_when_its_danish_changed),
        house_test(a_page_is_begun_and_forgotten),
        house_test(an_import_is_no_silent_overwriting),
        house_test(an_editor_learns_what_places_are_called_and_no_more),
        house_test(more_pages_than_a_file_has_are_not_shown),
        house_test(no_page_is_called_as_the_address_of_a_new_one),
    };
    return cmocka_run_group_tests_name("registry editorial", tests, house_begin, NULL);
}
