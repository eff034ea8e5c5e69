/* tests/window/visit.h - what the tests of the real window share: a display for all of a program, a data
 * folder and a kiosk for each test, and the steps of a visit.
 *
 * FORHAL_BUILD (build) says whose forhal-kiosk and make-data; run from the root of the project. A step
 * that does not come true within WAIT_MS fails the test. */
#pragma once

#include <jansson.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/window/display.h"
#include "tests/window/kiosk.h"

/* Letters that no program has for other reasons, no two neighbours alike; longer than the words of the
 * screens that come after it, which would else lie over it by chance. */
#define NAME_TYPED      "Bragwin Hyldotskefmup Vazokribex Thylmandrovistegun Polgerika"
#define PHONE_TYPED     "31728495"
#define PHONE_READ_BACK "+45 31 72 84 95"

enum {
    WIDTH = 1920,
    HEIGHT = 1080,
    WAIT_MS = 30000,
    TRACE_MIN = 6, /* so many letters of the name in a row are a trace of it */
};

/* What all tests of a program share, made once. */
struct house {
    struct display display;
    const char *out;
    char work[64];
    int folders;
};

/* What each test has. */
struct visit {
    struct house *house;
    struct kiosk kiosk; /* stopped when the test ends */
    char data[96];      /* not there yet */
    bool mounted;       /* a file system on it */
};

int house_setup(void **state);
int house_teardown(void **state);
int visit_setup(void **state);
int visit_teardown(void **state);
#define visit_test(function) cmocka_unit_test_setup_teardown(function, visit_setup, visit_teardown)

void visit_make_data(struct visit *visit);
/* Until its first picture is shown; `more` are further arguments, or NULL. */
void visit_start(struct visit *visit, const char *const *more);
/* `name` in the data folder, in `out`. */
const char *visit_path(const struct visit *visit, const char *name, char out[PATH_MAX]);

void visit_comes_to(struct visit *visit, const char *screen);
void visit_comes_to_say(struct visit *visit, const char *text);
/* Touches what does `action` and waits for the screen `then`. */
void visit_tap(struct visit *visit, const char *action, const char *target, const char *then);
void visit_go_to_network(struct visit *visit);
void visit_go_to_form(struct visit *visit);
/* With the keyboard on the screen. */
void visit_type(struct visit *visit, const char *text);
/* NAME_TYPED and PHONE_TYPED, as far as the read-back. */
void visit_fill_in(struct visit *visit);

/* How many wait in the outbox. */
int64_t visit_entries(struct visit *visit);
/* The oldest one opens with the town hall's key only, and then is what was typed. */
void visit_check_entry(struct visit *visit);

static const struct area whole = {0, 0, WIDTH, HEIGHT};
/* The caller calls picture_finish(). */
struct picture visit_look(struct visit *visit, struct area area);
/* The same, once it has stayed the same for a while. */
struct picture visit_look_settled(struct visit *visit, struct area area);
/* Waits until the area looks like `picture` (or, with `like` false, differently). */
bool visit_comes_to_look(struct visit *visit, struct area area, const struct picture *picture, bool like);
bool file_comes_to_be(const char *path);
