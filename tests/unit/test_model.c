/* tests/unit/test_model.c - words of a search, networks, ideas and answers as they stand on the feed. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/answer.h"
#include "sync/model/fold.h"
#include "sync/model/network.h"
#include "sync/model/site.h"

enum { CONTENT_BYTES_MAX = 4 << 20 };

static json_t *idea_body(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s}", "id", "idea-1", "title", "En bænk", "text",
                     "Ved søen.", "side", "citizens", "status", "invited", "answer", "Kom.", "network", "alder",
                     "supports", 3, "published", "2026-11-21");
}

static void an_idea_is_read_within_its_limits(void **state)
{
    (void)state;
    static const char *const needed[] = {"id", "title", "text", "side", "status"};
    struct idea idea;
    AUTO(json_auto) json_t *body = idea_body();
    assert_int_equal(idea_from_json(&idea, body), ERR_OK);
    assert_string_equal(idea.network, "alder");
    assert_int_equal(idea.supports, 3);
    idea_finish(&idea);
    for (size_t at = 0; at < sizeof(needed) / sizeof(needed[0]); at++) {
        AUTO(json_auto) json_t *without = idea_body();
        json_object_del(without, needed[at]);
        assert_int_equal(idea_from_json(&idea, without), ERR_INVALID);
    }
    json_object_set_new(body, "status", json_string("not_now"));
    json_object_set_new(body, "supports", json_integer(-4));
    assert_int_equal(idea_from_json(&idea, body), ERR_OK);
    assert_null(idea.network); /* of an earlier status */
    assert_int_equal(idea.supports, 0);
    idea_finish(&idea);
    for (int status = 0; status < IDEA_STATUS_COUNT; status++) {
        assert_int_equal(idea_status_from_name(idea_status_name((enum idea_status)status)), status);
        assert_string_equal(idea_status_name((enum idea_status)status), answer_status_name((enum answer_status)status));
    }
}

static void an_answer_has_only_statuses_of_its_kind(void **state)
{
    (void)state;
    for (int kind = 0; kind < SUBMISSION_KIND_COUNT; kind++) {
        for (int status = 0; status < ANSWER_STATUS_COUNT; status++) {
            struct outcome outcome;
            AUTO(json_auto)
            json_t *body = json_pack("{s:s, s:s, s:i}", "kind", submission_kind_name((enum submission_kind)kind),
                                     "status", answer_status_name((enum answer_status)status), "place", 2);
            bool fits = answer_status_fits((enum answer_status)status, (enum submission_kind)kind);
            assert_int_equal(outcome_from_json(&outcome, body) == ERR_OK, fits);
            if (fits) outcome_finish(&outcome);
        }
    }
    assert_true(answer_status_fits(ANSWER_WAITING_LIST, SUBMISSION_SEAT));
    assert_false(answer_status_fits(ANSWER_WAITING_LIST, SUBMISSION_IDEA));
    assert_false(answer_status_is_for_staff(ANSWER_ERASED, SUBMISSION_SEAT));
    assert_false(answer_status_fits(ANSWER_ERASED, SUBMISSION_SUPPORT));
}

static void danish_letters_become_two(void **state)
{
    (void)state;
    AUTO(str_finish) struct str folded;
    str_init(&folded, 100);
    fold_add(&folded, "ÆØÅ æøå É Ã ");
    fold_add(&folded, "\xc3"); /* cut off */
    assert_string_equal(str_text(&folded), "aeoeaa aeoeaa É Ã \xc3");
}

static void what_is_typed_becomes_words_in_quotes(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *query;
    } table[] = {
        {"børn", "\"boern\"*"},       {"  børn  anb ", "\"boern\"* \"anb\"*"},
        {"a\"b", "\"a\"* \"b\"*"},    {"x OR y", "\"x\"* \"OR\"* \"y\"*"},
        {"43-68", "\"43\"* \"68\"*"}, {"żółć", "\"żółć\"*"},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        AUTO(str_finish) struct str query;
        assert_int_equal(fold_query(&query, table[at].typed), ERR_OK);
        assert_string_equal(str_text(&query), table[at].query);
    }
    static const char *const nothing[] = {"", " ", "\"*()", "-"};
    for (size_t at = 0; at < sizeof(nothing) / sizeof(nothing[0]); at++) {
        AUTO(str_finish) struct str query;
        assert_int_equal(fold_query(&query, nothing[at]), ERR_NOT_FOUND);
    }
}

static json_t *network_json(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", "alder", "kind", "learning", "status", "redefined", "title",
                     "Alder", "question", "Hvordan?");
}

