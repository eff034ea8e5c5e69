/* tests/unit/test_submission.c - submissions: what goes in comes out, and what is wrong with them. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/json.h"
#include "sync/model/receipt_code.h"
#include "sync/model/submission.h"

static struct submission good_submission(void)
{
    return (struct submission){.kind = SUBMISSION_INTEREST,
                               .network = "alder",
                               .name = "Anna",
                               .contact = "28123456",
                               .notice = "2026-1",
                               .lang = "da"};
}

static void a_submission_comes_back(void **state)
{
    (void)state;
    struct submission given = good_submission();
    snprintf(given.name, sizeof(given.name), "Søren \"\\ \xe2\x9c\x93");
    randombytes_buf(given.receipt_hash, sizeof(given.receipt_hash));
    AUTO(str_finish) struct str text;
    assert_int_equal(submission_to_json(&text, &given), ERR_OK);
    struct submission read;
    assert_int_equal(submission_from_json(&read, str_text(&text), text.length), ERR_OK);
    assert_string_equal(read.name, given.name);
    assert_string_equal(read.network, given.network);
    assert_string_equal(read.contact, given.contact);
    assert_memory_equal(read.receipt_hash, given.receipt_hash, sizeof(read.receipt_hash));
    submission_finish(&read);
    assert_string_equal(read.name, "");
}

static void the_longest_submission_fits(void **state)
{
    (void)state;
    struct submission given = good_submission();
    memset(given.network, 'n', sizeof(given.network) - 1);
    memset(given.name, '"', SUBMISSION_NAME_BYTES_MAX); /* two bytes each in JSON */
    memset(given.notice, 'v', SUBMISSION_NOTICE_BYTES_MAX);
    AUTO(str_finish) struct str text;
    assert_int_equal(submission_to_json(&text, &given), ERR_OK);
    struct submission read;
    assert_int_equal(submission_from_json(&read, str_text(&text), text.length), ERR_OK);
    assert_string_equal(read.name, given.name);
}

static enum err read_with(const char *key, json_t *value)
{
    struct submission given = good_submission();
    struct submission read;
    AUTO(str_finish) struct str text;
    assert_int_equal(submission_to_json(&text, &given), ERR_OK);
    AUTO(json_auto) json_t *json = NULL;
    assert_int_equal(json_parse(&json, str_text(&text), text.length, 9999, 4, NULL), ERR_OK);
    if (value != NULL) {
        json_object_set_new(json, key, value);
    } else {
        json_object_del(json, key);
    }
    char *changed = json_dumps(json, JSON_COMPACT);
    enum err err = submission_from_json(&read, changed, strlen(changed));
    free(changed);
    return err;
}

static void a_submission_of_another_form_is_refused(void **state)
{
    (void)state;
    static const char *const keys[] = {"kind", "network", "name", "contact", "notice", "lang", "receipt"};
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        assert_int_equal(read_with(keys[at], NULL), ERR_INVALID);
        assert_int_equal(read_with(keys[at], json_integer(1)), ERR_INVALID);
    }
    char text[SUBMISSION_NAME_BYTES_MAX + 2];
    memset(text, 'x', sizeof(text));
    text[SUBMISSION_NAME_BYTES_MAX + 1] = '\0';
    assert_int_equal(read_with("name", json_string(text)), ERR_INVALID);
    text[SUBMISSION_NAME_BYTES_MAX] = '\0';
    assert_int_equal(read_with("name", json_string(text)), ERR_OK);
    assert_int_equal(read_with("kind", json_string("unheard of")), ERR_INVALID);
    assert_int_equal(read_with("something new", json_true()), ERR_OK);
}

static void what_is_wrong_has_a_word(void **state)
{
    (void)state;
    static const struct {
        size_t offset;
        const char *value;
        const char *word;
    } table[] = {
        {offsetof(struct submission, network), "", "network_missing"},
        {offsetof(struct submission, notice), "", "notice_missing"},
        {offsetof(struct submission, name), " \t", "name_missing"},
        {offsetof(struct submission, name), "Anna 070761-4285", "cpr_number"},
        {offsetof(struct submission, contact), "070761-4285", "cpr_number"},
        {offsetof(struct submission, contact), "", "contact_unusable"},
        {offsetof(struct submission, contact), "2812345", "contact_unusable"},
    };
    struct submission good = good_submission();
    assert_null(submission_problem(&good));
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct submission wrong = good_submission();
        memcpy((char *)&wrong + table[at].offset, table[at].value, strlen(table[at].value) + 1);
        assert_string_equal(submission_problem(&wrong), table[at].word);
        AUTO(str_finish) struct str text;
        assert_int_equal(submission_to_json(&text, &wrong), ERR_INVALID);
    }
}

