/* tests/e2e/test_wire_cost.c - what the wire costs in bytes, headers and all, between the real programs.
 *
 * Counted is what asks for the feed. Beside it a kiosk takes its turn when it starts and every four hours, and tells
 * once a minute how it is. */
#include "tests/unit/folder.h"

#include <signal.h>
#include <sodium.h>
#include <zlib.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "tests/e2e/counter.h"
#include "tests/e2e/town.h"

enum { PATIENCE_MS = 60000, POLL_BYTES_MAX = 400, CHANGE_BYTES_MAX = 600 };

static void enrol_through(struct town *town, struct counter **out)
{
    char url[64];
    assert_int_equal(counter_start(out, town->port), ERR_OK);
    snprintf(url, sizeof(url), "http://127.0.0.1:%u", (unsigned)counter_port(*out));
    town_enrol(town, url);
    assert_int_equal(town_once(town), 0);
}

static struct counter_part less(struct counter_part now, struct counter_part before)
{
    return (struct counter_part){now.up - before.up, now.down - before.down, now.requests - before.requests};
}

static struct counter_tally since(struct counter *counter, struct counter_tally before)
{
    struct counter_tally now = counter_tally(counter);
    return (struct counter_tally){less(now.all, before.all), less(now.feed, before.feed),
                                  now.connections - before.connections};
}

static void print_cost(const char *what, struct counter_tally cost)
{
    print_message("%s: %lld requests, %lld bytes up, %lld down; beside them %lld, %lld and %lld\n", what,
                  (long long)cost.feed.requests, (long long)cost.feed.up, (long long)cost.feed.down,
                  (long long)(cost.all.requests - cost.feed.requests), (long long)(cost.all.up - cost.feed.up),
                  (long long)(cost.all.down - cost.feed.down));
}

static void a_poll_with_nothing_new_is_one_small_request(void **state)
{
    struct town *town = *state;
    struct counter *counter = NULL;
    enrol_through(town, &counter);
    struct counter_tally before = counter_tally(counter);
    assert_int_equal(town_once(town), 0);
    struct counter_tally cost = since(counter, before);
    print_cost("a poll with nothing new", cost);
    assert_int_equal(cost.feed.requests, 1);
    assert_true(cost.feed.up <= POLL_BYTES_MAX);
    assert_true(cost.feed.down <= POLL_BYTES_MAX);
    counter_stop(counter);
}

/* The same for one that stays: the wait that brought nothing is the round. */
static void a_running_agent_asks_once_a_wait(void **state)
{
    struct town *town = *state;
    struct counter *counter = NULL;
    enrol_through(town, &counter);
    struct counter_tally before = counter_tally(counter);
    town_start_agent(town, "3");
    for (int passed_ms = 0; since(counter, before).feed.requests < 2 && passed_ms < PATIENCE_MS; passed_ms += 50)
        proc_pause(50);
    before = counter_tally(counter); /* one round is over, and it waits */
    proc_pause(9000);
    struct counter_tally cost = since(counter, before);
    print_cost("nine seconds of polling every three", cost);
    assert_true(cost.feed.requests >= 1 && cost.feed.requests <= 5);
    assert_int_equal(cost.connections, 0); /* on one line */
    assert_true(cost.feed.up <= cost.feed.requests * POLL_BYTES_MAX);
    assert_true(cost.feed.down <=
                (cost.feed.requests + 1) * POLL_BYTES_MAX); /* the answer to an earlier one may come in it */
    counter_stop(counter);
}

/* The size of a network as it travels, compressed by itself. */
static size_t compressed_bytes(const struct town *town)
{
    char path[PATH_MAX];
    unsigned char out[65536];
    uLongf out_bytes = sizeof(out);
    snprintf(path, sizeof(path), "%s/content.json", town->folder);
    AUTO(json_auto) json_t *content = json_load_file(path, 0, NULL);
    char *text = json_dumps(json_array_get(json_object_get(content, "networks"), 0), JSON_COMPACT);
    assert_non_null(text);
    assert_int_equal(compress(out, &out_bytes, (const unsigned char *)text, strlen(text)), Z_OK);
    print_message("the network: %zu bytes, compressed %zu\n", strlen(text), (size_t)out_bytes);
    free(text);
    return out_bytes;
}

static void one_changed_network_costs_little_more_than_itself(void **state)
{
    struct town *town = *state;
    struct counter *counter = NULL;
    char title[400];
    enrol_through(town, &counter);
    town_import(town, "Et net, der har fået en ny titel");
    struct counter_tally before = counter_tally(counter);
    assert_int_equal(town_once(town), 0);
    struct counter_tally cost = since(counter, before);
    print_cost("one changed network", cost);
    assert_int_equal(town_networks(town, title, sizeof(title)), 12);
    assert_string_equal(title, "Et net, der har fået en ny titel");
    assert_int_equal(cost.feed.requests, 1);
    /* The question is the poll that is asked anyway. */
    assert_true(cost.feed.up <= POLL_BYTES_MAX);
    assert_true((size_t)cost.feed.down <= compressed_bytes(town) + CHANGE_BYTES_MAX);
    counter_stop(counter);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        town_test(a_poll_with_nothing_new_is_one_small_request),
        town_test(a_running_agent_asks_once_a_wait),
        town_test(one_changed_network_costs_little_more_than_itself),
    };
    return cmocka_run_group_tests_name("wire cost", tests, NULL, NULL);
}
