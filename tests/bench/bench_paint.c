/* tests/bench/bench_paint.c - what one picture costs the processor, without a window.
 *
 *   bench_paint DATA
 *
 * DATA: a kiosk's data folder (build/tests/make-data). 1080x1920; medians of CPU time in ms. */
#define _POSIX_C_SOURCE 200809L
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kiosk/app.h"

enum {
    WIDTH = 1080,
    HEIGHT = 1920,
    WHOLE_ROUNDS = 101,
    WATER_ROUNDS = 240,
    KEY_ROUNDS = 60,
    KEY_HELD_MS = 60,
    KEY_PAUSE_MS = 90
};

struct bench {
    struct app *app;
    struct canvas *canvas;
    int64_t now_ms;
};

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Prints it; returns 1 when the goal is not met. A goal of 0: none. */
static int tell(const char *what, double *samples, size_t count, double goal_ms)
{
    qsort(samples, count, sizeof(samples[0]), by_value);
    double middle = samples[count / 2];
    printf("%-44s %7.2f ms (%.2f-%.2f)", what, middle, samples[0], samples[count - 1]);
    if (goal_ms > 0) printf("   goal %.0f ms, %s", goal_ms, middle <= goal_ms ? "met" : "NOT MET");
    printf("\n");
    return goal_ms > 0 && middle > goal_ms;
}

static void paint(struct bench *bench)
{
    struct damage damage;
    app_paint(bench->app, bench->canvas, &damage);
}

static int whole(struct bench *bench, const char *what)
{
    double samples[WHOLE_ROUNDS];
    for (int at = 0; at < WHOLE_ROUNDS; at++) {
        app_paint_whole(bench->app);
        double before = cpu_ms();
        paint(bench);
        samples[at] = cpu_ms() - before;
    }
    return tell(what, samples, WHOLE_ROUNDS, 10);
}

static void water(struct bench *bench)
{
    double samples[WATER_ROUNDS];
    double began = cpu_ms();
    int64_t since = bench->now_ms;
    for (int at = 0; at < WATER_ROUNDS; at++) {
        bench->now_ms += app_next_wake_ms(bench->app);
        double before = cpu_ms();
        app_time(bench->app, bench->now_ms);
        paint(bench);
        samples[at] = cpu_ms() - before;
    }
    double a_second = (cpu_ms() - began) * 1e3 / (double)(bench->now_ms - since);
    (void)tell("a step of the resting water", samples, WATER_ROUNDS, 0);
    printf("%-44s %7.1f ms\n", "the same, in a second", a_second);
}

/* Presses the first thing that does this. */
static bool press(struct bench *bench, enum action_kind kind, const char *target)
{
    const struct frame *frame = app_frame(bench->app);
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->action.kind != kind || (target != NULL && strcmp(item->action.target, target) != 0)) continue;
        struct rect seen = item_visible(item);
        int x = seen.x + seen.w / 2;
        int y = seen.y + seen.h / 2;
        app_pointer(bench->app, POINTER_DOWN, x, y, bench->now_ms);
        paint(bench);
        bench->now_ms += KEY_HELD_MS;
        app_pointer(bench->app, POINTER_UP, x, y, bench->now_ms);
        paint(bench);
        return true;
    }
    fprintf(stderr, "nothing on \"%s\" does \"%s\"\n", frame->screen, action_name(kind));
    return false;
}

static bool go(struct bench *bench, enum action_kind kind, const char *target)
{
    bool good = press(bench, kind, target);
    bench->now_ms += 1000;
    app_time(bench->app, bench->now_ms);
    paint(bench);
    return good;
}

/* Down and up, with what each shows. */
static int keys(struct bench *bench)
{
    static const char *const letters[] = {"a", "n", "e", "r"};
    double samples[KEY_ROUNDS];
    for (int at = 0; at < KEY_ROUNDS; at++) {
        double before = cpu_ms();
        bool found = at % 20 == 19 ? press(bench, ACTION_KEY_BACKSPACE, NULL)
                                   : press(bench, ACTION_KEY, at == 0 ? "A" : letters[at % 4]);
        samples[at] = cpu_ms() - before;
        if (!found) return 1;
        bench->now_ms += KEY_PAUSE_MS;
    }
    return tell("a key pressed and let go", samples, KEY_ROUNDS, 2);
}

int main(int argc, char **argv)
{
    struct bench bench = {.now_ms = 1000, .canvas = canvas_create(WIDTH, HEIGHT)};
    struct app_options options = {
        .data = argc == 2 ? argv[1] : NULL, .lang = "da", .width = WIDTH, .height = HEIGHT, .mm_width = 268};
    char why[512] = "";
    if (argc != 2 || bench.canvas == NULL || sodium_init() < 0) {
        fprintf(stderr, "usage: bench_paint DATA\n");
        return 2;
    }
    if (app_open(&bench.app, &options, why, sizeof(why)) != ERR_OK) {
        fprintf(stderr, "%s\n", why);
        return 1;
    }
    app_look(bench.app, bench.now_ms);
    paint(&bench);
    int missed = whole(&bench, "the resting screen, whole");
    water(&bench);
    bool good = go(&bench, ACTION_OPEN_BOARD, NULL);
    missed += good ? whole(&bench, "the board, whole") : 1;
    good = good && go(&bench, ACTION_OPEN_NETWORK, NULL);
    missed += good ? whole(&bench, "a network, whole") : 1;
    good = good && go(&bench, ACTION_START, NULL) && go(&bench, ACTION_ACCEPT_NOTICE, NULL);
    missed += good ? whole(&bench, "the form with its keyboard, whole") : 1;
    missed += good ? keys(&bench) : 1;
    app_close(bench.app);
    canvas_destroy(bench.canvas);
    return missed == 0 ? 0 : 1;
}