static struct submission good_seat(void)
{
    struct submission seat = good_submission();
    seat.kind = SUBMISSION_SEAT;
    seat.comes_as = COMES_AS_ASSOCIATION;
    snprintf(seat.brings, sizeof(seat.brings), "Et klubhus");
    return seat;
}

/* Without a name and a way to be reached, as it may be. */
static struct submission good_idea(void)
{
    return (struct submission){.kind = SUBMISSION_IDEA,
                               .title = "En bænk",
                               .text = "Der mangler en ved åen.",
                               .side = SIDE_CITIZENS,
                               .notice = "2026-1",
                               .lang = "ur"};
}

static struct submission good_of(enum submission_kind kind)
{
    return kind == SUBMISSION_SEAT ? good_seat() : kind == SUBMISSION_IDEA ? good_idea() : good_submission();
}

static json_t *json_of(const struct submission *given)
{
    AUTO(str_finish) struct str text;
    json_t *json = NULL;
    assert_int_equal(submission_to_json(&text, given), ERR_OK);
    assert_int_equal(json_parse(&json, str_text(&text), text.length, SUBMISSION_JSON_BYTES_MAX, 4, NULL), ERR_OK);
    return json;
}

static enum err read_json(struct submission *out, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    assert_non_null(text);
    enum err err = submission_from_json(out, text, strlen(text));
    free(text);
    return err;
}

static void seats_and_ideas_come_back(void **state)
{
    (void)state;
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct submission given = good_of((enum submission_kind)kind);
        struct submission read;
        randombytes_buf(given.receipt_hash, sizeof(given.receipt_hash));
        AUTO(json_auto) json_t *json = json_of(&given);
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(given));
    }
}

static void every_way_to_come_and_every_side_comes_back(void **state)
{
    (void)state;
    struct submission read;
    for (int at = 0; at < COMES_AS_COUNT; at++) {
        struct submission seat = good_seat();
        seat.comes_as = (enum comes_as)at;
        AUTO(json_auto) json_t *json = json_of(&seat);
        assert_string_equal(json_text_at(json, "comes_as"), comes_as_name(seat.comes_as));
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_int_equal(read.comes_as, at);
    }
    for (int at = 0; at < SIDE_COUNT; at++) {
        struct submission idea = good_idea();
        idea.side = (enum side)at;
        AUTO(json_auto) json_t *json = json_of(&idea);
        assert_string_equal(json_text_at(json, "side"), side_name(idea.side));
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_int_equal(read.side, at);
    }
}

static void a_member_that_its_kind_does_not_have_is_not_there(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        bool has[SUBMISSION_KIND_COUNT];
    } table[] = {
        {"kind", {true, true, true}},     {"name", {true, true, true}},       {"contact", {true, true, true}},
        {"notice", {true, true, true}},   {"lang", {true, true, true}},       {"receipt", {true, true, true}},
        {"network", {true, true, false}}, {"comes_as", {false, true, false}}, {"brings", {false, true, false}},
        {"title", {false, false, true}},  {"text", {false, false, true}},     {"side", {false, false, true}},
    };
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        /* What was written for another kind in the same visit is not sent with this one. */
        struct submission given = good_idea();
        struct submission seat = good_seat();
        memcpy(given.network, seat.network, sizeof(given.network));
        memcpy(given.name, seat.name, sizeof(given.name));
        memcpy(given.contact, seat.contact, sizeof(given.contact));
        memcpy(given.brings, seat.brings, sizeof(given.brings));
        given.kind = (enum submission_kind)kind;
        AUTO(json_auto) json_t *json = json_of(&given);
        for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
            if ((json_object_get(json, table[at].key) != NULL) != table[at].has[kind])
                fail_msg("%s of %s", table[at].key, submission_kind_name(given.kind));
        }
        assert_string_equal(json_text_at(json, "kind"), submission_kind_name(given.kind));
    }
}