static void a_network_needs_little(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *body = network_json();
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_int_equal(network.kind, KIND_LEARNING);
    assert_int_equal(network.status, STATUS_REDEFINED);
    assert_string_equal(network.short_title, "Alder");
    assert_null(network.phase);
    assert_int_equal(network.petals_count, 0);
    assert_int_equal(network.group_state, GROUP_NONE);
    network_finish(&network);
    network_finish(&network); /* zeroed now */
}

static void a_network_without_its_heart_is_none(void **state)
{
    (void)state;
    static const char *const keys[] = {"id", "kind", "status", "title", "question"};
    struct network network;
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        AUTO(json_auto) json_t *body = network_json();
        json_object_del(body, keys[at]);
        assert_int_equal(network_from_json(&network, body), ERR_INVALID);
    }
    AUTO(json_auto) json_t *body = network_json();
    json_object_set_new(body, "kind", json_string("unheard of"));
    assert_int_equal(network_from_json(&network, body), ERR_INVALID);
    char id[NETWORK_ID_BYTES_MAX + 2];
    memset(id, 'x', sizeof(id));
    id[NETWORK_ID_BYTES_MAX + 1] = '\0';
    AUTO(json_auto) json_t *long_id = network_json();
    json_object_set_new(long_id, "id", json_string(id));
    assert_int_equal(network_from_json(&network, long_id), ERR_INVALID);
    assert_int_equal(network_from_json(&network, NULL), ERR_INVALID);
}

static void what_is_over_a_limit_is_cut(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *body = network_json();
    json_t *petals = json_array();
    json_t *history = json_array();
    for (int at = 0; at < 30; at++) {
        json_array_append_new(petals, json_pack("{s:s, s:s, s:s}", "side", at % 2 ? "staff" : "municipality", "state",
                                                at < 3 ? "created" : "expected", "keyword", "x"));
        json_array_append_new(history, json_string("idea"));
    }
    json_array_insert_new(petals, 0, json_pack("{s:s, s:s}", "side", "nobody", "keyword", "passed over"));
    json_object_set_new(body, "petals", petals);
    json_object_set_new(body, "phase_history", history);
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_int_equal(network.petals_count, NETWORK_PETALS_MAX);
    assert_int_equal(network.phase_history_count, NETWORK_PHASES_MAX);
    char letters[NETWORK_PETALS_MAX + 1];
    network_petals_as_letters(&network, letters);
    assert_string_equal(letters, "GBGbgbgbgbgb");
    struct petal back[NETWORK_PETALS_MAX];
    assert_int_equal(network_petals_from_letters(back, "GBGbgb?gbgbgbGGG"), NETWORK_PETALS_MAX);
    assert_true(back[2].created);
    assert_false(back[3].created);
    assert_int_equal(back[3].side, SIDE_STAFF);
    network_finish(&network);
}

static void what_a_network_gave_and_set_off_is_read(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *body = network_json();
    json_object_set_new(body, "participants", json_pack("[s, s, s]", "citizens", "education", "martians"));
    json_object_set_new(body, "spawned",
                        json_pack("[{s:s}, {s:s}, {s:i}]", "network", "unge", "title", "Et projekt", "title", 7));
    json_object_set_new(body, "gift",
                        json_pack("{s:s, s:s, s:s, s:s}", "state", "shelf", "title", "En bog", "text", "Den kan læses.",
                                  "receiver", "Biblioteket"));
    json_object_set_new(body, "founding_group",
                        json_pack("{s:s, s:i, s:i}", "state", "open", "seats", 12, "asked", 15));
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_true(network.takes_part[PARTICIPANT_CITIZENS]);
    assert_true(network.takes_part[PARTICIPANT_EDUCATION]);
    assert_false(network.takes_part[PARTICIPANT_MUNICIPALITY]);
    assert_int_equal(network.spawned_count, 2);
    assert_string_equal(network.spawned[0].network, "unge");
    assert_null(network.spawned[0].title);
    assert_string_equal(network.spawned[1].title, "Et projekt");
    assert_int_equal(network.gift.state, GIFT_SHELF);
    assert_string_equal(network.gift.receiver, "Biblioteket");
    assert_int_equal(network.group_asked, 15);
    assert_int_equal(network.group_granted, -1);
    network_finish(&network);
    json_object_del(json_object_get(body, "gift"), "title"); /* half a gift is none */
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_int_equal(network.gift.state, GIFT_NONE);
    assert_null(network.gift.text);
    network_finish(&network);
}

