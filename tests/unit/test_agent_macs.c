/* tests/unit/test_agent_macs.c - how a kiosk asks for pages: with a MAC, and signed where the registry does not know
 * that.
 */
#include "tests/unit/agent_hall.h"

#include "sync/agent/client.h"

static const struct feed_cursor start = {.generation = "g1"};

static struct client *client_of(const struct hall *hall)
{
    struct client *client = NULL;
    const struct http_options options = {.base_url = hall->server.url};
    assert_int_equal(client_open(&client, &hall->identity, &options), ERR_OK);
    return client;
}

static bool is_fresh(struct client *client)
{
    struct feed_page page;
    assert_int_equal(client_feed(client, &start, &page), ERR_OK);
    bool fresh = page.fresh;
    feed_page_finish(&page);
    return fresh;
}

static void assert_asked(struct hall *hall, int with_mac, int signed_ones)
{
    assert_int_equal(hall->with_mac, with_mac);
    assert_int_equal(hall->signed_ones, signed_ones);
    hall->with_mac = hall->signed_ones = 0;
}

static void a_question_for_a_page_has_a_mac(void **state)
{
    struct hall *hall = *state;
    struct client *client = client_of(hall);
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 0);
    client_feed_ahead(client, &start);
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 0);
    hall->mac = MAC_SIGNED;
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 0);
    client_close(client);
}

/* One question more, once, and not with every poll. */
static void an_older_registry_is_asked_with_signatures(void **state)
{
    struct hall *hall = *state;
    struct client *client = client_of(hall);
    hall->mac = MAC_UNKNOWN;
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 1);
    assert_true(is_fresh(client));
    assert_asked(hall, 0, 1);
    client_feed_ahead(client, &start);
    assert_true(is_fresh(client));
    assert_asked(hall, 0, 1);
    client_close(client);
}

/* Newer keys are shared anew. */
static void other_keys_are_tried_with_macs_again(void **state)
{
    struct hall *hall = *state;
    struct client *client = client_of(hall);
    hall->mac = MAC_UNKNOWN;
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 1);
    hall->mac = MAC_HONEST;
    sign_make_keys(hall->identity.content_public, hall->content_secret);
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 0);
    sign_make_keys(hall->identity.sign_public, hall->identity.sign_secret);
    memcpy(hall->kiosk_public, hall->identity.sign_public, sizeof(hall->kiosk_public));
    assert_true(is_fresh(client));
    assert_asked(hall, 1, 0);
    client_close(client);
}

static void a_mac_of_another_proves_nothing(void **state)
{
    struct hall *hall = *state;
    struct client *client = client_of(hall);
    hall->mac = MAC_OF_OTHERS;
    assert_false(is_fresh(client));
    assert_asked(hall, 1, 0);
    client_close(client);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        hall_test(a_question_for_a_page_has_a_mac),
        hall_test(an_older_registry_is_asked_with_signatures),
        hall_test(other_keys_are_tried_with_macs_again),
        hall_test(a_mac_of_another_proves_nothing),
    };
    return cmocka_run_group_tests_name("macs", tests, NULL, NULL);
}