static void a_seat_or_idea_of_another_form_is_refused(void **state)
{
    (void)state;
    static const char *const keys[SUBMISSION_KIND_COUNT][12] = {
        [SUBMISSION_SEAT] = {"kind", "network", "name", "contact", "notice", "lang", "receipt", "comes_as", "brings"},
        [SUBMISSION_IDEA] = {"kind", "title", "name", "contact", "notice", "lang", "receipt", "text", "side"},
    };
    for (int kind = SUBMISSION_SEAT; kind <= SUBMISSION_IDEA; kind++) {
        struct submission given = good_of((enum submission_kind)kind);
        struct submission read;
        for (size_t at = 0; keys[kind][at] != NULL; at++) {
            AUTO(json_auto) json_t *without = json_of(&given);
            json_object_del(without, keys[kind][at]);
            assert_int_equal(read_json(&read, without), ERR_INVALID);
            AUTO(json_auto) json_t *number = json_of(&given);
            json_object_set_new(number, keys[kind][at], json_integer(1));
            assert_int_equal(read_json(&read, number), ERR_INVALID);
        }
    }
}

static void an_unknown_way_to_come_or_side_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "king", "Citizen", "citizen ", "COUNT"};
    struct submission seat = good_seat();
    struct submission idea = good_idea();
    struct submission read = good_submission();
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        AUTO(json_auto) json_t *comes = json_of(&seat);
        json_object_set_new(comes, "comes_as", json_string(wrong[at]));
        assert_int_equal(read_json(&read, comes), ERR_INVALID);
        AUTO(json_auto) json_t *side = json_of(&idea);
        json_object_set_new(side, "side", json_string(wrong[at]));
        assert_int_equal(read_json(&read, side), ERR_INVALID);
        assert_int_equal(comes_as_from_name(wrong[at]), COMES_AS_COUNT);
        assert_int_equal(side_from_name(wrong[at]), SIDE_COUNT);
        assert_int_equal(submission_kind_from_name(wrong[at]), SUBMISSION_KIND_COUNT);
    }
    assert_int_equal(comes_as_from_name(NULL), COMES_AS_COUNT);
    assert_int_equal(submission_kind_from_name(NULL), SUBMISSION_KIND_COUNT);
    assert_string_equal(read.name, "Anna"); /* on error nothing has changed */
}

static const struct {
    const char *key;
    enum submission_kind kind;
    size_t offset, bytes_max;
} long_texts[] = {
    {"network", SUBMISSION_SEAT, offsetof(struct submission, network), NETWORK_ID_BYTES_MAX},
    {"name", SUBMISSION_SEAT, offsetof(struct submission, name), SUBMISSION_NAME_BYTES_MAX},
    {"brings", SUBMISSION_SEAT, offsetof(struct submission, brings), SUBMISSION_BRINGS_BYTES_MAX},
    {"title", SUBMISSION_IDEA, offsetof(struct submission, title), SUBMISSION_TITLE_BYTES_MAX},
    {"text", SUBMISSION_IDEA, offsetof(struct submission, text), SUBMISSION_TEXT_BYTES_MAX},
    {"notice", SUBMISSION_IDEA, offsetof(struct submission, notice), SUBMISSION_NOTICE_BYTES_MAX},
    {"lang", SUBMISSION_IDEA, offsetof(struct submission, lang), SUBMISSION_LANG_BYTES_MAX},
};

static void every_text_has_its_limit_and_one_past_is_refused(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(long_texts) / sizeof(long_texts[0]); at++) {
        struct submission given = good_of(long_texts[at].kind);
        struct submission read;
        char *text = (char *)&given + long_texts[at].offset;
        memset(text, 'x', long_texts[at].bytes_max);
        text[long_texts[at].bytes_max] = '\0';
        AUTO(json_auto) json_t *json = json_of(&given);
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(given));
        char past[SUBMISSION_TEXT_BYTES_MAX + 2];
        memset(past, 'x', long_texts[at].bytes_max + 1);
        past[long_texts[at].bytes_max + 1] = '\0';
        json_object_set_new(json, long_texts[at].key, json_string(past));
        if (read_json(&read, json) != ERR_INVALID) fail_msg("%s is too long and passes", long_texts[at].key);
    }
}

