#define _DEFAULT_SOURCE
/* tests/screens/test_counting.c - what is counted of a visit, and what is not. */
#include "tests/screens/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kiosk/counting.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/tally.h"

struct hall {
    struct model model;
    struct counting counting;
    char path[64];
};

static int setup(void **state)
{
    struct hall *hall = calloc(1, sizeof(*hall));
    if (hall == NULL) return -1;
    snprintf(hall->path, sizeof(hall->path), "/tmp/forhal-counting-XXXXXX");
    if (mkdtemp(hall->path) == NULL) return -1;
    strcat(hall->path, "/numbers.json");
    model_init(&hall->model, "da", false);
    hall->model.content_ready = true;
    hall->model.local = (struct local_time){.known = true, .year = 2026, .month = 11, .day = 21};
    *state = hall;
    return 0;
}

static int teardown(void **state)
{
    struct hall *hall = *state;
    unlink(hall->path);
    *strrchr(hall->path, '/') = '\0';
    rmdir(hall->path);
    model_finish(&hall->model);
    free(hall);
    return 0;
}

/* The visitor comes to a screen; at the resting one the visit is stored. */
static void come_to(struct hall *hall, enum screen screen)
{
    hall->model.screen = screen;
    bool over = counting_look(&hall->counting, &hall->model);
    if (over) assert_int_equal(counting_store(&hall->counting, &hall->model, hall->path), ERR_OK);
}

/* Nobody is there any more: what was chosen is as it was at the beginning. */
static void end(struct hall *hall)
{
    hall->model.large = false;
    hall->model.language = hall->model.language_first;
    come_to(hall, SCREEN_REST);
}

static int64_t count_of(struct hall *hall, const char *day, const char *name)
{
    AUTO(tally_finish) struct tally tally = {0};
    assert_int_equal(tally_read(&tally, hall->path), ERR_OK);
    return json_int_at(json_object_get(tally.days, day), name, 0);
}

