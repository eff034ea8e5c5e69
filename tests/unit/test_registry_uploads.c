/* tests/unit/test_registry_uploads.c - staff give a picture: it is made anew, named, kept as long as something names
 * it. */
#include "tests/unit/networks_house.h"
#include "tests/unit/pictures_made.h"

#include "sync/model/picture.h"
#include "sync/registry/content/images.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/content/uploads.h"

#define PICTURES "/v1/staff/pictures"

static void give(struct answer *out, const struct house *house, const struct staff *staff, const void *bytes,
                 size_t count)
{
    http(out, house->url, "POST", PICTURES, bytes, count,
         (const char *const[]){staff->cookie, staff->csrf, "Content-Type: image/jpeg", "Expect:", NULL});
}

/* A picture of one's own, by its name. */
static void give_one(const struct house *house, const struct staff *staff, int side, char out[PICTURE_NAME_BYTES])
{
    unsigned char *file = NULL;
    AUTO(answer_finish) struct answer answer = {0};
    size_t bytes = jpeg_make(noise_make(side, side), side, side, &file);
    give(&answer, house, staff, file, bytes);
    free(file);
    if (answer.status != 200) fail_msg("%ld %s", answer.status, str_text(&answer.body));
    snprintf(out, PICTURE_NAME_BYTES, "%s", json_text_at(answer.json, "name"));
}

static int64_t kept(struct house *house, const char *name)
{
    int64_t count = -1;
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM picture WHERE name = ?", "t", name),
                     ERR_OK);
    return count;
}

static void what_is_given_is_made_anew(void **state)
{
    struct house *house = *state;
    struct staff erik = {.cookie = ""};
    char target[160], name[PICTURE_NAME_BYTES];
    unsigned char *jpeg = NULL, *noted = NULL;
    networks_staff(house, "Erik", ROLE_EDITOR, NULL, &erik);
    size_t bytes = jpeg_make(quarters_make(300, 200), 300, 200, &jpeg);
    bytes = jpeg_note(jpeg, bytes, 6, &noted);
    AUTO(answer_finish) struct answer given = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer seen = {0};
    give(&given, house, &erik, noted, bytes);
    give(&again, house, &erik, noted, bytes);
    free(noted);
    assert_int_equal(given.status, 200);
    assert_int_equal(json_int_at(given.json, "width", 0), 200);
    assert_int_equal(json_int_at(given.json, "height", 0), 300);
    assert_true(json_equal(given.json, again.json));
    /* For phones, too; but a draft is nobody's. */
    int64_t for_phones = 0;
    assert_int_equal(db_int(house->registry->db, &for_phones,
                            "SELECT count(*) FROM picture_phone WHERE name = ? AND width = 200 AND height = 300", "t",
                            json_text_at(given.json, "name")),
                     ERR_OK);
    assert_int_equal(for_phones, 1);
    AUTO(answer_finish) struct answer not_yet = {0};
    snprintf(target, sizeof(target), "/pictures/%s", json_text_at(given.json, "name"));
    http(&not_yet, house->url, "GET", target, NULL, 0, NULL);
    assert_int_equal(not_yet.status, 404);
    snprintf(target, sizeof(target), PICTURES "/%s", json_text_at(given.json, "name"));
    staff_http(&seen, house, &erik, "GET", target, NULL);
    assert_int_equal(seen.status, 200);
    picture_name(name, str_text(&seen.body), seen.body.length);
    assert_string_equal(name, json_text_at(given.json, "name"));
    assert_null(memmem(str_text(&seen.body), seen.body.length, "HEMMELIGT", 9));
    AUTO(answer_finish) struct answer none = {0};
    staff_http(&none, house, &erik, "GET", PICTURES "/x", NULL);
    assert_refused(&none, 404, "not_found");
}