/* Every text full of what takes most room in JSON: a control character becomes six bytes. */
static void the_longest_seat_and_idea_fit(void **state)
{
    (void)state;
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct submission given = good_of((enum submission_kind)kind);
        struct submission read;
        memset(given.name, '\x01', SUBMISSION_NAME_BYTES_MAX);
        memset(given.notice, '\x01', SUBMISSION_NOTICE_BYTES_MAX);
        memset(given.lang, '\x01', SUBMISSION_LANG_BYTES_MAX);
        if (kind == SUBMISSION_SEAT) memset(given.brings, '\x01', SUBMISSION_BRINGS_BYTES_MAX);
        if (kind != SUBMISSION_IDEA) memset(given.network, '\x01', NETWORK_ID_BYTES_MAX);
        if (kind == SUBMISSION_IDEA) memset(given.title, '\x01', SUBMISSION_TITLE_BYTES_MAX);
        if (kind == SUBMISSION_IDEA) memset(given.text, '\x01', SUBMISSION_TEXT_BYTES_MAX);
        AUTO(json_auto) json_t *json = json_of(&given);
        assert_int_equal(read_json(&read, json), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(given));
    }
}

static void a_cpr_number_is_refused_in_every_text(void **state)
{
    (void)state;
    static const struct {
        enum submission_kind kind;
        size_t offset;
    } table[] = {
        {SUBMISSION_INTEREST, offsetof(struct submission, name)},
        {SUBMISSION_INTEREST, offsetof(struct submission, contact)},
        {SUBMISSION_SEAT, offsetof(struct submission, name)},
        {SUBMISSION_SEAT, offsetof(struct submission, contact)},
        {SUBMISSION_SEAT, offsetof(struct submission, brings)},
        {SUBMISSION_IDEA, offsetof(struct submission, title)},
        {SUBMISSION_IDEA, offsetof(struct submission, text)},
        {SUBMISSION_IDEA, offsetof(struct submission, name)},
        {SUBMISSION_IDEA, offsetof(struct submission, contact)},
    };
    static const char *const numbers[] = {"070761-4285", "Mit er 0707614285, tak"};
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        for (size_t number = 0; number < sizeof(numbers) / sizeof(numbers[0]); number++) {
            struct submission wrong = good_of(table[at].kind);
            AUTO(str_finish) struct str text;
            memcpy((char *)&wrong + table[at].offset, numbers[number], strlen(numbers[number]) + 1);
            assert_string_equal(submission_problem(&wrong), "cpr_number");
            assert_int_equal(submission_to_json(&text, &wrong), ERR_INVALID);
        }
    }
}

static void what_is_wrong_with_a_seat_or_an_idea_has_a_word(void **state)
{
    (void)state;
    static const struct {
        enum submission_kind kind;
        size_t offset;
        const char *value;
        const char *word; /* NULL: nothing */
    } table[] = {
        {SUBMISSION_SEAT, offsetof(struct submission, network), "", "network_missing"},
        {SUBMISSION_SEAT, offsetof(struct submission, name), " ", "name_missing"},
        {SUBMISSION_SEAT, offsetof(struct submission, contact), "", "contact_unusable"},
        {SUBMISSION_SEAT, offsetof(struct submission, notice), "", "notice_missing"},
        {SUBMISSION_SEAT, offsetof(struct submission, brings), "", NULL},
        {SUBMISSION_IDEA, offsetof(struct submission, title), " \t", "title_missing"},
        {SUBMISSION_IDEA, offsetof(struct submission, text), "\n", "text_missing"},
        {SUBMISSION_IDEA, offsetof(struct submission, notice), "", "notice_missing"},
        {SUBMISSION_IDEA, offsetof(struct submission, contact), "2812345", "contact_unusable"},
        {SUBMISSION_IDEA, offsetof(struct submission, contact), "28123456", NULL},
        {SUBMISSION_IDEA, offsetof(struct submission, name), "Bo", NULL},
    };
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct submission good = good_of((enum submission_kind)kind);
        assert_null(submission_problem(&good));
    }
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        struct submission given = good_of(table[at].kind);
        AUTO(str_finish) struct str text;
        memcpy((char *)&given + table[at].offset, table[at].value, strlen(table[at].value) + 1);
        const char *problem = submission_problem(&given);
        if (table[at].word == NULL) {
            assert_null(problem);
            continue;
        }
        assert_non_null(problem);
        assert_string_equal(problem, table[at].word);
        assert_int_equal(submission_to_json(&text, &given), ERR_INVALID);
    }
}

