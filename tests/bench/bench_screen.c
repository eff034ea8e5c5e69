/* tests/bench/bench_screen.c - Forhal beside Chromium in kiosk mode, both seen only from outside.
 *
 *   bench_screen BUILD CONTENT.json PAGE.html [--rounds N | --water]
 *
 * Both show the same two screens of the same content on the same kind of display (Xvfb, 1920×1080), in
 * turns: Forhal, Chromium, Forhal, … What is measured, and how, is in docs/benchmarks.md. */
#define _GNU_SOURCE /* nftw */
#include <ftw.h>
#include <jansson.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/eye.h"
#include "tests/window/display.h"
#include "tests/window/kiosk.h"
#include "tests/window/process.h"

enum {
    WIDTH = 1920,
    HEIGHT = 1080,
    ROUNDS = 7,      /* starts of each, for each number of networks */
    LONG_ROUNDS = 2, /* of them, those that also rest and are touched */
    TOUCHES = 10,    /* in each long round */
    SCREENS = 4,     /* changes of the whole screen in each long round */
    START_WITHIN_MS = 20 * 1000,
    QUIET_MS = 1500, /* so long without a change: the picture is done */
    BEFORE_TOUCH_MS = 250,
    REST_MS = 5000,   /* before memory is looked at */
    WATCH_MS = 10000, /* context switches and frames are counted */
    STOP_WITHIN_MS = 5000,
    SAMPLES_MAX = 256,
    ARGUMENTS_MAX = 32,
};

enum figure {
    FIGURE_START,
    FIGURE_MEMORY,
    FIGURE_SWITCHES,
    FIGURE_FRAMES,
    FIGURE_TOUCH,
    FIGURE_SCREEN,
    FIGURE_CPU,
    FIGURE_COUNT
};

/* Instead of a ratio. */
#define GOAL_NOT_SET     0.0
#define GOAL_NONE_AT_ALL (-1.0)

/* `goal`: Forhal's share of the peer's figure that is wanted, as 1/goal. */
static const struct {
    const char *name;
    const char *unit;
    double goal;
    int decimals;
} figures[FIGURE_COUNT] = {
    [FIGURE_START] = {"start to first full picture", "ms", 6, 1},
    [FIGURE_MEMORY] = {"memory after 5 s (PSS)", "MiB", 12, 1},
    [FIGURE_SWITCHES] = {"context switches at rest", "/s", 100, 1},
    [FIGURE_FRAMES] = {"changes of the picture at rest", "in 10 s", GOAL_NONE_AT_ALL, 0},
    [FIGURE_TOUCH] = {"touch to first pixels", "ms", 2, 2},
    [FIGURE_SCREEN] = {"touch to whole new screen", "ms", GOAL_NOT_SET, 1},
    [FIGURE_CPU] = {"CPU at rest", "ms/s", GOAL_NOT_SET, 1},
};

struct samples {
    double list[SAMPLES_MAX];
    size_t count;
};

struct subject {
    const char *name;
    const char *arguments[ARGUMENTS_MAX];
    struct picture first; /* the first screen, as it looks when done */
    struct picture board;
    struct samples figures[FIGURE_COUNT];
    pid_t pid;
};

struct bench {
    struct display display;
    struct eye eye;
    char work[64];
    char log[96];
    char profile[96];
    int rounds;
};

/* ---- figures ---- */

static void add(struct subject *subject, enum figure figure, double value)
{
    struct samples *samples = &subject->figures[figure];
    if (samples->count < SAMPLES_MAX) samples->list[samples->count++] = value;
}

