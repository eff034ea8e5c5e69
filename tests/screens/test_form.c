/* tests/screens/test_form.c - typing by letter, limits, what is wrong with a field, steps, and wiping. */
#include "tests/screens/cmocka_all.h"

#include <string.h>

#include "kiosk/form.h"

/* Types letter after letter into the focused field. */
static void type(struct form *form, const char *text)
{
    for (size_t at = 0; text[at] != '\0';) {
        char letter[5] = {text[at++]};
        for (size_t to = 1; ((unsigned char)text[at] & 0xc0) == 0x80; to++) letter[to] = text[at++];
        assert_true(form_insert(form, letter));
    }
}

static const char *text_of(const struct form *form)
{
    return form->fields[form->focus].text;
}

static size_t caret_of(const struct form *form)
{
    return form->fields[form->focus].caret;
}

static const char *problem_of(enum form_field field, const char *text)
{
    struct form form = {.focus = field};
    assert_true(form_insert(&form, text));
    return form_problem(&form, field);
}

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

static void fill(struct form *form, size_t bytes)
{
    for (size_t at = 0; at < bytes; at++) assert_true(form_insert(form, "x"));
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

static void only_a_field_that_was_left_with_something_in_it_is_checked(void **state)
{
    (void)state;
    struct form form = {0};
    form_focus(&form, FIELD_CONTACT);
    assert_false(form.checked[FIELD_NAME]); /* nobody is told off for looking */
    type(&form, "2");
    form_focus(&form, FIELD_CONTACT);
    assert_false(form.checked[FIELD_CONTACT]);
    form_focus(&form, FIELD_NAME);
    assert_true(form.checked[FIELD_CONTACT]);
}

static void a_name_is_asked_for(void **state)
{
    (void)state;
    assert_string_equal(problem_of(FIELD_NAME, ""), "Skriv det navn, vi må kalde dig.");
    assert_string_equal(problem_of(FIELD_NAME, "   "), "Skriv det navn, vi må kalde dig.");
    assert_null(problem_of(FIELD_NAME, "Ø"));
    assert_null(problem_of(FIELD_NAME, "Jørgen 2"));
}

static void a_way_to_be_reached_is_asked_for(void **state)
{
    (void)state;
    assert_string_equal(problem_of(FIELD_CONTACT, ""), "Skriv en e-mail eller et telefonnummer, så vi kan svare dig.");
    assert_string_equal(problem_of(FIELD_CONTACT, "kom forbi"),
                        "Skriv en e-mail med @ eller et telefonnummer med otte cifre.");
}

static void a_short_number_is_told_how_many_figures_are_missing(void **state)
{
    (void)state;
    assert_string_equal(problem_of(FIELD_CONTACT, "2812345"), "Et dansk nummer har otte cifre. Der mangler ét.");
    assert_string_equal(problem_of(FIELD_CONTACT, "28 12 34"), "Et dansk nummer har otte cifre. Der mangler to.");
    assert_string_equal(problem_of(FIELD_CONTACT, "28123"), "Et dansk nummer har otte cifre. Der mangler tre.");
    assert_string_equal(problem_of(FIELD_CONTACT, "2812"), "Et dansk nummer har otte cifre. Der mangler fire.");
    assert_string_equal(problem_of(FIELD_CONTACT, "1"), "Et dansk nummer har otte cifre. Der mangler nogle.");
}

/* With +45 in front two of the figures are the country's: five are left, so it is not one that is missing. */
static void a_short_number_with_a_country_code_is_not_told_a_wrong_count(void **state)
{
    (void)state;
    assert_string_not_equal(problem_of(FIELD_CONTACT, "+45 28123"), "Et dansk nummer har otte cifre. Der mangler ét.");
    assert_string_not_equal(problem_of(FIELD_CONTACT, "0045 281"), "Et dansk nummer har otte cifre. Der mangler ét.");
}

static void a_long_number_is_told_about_the_plus(void **state)
{
    (void)state;
    assert_string_equal(problem_of(FIELD_CONTACT, "281234567"),
                        "Et dansk nummer har otte cifre. Et udenlandsk begynder med +.");
}

static void an_unfinished_address_is_shown_a_finished_one(void **state)
{
    (void)state;
    static const char *const unfinished[] = {"anna@",    "@example.dk",      "anna@example",
                                             "anna@.dk", "an na@example.dk", "a@b@c.dk"};
    for (size_t at = 0; at < sizeof(unfinished) / sizeof(unfinished[0]); at++) {
        const char *problem = problem_of(FIELD_CONTACT, unfinished[at]);
        assert_non_null(problem);
        assert_string_equal(problem, "En e-mail ser sådan ud: navn@eksempel.dk");
    }
}

static void addresses_that_work_pass(void **state)
{
    (void)state;
    static const char *const good[] = {"anna@example.dk", " anna@example.dk ", "kirsten.marie+hus@mail.example.dk",
                                       "søren@rød-grød.dk", "070761@example.dk"};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) assert_null(problem_of(FIELD_CONTACT, good[at]));
}

