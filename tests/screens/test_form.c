/* tests/screens/test_form.c - typing by letter, limits, and wiping. */
#include "tests/screens/form_typing.h"

static void letters_go_in_at_the_caret(void **state)
{
    (void)state;
    struct form form = {0};
    type(&form, "Ana");
    form_caret_move(&form, -1);
    type(&form, "n");
    assert_string_equal(text_of(&form), "Anna");
    assert_int_equal(caret_of(&form), 3);
}

static void backspace_takes_one_danish_letter(void **state)
{
    (void)state;
    struct form form = {0};
    type(&form, "Søæå");
    form_backspace(&form);
    assert_string_equal(text_of(&form), "Søæ");
    form_backspace(&form);
    assert_string_equal(text_of(&form), "Sø");
    form_backspace(&form);
    assert_string_equal(text_of(&form), "S");
}

static void backspace_takes_an_accent_with_its_letter(void **state)
{
    (void)state;
    struct form form = {0};
    assert_true(form_insert(&form, "Re"));
    assert_true(form_insert(&form, "ne\xcc\x81\xcc\xa7")); /* e with acute and cedilla, each a code point of its own */
    form_backspace(&form);
    assert_string_equal(text_of(&form), "Ren");
}

static void backspace_takes_an_arabic_vowel_with_its_letter(void **state)
{
    (void)state;
    struct form form = {0};
    assert_true(form_insert(&form, "\xd9\x85\xd8\xad\xd9\x8e")); /* meem, hah with fatha */
    form_backspace(&form);
    assert_string_equal(text_of(&form), "\xd9\x85");
}

static void backspace_takes_a_letter_of_four_bytes(void **state)
{
    (void)state;
    struct form form = {0};
    assert_true(form_insert(&form, "a\xf0\x9f\x8c\xbc"));
    form_backspace(&form);
    assert_string_equal(text_of(&form), "a");
}

static void backspace_takes_what_is_seen_as_one_letter(void **state)
{
    (void)state;
    static const char *const letters[] = {
        "\xd9\x85\xd9\x91\xd9\x8e",                     /* meem, shadda, fatha */
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", /* two persons, joined */
        "\xf0\x9f\x87\xa9\xf0\x9f\x87\xb0",             /* a flag */
        "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",             /* a thumb with a skin tone */
    };
    for (size_t at = 0; at < sizeof(letters) / sizeof(letters[0]); at++) {
        struct form form = {0};
        assert_true(form_insert(&form, "Ź"));
        assert_true(form_insert(&form, letters[at]));
        form_caret_move(&form, -1);
        assert_int_equal(caret_of(&form), strlen("Ź"));
        form_delete(&form);
        assert_string_equal(text_of(&form), "Ź");
        assert_true(form_insert(&form, letters[at]));
        form_backspace(&form);
        assert_string_equal(text_of(&form), "Ź");
    }
}

static void a_word_goes_with_the_blanks_behind_it(void **state)
{
    (void)state;
    static const struct form empty;
    struct form form = {0};
    type(&form, "En bænk  ved søen ");
    assert_true(form_delete_word(&form));
    assert_string_equal(text_of(&form), "En bænk  ved ");
    form_caret_move(&form, -2);
    assert_true(form_delete_word(&form));
    assert_string_equal(text_of(&form), "En bænk  d ");
    form_caret_set(&form, 3);
    assert_false(form_delete_word(&form));
    assert_string_equal(text_of(&form), "bænk  d ");
    assert_false(form_delete_word(&form));
    form_caret_set(&form, FIELD_BYTES_MAX);
    while (form_delete_word(&form)) continue;
    assert_memory_equal(&form, &empty, sizeof(form));
}

static void the_caret_is_set_between_letters_only(void **state)
{
    (void)state;
    struct form form = {0};
    assert_true(form_insert(&form, "aåe\xcc\x81z"));
    const size_t places[][2] = {{0, 0}, {1, 1}, {2, 1}, {3, 3}, {4, 3}, {5, 3}, {6, 6}, {7, 7}, {8, 7}, {9999, 7}};
    for (size_t at = 0; at < sizeof(places) / sizeof(places[0]); at++) {
        form_caret_set(&form, places[at][0]);
        assert_int_equal(caret_of(&form), places[at][1]);
    }
}

