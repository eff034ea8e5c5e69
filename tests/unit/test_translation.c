/* tests/unit/test_translation.c - content in a visitor's language, field by field, and what is left in Danish. */
#include "tests/screens/cmocka_all.h"

#include <string.h>

#include "sync/base/json.h"
#include "sync/model/network.h"
#include "sync/model/site.h"
#include "sync/model/translation.h"

static json_t *parsed(const char *text)
{
    json_error_t error;
    json_t *json = json_loads(text, 0, &error);
    if (json == NULL) fail_msg("%s", error.text);
    return json;
}

static const char whole[] =
    "{\"id\": \"n\", \"kind\": \"learning\", \"status\": \"active\", \"title\": \"Titel\","
    " \"short_title\": \"Kort\", \"question\": \"Hvad?\", \"phase\": \"idea\","
    " \"remarks\": [\"Et\", \"To\"],"
    " \"leaders\": [{\"role\": \"Leder\", \"department\": \"Kultur\"}],"
    " \"petals\": [{\"side\": \"citizens\", \"state\": \"created\", \"keyword\": \"Lyst\","
    "   \"sentence\": \"Ja.\"}, {\"side\": \"staff\", \"keyword\": \"Mod\", \"sentence\": \"Og.\"}],"
    " \"spawned\": [{\"network\": \"x\"}, {\"title\": \"Mere\"}],"
    " \"founding_group\": {\"state\": \"open\", \"invitation\": \"Kom\", \"place\": \"Salen\"}}";

static const char english[] = "{\"title\": \"Title\", \"short_title\": \"Short\", \"question\": \"What?\","
                              " \"remarks\": [\"One\", \"Two\"],"
                              " \"leaders\": [{\"role\": \"Leader\", \"department\": \"Culture\"}],"
                              " \"petals\": [{\"keyword\": \"Desire\", \"sentence\": \"Yes.\"},"
                              "   {\"keyword\": \"Courage\", \"sentence\": \"And.\"}],"
                              " \"spawned\": [null, {\"title\": \"More\"}],"
                              " \"founding_group\": {\"invitation\": \"Come\", \"place\": \"The hall\"}}";

/* The network with this translation into English; the caller drops it. */
static json_t *network_with(json_t *translation)
{
    json_t *body = parsed(whole);
    json_object_set_new(body, "translations", json_pack("{s:o}", "en", translation));
    return body;
}

static struct network read_in(json_t *body, const char *lang)
{
    struct network network;
    assert_int_equal(network_from_json_in(&network, body, lang), ERR_OK);
    json_decref(body);
    return network;
}

static void everything_is_translated(void **state)
{
    (void)state;
    struct network network = read_in(network_with(parsed(english)), "en");
    assert_false(network.some_danish);
    assert_string_equal(network.title, "Title");
    assert_string_equal(network.short_title, "Short");
    assert_string_equal(network.question, "What?");
    assert_string_equal(network.remarks[1], "Two");
    assert_string_equal(network.leaders[0].role, "Leader");
    assert_string_equal(network.leaders[0].department, "Culture");
    assert_string_equal(network.petals[0].keyword, "Desire");
    assert_true(network.petals[0].created);
    assert_int_equal(network.petals[1].side, SIDE_STAFF);
    assert_string_equal(network.petals[1].sentence, "And.");
    assert_string_equal(network.spawned[0].network, "x");
    assert_string_equal(network.spawned[1].title, "More");
    assert_string_equal(network.group_invitation, "Come");
    assert_string_equal(network.group_place, "The hall");
    assert_string_equal(network.phase, "idea");
    network_finish(&network);
}

static void danish_and_unknown_languages_give_the_source(void **state)
{
    (void)state;
    static const char *const langs[] = {NULL, "da", "pl"};
    for (size_t at = 0; at < sizeof(langs) / sizeof(langs[0]); at++) {
        struct network network = read_in(network_with(parsed(english)), langs[at]);
        assert_string_equal(network.title, "Titel");
        assert_string_equal(network.petals[1].keyword, "Mod");
        assert_int_equal(network.some_danish, at == 2); /* Danish is not missing to those who read Danish */
        network_finish(&network);
    }
}

