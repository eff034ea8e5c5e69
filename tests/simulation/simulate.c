/* tests/simulation/simulate.c - many towns, each from its seed; see town.h.
 *
 *   simulate SEEDS [FROM]     lives through SEEDS towns from seed FROM (0) on
 *   simulate forever [FROM]   without end, until one fails or it is interrupted
 *   SEED=N simulate           one town, told deed by deed
 *
 * A town that fails is lived through again with fewer and fewer deeds, until every one that is left is needed, and
 * told. Exit status: 0 all was well, 1 a town failed, 2 asked wrongly. Two towns live at a time, each in a process. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/simulation/quiet_day.h"
#include "tests/simulation/town.h"

enum { WORKERS = 2, FAILED = 1, ASKED_WRONGLY = 2, SHRINK_TRIES_MAX = 2000, TOWN_SECONDS_MAX = 60 };

/* Seen by all processes. */
struct shared {
    struct {
        volatile uint64_t seed; /* the one being lived through: a crash is told by it */
        volatile uint64_t done;
        volatile int failed;
        struct town_figures figures;
    } workers[WORKERS];
    char problem[PROBLEM_BYTES];
};

static struct shared *shared;
static struct world world;

static void add_figures(struct town_figures *sum, const struct town_figures *one)
{
    sum->thanked += one->thanked;
    sum->rounds += one->rounds;
    sum->power_cuts += one->power_cuts;
    sum->questions += one->questions;
    sum->disk_changes += one->disk_changes;
    sum->pictures += one->pictures;
    sum->heartbeats += one->heartbeats;
}

static void work(int worker, uint64_t first, uint64_t seeds)
{
    for (uint64_t at = (uint64_t)worker; at < seeds; at += WORKERS) {
        struct plan plan;
        struct town_figures figures = {0};
        char problem[PROBLEM_BYTES];
        shared->workers[worker].seed = first + at;
        plan_make(&plan, first + at);
        alarm(TOWN_SECONDS_MAX); /* a town that hangs has failed */
        bool good = town_live(&world, &plan, false, problem, &figures);
        add_figures(&shared->workers[worker].figures, &figures);
        if (!good) {
            shared->workers[worker].failed = 1;
            exit(FAILED);
        }
        shared->workers[worker].done++;
        for (int other = 0; other < WORKERS; other++) {
            if (shared->workers[other].failed) exit(0);
        }
    }
    exit(0);
}

/* Does the plan still fail? In a process of its own, since it may crash. */
static bool plan_fails(const struct plan *plan)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct town_figures figures;
        alarm(TOWN_SECONDS_MAX);
        exit(town_live(&world, plan, false, shared->problem, &figures) ? 0 : FAILED);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) return false;
    if (WIFSIGNALED(status)) snprintf(shared->problem, PROBLEM_BYTES, "it ended by signal %d", WTERMSIG(status));
    return status != 0;
}

static void without(struct plan *out, const struct plan *plan, size_t from, size_t count)
{
    *out = *plan;
    memmove(out->deeds + from, out->deeds + from + count, (plan->deeds_count - from - count) * sizeof(out->deeds[0]));
    out->deeds_count -= count;
}

/* Leaves out halves, quarters … single deeds, as long as it still fails. */
static void shrink(struct plan *plan)
{
    int tries = 0;
    for (size_t step = plan->deeds_count / 2; step > 0;) {
        bool smaller = false;
        for (size_t from = 0; from + step <= plan->deeds_count && tries < SHRINK_TRIES_MAX;) {
            struct plan trial;
            without(&trial, plan, from, step);
            tries++;
            if (plan_fails(&trial)) {
                *plan = trial;
                smaller = true;
            } else {
                from += step;
            }
        }
        if (!smaller || step > plan->deeds_count) step /= 2;
        if (tries >= SHRINK_TRIES_MAX) return;
    }
}

static void tell_failure(uint64_t seed)
{
    struct plan plan;
    plan_make(&plan, seed);
    size_t all = plan.deeds_count;
    printf("seed %llu failed\n", (unsigned long long)seed);
    if (!plan_fails(&plan)) {
        printf("  and was well when lived through again: something is not simulated\n");
        return;
    }
    printf("  %s\n", shared->problem);
    shrink(&plan);
    (void)plan_fails(&plan);
    printf("  %zu of its %zu deeds are needed: %s\n", plan.deeds_count, all, shared->problem);
    for (size_t at = 0; at < plan.deeds_count; at++) {
        const struct deed *deed = &plan.deeds[at];
        printf("    %3d  %s, kiosk %d\n", deed->number, deed_name(deed->kind), deed->who);
    }
    printf("  SEED=%llu tells it deed by deed\n", (unsigned long long)seed);
}