static void telephone_numbers_pass(void **state)
{
    (void)state;
    static const char *const good[] = {
        "28123456",         "28 12 34 56",      "2812 3456",        "28-12-34-56",   "(28) 12 34 56",
        "28.12.34.56",      "+4528123456",      "+45 28 12 34 56",  "4528123456",    "004528123456",
        "0045 28 12 34 56", "+45 0112 1234",    "+46 70 123 45 67", "+46701234567",  "+47 12 12 12 45",
        "+49 160 1234567",  "+44 20 7946 0958", "+299 12 34 56",    "31129912",      "01019912",
        "31 12 99 12",      "+45 31129912",     "+31 12 99 12 34",  "0031129912345",
    };
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) {
        const char *problem = problem_of(FIELD_CONTACT, good[at]);
        if (problem != NULL) fail_msg("\"%s\" got \"%s\"", good[at], problem);
    }
}

/* 070761-4285 is the one the authorities print in examples; 010115-4006 needs no modulus (born after 2007). */
static void a_cpr_number_is_refused_in_every_field(void **state)
{
    (void)state;
    static const char *const numbers[] = {"070761-4285",      "0707614285",    "070761 4285", "Anna 070761-4285",
                                          "070761-4285 Anna", "(070761-4285)", "010115-4006", "070761.4285"};
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        for (int field = 0; field < FIELD_COUNT; field++) {
            const char *problem = problem_of((enum form_field)field, numbers[at]);
            if (problem == NULL || strstr(problem, "CPR") == NULL) {
                fail_msg("\"%s\" got \"%s\"", numbers[at], problem != NULL ? problem : "nothing");
            }
        }
    }
}

static void a_cpr_number_is_refused_with_blanks_around_its_hyphen(void **state)
{
    (void)state;
    static const char *const numbers[] = {"070761 - 4285", "070761 -4285", "070761  4285"};
    for (size_t at = 0; at < sizeof(numbers) / sizeof(numbers[0]); at++) {
        const char *problem = problem_of(FIELD_NAME, numbers[at]);
        if (problem == NULL || strstr(problem, "CPR") == NULL) fail_msg("\"%s\" passes", numbers[at]);
    }
}

static void figures_that_are_no_cpr_number_pass_in_a_name(void **state)
{
    (void)state;
    static const char *const good[] = {"Hold 2", "Anna 28123456", "Bo 3212994285", "0707614286", "12345678901"};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) assert_null(problem_of(FIELD_NAME, good[at]));
}

static void the_first_problem_is_the_first_field_that_has_one(void **state)
{
    (void)state;
    struct form form = {0};
    assert_int_equal(form_first_problem(&form), FIELD_NAME);
    type(&form, "Anna");
    assert_int_equal(form_first_problem(&form), FIELD_CONTACT);
    form_focus(&form, FIELD_CONTACT);
    type(&form, "28123456");
    assert_int_equal(form_first_problem(&form), FIELD_COUNT);
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

/* ---- steps ---- */

static const struct {
    enum submission_kind kind;
    size_t count;
    struct {
        enum form_choice choice;
        size_t fields_count;
        enum form_field fields[FORM_STEP_FIELDS_MAX];
    } steps[FORM_STEPS_MAX];
} plan[SUBMISSION_IDEA + 1] = {
    {SUBMISSION_INTEREST, 1, {{CHOICE_NONE, 2, {FIELD_NAME, FIELD_CONTACT}}}},
    {SUBMISSION_SEAT,
     3,
     {{CHOICE_COMES_AS, 0, {0}}, {CHOICE_NONE, 2, {FIELD_NAME, FIELD_CONTACT}}, {CHOICE_NONE, 1, {FIELD_BRINGS}}}},
    {SUBMISSION_IDEA,
     3,
     {{CHOICE_NONE, 2, {FIELD_TITLE, FIELD_TEXT}},
      {CHOICE_SIDE, 0, {0}},
      {CHOICE_NONE, 2, {FIELD_NAME, FIELD_CONTACT}}}},
};

static void assert_step(const struct form *form, size_t at)
{
    const struct form_step *step = form_step(form);
    assert_int_equal(form->step, at);
    assert_int_equal(step->choice, plan[form->kind].steps[at].choice);
    assert_int_equal(step->fields_count, plan[form->kind].steps[at].fields_count);
    for (size_t field = 0; field < step->fields_count; field++) {
        assert_int_equal(step->fields[field], plan[form->kind].steps[at].fields[field]);
    }
    if (step->fields_count > 0) assert_int_equal(form->focus, step->fields[0]);
    assert_true(step->heading[0] != '\0');
}

static void every_form_has_its_steps_in_this_order_there_and_back(void **state)
{
    (void)state;
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        struct form form;
        form_init(&form);
        form_begin(&form, (enum submission_kind)kind);
        assert_int_equal(form.kind, kind);
        assert_int_equal(form_steps_count(form.kind), plan[kind].count);
        assert_true(plan[kind].count <= FORM_STEPS_MAX);
        for (size_t at = 0; at < plan[kind].count; at++) {
            assert_step(&form, at);
            assert_int_equal(form_next_step(&form), at + 1 < plan[kind].count);
        }
        for (size_t at = plan[kind].count; at-- > 0;) {
            assert_step(&form, at);
            assert_int_equal(form_previous_step(&form), at > 0);
        }
        assert_step(&form, 0);
    }
}