static void what_is_none_is_refused(void **state)
{
    struct house *house = *state;
    struct staff erik = {.cookie = ""};
    networks_staff(house, "Erik", ROLE_EDITOR, NULL, &erik);
    AUTO(answer_finish) struct answer empty = {0};
    AUTO(answer_finish) struct answer text = {0};
    give(&empty, house, &erik, "", 0);
    assert_refused(&empty, 400, "not_a_picture");
    give(&text, house, &erik, "<svg onload=alert(1)>", 21);
    assert_refused(&text, 400, "not_a_picture");
    unsigned char *png = NULL;
    size_t bytes = png_made(quarters_make(7000, 3500), 7000, 3500, &png);
    AUTO(answer_finish) struct answer huge = {0};
    give(&huge, house, &erik, png, bytes);
    assert_refused(&huge, 413, "too_large");
    free(png);
}

/* Nobody else may send so much. */
static void large_bodies_are_for_staffs_pictures_only(void **state)
{
    enum { LARGE = 3 * 1024 * 1024 };
    struct house *house = *state;
    struct staff erik = {.cookie = ""};
    struct staff nobody = {.cookie = "X-Nothing: 1", .csrf = "X-Nothing: 2"};
    char *much = calloc(1, CALL_PICTURE_BYTES_MAX + 1);
    networks_staff(house, "Erik", ROLE_EDITOR, NULL, &erik);
    AUTO(answer_finish) struct answer mine = {0};
    AUTO(answer_finish) struct answer theirs = {0};
    AUTO(answer_finish) struct answer more = {0};
    AUTO(answer_finish) struct answer other = {0};
    give(&mine, house, &erik, much, LARGE);
    assert_refused(&mine, 400, "not_a_picture");
    give(&theirs, house, &nobody, much, LARGE);
    assert_refused(&theirs, 401, "sign_in_needed");
    give(&more, house, &erik, much, CALL_PICTURE_BYTES_MAX + 1);
    assert_refused(&more, 413, "too_large");
    http(&other, house->url, "POST", "/v1/staff/preview", much, LARGE,
         (const char *const[]){erik.cookie, erik.csrf, "Expect:", NULL});
    assert_refused(&other, 413, "too_large");
    free(much);
}

static void what_nothing_names_goes(void **state)
{
    struct house *house = *state;
    struct staff anna = {.cookie = ""};
    char used[PICTURE_NAME_BYTES], unused[PICTURE_NAME_BYTES], body[300];
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &anna);
    give_one(house, &anna, 20, used);
    give_one(house, &anna, 21, unused);
    snprintf(body, sizeof(body), "{\"body\":{\"title\":\"Med billede\",\"picture\":{\"picture\":\"%s\"}}}", used);
    AUTO(answer_finish) struct answer made = {0};
    staff_http(&made, house, &anna, "POST", NETWORKS, body);
    assert_int_equal(made.status, 200);
    /* An import names neither. */
    AUTO(json_auto) json_t *demo = networks_demo();
    json_object_set_new(demo, "pages", json_array());
    networks_import(house, demo);
    assert_int_equal(kept(house, used) + kept(house, unused), 2);
    networks_later(house, house->url, UPLOADS_KEPT_S - 1);
    assert_int_equal(kept(house, used) + kept(house, unused), 2);
    networks_later(house, house->url, 1);
    assert_int_equal(kept(house, unused), 0);
    networks_later(house, house->url, 2 * UPLOADS_KEPT_S);
    assert_int_equal(kept(house, used), 1);
}

/* Thousands of versions are looked at in steps, and one that names the picture counts also when it is saved behind the
 * place where the look is. */
