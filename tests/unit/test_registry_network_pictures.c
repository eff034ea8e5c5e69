/* tests/unit/test_registry_network_pictures.c - a network's own picture: given, asked about, published, kept while
 * anything names it, and imported with a file. */
#include "tests/unit/networks_desk.h"

#include "sync/base/file.h"
#include "sync/registry/content/images.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/content/uploads.h"

#define DINGHY "assets/content/pictures/dinghy.png"

static const char nobodys[] = "0000000000000000000000000000000000000000000000000000000000000000";

static void give_dinghy(struct house *house, struct picture_size *out)
{
    AUTO(str_finish) struct str file = {0};
    assert_int_equal(file_read(&file, DINGHY, PICTURE_BYTES_MAX), ERR_OK);
    assert_int_equal(uploads_add(house->registry, "Anna", str_text(&file), file.length, out), ERR_OK);
}

static bool is_here(struct house *house, const char *name)
{
    char *bytes = NULL;
    size_t count = 0;
    enum err err = pictures_find(house->registry->db, name, &bytes, &count);
    free(bytes);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

/* Saves the draft with this picture (taken over; NULL: none) and gives the new version. */
static int64_t save(struct house *house, const struct desk *desk, json_t *picture)
{
    AUTO(json_auto) json_t *whole = networks_get(house, &desk->anna, desk->id);
    json_t *body = json_object_get(whole, "body");
    AUTO(answer_finish) struct answer answer = {0};
    if (picture != NULL) {
        json_object_set_new(body, "picture", picture);
    } else {
        json_object_del(body, "picture");
    }
    networks_put(&answer, house, &desk->anna, desk->id, json_int_at(whole, "newest", 0), body);
    assert_int_equal(answer.status, 200);
    return json_int_at(answer.json, "version", 0);
}

static void assert_problem(struct house *house, const struct desk *desk, const char *pointer, const char *field)
{
    AUTO(json_auto) json_t *whole = networks_get(house, &desk->anna, desk->id);
    const json_t *problem = json_array_get(json_object_get(whole, "problems"), 0);
    assert_non_null(problem);
    assert_string_equal(json_text_at(problem, "pointer"), pointer);
    assert_string_equal(json_text_at(problem, "field"), field);
    assert_null(strstr(json_text_at(problem, "danish"), "Her er noget"));
}

static void what_is_wrong_with_it_is_said_and_not_published(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    struct picture_size size;
    desk_begin(&desk, house);
    give_dinghy(house, &size);
    char long_text[142];
    memset(long_text, 'a', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    const struct {
        json_t *picture;
        const char *pointer, *field;
    } bad[] = {
        {json_pack("{s:s, s:s}", "picture", nobodys, "alt", "Et hus"), "/picture/picture", "Billede, billede"},
        {json_pack("{s:s, s:s}", "picture", "", "alt", "Et hus"), "/picture/picture", "Billede, billede"},
        {json_pack("{s:s}", "alt", "Et hus"), "/picture/picture", "Billede, billede"},
        {json_pack("{s:s}", "picture", size.name), "/picture/alt", "Billede, billedets ord"},
        {json_pack("{s:s, s:s}", "picture", size.name, "alt", ""), "/picture/alt", "Billede, billedets ord"},
        {json_pack("{s:s, s:s}", "picture", size.name, "alt", long_text), "/picture/alt", "Billede, billedets ord"},
        {json_pack("{s:s, s:s, s:s}", "picture", size.name, "alt", "Et hus", "caption", long_text), "/picture/caption",
         "Billede, billedtekst"},
        {json_pack("{s:s, s:s, s:s}", "picture", size.name, "alt", "Et hus", "src", "x"), "/picture/src",
         "Billede, src"},
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        int64_t version = save(house, &desk, bad[at].picture);
        assert_problem(house, &desk, bad[at].pointer, bad[at].field);
        networks_do(&answer, house, &desk.anna, desk.id, "publish", version, 0);
        assert_int_equal(answer.status, 422);
    }
    long_text[140] = '\0';
    int64_t version =
        save(house, &desk, json_pack("{s:s, s:s, s:s}", "picture", size.name, "alt", long_text, "caption", long_text));
    networks_done(house, &desk.anna, desk.id, "publish", version, 0);
}

/* A kiosk keeps PICTURES_MAX, those of pages (the demo has one) and networks together. */
static void there_are_no_more_than_a_kiosk_keeps(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    struct picture_size size;
    desk_begin(&desk, house);
    give_dinghy(house, &size);
    int64_t version = save(house, &desk, json_pack("{s:s, s:s}", "picture", size.name, "alt", "En jolle"));
    for (int at = 0; at < PICTURES_MAX - 1; at++) {
        char id[32];
        snprintf(id, sizeof(id), "mange-%d", at);
        assert_int_equal(db_run(house->registry->db,
                                "INSERT INTO item (type, id, seq, position, body) VALUES ('network', ?, ?, 99, ?)",
                                "tit", id, (int64_t)1000 + at,
                                at < PICTURES_MAX - 2 ? "{\"picture\":{\"picture\":\"x\"}}" : "{}"),
                         ERR_OK);
    }
    AUTO(json_auto) json_t *good = networks_get(house, &desk.anna, desk.id);
    assert_int_equal(json_array_size(json_object_get(good, "problems")), 0);
    assert_int_equal(db_run(house->registry->db, "UPDATE item SET body = ? WHERE seq = ?", "ti",
                            "{\"picture\":{\"picture\":\"x\"}}", (int64_t)1000 + PICTURES_MAX - 2),
                     ERR_OK);
    assert_problem(house, &desk, "", "");
    AUTO(answer_finish) struct answer answer = {0};
    networks_do(&answer, house, &desk.anna, desk.id, "publish", version, 0);
    assert_int_equal(answer.status, 422);
}

/* As long as any version names it, it can be brought back. */
static void it_waits_for_whoever_names_it(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    struct picture_size size;
    desk_begin(&desk, house);
    give_dinghy(house, &size);
    int64_t with = save(house, &desk, json_pack("{s:s, s:s}", "picture", size.name, "alt", "En jolle"));
    networks_done(house, &desk.anna, desk.id, "publish", with, 0);
    networks_done(house, &desk.anna, desk.id, "publish", save(house, &desk, NULL), 0);
    networks_later(house, house->url, UPLOADS_KEPT_S + 10);
    assert_true(is_here(house, size.name));
    assert_int_equal(db_run(house->registry->db, "DELETE FROM item_version WHERE number = ?", "i", with), ERR_OK);
    networks_later(house, house->url, UPLOADS_KEPT_S + 10);
    assert_false(is_here(house, size.name));
}

static void its_words_are_translated_and_grow_old(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    json_t *body = json_object_get(whole, "body");
    json_object_set_new(body, "picture",
                        json_pack("{s:s, s:s, s:s}", "picture", nobodys, "alt", "En jolle", "caption", "I maj"));
    json_object_set_new(body, "translations", json_pack("{s:{s:{s:s}}}", "en", "picture", "alt", "A dinghy"));
    AUTO(answer_finish) struct answer first = {0};
    networks_put(&first, house, &desk.anna, desk.id, json_int_at(whole, "newest", 0), body);
    json_object_set_new(json_object_get(body, "picture"), "alt", json_string("En lille jolle"));
    AUTO(answer_finish) struct answer second = {0};
    networks_put(&second, house, &desk.anna, desk.id, json_int_at(first.json, "version", 0), body);
    AUTO(json_auto) json_t *now = networks_get(house, &desk.anna, desk.id);
    const json_t *english = json_object_get(json_object_get(now, "texts"), "en");
    AUTO(json_auto) json_t *old = json_pack("[s]", "/picture/alt");
    bool missing = false;
    size_t at;
    json_t *one;
    json_array_foreach (json_object_get(english, "missing"), at, one) {
        missing = missing || strcmp(json_string_value(one), "/picture/caption") == 0;
    }
    assert_true(json_equal(json_object_get(english, "old"), old));
    assert_true(missing);
}

/* ---- import ---- */

struct told {
    int count;
    char text[512];
};

static void tell(void *context, const char *pointer, const char *what)
{
    struct told *told = context;
    told->count++;
    snprintf(told->text, sizeof(told->text), "%s: %s", pointer, what);
}

/* The demo, whose first network has this picture (taken over; NULL: none). */
static json_t *demo_with(json_t *picture)
{
    json_t *demo = networks_demo();
    json_t *network = json_array_get(json_object_get(demo, "networks"), 0);
    if (picture != NULL) json_object_set_new(network, "picture", picture);
    json_object_set_new(demo, "pages", json_array());
    return demo;
}

static void import(struct house *house, json_t *document)
{
    static struct pictures pictures;
    struct told told = {0};
    struct content_summary summary;
    assert_int_equal(content_check(document, tell, &told), ERR_OK);
    assert_int_equal(pictures_read(&pictures, document, "assets/content", house->registry, tell, &told), ERR_OK);
    assert_int_equal(content_import_with(house->registry, document, &pictures, &summary), ERR_OK);
    pictures_finish(&pictures);
}

static void an_import_takes_the_file_beside_it(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *with = demo_with(json_pack("{s:s, s:s}", "file", "pictures/dinghy.png", "alt", "En jolle"));
    AUTO(json_auto) json_t *without = demo_with(NULL);
    AUTO(json_auto) json_t *exported = NULL;
    import(house, with);
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    json_t *picture = json_object_get(json_array_get(json_object_get(exported, "networks"), 0), "picture");
    const char *name = json_text_at(picture, "picture");
    assert_null(json_object_get(picture, "file"));
    assert_true(name != NULL && is_here(house, name));
    import(house, without); /* an earlier version may be brought back */
    assert_true(is_here(house, name));
    import(house, exported);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM item_version", ""), ERR_OK);
    import(house, exported);
    assert_true(is_here(house, name)); /* it is published */
    import(house, without);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM item_version", ""), ERR_OK);
    import(house, without);
    assert_false(is_here(house, name));
}

/* ---- phones ---- */

static void assert_page_has(struct house *house, const char *target, const char *wanted)
{
    AUTO(answer_finish) struct answer page = {0};
    http(&page, house->url, "GET", target, NULL, 0, NULL);
    assert_int_equal(page.status, 200);
    if (strstr(str_text(&page.body), wanted) == NULL) fail_msg("%s has not %s", target, wanted);
}

static long status_of(struct house *house, const char *target)
{
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", target, NULL, 0, NULL);
    return answer.status;
}

static void phones_get_a_small_one_of_what_is_published(void **state)
{
    struct house *house = *state;
    char target[160], wanted[400], value[256];
    AUTO(json_auto)
    json_t *with = demo_with(
        json_pack("{s:s, s:s, s:s}", "file", "pictures/dinghy.png", "alt", "En \"jolle\"", "caption", "I <maj>"));
    AUTO(json_auto) json_t *without = demo_with(NULL);
    json_t *network = json_array_get(json_object_get(with, "networks"), 0);
    json_object_set_new(network, "translations", json_pack("{s:{s:{s:s}}}", "en", "picture", "alt", "A \"dinghy\""));
    import(house, with);
    const char *name = json_text_at(json_object_get(network, "picture"), "picture");
    snprintf(target, sizeof(target), "/n/%s?lang=en", json_text_at(network, "id"));
    snprintf(wanted, sizeof(wanted),
             "<img src=\"../pictures/%s\" width=\"800\" height=\"340\" loading=\"lazy\" decoding=\"async\""
             " alt=\"A &quot;dinghy&quot;\"/>",
             name);
    assert_page_has(house, target, wanted);
    assert_page_has(house, target, "<figcaption lang=\"da\">I &lt;maj&gt;</figcaption>");
    snprintf(wanted, sizeof(wanted), "pictures/%s\"", name);
    assert_page_has(house, "/data/networks.json", wanted);
    snprintf(target, sizeof(target), "/pictures/%s", name);
    AUTO(answer_finish) struct answer small = {0};
    http(&small, house->url, "GET", target, NULL, 0, NULL);
    assert_int_equal(small.status, 200);
    assert_string_equal(answer_header(&small, "Content-Type", value), "image/jpeg");
    assert_non_null(strstr(answer_header(&small, "Cache-Control", value), "immutable"));
    assert_in_range(small.body.length, 1000, IMAGE_PHONE_BYTES_MAX);
    assert_memory_equal(small.body.data, "\xff\xd8\xff", 3);
    assert_int_equal(status_of(house, "/pictures/abc"), 404);
    import(house, without); /* it is kept for who may bring it back, and shown to nobody */
    assert_true(is_here(house, name));
    assert_int_equal(status_of(house, target), 404);
}

/* A picture that came before phones had any. */
static void an_import_makes_what_phones_lack(void **state)
{
    struct house *house = *state;
    int64_t count = 0;
    for (int named = 0; named < 2; named++) {
        AUTO(json_auto) json_t *exported = NULL;
        AUTO(json_auto)
        json_t *with = demo_with(json_pack("{s:s, s:s}", "file", "pictures/dinghy.png", "alt", "En jolle"));
        import(house, with);
        if (named == 1) assert_int_equal(content_export(house->registry, &exported), ERR_OK);
        assert_int_equal(db_run(house->registry->db, "DELETE FROM picture_phone", ""), ERR_OK);
        import(house, named == 1 ? exported : with);
        assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM picture_phone", ""), ERR_OK);
        assert_int_equal(count, 1);
    }
}

static void wrong_files_are_told_by_their_place(void **state)
{
    struct house *house = *state;
    const struct {
        json_t *picture;
        const char *told;
    } cases[] = {
        {json_pack("{s:s, s:s}", "file", "pictures/none.png", "alt", "x"),
         "/networks/0/picture/file: \"pictures/none.png\" is not there"},
        {json_pack("{s:s}", "alt", "x"),
         "/networks/0/picture: must say which picture, with either \"file\" or \"picture\""},
        {json_pack("{s:s, s:s}", "picture", nobodys, "alt", "x"), NULL},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        static struct pictures pictures;
        struct told told = {0};
        AUTO(json_auto) json_t *document = demo_with(cases[at].picture);
        assert_int_equal(pictures_read(&pictures, document, "assets/content", house->registry, tell, &told),
                         ERR_INVALID);
        pictures_finish(&pictures);
        assert_int_equal(told.count, 1);
        if (cases[at].told != NULL) assert_string_equal(told.text, cases[at].told);
    }
}

static void a_file_has_no_more_than_a_kiosk_keeps(void **state)
{
    struct house *house = *state;
    for (size_t more = 0; more < 2; more++) {
        static struct pictures pictures;
        struct told told = {0};
        AUTO(json_auto) json_t *document = demo_with(NULL);
        json_t *networks = json_object_get(document, "networks");
        json_array_clear(networks);
        for (size_t at = 0; at < PICTURES_MAX + more; at++) {
            json_array_append_new(networks,
                                  json_pack("{s:{s:s, s:s}}", "picture", "file", "pictures/dinghy.png", "alt", "x"));
        }
        enum err err = pictures_read(&pictures, document, "assets/content", house->registry, tell, &told);
        assert_int_equal(err, more == 0 ? ERR_OK : ERR_INVALID);
        assert_int_equal(pictures.count, more == 0 ? 1 : 0);
        pictures_finish(&pictures);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(what_is_wrong_with_it_is_said_and_not_published),
        house_test(there_are_no_more_than_a_kiosk_keeps),
        house_test(it_waits_for_whoever_names_it),
        house_test(its_words_are_translated_and_grow_old),
        house_test(an_import_takes_the_file_beside_it),
        house_test(phones_get_a_small_one_of_what_is_published),
        house_test(an_import_makes_what_phones_lack),
        house_test(wrong_files_are_told_by_their_place),
        house_test(a_file_has_no_more_than_a_kiosk_keeps),
    };
    return cmocka_run_group_tests_name("registry network pictures", tests, house_begin, NULL);
}
