#define _GNU_SOURCE /* signalfd, ppoll's relatives */
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "sync/agent/acceptance.h"
#include "sync/agent/agent.h"
#include "sync/agent/backoff.h"
#include "sync/agent/beat.h"
#include "sync/agent/commands.h"
#include "sync/agent/numbers.h"
#include "sync/agent/patience.h"
#include "sync/base/doorbell.h"
#include "sync/base/log.h"
#include "sync/base/notify.h"

enum {
    FAILED = 1,
    ROUND_GAP_MS = 200, /* however often the screen rings */
    ENROLLED_POLL_MS = 5000,
};

struct runner {
    const struct options *options;
    struct data_dir dir;
    struct run_dir run_dir;
    struct beat beat;
    struct numbers numbers;
    enum err beaten; /* as last logged */
    struct clock clock;
    struct agent *agent; /* owned; NULL while not enrolled */
    int signal_fd;       /* owned */
    int bell_fd;         /* owned; -1: only the timer wakes us */
    struct backoff backoff;
    struct patience patience;
    bool good;        /* the latest round was: it makes sense to wait for news */
    int64_t due_ms;   /* of the next round */
    int64_t begun_ms; /* of the latest round */
    int64_t fed_ms;   /* when the watchdog was last fed */
    enum link link;   /* as last logged; LINK_COUNT before the first round */
    enum err opening; /* as last logged; ERR_OK before the first failure */
    unsigned asked;   /* how often it has asked to be accepted */
    char problem[STATE_PROBLEM_BYTES];
};

static int64_t now_ms(const struct runner *runner)
{
    return clock_monotonic_ms(&runner->clock);
}

/* The signal stays in the descriptor, so that everybody who asks hears it. */
static bool told_to_end(void *context)
{
    const struct runner *runner = context;
    struct pollfd signals = {.fd = runner->signal_fd, .events = POLLIN};
    return poll(&signals, 1, 0) > 0;
}

static void feed_watchdog(void *context)
{
    struct runner *runner = context;
    runner->fed_ms = now_ms(runner);
    notify_watchdog();
}

static void say(void *context, enum log_level level, const char *text)
{
    (void)context;
    log_line(level, "%s", text);
}

static void log_round(struct runner *runner, const struct round *round)
{
    if (round->settled + round->set_aside + round->items + round->items_refused > 0) {
        log_line(round->set_aside + round->items_refused > 0 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
                 "delivered %zu, refused by the registry %zu, changes fetched %zu, changes not understood %zu",
                 round->settled, round->set_aside, round->items, round->items_refused);
    }
    if (round->link == runner->link && strcmp(round->problem, runner->problem) == 0) return;
    runner->link = round->link;
    snprintf(runner->problem, sizeof(runner->problem), "%s", round->problem);
    char text[STATE_PROBLEM_BYTES + 64];
    snprintf(text, sizeof(text), "%s%s%s", link_name(round->link), round->problem[0] != '\0' ? ": " : "",
             round->problem);
    log_line(round->link == LINK_GOOD ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "the wire is %s", text);
    notify_status(text);
}

static int64_t wait_after(struct runner *runner, const struct round *round)
{
    if (round->push == ERR_OK && round->pull == ERR_OK) {
        backoff_reset(&runner->backoff);
        if (round->more) return 0;
        return backoff_jittered_ms(runner->options->poll_seconds * 1000, randombytes_uniform);
    }
    /* A person must act first; asking every second would only fill logs. */
    if (round->link == LINK_REFUSED) return backoff_jittered_ms(BACKOFF_MOST_MS, randombytes_uniform);
    return backoff_after_failure_ms(&runner->backoff, randombytes_uniform);
}

static void do_round(struct runner *runner)
{
    struct round round;
    runner->begun_ms = now_ms(runner);
    agent_round(runner->agent, &round);
    if (told_to_end(runner)) return;
    feed_watchdog(runner);
    log_round(runner, &round);
    runner->good = round_is_good(&round);
    if (patience_round(&runner->patience, runner->good, now_ms(runner))) {
        log_line(LOG_LEVEL_INFO, "something on the way cuts silent lines; waiting %ld seconds from now on",
                 runner->patience.wait_s);
    }
    runner->due_ms = now_ms(runner) + wait_after(runner, &round);
}

/* True: this folder asks to be accepted, and how that went has been told. False: *out_err is why it can't be opened. */
static bool asked_to_be_accepted(struct runner *runner, enum err *out_err)
{
    const struct http_options http = {.proxy = runner->options->proxy,
                                      .stall_s = runner->options->stall_seconds,
                                      .stop = told_to_end,
                                      .context = runner};
    struct acceptance acceptance;
    enum err err = acceptance_ask(&runner->dir, &http, &acceptance);
    feed_watchdog(runner);
    *out_err = err == ERR_CONFLICT ? ERR_UNAVAILABLE : err; /* forhal-sync enrol is at work there, and asks itself */
    if (err == ERR_NOT_FOUND || err == ERR_CONFLICT) return false;
    runner->due_ms = now_ms(runner) + (err == ERR_OK ? 0 : acceptance_wait_ms(runner->asked++));
    if (runner->link == acceptance.state.link && runner->opening == err) return true;
    runner->link = acceptance.state.link;
    runner->opening = err;
    if (err == ERR_OK) {
        log_line(LOG_LEVEL_INFO, "accepted as %s", acceptance.told);
    } else if (acceptance.state.link == LINK_PENDING) {
        log_line(LOG_LEVEL_INFO, "waits until the town hall accepts %s", acceptance.state.code);
        notify_status("waits to be accepted");
    } else {
        log_line(LOG_LEVEL_WARNING, "asking to be accepted: %s",
                 acceptance.state.problem[0] != '\0' ? acceptance.state.problem : err_text(err));
    }
    return true;
}