static void a_long_look_is_taken_in_steps(void **state)
{
    struct house *house = *state;
    struct staff anna = {.cookie = ""};
    struct uploads_look look = {.count = 0};
    char used[PICTURE_NAME_BYTES], late[PICTURE_NAME_BYTES], unused[PICTURE_NAME_BYTES], body[200];
    char again[PICTURE_NAME_BYTES];
    static const char add[] = "INSERT INTO item_version (type, id, number, made_s, who, how, parent, source, body)"
                              " VALUES ('network', 'a-network', ?, ?, 'Anna', 'save', 0, 0, ?)";
    struct db *db = house->registry->db;
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &anna);
    give_one(house, &anna, 20, used);
    give_one(house, &anna, 21, late);
    give_one(house, &anna, 22, unused);
    give_one(house, &anna, 23, again);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(db_run(db,
                            "INSERT INTO item_work (type, id, newest, draft, title, kind, status, texts)"
                            " VALUES ('network', 'a-network', 500, 1, '', '', '', '')",
                            ""),
                     ERR_OK);
    for (int at = 10; at < 10 + 3 * UPLOADS_STEP; at++) {
        snprintf(body, sizeof(body), "{\"picture\":\"%s\"}", at == 2 * UPLOADS_STEP ? used : "none");
        assert_int_equal(db_run(db, add, "iit", (int64_t)at, (int64_t)1, body), ERR_OK);
    }
    assert_int_equal(db_commit(db), ERR_OK);
    atomic_fetch_add(&house->wall_s, UPLOADS_KEPT_S);
    for (int step = 0; step < 3; step++) {
        assert_int_equal(uploads_expire(house->registry, &look), ERR_OK);
        assert_int_equal(kept(house, used) + kept(house, late) + kept(house, unused) + kept(house, again), 4);
    }
    snprintf(body, sizeof(body), "{\"picture\":\"%s\"}", late);
    assert_int_equal(db_run(db, add, "iit", (int64_t)1, atomic_load(&house->wall_s), body), ERR_OK);
    /* Given once more meanwhile: put off, as uploads_add() does it. */
    assert_int_equal(db_run(db, "UPDATE picture_upload SET due_s = ? WHERE name = ?", "it",
                            atomic_load(&house->wall_s) + UPLOADS_KEPT_S, again),
                     ERR_OK);
    for (int step = 0; step < 2; step++) assert_int_equal(uploads_expire(house->registry, &look), ERR_OK);
    assert_int_equal(kept(house, used) + kept(house, late) + kept(house, again), 3);
    assert_int_equal(kept(house, unused), 0);
}

static void uploads_are_bounded(void **state)
{
    struct house *house = *state;
    unsigned char *png = NULL;
    size_t bytes = png_made(quarters_make(8, 8), 8, 8, &png);
    struct picture_size size;
    assert_int_equal(uploads_add(house->registry, "Anna", png, bytes, &size), ERR_OK);
    assert_int_equal(uploads_add(house->registry, "Anna", "none", 4, &size), ERR_INVALID);
    for (int at = 1; at < UPLOADS_MAX; at++) {
        char name[PICTURE_NAME_BYTES];
        snprintf(name, sizeof(name), "%064d", at);
        assert_int_equal(
            db_run(house->registry->db, "INSERT INTO picture (name, bytes) VALUES (?, ?)", "tb", name, "x", (size_t)1),
            ERR_OK);
        assert_int_equal(db_run(house->registry->db,
                                "INSERT INTO picture_upload (name, who, due_s) VALUES (?, 'Anna', 9999999999)", "t",
                                name),
                         ERR_OK);
    }
    assert_int_equal(uploads_add(house->registry, "Anna", png, bytes, &size), ERR_OK); /* it is here already */
    free(png);
    bytes = png_made(quarters_make(9, 9), 9, 9, &png);
    assert_int_equal(uploads_add(house->registry, "Anna", png, bytes, &size), ERR_FULL);
    free(png);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(what_is_given_is_made_anew),
        house_test(what_is_none_is_refused),
        house_test(large_bodies_are_for_staffs_pictures_only),
        house_test(what_nothing_names_goes),
        house_test(a_long_look_is_taken_in_steps),
        house_test(uploads_are_bounded),
    };
    return cmocka_run_group_tests_name("uploads", tests, house_begin, NULL);
}
