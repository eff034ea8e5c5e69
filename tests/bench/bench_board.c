/* tests/bench/bench_board.c - what a long list costs the processor: scrolling, searching, memory.
 *
 *   bench_board DATA
 *
 * No window: the kiosk's own code up to the canvas, in the size of a landscape display. Prints medians and the slowest
 * of CPU time; judges nothing. A frame at 60 a second has 16 ms. */
#define _POSIX_C_SOURCE 200809L
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kiosk/app.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"

enum { WIDTH = 1920, HEIGHT = 1080, MM_WIDTH = 476, FRAME_MS = 16, FRAMES = 600, TIMES = 25, SAMPLES_MAX = 2000 };

struct samples {
    double list[SAMPLES_MAX];
    size_t count;
};

static double cpu_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void add(struct samples *samples, double since)
{
    if (samples->count < SAMPLES_MAX) samples->list[samples->count++] = cpu_ms() - since;
}

static int by_value(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

static void print(const char *name, struct samples *samples)
{
    if (samples->count == 0) return;
    qsort(samples->list, samples->count, sizeof(samples->list[0]), by_value);
    printf("%-44s %8.2f ms %8.2f ms   (%zu)\n", name, samples->list[samples->count / 2],
           samples->list[samples->count - 1], samples->count);
    samples->count = 0;
}

/* Of this process, KiB. */
static long resident_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "re");
    while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0) kib = strtol(line + 6, NULL, 10);
    }
    if (status != NULL) fclose(status);
    return kib;
}

struct bench {
    struct app *app;
    struct canvas *canvas;
    int64_t now_ms;
    struct samples samples;
};

static void say(struct bench *bench, struct event event)
{
    event.now_ms = bench->now_ms;
    app_event(bench->app, &event);
}

static void tap(struct bench *bench, enum action_kind kind)
{
    struct damage damage;
    say(bench, (struct event){.kind = EVENT_TAP, .action = {.kind = kind}});
    app_paint(bench->app, bench->canvas, &damage);
}

/* Moves by `px` and paints, as often as a finger drags. */
static void scroll(struct bench *bench, int px, int frames)
{
    struct damage damage;
    for (int at = 0; at < frames; at++) {
        double began = cpu_ms();
        bench->now_ms += FRAME_MS;
        app_time(bench->app, bench->now_ms);
        say(bench, (struct event){.kind = EVENT_SCROLL, .amount = px});
        app_paint(bench->app, bench->canvas, &damage);
        add(&bench->samples, began);
    }
}

static void glide(struct bench *bench)
{
    struct damage damage;
    for (int at = 0; at < 10; at++) {
        say(bench, (struct event){.kind = EVENT_FLICK, .amount = at < 5 ? 6000 : -6000, .y = HEIGHT});
        while (app_frame(bench->app)->moving) {
            double began = cpu_ms();
            bench->now_ms += FRAME_MS;
            app_time(bench->app, bench->now_ms);
            app_paint(bench->app, bench->canvas, &damage);
            add(&bench->samples, began);
        }
    }
}

static void jump(struct bench *bench)
{
    struct damage damage;
    for (int at = 0; at < 2 * TIMES; at++) {
        double began = cpu_ms();
        tap(bench, at % 2 == 0 ? ACTION_SCROLL_LAST : ACTION_SCROLL_FIRST);
        app_paint(bench->app, bench->canvas, &damage);
        add(&bench->samples, began);
    }
}

static const char *const typed[] = {"a",         "g",          "gr",    "grøn",      "grønne haver",
                                    "i",         "i h",        "have",  "hverdagen", "kultur fritid",
                                    "veje toft", "arbejde",    "f a b", "xyzzy",     "sådan mærkes hverdagen",
                                    "å",         "børn skolen"};

static void search(struct bench *bench, const char *data)
{
    struct data_dir dir;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct network_card cards[MODEL_FOUND_MAX];
    size_t count = 0;
    if (data_dir_init(&dir, data) != ERR_OK || catalog_open(&catalog, dir.content, CATALOG_READER) != ERR_OK) return;
    for (int time = 0; time < TIMES; time++) {
        for (size_t at = 0; at < sizeof(typed) / sizeof(typed[0]); at++) {
            double began = cpu_ms();
            if (catalog_search(catalog, "en", typed[at], cards, MODEL_FOUND_MAX, &count) != ERR_OK) return;
            add(&bench->samples, began);
        }
    }
    data_dir_finish(&dir);
}

/* A letter typed, what it finds, and the picture of that. */
static void type(struct bench *bench)
{
    struct damage damage;
    tap(bench, ACTION_SEARCH);
    for (int at = 0; at < TIMES; at++) {
        static const char *const letters[] = {"h", "a", "v", "e"};
        for (size_t letter = 0; letter < 4; letter++) {
            double began = cpu_ms();
            say(bench, (struct event){.kind = EVENT_TYPE, .text = letters[letter]});
            app_paint(bench->app, bench->canvas, &damage);
            add(&bench->samples, began);
        }
        for (int letter = 0; letter < 4; letter++) say(bench, (struct event){.kind = EVENT_KEY_BACKSPACE});
    }
}

int main(int argc, char **argv)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    char why[256] = "";
    if (argc != 2 || bench == NULL || sodium_init() < 0) {
        fprintf(stderr, "usage: bench_board DATA\n");
        return 2;
    }
    const struct app_options options = {
        .data = argv[1], .lang = "da", .width = WIDTH, .height = HEIGHT, .mm_width = MM_WIDTH, .distance_mm = 600};
    if (app_open(&bench->app, &options, why, sizeof(why)) != ERR_OK) {
        fprintf(stderr, "%s\n", why);
        return 1;
    }
    bench->canvas = canvas_create(WIDTH, HEIGHT);
    bench->now_ms = 1000;
    struct damage damage;
    double began = cpu_ms();
    app_look(bench->app, bench->now_ms);
    app_paint(bench->app, bench->canvas, &damage);
    add(&bench->samples, began);
    long at_rest = resident_kib();
    printf("%-44s %11s %11s\n", "", "median", "most");
    print("content read and the first picture painted", &bench->samples);
    began = cpu_ms();
    tap(bench, ACTION_OPEN_BOARD);
    add(&bench->samples, began);
    print("the board opened and painted", &bench->samples);
    scroll(bench, 40, FRAMES);
    print("a frame of scrolling by hand", &bench->samples);
    glide(bench);
    print("a frame of gliding", &bench->samples);
    jump(bench);
    print("to an end of the list and painted", &bench->samples);
    search(bench, argv[1]);
    print("a search in the catalog", &bench->samples);
    type(bench);
    print("a letter typed, searched for and painted", &bench->samples);
    printf("memory (VmRSS): %.1f MiB at rest, %.1f MiB after all this\n", (double)at_rest / 1024,
           (double)resident_kib() / 1024);
    app_close(bench->app);
    canvas_destroy(bench->canvas);
    free(bench);
    return 0;
}