static void a_choice_must_be_made_and_a_text_step_has_none(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_SEAT);
    assert_false(form_is_chosen(&form));
    form.side = SIDE_STAFF; /* of another form */
    assert_false(form_is_chosen(&form));
    form.comes_as = COMES_AS_CITIZEN; /* which is 0 */
    assert_true(form_is_chosen(&form));
    assert_true(form_next_step(&form));
    form.comes_as = -1;
    assert_true(form_is_chosen(&form));
    form_begin(&form, SUBMISSION_IDEA);
    form.side = -1;
    assert_true(form_is_chosen(&form));
    assert_true(form_next_step(&form));
    assert_false(form_is_chosen(&form));
    form.side = SIDE_MUNICIPALITY;
    assert_true(form_is_chosen(&form));
}

static void going_to_a_field_finds_its_step(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_SEAT);
    form_go_to_field(&form, FIELD_BRINGS);
    assert_step(&form, 2);
    form_go_to_field(&form, FIELD_CONTACT);
    assert_int_equal(form.step, 1);
    assert_int_equal(form.focus, FIELD_CONTACT);
    form_go_to_field(&form, FIELD_TITLE); /* which a seat does not have */
    assert_int_equal(form.step, 1);
    assert_int_equal(form.focus, FIELD_CONTACT);
    form_begin(&form, SUBMISSION_IDEA);
    form_go_to_field(&form, FIELD_NAME);
    assert_step(&form, 2);
}

static void another_step_forgets_that_a_field_was_full(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_IDEA);
    fill(&form, SUBMISSION_TITLE_BYTES_MAX);
    assert_false(form_insert(&form, "x"));
    assert_true(form_next_step(&form));
    assert_false(form.full);
}

static void beginning_another_form_keeps_what_was_written_and_tells_nobody_off(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_SEAT);
    assert_true(form_next_step(&form));
    type(&form, "Åse");
    form_focus(&form, FIELD_CONTACT);
    assert_true(form.checked[FIELD_NAME]);
    form_begin(&form, SUBMISSION_INTEREST);
    assert_step(&form, 0);
    assert_string_equal(form.fields[FIELD_NAME].text, "Åse");
    for (int field = 0; field < FIELD_COUNT; field++) assert_false(form.checked[field]);
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

static void these_may_be_left_empty_and_no_others(void **state)
{
    (void)state;
    for (int kind = 0; kind <= SUBMISSION_IDEA; kind++) {
        for (int field = 0; field < FIELD_SEARCH; field++) {
            struct form form;
            form_init(&form);
            form.kind = (enum submission_kind)kind;
            bool optional =
                field == FIELD_BRINGS || (kind == SUBMISSION_IDEA && (field == FIELD_NAME || field == FIELD_CONTACT));
            assert_int_equal(form_may_be_empty(&form, (enum form_field)field), optional);
            assert_int_equal(form_problem(&form, (enum form_field)field) == NULL, optional);
            form.focus = (enum form_field)field;
            type(&form, "   ");
            assert_int_equal(form_problem(&form, (enum form_field)field) == NULL, optional);
        }
    }
}

static void what_may_be_empty_is_still_looked_at_when_it_is_not(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_IDEA);
    form_go_to_field(&form, FIELD_CONTACT);
    type(&form, "2812345");
    assert_string_equal(form_problem(&form, FIELD_CONTACT), "Et dansk nummer har otte cifre. Der mangler ét.");
    assert_int_equal(form_step_problem(&form), FIELD_CONTACT);
    type(&form, "6");
    assert_null(form_problem(&form, FIELD_CONTACT));
}

