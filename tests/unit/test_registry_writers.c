/* tests/unit/test_registry_writers.c - two registries on one database take in entries at the same time: each puts an
 * answer onto the feed, and who reads along meanwhile, at either, misses none and meets no gap. */
#include "tests/unit/crowd.h"

enum { GIVERS = 48, ROUNDS = 4, PAGES_MOST = 2000 };

struct follower {
    const struct test_kiosk *kiosk;
    const char *generation;
    int64_t cursor;
};

/* One page from where the reader stands. The feed keeps an item's latest place only, but nothing here changes twice:
 * so each number from the cursor to the head must be there, in order. */
static void read_page(struct follower *follower, const char *url)
{
    char target[160];
    size_t at;
    json_t *item;
    AUTO(answer_finish) struct answer page = {0};
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", follower->generation,
             (long long)follower->cursor);
    kiosk_http(&page, url, follower->kiosk, "GET", target, NULL, NULL);
    assert_int_equal(page.status, 200);
    json_array_foreach (json_object_get(page.json, "items"), at, item) {
        assert_int_equal(json_int_at(item, "seq", -1), follower->cursor + 1);
        follower->cursor++;
    }
}

static void two_at_once_leave_no_gap(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct registry *other = NULL;
    struct server *server = NULL;
    char url[ADDRESS_TEXT_BYTES + 8];
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    static struct giver givers[GIVERS];
    int64_t head = 0;
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    assert_int_equal(registry_open(&other, house->data, house_clock(house)), ERR_OK);
    house_serve_on(house, &server, other, url);
    const struct address addresses[] = {server_address(house->server), server_address(server)};
    const char *const urls[] = {house->url, url};
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    struct follower follower = {.kiosk = &kiosk, .generation = generation, .cursor = head};

    for (int round = 0; round < ROUNDS; round++) {
        for (size_t at = 0; at < GIVERS; at++) giver_make(&givers[at], &kiosk, "network-0");
        for (size_t at = 0; at < GIVERS; at++) assert_true(giver_connect(&givers[at], &addresses[at % 2]));
        for (size_t at = 0; at < GIVERS; at++) assert_true(giver_send(&givers[at]));
        int64_t wanted = head + (int64_t)(round + 1) * GIVERS;
        for (int page = 0; follower.cursor < wanted && page < PAGES_MOST; page++) read_page(&follower, urls[page % 2]);
        assert_int_equal(follower.cursor, wanted);
        for (size_t at = 0; at < GIVERS; at++) {
            AUTO(answer_finish) struct answer answer = {0};
            assert_true(giver_read(&givers[at], &answer));
            assert_int_equal(answer.status, 200);
            giver_finish(&givers[at]);
        }
    }
    int64_t later = 0;
    assert_int_equal(registry_head(other, generation, &later), ERR_OK);
    assert_int_equal(later, head + (int64_t)ROUNDS * GIVERS);
    server_stop(server);
    registry_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {house_test(two_at_once_leave_no_gap)};
    return cmocka_run_group_tests_name("registry writers", tests, house_begin, NULL);
}