static void what_is_left_is_told_from_four_fifths_on(void **state)
{
    (void)state;
    struct form form = {.focus = FIELD_NAME};
    size_t most = field_bytes_max(FIELD_NAME);
    while (strlen(text_of(&form)) + 1 < most * FORM_NEARLY_FULL_PERCENT / 100) type(&form, "a");
    assert_true(form_letters_left(&form, FIELD_NAME) == SIZE_MAX);
    type(&form, "a");
    assert_int_equal(form_letters_left(&form, FIELD_NAME), most - strlen(text_of(&form)));
    while (form_insert(&form, "a")) continue;
    assert_int_equal(form_letters_left(&form, FIELD_NAME), 0);
    struct form arabic = {.focus = FIELD_TITLE};
    while (form_letters_left(&arabic, FIELD_TITLE) == SIZE_MAX) type(&arabic, "\xd9\x85");
    assert_int_equal(form_letters_left(&arabic, FIELD_TITLE),
                     (field_bytes_max(FIELD_TITLE) - strlen(text_of(&arabic))) / 2);
}

static void a_choice_is_found_in_the_forms_that_have_it(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_SEAT);
    assert_true(form_next_step(&form));
    assert_true(form_go_to_choice(&form, CHOICE_COMES_AS));
    assert_int_equal(form.step, 0);
    assert_false(form_go_to_choice(&form, CHOICE_SIDE));
    assert_false(form_go_to_choice(&form, CHOICE_NONE));
    form_begin(&form, SUBMISSION_IDEA);
    assert_true(form_go_to_choice(&form, CHOICE_SIDE));
    assert_int_equal(form.step, 1);
}

static void backspace_in_the_middle_keeps_what_follows(void **state)
{
    (void)state;
    struct form form = {0};
    type(&form, "Bøørge");
    form_caret_move(&form, -3);
    form_backspace(&form);
    assert_string_equal(text_of(&form), "Børge");
    assert_int_equal(caret_of(&form), strlen("Bø"));
}

static void backspace_at_the_beginning_does_nothing(void **state)
{
    (void)state;
    struct form form = {0};
    form_backspace(&form);
    type(&form, "Å");
    form_caret_move(&form, -1);
    form_backspace(&form);
    assert_string_equal(text_of(&form), "Å");
    assert_int_equal(caret_of(&form), 0);
}

static void backspace_leaves_no_byte_behind(void **state)
{
    (void)state;
    static const struct form empty;
    struct form form = {0};
    type(&form, "Gørild Ægidius");
    for (int at = 0; at < 14; at++) form_backspace(&form);
    assert_memory_equal(&form, &empty, sizeof(form));
}

static void the_caret_moves_by_letters_and_stops_at_the_ends(void **state)
{
    (void)state;
    struct form form = {0};
    assert_true(form_insert(&form, "Åe\xcc\x81\xf0\x9f\x8c\xbcz"));
    static const size_t stops[] = {9, 5, 2, 0, 0};
    for (size_t at = 0; at < sizeof(stops) / sizeof(stops[0]); at++) {
        form_caret_move(&form, -1);
        assert_int_equal(caret_of(&form), stops[at]);
    }
    for (size_t at = 4; at-- > 0;) {
        form_caret_move(&form, 1);
        assert_int_equal(caret_of(&form), at > 0 ? stops[at - 1] : 10);
    }
    form_caret_move(&form, 3);
    assert_int_equal(caret_of(&form), 10);
}