static void an_idea_without_title_or_text_is_asked_for_them(void **state)
{
    (void)state;
    assert_string_equal(problem_of(FIELD_TITLE, " "), "Giv din idé en overskrift på nogle få ord.");
    assert_string_equal(problem_of(FIELD_TEXT, " "), "Fortæl kort, hvad ideen går ud på.");
    assert_null(problem_of(FIELD_TITLE, "En bænk"));
    assert_null(problem_of(FIELD_TEXT, "En til."));
}

static void a_step_has_its_own_problems_and_the_form_the_first_of_all(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_SEAT);
    assert_int_equal(form_step_problem(&form), FIELD_COUNT); /* a choice is no field */
    assert_int_equal(form_first_problem(&form), FIELD_NAME);
    assert_true(form_next_step(&form));
    assert_int_equal(form_step_problem(&form), FIELD_NAME);
    type(&form, "Åse");
    assert_int_equal(form_step_problem(&form), FIELD_CONTACT);
    form_focus(&form, FIELD_CONTACT);
    type(&form, "28123456");
    assert_int_equal(form_step_problem(&form), FIELD_COUNT);
    assert_true(form_next_step(&form));
    type(&form, "070761-4285");
    assert_int_equal(form_step_problem(&form), FIELD_BRINGS);
    assert_int_equal(form_first_problem(&form), FIELD_BRINGS);
    for (int at = 0; at < 11; at++) form_backspace(&form);
    assert_int_equal(form_first_problem(&form), FIELD_COUNT);
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

/* What was left in the form of an idea is no part of a correction of something else. */
static void only_the_steps_that_are_asked_have_problems(void **state)
{
    (void)state;
    struct form form;
    form_init(&form);
    form_begin(&form, SUBMISSION_IDEA);
    assert_true(form_insert(&form, "070761-4285"));
    form.about = SUBMISSION_SEAT;
    form_begin(&form, SUBMISSION_CORRECT);
    assert_int_equal(form.focus, FIELD_NAME);
    assert_true(form_insert(&form, "Anna"));
    assert_int_equal(form_first_problem(&form), FIELD_COUNT);
    form.about = SUBMISSION_IDEA;
    form_begin(&form, SUBMISSION_CORRECT);
    assert_int_equal(form_first_problem(&form), FIELD_TITLE);
    form_wipe(&form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_steps_that_are_asked_have_problems),
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
        cmocka_unit_test(only_a_field_that_was_left_with_something_in_it_is_checked),
        cmocka_unit_test(a_name_is_asked_for),
        cmocka_unit_test(a_way_to_be_reached_is_asked_for),
        cmocka_unit_test(a_short_number_is_told_how_many_figures_are_missing),
        cmocka_unit_test(a_short_number_with_a_country_code_is_not_told_a_wrong_count),
        cmocka_unit_test(a_long_number_is_told_about_the_plus),
        cmocka_unit_test(an_unfinished_address_is_shown_a_finished_one),
        cmocka_unit_test(addresses_that_work_pass),
        cmocka_unit_test(telephone_numbers_pass),
        cmocka_unit_test(a_cpr_number_is_refused_in_every_field),
        cmocka_unit_test(a_cpr_number_is_refused_with_blanks_around_its_hyphen),
        cmocka_unit_test(figures_that_are_no_cpr_number_pass_in_a_name),
        cmocka_unit_test(the_first_problem_is_the_first_field_that_has_one),
        cmocka_unit_test(a_capital_is_wanted_where_a_name_begins),
        cmocka_unit_test(every_form_has_its_steps_in_this_order_there_and_back),
        cmocka_unit_test(a_choice_must_be_made_and_a_text_step_has_none),
        cmocka_unit_test(going_to_a_field_finds_its_step),
        cmocka_unit_test(another_step_forgets_that_a_field_was_full),
        cmocka_unit_test(beginning_another_form_keeps_what_was_written_and_tells_nobody_off),
        cmocka_unit_test(forgetting_keeps_name_and_contact_and_leaves_no_byte_of_the_rest),
        cmocka_unit_test(these_may_be_left_empty_and_no_others),
        cmocka_unit_test(what_may_be_empty_is_still_looked_at_when_it_is_not),
        cmocka_unit_test(an_idea_without_title_or_text_is_asked_for_them),
        cmocka_unit_test(a_step_has_its_own_problems_and_the_form_the_first_of_all),
        cmocka_unit_test(a_capital_is_wanted_where_a_sentence_begins),
        cmocka_unit_test(wiping_leaves_only_zero_bytes_and_no_choice),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