/* The failed seed of the lowest number, or UINT64_MAX. */
static uint64_t wait_for_workers(pid_t pids[WORKERS], uint64_t seeds)
{
    uint64_t failed = UINT64_MAX;
    bool terminal = isatty(STDOUT_FILENO);
    for (int running = WORKERS; running > 0;) {
        int status = 0;
        pid_t child = waitpid(-1, &status, terminal ? WNOHANG : 0);
        if (child < 0 && errno != EINTR) break;
        if (child == 0) {
            printf("\r%llu of %llu towns", (unsigned long long)(shared->workers[0].done + shared->workers[1].done),
                   (unsigned long long)seeds);
            fflush(stdout);
            usleep(200 * 1000);
        }
        for (int worker = 0; child > 0 && worker < WORKERS; worker++) {
            if (pids[worker] != child) continue;
            running--;
            if (status != 0 && shared->workers[worker].seed < failed) failed = shared->workers[worker].seed;
            if (status != 0) shared->workers[worker].failed = 1;
        }
    }
    if (terminal) printf("\r");
    return failed;
}

static int live_all(uint64_t seeds, uint64_t first)
{
    pid_t pids[WORKERS];
    fflush(stdout);
    for (int worker = 0; worker < WORKERS; worker++) {
        pids[worker] = fork();
        if (pids[worker] < 0) {
            perror("simulate: fork");
            return FAILED;
        }
        if (pids[worker] == 0) work(worker, first, seeds);
    }
    uint64_t failed = wait_for_workers(pids, seeds);
    struct town_figures sum = {0};
    uint64_t done = 0;
    for (int worker = 0; worker < WORKERS; worker++) {
        add_figures(&sum, &shared->workers[worker].figures);
        done += shared->workers[worker].done;
    }
    if (failed != UINT64_MAX) {
        tell_failure(failed);
        return FAILED;
    }
    printf("%llu towns from seed %llu: %llu thanked, %llu rounds, %llu questions, %llu pieces of pictures, %llu "
           "heartbeats, "
           "%llu power cuts, %llu disk changes\n",
           (unsigned long long)done, (unsigned long long)first, (unsigned long long)sum.thanked,
           (unsigned long long)sum.rounds, (unsigned long long)sum.questions, (unsigned long long)sum.pictures,
           (unsigned long long)sum.heartbeats, (unsigned long long)sum.power_cuts,
           (unsigned long long)sum.disk_changes);
    return 0;
}

static int live_one(uint64_t seed)
{
    struct plan plan;
    struct town_figures figures;
    plan_make(&plan, seed);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("seed %llu, %zu deeds\n", (unsigned long long)seed, plan.deeds_count);
    bool good = town_live(&world, &plan, true, shared->problem, &figures);
    printf("%s\n", good ? "all was well" : shared->problem);
    return good ? 0 : FAILED;
}

static void tell_written(const char *what, struct written written)
{
    printf("%-42s %8.1f KiB, in blocks %8.1f KiB\n", what, (double)written.bytes / 1024,
           (double)written.block_bytes / 1024);
}

/* What a card has to bear. A count, and so a test: SD cards in kiosks die of being written to. */
static int count_day(void)
{
    enum { IDLE_BYTES_MAX = 1024 * 1024 };
    struct town_day day;
    if (!town_count_day(&world, &day, shared->problem)) {
        printf("%s\n", shared->problem);
        return FAILED;
    }
    tell_written("a kiosk, a day without visitors", day.idle);
    tell_written("a kiosk, one submission and its answer", day.submission);
    tell_written("the registry, one submission", day.arrival);
    bool good = day.idle.block_bytes < IDLE_BYTES_MAX;
    if (!good) printf("a day without visitors must write less than %d KiB\n", IDLE_BYTES_MAX / 1024);
    return good ? 0 : FAILED;
}

static bool number_from(const char *text, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

int main(int count, char **arguments)
{
    uint64_t seeds = 0;
    uint64_t first = 0;
    const char *one = getenv("SEED");
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) abort();
    world_install(&world);
    if (one != NULL && number_from(one, &first)) return live_one(first);
    if (count == 2 && strcmp(arguments[1], "day") == 0) return count_day();
    bool forever = count > 1 && strcmp(arguments[1], "forever") == 0;
    if (count < 2 || count > 3 || (!forever && !number_from(arguments[1], &seeds)) ||
        (count == 3 && !number_from(arguments[2], &first))) {
        fprintf(stderr, "simulate: say how many: simulate SEEDS [FROM], simulate forever [FROM], simulate day, or "
                        "SEED=N simulate\n");
        return ASKED_WRONGLY;
    }
    enum { BATCH = 1000 };
    int status = 0;
    for (; forever && status == 0; first += BATCH) {
        status = live_all(BATCH, first);
        memset(shared, 0, sizeof(*shared));
    }
    return forever ? status : live_all(seeds, first);
}