/* Each text taken away by itself is shown in Danish, and said so; the others stay as they are. */
static void each_missing_text_is_noticed(void **state)
{
    (void)state;
    static const char *const keys[] = {"title",   "short_title", "question",      "remarks",
                                       "leaders", "petals",      "founding_group"};
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        json_t *translation = parsed(english);
        json_object_del(translation, keys[at]);
        struct network network = read_in(network_with(translation), "en");
        if (!network.some_danish) fail_msg("%s is missing, and nobody notices", keys[at]);
        assert_string_equal(network.title, at == 0 ? "Titel" : "Title");
        assert_string_equal(network.petals[0].keyword, at == 5 ? "Lyst" : "Desire");
        network_finish(&network);
    }
}

static void an_array_of_another_length_is_not_used(void **state)
{
    (void)state;
    static const char *const keys[] = {"remarks", "leaders", "petals"};
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        for (int longer = 0; longer <= 1; longer++) {
            json_t *translation = parsed(english);
            json_t *list = json_object_get(translation, keys[at]);
            if (longer == 1) {
                json_array_append(list, json_array_get(list, 0));
            } else {
                json_array_remove(list, 0);
            }
            struct network network = read_in(network_with(translation), "en");
            assert_true(network.some_danish);
            assert_string_equal(network.remarks[0], at == 0 ? "Et" : "One");
            assert_string_equal(network.leaders[0].role, at == 1 ? "Leder" : "Leader");
            assert_string_equal(network.petals[0].keyword, at == 2 ? "Lyst" : "Desire");
            network_finish(&network);
        }
    }
}

static void what_is_not_there_need_not_be_translated(void **state)
{
    (void)state;
    json_t *body = parsed("{\"id\": \"n\", \"kind\": \"learning\", \"status\": \"active\", \"title\": \"T\","
                          " \"question\": \"Q?\", \"founding_group\": {\"state\": \"open\", \"invitation\": \"K\","
                          "   \"place\": null}, \"translations\": {\"en\": {\"title\": \"T\", \"question\": \"Q?\","
                          "   \"remarks\": [\"more than there is\"], \"founding_group\": {\"invitation\": \"C\","
                          "     \"place\": \"of nothing\"}}}}");
    struct network network = read_in(body, "en");
    assert_false(network.some_danish);
    assert_int_equal(network.remarks_count, 0);
    assert_null(network.group_place);
    network_finish(&network);
}

/* A document of a later or a broken registry: the source is shown. */
static void translations_of_another_shape_are_harmless(void **state)
{
    (void)state;
    static const char *const shapes[] = {"null",
                                         "7",
                                         "\"en\"",
                                         "[]",
                                         "{}",
                                         "{\"title\": 7, \"petals\": {\"0\": 1}}",
                                         "{\"title\": \"\", \"remarks\": [1, null], \"leaders\": [null]}"};
    for (size_t at = 0; at < sizeof(shapes) / sizeof(shapes[0]); at++) {
        json_t *shape = json_loads(shapes[at], JSON_DECODE_ANY, NULL);
        assert_non_null(shape);
        struct network network = read_in(network_with(shape), "en");
        assert_true(network.some_danish);
        assert_string_equal(network.title, "Titel");
        assert_string_equal(network.remarks[0], "Et");
        assert_string_equal(network.leaders[0].role, "Leder");
        network_finish(&network);
    }
}

static json_t *site_body(const char *translation)
{
    json_t *body = parsed(
        "{\"name\": \"Rådhuset\", \"heading\": \"Sammen\", \"contact\": {\"name\": \"Sekretariatet\","
        " \"phone\": \"43\"}, \"phases\": [{\"id\": \"a\", \"label\": \"Et\", \"explanation\": \"Først.\"},"
        " {\"id\": \"b\", \"label\": \"To\", \"explanation\": \"Så.\"}], \"notice\": {\"version\": \"1\","
        " \"title\": \"Sådan\", \"intro\": \"Vi\", \"sections\": [{\"heading\": \"Hvem?\", \"text\": \"Vi.\"}]}}");
    json_object_set_new(body, "translations", json_pack("{s:o}", "en", parsed(translation)));
    return body;
}