static void the_limits_are_those_of_what_is_sent(void **state)
{
    (void)state;
    static const size_t limits[FIELD_COUNT] = {
        [FIELD_NAME] = SUBMISSION_NAME_BYTES_MAX,     [FIELD_CONTACT] = CONTACT_BYTES_MAX,
        [FIELD_BRINGS] = SUBMISSION_BRINGS_BYTES_MAX, [FIELD_TITLE] = SUBMISSION_TITLE_BYTES_MAX,
        [FIELD_TEXT] = SUBMISSION_TEXT_BYTES_MAX,     [FIELD_SEARCH] = SEARCH_BYTES_MAX,
    };
    for (int field = 0; field < FIELD_COUNT; field++) {
        assert_int_equal(field_bytes_max((enum form_field)field), limits[field]);
        assert_true(limits[field] <= FIELD_BYTES_MAX);
        assert_int_equal(field_is_long((enum form_field)field), field == FIELD_BRINGS || field == FIELD_TEXT);
    }
}

static void a_field_holds_as_many_bytes_as_it_says(void **state)
{
    (void)state;
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct form form = {.focus = (enum form_field)field};
        fill(&form, field_bytes_max(form.focus));
        assert_int_equal(strlen(text_of(&form)), field_bytes_max(form.focus));
        assert_false(form.full);
    }
}

static void one_byte_past_the_limit_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct form form = {.focus = (enum form_field)field};
        fill(&form, field_bytes_max(form.focus) - 1);
        struct form before = form;
        assert_false(form_insert(&form, "å")); /* two bytes where one is left */
        assert_true(form.full);
        assert_memory_equal(form.fields, before.fields, sizeof(form.fields));
        assert_true(form_insert(&form, "y"));
        assert_false(form_insert(&form, "z"));
        assert_int_equal(strlen(text_of(&form)), field_bytes_max(form.focus));
    }
}

static void full_is_forgotten_when_there_is_room_again(void **state)
{
    (void)state;
    struct form form = {.focus = FIELD_TEXT};
    fill(&form, SUBMISSION_TEXT_BYTES_MAX);
    assert_false(form_insert(&form, "x"));
    form_backspace(&form);
    assert_false(form.full);
    assert_true(form_insert(&form, "x"));
}

static void each_field_keeps_its_own_text_and_caret(void **state)
{
    (void)state;
    struct form form = {0};
    type(&form, "Anna");
    form_focus(&form, FIELD_CONTACT);
    type(&form, "28");
    form_focus(&form, FIELD_NAME);
    type(&form, "!");
    assert_string_equal(form.fields[FIELD_NAME].text, "Anna!");
    assert_string_equal(form.fields[FIELD_CONTACT].text, "28");
}

static void a_capital_is_wanted_where_a_name_begins(void **state)
{
    (void)state;
    struct form form = {0};
    assert_true(form_wants_capital(&form));
    type(&form, "Anna");
    assert_false(form_wants_capital(&form));
    type(&form, "-");
    assert_true(form_wants_capital(&form));
    type(&form, "Sofie ");
    assert_true(form_wants_capital(&form));
    form_focus(&form, FIELD_CONTACT);
    assert_false(form_wants_capital(&form));
}

static void forgetting_keeps_name_and_contact_and_leaves_no_byte_of_the_rest(void **state)
{
    (void)state;
    static const struct field nothing;
    struct form form;
    form_init(&form);
    for (int field = 0; field < FIELD_COUNT; field++) {
        form_focus(&form, (enum form_field)field);
        fill(&form, field_bytes_max(form.focus));
        form_backspace(&form);
    }
    form.comes_as = COMES_AS_STAFF;
    form.side = SIDE_STAFF;
    struct form before = form;
    form_forget(&form);
    for (int field = 0; field < FIELD_COUNT; field++) {
        bool kept = field == FIELD_NAME || field == FIELD_CONTACT;
        assert_memory_equal(&form.fields[field], kept ? &before.fields[field] : &nothing, sizeof(nothing));
    }
    assert_int_equal(form.comes_as, -1);
    assert_int_equal(form.side, -1);
}