static void a_networks_picture_is_read_with_its_words(void **state)
{
    (void)state;
    static const char name[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct network network;
    AUTO(json_auto) json_t *body = network_json();
    AUTO(json_auto)
    json_t *picture = json_pack("{s:s, s:s, s:s}", "picture", name, "alt", "En båd", "caption", "I maj");
    json_object_set(body, "picture", picture);
    json_object_set_new(body, "translations", json_pack("{s:{s:{s:s}}}", "en", "picture", "alt", "A boat"));
    assert_int_equal(network_from_json_in(&network, body, "en"), ERR_OK);
    assert_string_equal(network.picture.name, name);
    assert_string_equal(network.picture.alt, "A boat");
    assert_string_equal(network.picture.caption, "I maj");
    assert_true(network.some_danish);
    network_finish(&network);
    json_object_set_new(picture, "caption", json_string("")); /* of a draft */
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_string_equal(network.picture.alt, "En båd");
    assert_null(network.picture.caption);
    network_finish(&network);
    json_object_set_new(picture, "picture", json_string("../x")); /* no name is no picture */
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_null(network.picture.name);
    assert_null(network.picture.alt);
    network_finish(&network);
    json_object_set_new(picture, "picture", json_string(name));
    json_object_del(picture, "alt"); /* nor is one without words */
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    assert_null(network.picture.name);
    network_finish(&network);
}

static void phones_are_sent_to_https_or_this_machine_only(void **state)
{
    (void)state;
    static const char *const good[] = {"https://forhal.example", "https://forhal.example:8443/a",
                                       "http://127.0.0.1:8440", "http://localhost", "http://[::1]:80"};
    static const char *const bad[] = {NULL,
                                      "",
                                      "https://",
                                      "https:///",
                                      "https://a.example/",
                                      "http://a.example",
                                      "http://localhost.example",
                                      "http://127.0.0.1.example",
                                      "ftp://127.0.0.1",
                                      "https://a.example/?q=1",
                                      "https://a b",
                                      "javascript:alert"};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) assert_true(site_url_is_public(good[at]));
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) assert_false(site_url_is_public(bad[at]));
    char long_url[300] = "https://";
    memset(long_url + 8, 'a', sizeof(long_url) - 9);
    long_url[200] = '\0';
    assert_true(site_url_is_public(long_url));
    long_url[200] = 'a';
    long_url[201] = '\0';
    assert_false(site_url_is_public(long_url));
}

static void names_go_there_and_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        assert_int_equal(network_kind_from_name(network_kind_name((enum network_kind)kind)), kind);
    }
    for (int status = 0; status < STATUS_COUNT; status++) {
        assert_int_equal(network_status_from_name(network_status_name((enum network_status)status)), status);
    }
    assert_int_equal(network_kind_from_name("x"), KIND_COUNT);
    assert_int_equal(network_status_from_name(NULL), STATUS_COUNT);
}

/* Also says that the demo content is what the model thinks it is. Run from the root. */
static void the_demo_content_is_read(void **state)
{
    (void)state;
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, "assets/content/albertslund-2014.json", CONTENT_BYTES_MAX), ERR_OK);
    AUTO(json_auto) json_t *content = NULL;
    assert_int_equal(json_parse(&content, str_text(&text), text.length, CONTENT_BYTES_MAX, 16, NULL), ERR_OK);
    const json_t *networks = json_object_get(content, "networks");
    assert_int_equal(json_array_size(networks), 12);
    struct site site;
    assert_int_equal(site_from_json(&site, json_object_get(content, "site")), ERR_OK);
    size_t at;
    json_t *body;
    json_array_foreach (networks, at, body) {
        struct network network;
        assert_int_equal(network_from_json(&network, body), ERR_OK);
        assert_int_equal(network.petals_count, json_array_size(json_object_get(body, "petals")));
        if (network.phase != NULL) assert_true(site_phase_index(&site, network.phase) >= 0);
        network_finish(&network);
    }
    site_finish(&site);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(danish_letters_become_two),
        cmocka_unit_test(what_is_typed_becomes_words_in_quotes),
        cmocka_unit_test(a_network_needs_little),
        cmocka_unit_test(a_network_without_its_heart_is_none),
        cmocka_unit_test(what_is_over_a_limit_is_cut),
        cmocka_unit_test(what_a_network_gave_and_set_off_is_read),
        cmocka_unit_test(a_networks_picture_is_read_with_its_words),
        cmocka_unit_test(phones_are_sent_to_https_or_this_machine_only),
        cmocka_unit_test(names_go_there_and_back),
        cmocka_unit_test(the_demo_content_is_read),
        cmocka_unit_test(an_idea_is_read_within_its_limits),
        cmocka_unit_test(an_answer_has_only_statuses_of_its_kind),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
