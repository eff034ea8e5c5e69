/* tests/unit/test_staff_page.c - the staff page as it leaves the registry: one page for all of its addresses, and what
 * it is made of. What it does is looked at in a browser: tests/web/staff.sh. */
#include "tests/unit/staff_house.h"

#include "sync/registry/web/html.h"
#include "sync/registry/web/staff_assets.h"

static void ask_plain(struct answer *out, const struct house *house, const char *target, const char *header)
{
    http(out, house->url, "GET", target, NULL, 0, (const char *const[]){header, NULL});
}

static void every_address_has_the_page(void **state)
{
    struct house *house = *state;
    static const char *const targets[][2] = {{"/staff", "\"assets/"},
                                             {"/staff/", "\"../assets/"},
                                             {"/staff/kiosks", "\"../assets/"},
                                             {"/staff/kiosks?a=/b/c", "\"../assets/"},
                                             {"/staff/networks/frivilligt-arbejde", "\"../../assets/"},
                                             {"/staff/a/b/c", "\"../../../assets/"}};
    for (size_t at = 0; at < sizeof(targets) / sizeof(targets[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        char value[256];
        ask_plain(&answer, house, targets[at][0], NULL);
        assert_int_equal(answer.status, 200);
        assert_non_null(strstr(str_text(&answer.body), targets[at][1]));
        assert_non_null(strstr(str_text(&answer.body), staff_script));
        assert_string_equal(answer_header(&answer, "Cache-Control", value), "no-store");
        answer_header(&answer, "Content-Security-Policy", value);
        assert_non_null(strstr(value, "default-src 'none'; script-src 'self'; style-src 'self'"));
        assert_null(strstr(value, "unsafe"));
    }
}

static void what_is_beside_it_is_not_the_page(void **state)
{
    struct house *house = *state;
    static const char *const targets[] = {"/staffs",  "/staf",      "/staff-", "/assets/nothing.js",
                                          "/assets/", "/assets/a/b"};
    for (size_t at = 0; at < sizeof(targets) / sizeof(targets[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        ask_plain(&answer, house, targets[at], NULL);
        assert_int_equal(answer.status, 404);
    }
}

static void parts_are_kept_forever_and_come_compressed(void **state)
{
    struct house *house = *state;
    size_t compressed = 0;
    assert_true(staff_assets_count > 5);
    for (size_t at = 0; at < staff_assets_count; at++) {
        const struct staff_asset *asset = &staff_assets[at];
        char target[256];
        char value[256];
        snprintf(target, sizeof(target), "/assets/%s", asset->name);
        AUTO(answer_finish) struct answer plain = {0};
        ask_plain(&plain, house, target, NULL);
        assert_int_equal(plain.status, 200);
        assert_int_equal(plain.body.length, asset->plain_bytes);
        assert_memory_equal(str_text(&plain.body), asset->plain, asset->plain_bytes);
        assert_string_equal(answer_header(&plain, "Content-Type", value), asset->type);
        assert_non_null(strstr(answer_header(&plain, "Cache-Control", value), "immutable"));
        if (asset->gzip == NULL) continue;
        AUTO(answer_finish) struct answer packed = {0};
        ask_plain(&packed, house, target, "Accept-Encoding: gzip");
        assert_string_equal(answer_header(&packed, "Content-Encoding", value), "gzip");
        assert_int_equal(packed.body.length, asset->gzip_bytes);
        assert_true(asset->gzip_bytes < asset->plain_bytes);
        compressed++;
    }
    assert_true(compressed >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(every_address_has_the_page),
        house_test(what_is_beside_it_is_not_the_page),
        house_test(parts_are_kept_forever_and_come_compressed),
    };
    html_wipe_on_free();
    return cmocka_run_group_tests_name("staff page", tests, house_begin, NULL);
}