static void a_capital_is_wanted_where_a_sentence_begins(void **state)
{
    (void)state;
    static const enum form_field sentences[] = {FIELD_BRINGS, FIELD_TITLE, FIELD_TEXT};
    for (size_t at = 0; at < sizeof(sentences) / sizeof(sentences[0]); at++) {
        struct form form = {.focus = sentences[at]};
        assert_true(form_wants_capital(&form));
        type(&form, "En bænk");
        assert_false(form_wants_capital(&form));
        type(&form, " til");
        assert_false(form_wants_capital(&form)); /* each part of a name, but not each word */
        type(&form, ".");
        assert_false(form_wants_capital(&form)); /* "kl.10" */
        type(&form, " ");
        assert_true(form_wants_capital(&form));
        type(&form, "  ");
        assert_true(form_wants_capital(&form));
        type(&form, "Ja? ");
        assert_true(form_wants_capital(&form));
        type(&form, "Nej! ");
        assert_true(form_wants_capital(&form));
        type(&form, "og, ");
        assert_false(form_wants_capital(&form));
    }
    struct form search = {.focus = FIELD_SEARCH};
    assert_false(form_wants_capital(&search));
}

static void wiping_leaves_only_zero_bytes_and_no_choice(void **state)
{
    (void)state;
    struct form empty; /* the bytes between the members too */
    struct form form;
    memset(&empty, 0, sizeof(empty));
    empty.comes_as = -1;
    empty.side = -1;
    memset(&form, 0xaa, sizeof(form));
    form_wipe(&form);
    assert_memory_equal(&form, &empty, sizeof(form));
    memset(&form, 0xaa, sizeof(form));
    form_init(&form);
    assert_int_equal(form.comes_as, -1);
    assert_int_equal(form.side, -1);
    assert_string_equal(form.fields[FIELD_TEXT].text, "");
}

/* From a barcode reader or another keyboard: what is not text could never be sent, and would take the rest with it. */
static void what_is_no_text_is_not_taken(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\xff", "\xc3", "a\xc3(", "\xed\xa0\x80", "\t",
                                        "a\tb", "\x7f", "\x1b[A", "\xc2\x85"};
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_INTEREST);
    assert_true(form_insert(&form, "Åse"));
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_false(form_insert(&form, wrong[at]));
        assert_false(form.full);
        assert_string_equal(form.fields[FIELD_NAME].text, "Åse");
    }
    form_wipe(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_text_is_not_taken),
        cmocka_unit_test(letters_go_in_at_the_caret),
        cmocka_unit_test(backspace_takes_one_danish_letter),
        cmocka_unit_test(backspace_takes_an_accent_with_its_letter),
        cmocka_unit_test(backspace_takes_an_arabic_vowel_with_its_letter),
        cmocka_unit_test(backspace_takes_a_letter_of_four_bytes),
        cmocka_unit_test(backspace_takes_what_is_seen_as_one_letter),
        cmocka_unit_test(a_word_goes_with_the_blanks_behind_it),
        cmocka_unit_test(the_caret_is_set_between_letters_only),
        cmocka_unit_test(what_is_left_is_told_from_four_fifths_on),
        cmocka_unit_test(a_choice_is_found_in_the_forms_that_have_it),
        cmocka_unit_test(backspace_in_the_middle_keeps_what_follows),
        cmocka_unit_test(backspace_at_the_beginning_does_nothing),
        cmocka_unit_test(backspace_leaves_no_byte_behind),
        cmocka_unit_test(the_caret_moves_by_letters_and_stops_at_the_ends),
        cmocka_unit_test(the_limits_are_those_of_what_is_sent),
        cmocka_unit_test(a_field_holds_as_many_bytes_as_it_says),
        cmocka_unit_test(one_byte_past_the_limit_is_refused_and_changes_nothing),
        cmocka_unit_test(full_is_forgotten_when_there_is_room_again),
        cmocka_unit_test(each_field_keeps_its_own_text_and_caret),
        cmocka_unit_test(a_capital_is_wanted_where_a_name_begins),
        cmocka_unit_test(forgetting_keeps_name_and_contact_and_leaves_no_byte_of_the_rest),
        cmocka_unit_test(a_capital_is_wanted_where_a_sentence_begins),
        cmocka_unit_test(wiping_leaves_only_zero_bytes_and_no_choice),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