static struct submission request_of(enum submission_kind kind)
{
    struct submission request = {.kind = kind};
    receipt_code_make(request.code);
    receipt_code_hash(request.receipt_hash, request.code);
    memcpy(request.lang, "da", 3);
    if (kind == SUBMISSION_CORRECT) memcpy(request.notice, "2026-1", 7);
    if (kind == SUBMISSION_CORRECT) memcpy(request.name, "Bo", 3);
    return request;
}

static void a_support_and_a_request_come_back(void **state)
{
    (void)state;
    struct submission support = {.kind = SUBMISSION_SUPPORT, .idea = "idea-7", .lang = "ar"};
    struct submission read;
    AUTO(json_auto) json_t *json = json_of(&support);
    assert_int_equal(json_object_size(json), 3); /* no name, no code */
    assert_int_equal(read_json(&read, json), ERR_OK);
    assert_memory_equal(&read, &support, sizeof(read));
    for (int kind = SUBMISSION_WITHDRAW; kind <= SUBMISSION_CORRECT; kind++) {
        struct submission given = request_of((enum submission_kind)kind);
        AUTO(json_auto) json_t *request = json_of(&given);
        assert_int_equal(read_json(&read, request), ERR_OK);
        assert_memory_equal(&read, &given, sizeof(read));
        assert_true(submission_kind_has_code(given.kind));
    }
    struct submission idea = good_idea();
    idea.leans = LEANS_PROJECT;
    AUTO(json_auto) json_t *leaning = json_of(&idea);
    assert_int_equal(read_json(&read, leaning), ERR_OK);
    assert_int_equal(read.leans, LEANS_PROJECT);
    json_object_set_new(leaning, "leans", json_string("neither"));
    assert_int_equal(read_json(&read, leaning), ERR_INVALID);
}

static void a_request_needs_the_code_itself(void **state)
{
    (void)state;
    struct submission support = {.kind = SUBMISSION_SUPPORT};
    assert_string_equal(submission_problem(&support), "idea_missing");
    for (int kind = SUBMISSION_WITHDRAW; kind <= SUBMISSION_CORRECT; kind++) {
        struct submission request = request_of((enum submission_kind)kind);
        assert_null(submission_problem(&request));
        request.receipt_hash[0] ^= 1;
        assert_string_equal(submission_problem(&request), "code_wrong");
        request.receipt_hash[0] ^= 1;
        request.code[0] = '\0';
        assert_string_equal(submission_problem(&request), "code_wrong");
    }
    struct submission correct = request_of(SUBMISSION_CORRECT);
    memcpy(correct.contact, "2812", 5);
    assert_string_equal(submission_problem(&correct), "contact_unusable");
    memcpy(correct.contact, "070761-4285", 12);
    assert_string_equal(submission_problem(&correct), "cpr_number");
    correct.contact[0] = correct.name[0] = '\0';
    assert_string_equal(submission_problem(&correct), "nothing_corrected");
    correct.notice[0] = '\0';
    assert_string_equal(submission_problem(&correct), "notice_missing");
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_submission_comes_back),
        cmocka_unit_test(the_longest_submission_fits),
        cmocka_unit_test(a_submission_of_another_form_is_refused),
        cmocka_unit_test(what_is_wrong_has_a_word),
        cmocka_unit_test(seats_and_ideas_come_back),
        cmocka_unit_test(every_way_to_come_and_every_side_comes_back),
        cmocka_unit_test(a_member_that_its_kind_does_not_have_is_not_there),
        cmocka_unit_test(a_seat_or_idea_of_another_form_is_refused),
        cmocka_unit_test(an_unknown_way_to_come_or_side_is_refused),
        cmocka_unit_test(every_text_has_its_limit_and_one_past_is_refused),
        cmocka_unit_test(the_longest_seat_and_idea_fit),
        cmocka_unit_test(a_cpr_number_is_refused_in_every_text),
        cmocka_unit_test(what_is_wrong_with_a_seat_or_an_idea_has_a_word),
        cmocka_unit_test(a_support_and_a_request_come_back),
        cmocka_unit_test(a_request_needs_the_code_itself),
    };
    return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}