static void the_site_is_translated_in_parts(void **state)
{
    (void)state;
    json_t *body =
        site_body("{\"name\": \"Town hall\", \"heading\": \"Together\", \"contact\": {\"name\": \"The secretariat\"},"
                  " \"phases\": [{\"id\": \"b\", \"label\": \"Two\", \"explanation\": \"Then.\"},"
                  "   {\"id\": \"a\", \"label\": \"One\", \"explanation\": \"First.\"}],"
                  " \"notice\": {\"version\": \"9\", \"title\": \"How\", \"intro\": \"We\","
                  "   \"sections\": [{\"heading\": \"Who?\", \"text\": \"We.\"}]}}");
    struct site site;
    assert_int_equal(site_from_json_in(&site, body, "en"), ERR_OK);
    assert_false(site.some_danish || site.notice_danish || site.head_danish);
    assert_string_equal(site.name, "Town hall");
    assert_string_equal(site.contact_name, "The secretariat");
    assert_string_equal(site.contact_phone, "43");
    assert_string_equal(site.phases[0].label, "One"); /* in the order of the source */
    assert_string_equal(site.phases[1].explanation, "Then.");
    assert_string_equal(site.notice_version, "1"); /* which was accepted does not depend on the language */
    assert_string_equal(site.notice[0].heading, "Who?");
    site_finish(&site);
    json_decref(body);

    body = site_body("{\"name\": \"Town hall\", \"phases\": [{\"id\": \"b\", \"label\": \"Two\"}],"
                     " \"notice\": {\"title\": \"How\", \"sections\": []}}");
    assert_int_equal(site_from_json_in(&site, body, "en"), ERR_OK);
    assert_true(site.some_danish && site.notice_danish && site.head_danish);
    assert_string_equal(site.phases[0].label, "Et");
    assert_string_equal(site.phases[1].label, "Two");
    assert_string_equal(site.phases[1].explanation, "Så.");
    assert_string_equal(site.notice_title, "How");
    assert_string_equal(site.notice[0].heading, "Hvem?");
    site_finish(&site);
    assert_int_equal(site_from_json_in(&site, body, "da"), ERR_OK);
    assert_false(site.some_danish || site.notice_danish || site.head_danish);
    site_finish(&site);
    json_decref(body);
}

static void pages_are_translated_by_title_and_blocks(void **state)
{
    (void)state;
    static const struct {
        const char *translation;
        const char *title, *text;
        bool some, title_danish;
    } table[] = {
        {"{\"title\": \"T\", \"blocks\": [{\"type\": \"paragraph\", \"text\": \"P\"}]}", "T", "P", false, false},
        {"{\"title\": \"T\"}", "T", "Tekst", true, false},
        {"{\"blocks\": [{\"type\": \"paragraph\", \"text\": \"P\"}]}", "Titel", "P", true, true},
        {"{\"title\": \"T\", \"blocks\": [{\"type\": \"heading\", \"text\": \"P\"}]}", "T", "Tekst", true, false},
        {"{\"title\": \"T\", \"blocks\": []}", "T", "Tekst", true, false},
        {"{\"title\": \"T\", \"blocks\": [7]}", "T", "Tekst", true, false},
        {"7", "Titel", "Tekst", true, true},
    };
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        AUTO(json_auto)
        json_t *page = parsed("{\"id\": \"p\", \"title\": \"Titel\","
                              " \"blocks\": [{\"type\": \"paragraph\", \"text\": \"Tekst\"}]}");
        json_object_set_new(page, "translations",
                            json_pack("{s:o}", "en", json_loads(table[at].translation, JSON_DECODE_ANY, NULL)));
        for (int english_wanted = 0; english_wanted <= 1; english_wanted++) {
            AUTO(json_auto) json_t *out = NULL;
            assert_int_equal(page_in_language(&out, page, english_wanted == 1 ? "en" : "da"), ERR_OK);
            const json_t *block = json_array_get(json_object_get(out, "blocks"), 0);
            assert_string_equal(json_text_at(out, "id"), "p");
            assert_string_equal(json_text_at(out, "title"), english_wanted == 1 ? table[at].title : "Titel");
            assert_string_equal(json_text_at(block, "text"), english_wanted == 1 ? table[at].text : "Tekst");
            assert_int_equal(json_true_at(out, "some_danish"), english_wanted == 1 && table[at].some);
            assert_int_equal(json_true_at(out, "title_danish"), english_wanted == 1 && table[at].title_danish);
            assert_null(json_object_get(out, "translations"));
        }
        assert_string_equal(json_text_at(page, "title"), "Titel"); /* untouched */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_translated),
        cmocka_unit_test(danish_and_unknown_languages_give_the_source),
        cmocka_unit_test(each_missing_text_is_noticed),
        cmocka_unit_test(an_array_of_another_length_is_not_used),
        cmocka_unit_test(what_is_not_there_need_not_be_translated),
        cmocka_unit_test(translations_of_another_shape_are_harmless),
        cmocka_unit_test(the_site_is_translated_in_parts),
        cmocka_unit_test(pages_are_translated_by_title_and_blocks),
    };
    return cmocka_run_group_tests_name("translation", tests, NULL, NULL);
}