/* An older registry does not know them; they are kept, and tried again in an hour. */
static void tell_numbers(struct runner *runner, struct client *client)
{
    if (!numbers_are_due(&runner->numbers)) return;
    enum err err = numbers_send(&runner->numbers, client);
    feed_watchdog(runner);
    bool unknown = err == ERR_INVALID && strcmp(client_code(client), "not_found") == 0;
    if (err != ERR_OK && err != ERR_UNAVAILABLE && !unknown) {
        log_line(LOG_LEVEL_WARNING, "the numbers of visits were not handed in: %s",
                 err == ERR_DAMAGED ? "their file is damaged" : client_problem(client));
    }
}

/* How the kiosk is, its numbers, and a picture of its screen when one was asked for: small requests of their own. */
static void tell(struct runner *runner)
{
    bool answers = runner->link == LINK_GOOD || runner->link == LINK_TROUBLE;
    if (!answers || told_to_end(runner)) return;
    struct client *client = agent_client(runner->agent);
    enum err err = runner->beaten;
    if (client == NULL) return;
    if (beat_has_look(&runner->beat) && beat_give_look(&runner->beat, client) != ERR_OK) {
        log_line(LOG_LEVEL_WARNING, "a picture of the screen was not handed in: %s", client_problem(client));
    }
    if (beat_is_due(&runner->beat)) {
        err = beat_send(&runner->beat, client);
        feed_watchdog(runner);
    }
    if (err != ERR_OK && err != runner->beaten) log_line(LOG_LEVEL_WARNING, "%s", client_problem(client));
    runner->beaten = err;
    tell_numbers(runner, client);
}

static void try_to_open(struct runner *runner)
{
    const struct agent_ports ports = {
        .clock = runner->clock,
        .stop = told_to_end,
        .alive = feed_watchdog,
        .say = say,
        .context = runner,
        .proxy = runner->options->proxy,
        .stall_s = runner->options->stall_seconds,
    };
    enum err err = agent_open(&runner->agent, &runner->dir, &ports);
    if (err == ERR_OK) {
        log_line(LOG_LEVEL_INFO, "kiosk %s of %s", agent_identity(runner->agent)->kiosk_id,
                 agent_identity(runner->agent)->registry_url);
        return;
    }
    runner->due_ms = now_ms(runner) + ENROLLED_POLL_MS;
    if (err == ERR_NOT_FOUND && asked_to_be_accepted(runner, &err)) return;
    if (err == runner->opening) return;
    runner->opening = err;
    const char *words = err_text(err);
    if (err == ERR_NOT_FOUND) words = "this kiosk is not enrolled yet; see forhal-sync enrol --help";
    if (err == ERR_UNAVAILABLE) words = "another forhal-sync is at work there";
    log_line(LOG_LEVEL_WARNING, "%s: %s; waiting", runner->dir.folder, words);
    notify_status(words);
}

/* In quiet times the watchdog is fed by the timer, and only if the disk still answers. */
static void feed_in_quiet_times(struct runner *runner, int64_t interval_ms)
{
    if (interval_ms == 0 || now_ms(runner) - runner->fed_ms < interval_ms) return;
    if (runner->agent == NULL || agent_pulse(runner->agent) == ERR_OK) feed_watchdog(runner);
}

static void on_ring(struct runner *runner)
{
    /* Not when refused: a revoked kiosk asks slowly, whoever rings. */
    if (!doorbell_drain(runner->bell_fd) || (runner->agent != NULL && runner->link == LINK_REFUSED)) return;
    int64_t soonest_ms = runner->begun_ms + ROUND_GAP_MS;
    int64_t at_once_ms = now_ms(runner);
    runner->due_ms = at_once_ms > soonest_ms ? at_once_ms : soonest_ms;
}

/* Called while we wait for news; when to be called again. */
static int tick(void *context)
{
    enum { LEAST_MS = 10, MOST_MS = 1000 };
    struct runner *runner = context;
    int64_t interval_ms = notify_watchdog_interval_ms();
    feed_in_quiet_times(runner, interval_ms);
    int64_t left_ms = interval_ms > 0 ? runner->fed_ms + interval_ms - now_ms(runner) : MOST_MS;
    return left_ms < LEAST_MS ? LEAST_MS : left_ms > MOST_MS ? MOST_MS : (int)left_ms;
}

