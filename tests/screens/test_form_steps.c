/* tests/screens/test_form_steps.c - the steps of each form, what each asks for, and what is wrong with what was
 * written. */
#include "tests/screens/form_typing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_steps_that_are_asked_have_problems),
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
        cmocka_unit_test(every_form_has_its_steps_in_this_order_there_and_back),
        cmocka_unit_test(a_choice_must_be_made_and_a_text_step_has_none),
        cmocka_unit_test(going_to_a_field_finds_its_step),
        cmocka_unit_test(another_step_forgets_that_a_field_was_full),
        cmocka_unit_test(these_may_be_left_empty_and_no_others),
        cmocka_unit_test(what_may_be_empty_is_still_looked_at_when_it_is_not),
        cmocka_unit_test(an_idea_without_title_or_text_is_asked_for_them),
        cmocka_unit_test(a_step_has_its_own_problems_and_the_form_the_first_of_all),
        cmocka_unit_test(beginning_another_form_keeps_what_was_written_and_tells_nobody_off),
    };
    return cmocka_run_group_tests_name("form steps", tests, NULL, NULL);
}