static void a_visit_is_counted_when_it_is_over(void **state)
{
    struct hall *hall = *state;
    come_to(hall, SCREEN_REST);
    come_to(hall, SCREEN_BOARD);
    hall->model.large = true;
    come_to(hall, SCREEN_NETWORK);
    hall->model.language = &languages[1];
    come_to(hall, SCREEN_NETWORK);
    assert_int_equal(access(hall->path, F_OK), -1); /* nothing before it is over */
    end(hall);
    assert_int_equal(count_of(hall, "2026-11-21", "visits"), 1);
    char name[32];
    snprintf(name, sizeof(name), "language.%s", languages[1].code);
    assert_int_equal(count_of(hall, "2026-11-21", name), 1);
    assert_int_equal(count_of(hall, "2026-11-21", "aid.large"), 1);
    assert_int_equal(count_of(hall, "2026-11-21", "aid.speech"), 0);
    come_to(hall, SCREEN_REST);
    come_to(hall, SCREEN_BOARD);
    come_to(hall, SCREEN_REST);
    assert_int_equal(count_of(hall, "2026-11-21", "visits"), 2);
    struct stat info;
    assert_int_equal(stat(hall->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

/* The language is chosen at the resting screen, which comes back in it: one visit, and it was none in Danish. */
static void who_chooses_a_language_first_is_one_visit(void **state)
{
    struct hall *hall = *state;
    char name[32];
    snprintf(name, sizeof(name), "language.%s", languages[1].code);
    come_to(hall, SCREEN_REST);
    come_to(hall, SCREEN_LANGUAGE);
    hall->model.language = &languages[1];
    come_to(hall, SCREEN_REST);
    come_to(hall, SCREEN_BOARD);
    end(hall);
    come_to(hall, SCREEN_LANGUAGE);
    hall->model.language = &languages[1];
    come_to(hall, SCREEN_REST); /* and goes */
    end(hall);
    assert_int_equal(count_of(hall, "2026-11-21", "visits"), 2);
    assert_int_equal(count_of(hall, "2026-11-21", name), 2);
    assert_int_equal(count_of(hall, "2026-11-21", "language.da"), 0);
}

static void forms_are_finished_or_left_somewhere(void **state)
{
    struct hall *hall = *state;
    hall->model.form.kind = SUBMISSION_IDEA;
    come_to(hall, SCREEN_BOARD);
    come_to(hall, SCREEN_NOTICE);
    come_to(hall, SCREEN_FORM);
    come_to(hall, SCREEN_HELP); /* looked at from within */
    come_to(hall, SCREEN_FORM);
    come_to(hall, SCREEN_REVIEW);
    come_to(hall, SCREEN_THANKS);
    come_to(hall, SCREEN_BOARD);
    hall->model.form.kind = SUBMISSION_SEAT;
    come_to(hall, SCREEN_FORM);
    come_to(hall, SCREEN_REVIEW);
    come_to(hall, SCREEN_REST);
    assert_int_equal(count_of(hall, "2026-11-21", "begun.idea"), 1);
    assert_int_equal(count_of(hall, "2026-11-21", "finished.idea"), 1);
    assert_int_equal(count_of(hall, "2026-11-21", "begun.seat"), 1);
    assert_int_equal(count_of(hall, "2026-11-21", "left.seat.review"), 1);
    assert_int_equal(count_of(hall, "2026-11-21", "finished.seat"), 0);
}

static void nothing_is_counted_of_no_visit(void **state)
{
    struct hall *hall = *state;
    come_to(hall, SCREEN_SERVICE); /* whoever looks after the kiosk */
    come_to(hall, SCREEN_REST);
    hall->model.local.known = false; /* no day to count it on */
    come_to(hall, SCREEN_BOARD);
    come_to(hall, SCREEN_REST);
    hall->model.local.known = true;
    hall->model.content_ready = false;
    come_to(hall, SCREEN_BOARD);
    come_to(hall, SCREEN_REST);
    assert_int_equal(access(hall->path, F_OK), -1);
}

/* Nothing in the file could point at a person or an hour: names of counts and days, and that is all. */
static void the_file_holds_counts_and_days_alone(void **state)
{
    struct hall *hall = *state;
    snprintf(hall->model.receipt_code, sizeof(hall->model.receipt_code), "AAAA-BBBB-CCCC-DDDD");
    come_to(hall, SCREEN_BOARD);
    come_to(hall, SCREEN_THANKS);
    come_to(hall, SCREEN_REST);
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, hall->path, 4096), ERR_OK);
    char wanted[128];
    snprintf(wanted, sizeof(wanted), "{\"days\":{\"2026-11-21\":{\"visits\":1,\"language.%s\":1}}}", languages[0].code);
    assert_string_equal(str_text(&text), wanted);
}

static void a_damaged_file_is_told(void **state)
{
    struct hall *hall = *state;
    assert_int_equal(file_write(hall->path, "{\"days\":", 8, 0600), ERR_OK);
    hall->model.screen = SCREEN_BOARD;
    assert_false(counting_look(&hall->counting, &hall->model));
    hall->model.screen = SCREEN_REST;
    assert_true(counting_look(&hall->counting, &hall->model));
    assert_int_equal(counting_store(&hall->counting, &hall->model, hall->path), ERR_DAMAGED);
    assert_false(hall->counting.visiting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_visit_is_counted_when_it_is_over, setup, teardown),
        cmocka_unit_test_setup_teardown(who_chooses_a_language_first_is_one_visit, setup, teardown),
        cmocka_unit_test_setup_teardown(forms_are_finished_or_left_somewhere, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_counted_of_no_visit, setup, teardown),
        cmocka_unit_test_setup_teardown(the_file_holds_counts_and_days_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_told, setup, teardown),
    };
    return cmocka_run_group_tests_name("counting", tests, NULL, NULL);
}