static bool has_rung(const struct runner *runner)
{
    struct pollfd bell = {.fd = runner->bell_fd, .events = POLLIN};
    return poll(&bell, 1, 0) > 0;
}

static enum wait_end end_of(struct runner *runner, enum err err, bool news, int64_t begun_ms, long asked_s)
{
    if (err == ERR_OK && news) return WAIT_NEWS;
    /* A quarter of a second too few is the other side's clock. */
    if (err == ERR_OK) return now_ms(runner) - begun_ms >= asked_s * 1000 - 250 ? WAIT_OVER : WAIT_EARLY;
    if (told_to_end(runner) || has_rung(runner)) return WAIT_WOKEN;
    return err == ERR_UNAVAILABLE ? WAIT_CUT : WAIT_EARLY;
}

/* Waits on the open line; what comes there, or its end, is a reason for a round. */
static void wait_for_news(struct runner *runner, long seconds)
{
    const struct http_wait wait = {
        .seconds = seconds, .wake_fds = {runner->signal_fd, runner->bell_fd}, .tick = tick, .context = runner};
    int64_t begun_ms = now_ms(runner);
    bool news = false;
    enum err err = agent_wait(runner->agent, &wait, &news);
    const struct client *client = agent_client(runner->agent);
    bool wanted = err == ERR_OK && client != NULL && client_wants_heartbeat(client);
    if (wanted) beat_hurry(&runner->beat);
    enum wait_end end = end_of(runner, err, news || wanted, begun_ms, seconds);
    if (end == WAIT_WOKEN) {
        on_ring(runner);
        return;
    }
    runner->due_ms =
        now_ms(runner) + patience_ended(&runner->patience, end, seconds, begun_ms, now_ms(runner), randombytes_uniform);
}

static void wait_for_something(struct runner *runner)
{
    int64_t interval_ms = notify_watchdog_interval_ms();
    for (;;) {
        int64_t wait_ms = runner->due_ms - now_ms(runner);
        if (wait_ms <= 0 || told_to_end(runner)) return;
        long news_s = runner->good ? patience_seconds(&runner->patience, now_ms(runner), runner->due_ms) : 0;
        if (news_s > 0) {
            wait_for_news(runner, news_s);
            continue;
        }
        if (runner->good)
            wait_ms = patience_next_ms(&runner->patience, now_ms(runner), runner->due_ms) - now_ms(runner);
        int64_t feed_ms = runner->fed_ms + interval_ms - now_ms(runner);
        if (interval_ms > 0 && feed_ms < wait_ms) wait_ms = feed_ms > 0 ? feed_ms : 1000;
        struct pollfd fds[] = {{.fd = runner->signal_fd, .events = POLLIN}, {.fd = runner->bell_fd, .events = POLLIN}};
        if (poll(fds, 2, (int)wait_ms) < 0) continue;
        if (fds[0].revents != 0) return;
        if (fds[1].revents != 0) on_ring(runner);
        feed_in_quiet_times(runner, interval_ms);
    }
}

static int open_ears(struct runner *runner)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) return -1;
    runner->signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    enum err err = doorbell_open(&runner->bell_fd, runner->dir.sync_bell);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_WARNING, "%s: %s; the screen cannot ring, the timer alone wakes us", runner->dir.sync_bell,
                 err_text(err));
        runner->bell_fd = -1;
    }
    return runner->signal_fd;
}

static void run(struct runner *runner)
{
    runner->fed_ms = now_ms(runner);
    runner->begun_ms = runner->fed_ms - ROUND_GAP_MS;
    patience_begin(&runner->patience);
    notify_ready();
    while (!told_to_end(runner)) {
        if (runner->agent == NULL) try_to_open(runner);
        if (runner->agent != NULL) {
            do_round(runner);
            tell(runner);
        }
        wait_for_something(runner);
    }
    notify_stopping();
}

int run_command(const struct options *options)
{
    struct runner runner = {
        .options = options, .clock = clock_system(), .signal_fd = -1, .bell_fd = -1, .link = LINK_COUNT};
    enum err err = data_dir_init(&runner.dir, options->data);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; check that the folder above it is there", options->data, err_text(err));
        return FAILED;
    }
    int status = FAILED;
    err = run_dir_init(&runner.run_dir, options->run, options->data);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; check that the folder above it is there",
                 options->run != NULL ? options->run : "the run folder", err_text(err));
        data_dir_finish(&runner.dir);
        return FAILED;
    }
    beat_begin(&runner.beat, &runner.dir, &runner.run_dir, runner.clock);
    numbers_begin(&runner.numbers, &runner.dir, runner.clock);
    if (open_ears(&runner) >= 0) {
        run(&runner);
        status = 0;
        log_line(LOG_LEVEL_INFO, "told to end");
    } else {
        log_line(LOG_LEVEL_ERROR, "signals cannot be heard here; too many open files?");
    }
    agent_close(runner.agent);
    if (runner.signal_fd >= 0) close(runner.signal_fd);
    if (runner.bell_fd >= 0) close(runner.bell_fd);
    numbers_finish(&runner.numbers);
    run_dir_finish(&runner.run_dir);
    data_dir_finish(&runner.dir);
    return status;
}