static int by_value(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

static double median(struct samples *samples)
{
    if (samples->count == 0) return -1;
    qsort(samples->list, samples->count, sizeof(samples->list[0]), by_value);
    size_t middle = samples->count / 2;
    return samples->count % 2 == 1 ? samples->list[middle] : (samples->list[middle - 1] + samples->list[middle]) / 2;
}

static void print_one(struct samples *samples, int decimals)
{
    char text[64];
    double middle = median(samples);
    if (samples->count == 0) {
        snprintf(text, sizeof(text), "not measured");
    } else {
        snprintf(text, sizeof(text), "%.*f (%.*f-%.*f)", decimals, middle, decimals, samples->list[0], decimals,
                 samples->list[samples->count - 1]);
    }
    printf(" %22s", text);
}

static void print_ratio(double ours, double theirs)
{
    char text[32];
    if (ours < 0 || theirs <= 0) {
        snprintf(text, sizeof(text), "-");
    } else if (ours <= 0) {
        snprintf(text, sizeof(text), "0");
    } else {
        snprintf(text, sizeof(text), "1/%.1f", theirs / ours);
    }
    printf(" %8s", text);
}

/* Prints the goal and whether it is met. Returns 1 when it is not. */
static int print_goal(struct samples *ours, double theirs, double goal)
{
    double mine = median(ours);
    bool met = mine >= 0 && (goal == GOAL_NONE_AT_ALL ? ours->list[ours->count - 1] <= 0 : mine * goal <= theirs);
    if (goal == GOAL_NONE_AT_ALL) {
        printf("   none  ");
    } else {
        printf("   1/%-4.0f", goal);
    }
    printf("%s", met ? "met" : "NOT MET");
    return met ? 0 : 1;
}

/* Returns how many goals were not met. */
static int print_table(struct subject *ours, struct subject *theirs, int networks)
{
    int missed = 0;
    printf("\n%d networks; medians (least-most) of %zu starts, %zu rests, %zu touches\n", networks,
           ours->figures[FIGURE_START].count, ours->figures[FIGURE_MEMORY].count, ours->figures[FIGURE_TOUCH].count);
    printf("%-32s %-7s %22s %22s %8s   %s\n", "", "", ours->name, theirs->name, "ratio", "goal");
    for (int at = 0; at < FIGURE_COUNT; at++) {
        printf("%-32s %-7s", figures[at].name, figures[at].unit);
        print_one(&ours->figures[at], figures[at].decimals);
        print_one(&theirs->figures[at], figures[at].decimals);
        double other = median(&theirs->figures[at]);
        print_ratio(median(&ours->figures[at]), other);
        if (figures[at].goal != GOAL_NOT_SET) missed += print_goal(&ours->figures[at], other, figures[at].goal);
        printf("\n");
    }
    return missed;
}

/* ---- the two programs ---- */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void remove_folder(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool reap(pid_t pid, int within_ms)
{
    int64_t until = now_us() + (int64_t)within_ms * 1000;
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (now_us() > until) return false;
        sleep_ms(5);
    }
    return true;
}

/* Ends it and all that came from it, by their ids: children whose parent has gone come to us, since
 * we are the reaper. */
static void stop(struct subject *subject)
{
    struct process_tree tree;
    process_tree(subject->pid, &tree);
    kill(subject->pid, SIGTERM);
    if (!reap(subject->pid, STOP_WITHIN_MS)) kill(subject->pid, SIGKILL);
    (void)reap(subject->pid, STOP_WITHIN_MS);
    int64_t until = now_us() + STOP_WITHIN_MS * 1000;
    for (size_t at = 1; at < tree.count; at++) {
        char state = process_state(tree.pids[at]);
        while (state != 0 && state != 'Z' && now_us() < until) {
            sleep_ms(5);
            state = process_state(tree.pids[at]);
        }
        if (state != 0 && state != 'Z') kill(tree.pids[at], SIGKILL);
        (void)waitpid(tree.pids[at], NULL, WNOHANG);
    }
    subject->pid = -1;
}

/* Each start finds an empty profile, as it finds an empty outbox. */
static int64_t start(struct bench *bench, struct subject *subject)
{
    remove_folder(bench->profile);
    unlink(bench->log);
    (void)eye_until_quiet(&bench->eye, 100, 2000);
    int64_t began = now_us();
    subject->pid = display_run(&bench->display, subject->arguments, bench->log);
    return began;
}

static bool take_picture(struct bench *bench, struct picture *out)
{
    picture_finish(out);
    return display_picture(&bench->display, bench->display.root, (struct area){0, 0, WIDTH, HEIGHT}, out);
}

/* The places touched: the middle of the water, the first card, and beside the cards at the same height,
 * since a finger that slides up or down would scroll. */
static const struct area water = {400, 620, 0, 0};
static const struct area card = {400, 500, 0, 0};
static const struct area nothing = {1715, 500, 0, 0};

static void tap_at(struct bench *bench, struct area at)
{
    display_tap(&bench->display, at.x, at.y);
}

static bool shows(struct bench *bench, const struct picture *wanted)
{
    struct picture now = {0};
    bool equal = take_picture(bench, &now) && picture_equal(&now, wanted);
    picture_finish(&now);
    return equal;
}

/* Warms the disk's cache and learns how the two screens look. */
static bool learn(struct bench *bench, struct subject *subject)
{
    display_move(&bench->display, nothing.x, nothing.y);
    (void)start(bench, subject);
    bool good = eye_next(&bench->eye, START_WITHIN_MS) >= 0;
    (void)eye_until_quiet(&bench->eye, 2 * QUIET_MS, START_WITHIN_MS);
    good = good && take_picture(bench, &subject->first);
    tap_at(bench, water);
    good = good && eye_next(&bench->eye, 5000) >= 0;
    display_move(&bench->display, nothing.x, nothing.y);
    (void)eye_until_quiet(&bench->eye, QUIET_MS, 5000);
    good = good && take_picture(bench, &subject->board) && !picture_equal(&subject->first, &subject->board);
    stop(subject);
    if (!good) fprintf(stderr, "%s does not show both screens; its words are in %s\n", subject->name, bench->log);
    return good;
}

static void measure_rest(struct bench *bench, struct subject *subject)
{
    struct process_tree tree;
    sleep_ms(REST_MS);
    process_tree(subject->pid, &tree);
    add(subject, FIGURE_MEMORY, (double)process_pss_kib(&tree) / 1024);
    (void)eye_until_quiet(&bench->eye, 20, 100); /* what came while we slept */
    struct switches before = process_switches(&tree);
    int64_t ticks = process_cpu_ticks(&tree);
    int64_t changes = eye_count(&bench->eye, WATCH_MS);
    ticks = process_cpu_ticks(&tree) - ticks;
    struct switches after = process_switches(&tree);
    int64_t switches = after.voluntary - before.voluntary + after.involuntary - before.involuntary;
    add(subject, FIGURE_SWITCHES, (double)switches * 1000 / WATCH_MS);
    add(subject, FIGURE_FRAMES, (double)changes);
    add(subject, FIGURE_CPU, (double)ticks * 1000 * 1000 / (double)sysconf(_SC_CLK_TCK) / WATCH_MS);
}

/* Rest to board: touched until the last change. Escape goes back. */
static bool measure_screens(struct bench *bench, struct subject *subject)
{
    for (int at = 0; at < SCREENS; at++) {
        display_move(&bench->display, water.x, water.y);
        (void)eye_until_quiet(&bench->eye, BEFORE_TOUCH_MS, 3000);
        int64_t began = now_us();
        tap_at(bench, water);
        int64_t shown = eye_until_shown(&bench->eye, &subject->board, BEFORE_TOUCH_MS, 3000);
        if (shown < 0) return false;
        add(subject, FIGURE_SCREEN, (double)(shown - began) / 1000);
        if (at + 1 < SCREENS && !display_key(&bench->display, "Escape")) return false;
    }
    return true;
}

/* Presses a card until pixels change, then slides off it, which chooses nothing. */
static bool measure_touches(struct bench *bench, struct subject *subject)
{
    for (int at = 0; at < TOUCHES; at++) {
        display_move(&bench->display, card.x, card.y);
        (void)eye_until_quiet(&bench->eye, BEFORE_TOUCH_MS, 3000);
        int64_t began = now_us();
        display_press(&bench->display, card.x, card.y);
        int64_t seen = eye_next(&bench->eye, 3000);
        if (seen < 0) return false;
        add(subject, FIGURE_TOUCH, (double)(seen - began) / 1000);
        (void)eye_until_quiet(&bench->eye, BEFORE_TOUCH_MS, 3000);
        display_move(&bench->display, nothing.x, nothing.y);
        display_release(&bench->display, nothing.x, nothing.y);
    }
    (void)eye_until_quiet(&bench->eye, BEFORE_TOUCH_MS, 3000);
    return shows(bench, &subject->board);
}

static bool measure(struct bench *bench, struct subject *subject, bool is_long)
{
    display_move(&bench->display, nothing.x, nothing.y);
    int64_t began = start(bench, subject);
    int64_t shown = eye_until_shown(&bench->eye, &subject->first, QUIET_MS, START_WITHIN_MS);
    const char *failed = shown >= 0 ? NULL : "the start";
    if (failed == NULL) add(subject, FIGURE_START, (double)(shown - began) / 1000);
    if (failed == NULL && is_long) {
        measure_rest(bench, subject);
        if (!measure_screens(bench, subject)) failed = "a change of the screen";
        if (failed == NULL && !measure_touches(bench, subject)) failed = "the touches";
    }
    if (failed != NULL) {
        fprintf(stderr, "%s showed something else than the first time after %s; its words are in %s\n", subject->name,
                failed, bench->log);
    }
    stop(subject);
    return failed == NULL;
}

/* ---- what they show ---- */

/* The content with its networks `times` over, under other names; the caller frees. */
static json_t *multiply(const char *path, int times)
{
    json_t *content = json_load_file(path, 0, NULL);
    json_t *networks = json_object_get(content, "networks");
    size_t count = json_array_size(networks);
    for (int copy = 2; copy <= times; copy++) {
        for (size_t at = 0; at < count; at++) {
            json_t *network = json_deep_copy(json_array_get(networks, at));
            const char *id = json_string_value(json_object_get(network, "id"));
            const char *title = json_string_value(json_object_get(network, "short_title"));
            json_object_set_new(network, "id", json_sprintf("%s-%d", id, copy));
            json_object_set_new(network, "short_title", json_sprintf("%s %d", title, copy));
            json_array_append_new(networks, network);
        }
    }
    return content;
}

static bool write_text(const char *path, const char *before, const char *text, const char *after)
{
    FILE *file = fopen(path, "we");
    if (file == NULL) return false;
    bool good = fprintf(file, "%s%s%s", before, text, after) > 0;
    return fclose(file) == 0 && good;
}

static bool copy_file(const char *from, const char *to)
{
    char bytes[65536];
    FILE *in = fopen(from, "re");
    FILE *out = in != NULL ? fopen(to, "we") : NULL;
    bool good = out != NULL;
    for (size_t got = 1; good && got > 0;) {
        got = fread(bytes, 1, sizeof(bytes), in);
        good = fwrite(bytes, 1, got, out) == got;
    }
    if (in != NULL) fclose(in);
    return out != NULL && fclose(out) == 0 && good;
}

/* A folder with Forhal's data and the peer's page, both of the same content. */
static bool prepare(const struct bench *bench, const char *const *argv, int times, char data[PATH_MAX],
                    char url[PATH_MAX])
{
    char path[PATH_MAX];
    snprintf(url, PATH_MAX, "file://%.64s/%d/page.html", bench->work, times);
    snprintf(data, PATH_MAX, "%s/%d/data", bench->work, times);
    if (access(data, F_OK) == 0) return true; /* made for another comparison */
    snprintf(path, sizeof(path), "%s/%d", bench->work, times);
    if (mkdir(path, 0700) != 0) return false;
    json_t *content = multiply(argv[2], times);
    char *text = content != NULL ? json_dumps(content, JSON_COMPACT) : NULL;
    json_decref(content);
    if (text == NULL) return false;
    snprintf(path, sizeof(path), "%s/%d/content.js", bench->work, times);
    bool good = write_text(path, "const content = ", text, ";\n");
    snprintf(path, sizeof(path), "%s/%d/page.html", bench->work, times);
    good = good && copy_file(argv[3], path);
    char pictures[PATH_MAX];
    snprintf(path, sizeof(path), "%s/%d/pictures", bench->work, times);
    good = good && realpath("assets/content/pictures", pictures) != NULL && symlink(pictures, path) == 0;
    snprintf(path, sizeof(path), "%s/%d/content.json", bench->work, times);
    good = good && write_text(path, "", text, "\n");
    free(text);
    return good && kiosk_make_data(argv[1], path, data);
}

/* Debian's /usr/bin/chromium is a script; the program itself starts sooner. */
static void chromium_arguments(const char *arguments[ARGUMENTS_MAX], const char *profile, const char *url)
{
    static const char program[] = "/usr/lib/chromium/chromium";
    const char *const all[] = {access(program, X_OK) == 0 ? program : "/usr/bin/chromium",
                               "--kiosk",
                               geteuid() == 0 ? "--no-sandbox" : "--no-first-run",
                               "--disable-gpu",
                               "--disable-quic",
                               "--no-first-run",
                               "--no-default-browser-check",
                               "--disable-background-networking",
                               "--disable-component-update",
                               "--disable-sync",
                               "--window-position=0,0",
                               "--window-size=1920,1080",
                               profile,
                               url};
    memcpy(arguments, all, sizeof(all));
}

static bool compare(struct bench *bench, const char *const *argv, int times, int *missed)
{
    char data[PATH_MAX];
    char url[PATH_MAX];
    char program[PATH_MAX];
    char profile[PATH_MAX];
    if (!prepare(bench, argv, times, data, url)) {
        fprintf(stderr, "%s could not be made into data and a page\n", argv[2]);
        return false;
    }
    snprintf(program, sizeof(program), "%s/forhal-kiosk", argv[1]);
    snprintf(profile, sizeof(profile), "--user-data-dir=%s", bench->profile);
    struct subject ours = {.name = "Forhal", .arguments = {program, "--data", data, "--mm", "476x268", "--quiet"}};
    struct subject theirs = {.name = "Chromium kiosk"};
    chromium_arguments(theirs.arguments, profile, url);
    bool good = learn(bench, &ours) && learn(bench, &theirs);
    for (int round = 0; good && round < bench->rounds; round++) {
        bool is_long = round < LONG_ROUNDS;
        fprintf(stderr, "%d networks, round %d of %d%s\n", 12 * times, round + 1, bench->rounds,
                is_long ? ", with rest and touches" : "");
        good = measure(bench, &ours, is_long) && measure(bench, &theirs, is_long);
    }
    if (good) *missed += print_table(&ours, &theirs, 12 * times);
    picture_finish(&ours.first);
    picture_finish(&ours.board);
    picture_finish(&theirs.first);
    picture_finish(&theirs.board);
    return good;
}

/* ---- moving water ---- */

enum { WATER_ROUNDS = 2, WATER_WATCH_MS = 20000 };

/* ms of CPU a second, and changes of the picture a second, while its resting water moves. */
static bool measure_water(struct bench *bench, struct subject *subject)
{
    struct process_tree tree;
    (void)start(bench, subject);
    bool good = eye_next(&bench->eye, START_WITHIN_MS) >= 0;
    sleep_ms(REST_MS);
    (void)eye_until_quiet(&bench->eye, 1, 100); /* what came while we slept */
    process_tree(subject->pid, &tree);
    int64_t ticks = process_cpu_ticks(&tree);
    int64_t changes = eye_count(&bench->eye, WATER_WATCH_MS);
    ticks = process_cpu_ticks(&tree) - ticks;
    add(subject, FIGURE_FRAMES, (double)changes * 1000 / WATER_WATCH_MS);
    add(subject, FIGURE_CPU, (double)ticks * 1000 * 1000 / (double)sysconf(_SC_CLK_TCK) / WATER_WATCH_MS);
    stop(subject);
    if (!good || changes == 0)
        fprintf(stderr, "%s shows no moving water; its words are in %s\n", subject->name, bench->log);
    return good && changes > 0;
}

static void print_water(struct subject *subject, double ours)
{
    printf("%-44s", subject->name);
    print_one(&subject->figures[FIGURE_CPU], 1);
    print_one(&subject->figures[FIGURE_FRAMES], 1);
    print_ratio(ours, median(&subject->figures[FIGURE_CPU]));
    printf("\n");
}

/* The resting screen as it stands in a foyer. The page does it in two ways, and the cheaper one counts. */
static bool compare_water(struct bench *bench, const char *const *argv, int *missed)
{
    char data[PATH_MAX];
    char url[PATH_MAX];
    char urls[2][PATH_MAX + 32];
    char program[PATH_MAX];
    char profile[PATH_MAX];
    if (!prepare(bench, argv, 1, data, url)) return false;
    snprintf(program, sizeof(program), "%s/forhal-kiosk", argv[1]);
    snprintf(profile, sizeof(profile), "--user-data-dir=%s", bench->profile);
    snprintf(urls[0], sizeof(urls[0]), "%s?water=css", url);
    snprintf(urls[1], sizeof(urls[1]), "%s?water=canvas", url);
    struct subject subjects[] = {{.name = "Forhal", .arguments = {program, "--data", data, "--mm", "476x268"}},
                                 {.name = "Chromium, CSS animations"},
                                 {.name = "Chromium, canvas drawn 10 times a second"}};
    for (int at = 0; at < 2; at++) chromium_arguments(subjects[at + 1].arguments, profile, urls[at]);
    for (int round = 0; round < WATER_ROUNDS; round++) {
        fprintf(stderr, "moving water, round %d of %d\n", round + 1, WATER_ROUNDS);
        for (int at = 0; at < 3; at++) {
            if (!measure_water(bench, &subjects[at])) return false;
        }
    }
    double ours = median(&subjects[0].figures[FIGURE_CPU]);
    printf("\nmoving water, over %d s\n%-44s %22s %22s %8s\n", WATER_WATCH_MS / 1000, "", "CPU, ms a second",
           "changes a second", "ratio");
    for (int at = 0; at < 3; at++) print_water(&subjects[at], ours);
    bool met = true;
    for (int at = 1; at < 3; at++) met = met && ours * 4 <= median(&subjects[at].figures[FIGURE_CPU]);
    printf("%-44s %s\n", "goal: a quarter of either", met ? "met" : "NOT MET");
    *missed += !met;
    return true;
}

int main(int argc, char **argv)
{
    struct bench bench = {.rounds = ROUNDS, .work = "/tmp/forhal-bench-XXXXXX"};
    if (argc == 6 && strcmp(argv[4], "--rounds") == 0) bench.rounds = (int)strtol(argv[5], NULL, 10);
    bool only_water = argc == 5 && strcmp(argv[4], "--water") == 0;
    if ((argc != 4 && argc != 6 && !only_water) || bench.rounds < 1 || bench.rounds > SAMPLES_MAX) {
        fprintf(stderr, "usage: bench_screen BUILD CONTENT.json PAGE.html [--rounds N | --water]\n");
        return 2;
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (mkdtemp(bench.work) == NULL || !display_open(&bench.display, WIDTH, HEIGHT)) return 1;
    snprintf(bench.log, sizeof(bench.log), "%s/log", bench.work);
    snprintf(bench.profile, sizeof(bench.profile), "%s/profile", bench.work);
    int missed = 0;
    bool good = eye_open(&bench.eye, &bench.display);
    if (!only_water) {
        good = good && compare(&bench, (const char *const *)argv, 1, &missed) &&
               compare(&bench, (const char *const *)argv, 2, &missed);
    }
    good = good && compare_water(&bench, (const char *const *)argv, &missed);
    if (good && missed == 0) printf("\nEvery goal is met.\n");
    if (good && missed > 0) printf("\n%d goals are not met.\n", missed);
    eye_close(&bench.eye);
    display_close(&bench.display);
    if (good) remove_folder(bench.work);
    return good ? 0 : 1;
}
