#define _GNU_SOURCE /* pipe2, ppoll's friends */
#include "kiosk/loop.h"

#include <SDL.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "kiosk/glimpse.h"
#include "kiosk/headphones.h"
#include "kiosk/input.h"
#include "kiosk/present.h"
#include "kiosk/pulse.h"
#include "kiosk/speak.h"
#include "sync/base/clock.h"
#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/base/notify.h"
#include "sync/store/catalog.h"
#include "sync/store/run_dir.h"

enum { WAKE_BELL = 1, WAKE_DUMP = 2, WAKE_STOP = 3, WAKE_OUT = 4, WAKE_IN = 5, LOOK_MS = 60 * 1000 };

/* The second thread: sleeps in poll() and turns what comes into SDL events. */
struct waker {
    pthread_t thread;
    bool running;
    int bell_fd;
    int signal_fd;
    struct headphones headphones;
    int stop_fds[2]; /* closing the writing end ends the thread */
    Uint32 event_type;
};

struct loop {
    struct app *app;
    struct present *present;
    struct clock clock;
    struct speaker *speaker;
    struct waker waker;
    struct run_dir run;
    struct pulse pulse;
    struct glimpse glimpse;
    bool debug;
    bool stop;
    struct input input;
    int64_t watchdog_ms; /* how often to feed it; 0: not armed */
    int64_t fed_ms;
    int64_t looked_ms;
    int64_t told_ms; /* when the app last heard what time it is */
    bool shown_once;
    bool on_glass; /* what the latest frame says is what the canvas holds and the display took */
    uint64_t wakes;
};

static int64_t now_ms(const struct loop *loop)
{
    return clock_monotonic_ms(&loop->clock);
}

/* ---- the second thread ---- */

static void push(const struct waker *waker, int code)
{
    SDL_Event event = {0};
    event.type = waker->event_type;
    event.user.code = code;
    SDL_PushEvent(&event);
}

static void *waker_main(void *context)
{
    struct waker *waker = context;
    struct pollfd fds[] = {{waker->bell_fd, POLLIN, 0},
                           {waker->signal_fd, POLLIN, 0},
                           {waker->stop_fds[0], POLLIN, 0},
                           {waker->headphones.fd, POLLIN, 0}};
    for (;;) {
        if (poll(fds, 4, -1) < 0 && errno != EINTR) return NULL;
        if (fds[2].revents != 0) return NULL;
        if (doorbell_drain(waker->bell_fd)) push(waker, WAKE_BELL);
        if (headphones_read(&waker->headphones)) push(waker, waker->headphones.in ? WAKE_IN : WAKE_OUT);
        fds[3].fd = waker->headphones.fd; /* -1, which poll() passes over, when it is gone */
        struct signalfd_siginfo info;
        if (read(waker->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
            push(waker, info.ssi_signo == SIGUSR1 ? WAKE_DUMP : WAKE_STOP);
        }
    }
}

/* Before SDL_Init, so that every thread SDL makes inherits the mask. */
static enum err waker_signals(struct waker *waker)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0) return ERR_IO;
    waker->signal_fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    return waker->signal_fd >= 0 ? ERR_OK : ERR_IO;
}

static enum err waker_start(struct waker *waker, const char *bell_path)
{
    enum err err = doorbell_open(&waker->bell_fd, bell_path);
    if (err != ERR_OK) return err;
    if (pipe2(waker->stop_fds, O_CLOEXEC) != 0) return ERR_IO;
    waker->event_type = SDL_RegisterEvents(1);
    waker->running = pthread_create(&waker->thread, NULL, waker_main, waker) == 0;
    return waker->running ? ERR_OK : ERR_NOMEM;
}

static void waker_stop(struct waker *waker)
{
    if (waker->stop_fds[1] >= 0) close(waker->stop_fds[1]);
    if (waker->running) pthread_join(waker->thread, NULL);
    if (waker->stop_fds[0] >= 0) close(waker->stop_fds[0]);
    headphones_close(&waker->headphones);
    if (waker->bell_fd >= 0) close(waker->bell_fd);
    if (waker->signal_fd >= 0) close(waker->signal_fd);
}

/* ---- showing ---- */

static void show(struct loop *loop)
{
    bool fresh = false;
    struct canvas *canvas = present_canvas(loop->present, &fresh);
    loop->on_glass = false;
    if (canvas == NULL) return;
    const struct metrics *metrics = app_metrics(loop->app);
    if (canvas->width != metrics->width || canvas->height != metrics->height) {
        app_resize(loop->app, canvas->width, canvas->height, now_ms(loop));
    }
    if (fresh) app_paint_whole(loop->app);
    struct damage damage;
    app_paint(loop->app, canvas, &damage);
    loop->on_glass = true;
    if (damage.count == 0) return;
    if (present_show(loop->present, &damage) != ERR_OK) {
        app_paint_whole(loop->app);
        loop->on_glass = false;
        return;
    }
    pulse_presented(&loop->pulse, present_count(loop->present), now_ms(loop));
    if (!loop->shown_once) {
        loop->shown_once = true;
        notify_ready();
        notify_watchdog();
        loop->fed_ms = now_ms(loop);
        if (loop->debug) log_line(LOG_LEVEL_INFO, "first picture shown, %s", present_way(loop->present));
        app_settle(loop->app);
    }
}

/* The watchdog is fed by the display: one pixel goes out and the display takes it, or we starve. */
static void feed_watchdog(struct loop *loop)
{
    if (loop->watchdog_ms == 0 || now_ms(loop) - loop->fed_ms < loop->watchdog_ms) return;
    bool fresh = false;
    struct canvas *canvas = present_canvas(loop->present, &fresh);
    struct damage one = {.rects = {{0, 0, 1, 1}}, .count = 1};
    if (canvas == NULL || fresh || present_show(loop->present, &one) != ERR_OK) {
        app_paint_whole(loop->app);
        return;
    }
    loop->fed_ms = now_ms(loop);
    pulse_presented(&loop->pulse, present_count(loop->present), loop->fed_ms);
    notify_watchdog();
}

/* ---- telling how it is ---- */

static const char *voice_word(const struct loop *loop)
{
    const struct speaker_counts counts = speaker_counts(loop->speaker);
    return counts.failed ? "failed" : counts.utterances > 0 ? "good" : "unused";
}

/* Comes along when the loop is awake anyway. The agent is woken for what staff wait to hear: that other content is on
 * the glass. */
static void tell(struct loop *loop)
{
    int64_t now = now_ms(loop);
    struct screen_state state;
    const struct feed_cursor *shown = app_shown(loop->app);
    bool other = shown != NULL && pulse_shows_other(&loop->pulse, shown->generation, shown->sequence);
    if (!loop->shown_once || (!other && !pulse_is_due(&loop->pulse, now))) return;
    screen_state_clear(&state);
    app_tell(loop->app, now, &state);
    state.touch_devices = SDL_GetNumTouchDevices();
    state.watchdog_s = loop->watchdog_ms * 2 / 1000;
    if (loop->watchdog_ms > 0) state.fed_ms = now - loop->fed_ms;
    snprintf(state.voice, sizeof(state.voice), "%s", voice_word(loop));
    pulse_write(&loop->pulse, &state, now);
    if (other) app_ring(loop->app);
}

/* After the frame of this moment has been shown, so that what is judged is what is on the glass. */
static void glimpse(struct loop *loop)
{
    if (!glimpse_is_due(&loop->glimpse, loop->pulse.touched_ms, now_ms(loop))) return;
    bool fresh = false;
    const struct canvas *canvas = present_canvas(loop->present, &fresh);
    if (fresh) app_paint_whole(loop->app); /* its content is lost */
    const char *refusal = app_sight_refusal(loop->app);
    glimpse_answer(&loop->glimpse, fresh || !loop->on_glass ? NULL : canvas, refusal, now_ms(loop));
    app_ring(loop->app);
}

static void dump_frame(struct loop *loop)
{
    AUTO(json_auto) json_t *json = frame_to_json(app_frame(loop->app));
    if (json == NULL) return;
    struct paint_counts counts = app_paint_counts(loop->app);
    json_object_set_new(json, "painted", json_integer((json_int_t)counts.frames));
    json_object_set_new(json, "wakes", json_integer((json_int_t)loop->wakes));
    char *text = json_dumps(json, JSON_INDENT(1));
    if (text == NULL) return;
    if (file_write(app_frame_path(loop->app), text, strlen(text), 0600) != ERR_OK) {
        log_line(LOG_LEVEL_WARNING, "frame.json could not be written");
    }
    free(text);
}

/* ---- what happens ---- */

static void look(struct loop *loop)
{
    loop->looked_ms = now_ms(loop);
    struct local_time local = local_time_at(clock_wall_s(&loop->clock));
    local.known = local.known && !app_doubts_clock(loop->app, clock_wall_s(&loop->clock));
    app_clock(loop->app, local, loop->looked_ms);
    app_look(loop->app, loop->looked_ms);
    glimpse_look(&loop->glimpse, loop->looked_ms);
}

static void woken(struct loop *loop, int code)
{
    if (code == WAKE_BELL) look(loop);
    if (code == WAKE_DUMP && loop->debug) dump_frame(loop);
    if (code == WAKE_IN || code == WAKE_OUT) {
        app_event(loop->app,
                  &(struct event){.kind = EVENT_HEADPHONES, .now_ms = now_ms(loop), .amount = code == WAKE_IN});
    }
    if (code == WAKE_STOP) loop->stop = true;
}

static void map_to_canvas(const void *present, int *x, int *y)
{
    present_map(present, x, y);
}

static void handle(struct loop *loop, const SDL_Event *event)
{
    if (event->type == loop->waker.event_type) {
        woken(loop, event->user.code);
        return;
    }
    const struct input_map map = {map_to_canvas, loop->present};
    if (event->type == SDL_FINGERDOWN || event->type == SDL_MOUSEBUTTONDOWN) pulse_touched(&loop->pulse, now_ms(loop));
    if (input_take(&loop->input, loop->app, &map, event, now_ms(loop))) return;
    switch (event->type) {
    case SDL_QUIT: loop->stop = true; break;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_EXPOSED || event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
            app_paint_whole(loop->app);
        }
        break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET: app_paint_whole(loop->app); break;
    default: break;
    }
}

/* ---- the loop ---- */

static int64_t least(int64_t a, int64_t b)
{
    if (a < 0) return b;
    return b < 0 || a < b ? a : b;
}

static int wait_ms(const struct loop *loop)
{
    int64_t now = now_ms(loop);
    int64_t due = app_next_wake_ms(loop->app);
    if (due >= 0) due = due > now - loop->told_ms ? due - (now - loop->told_ms) : 0; /* painting took a part of it */
    int64_t wait = least(due, LOOK_MS - (now - loop->looked_ms));
    wait = least(wait, glimpse_due_ms(&loop->glimpse));
    if (loop->watchdog_ms > 0) wait = least(wait, loop->watchdog_ms - (now - loop->fed_ms));
    return wait < 0 ? 0 : (int)wait;
}

static void run(struct loop *loop)
{
    SDL_Event event;
    /* That the window was just uncovered is no news: else the first picture would be painted twice. */
    while (SDL_PollEvent(&event) != 0) handle(loop, &event);
    show(loop);
    tell(loop);
    while (!loop->stop) {
        int got = SDL_WaitEventTimeout(&event, wait_ms(loop));
        loop->wakes++;
        for (; got != 0 && !loop->stop; got = SDL_PollEvent(&event)) handle(loop, &event);
        loop->told_ms = now_ms(loop);
        app_time(loop->app, loop->told_ms);
        /* A ring may be lost; looking once a minute costs nothing. */
        if (now_ms(loop) - loop->looked_ms >= LOOK_MS) look(loop);
        if (app_wants_restart(loop->app)) loop->stop = true; /* systemd starts it anew */
        show(loop);
        feed_watchdog(loop);
        tell(loop);
        glimpse(loop);
    }
    pulse_end(&loop->pulse);
    glimpse_end(&loop->glimpse);
    notify_stopping();
}

static enum err open_display(struct loop *loop, const struct loop_options *options)
{
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_IME_SHOW_UI, "0");
    /* Else SDL looks for a session bus, and libdbus starts dbus-launch to get one. */
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", 1);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", 1);
    /* Dead keys of a real keyboard: a table of half a megabyte, read and parsed at every start. */
    setenv("XCOMPOSEFILE", "/dev/null", 0);
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        log_line(LOG_LEVEL_ERROR, "no display: %s. Start it in an X or Wayland session, or with --script.",
                 SDL_GetError());
        return ERR_UNAVAILABLE;
    }
    struct present_options wanted = {options->app.width, options->app.height, options->window, "Forhal"};
    enum err err = present_open(&loop->present, &wanted);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "no window: %s", SDL_GetError());
        return err;
    }
    if (!options->window) SDL_ShowCursor(SDL_DISABLE);
    SDL_StartTextInput();
    return ERR_OK;
}

static void voice_say(void *speaker, const char *text, const char *lang, int softer_db)
{
    speaker_say(speaker, text, lang, softer_db);
}

static void voice_forget(void *speaker)
{
    speaker_forget(speaker);
}

static void plug_in(struct loop *loop, const char *path)
{
    if (path == NULL) return;
    enum err err = headphones_open(&loop->waker.headphones, path);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_WARNING, "%s can't be read (%s): what is typed is never said", path, err_text(err));
    } else if (loop->waker.headphones.in) {
        app_event(loop->app, &(struct event){.kind = EVENT_HEADPHONES, .now_ms = now_ms(loop), .amount = 1});
    }
}

static enum err begin(struct loop *loop, const struct loop_options *options)
{
    char why[512] = "";
    enum err err = waker_signals(&loop->waker);
    if (err == ERR_OK) err = speaker_create(&loop->speaker);
    struct app_options wanted = options->app;
    wanted.one_pointer = options->window;
    wanted.voice = (struct app_voice){loop->speaker, voice_say, voice_forget};
    if (err == ERR_OK) err = app_open(&loop->app, &wanted, why, sizeof(why));
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s", why[0] != '\0' ? why : err_text(err));
        return err;
    }
    err = run_dir_init(&loop->run, options->run, options->app.data);
    if (err != ERR_OK) {
        /* The screen is shown all the same; only nobody hears how it is. */
        log_line(LOG_LEVEL_WARNING, "the run folder can't be used: %s", err_text(err));
    }
    glimpse_begin(&loop->glimpse, &loop->run);
    pulse_begin(&loop->pulse, loop->run.screen, now_ms(loop));
    plug_in(loop, options->headphones);
    look(loop);
    err = open_display(loop, options);
    if (err != ERR_OK) return err;
    err = waker_start(&loop->waker, app_bell_path(loop->app));
    if (err != ERR_OK)
        log_line(LOG_LEVEL_ERROR, "the doorbell %s can't be made: %s", app_bell_path(loop->app), err_text(err));
    return err;
}

enum err loop_run(const struct loop_options *options)
{
    struct loop loop = {.clock = clock_system(),
                        .debug = options->debug,
                        .waker = {.bell_fd = -1, .signal_fd = -1, .headphones = {.fd = -1}, .stop_fds = {-1, -1}},
                        .watchdog_ms = notify_watchdog_interval_ms()};
    enum err err = begin(&loop, options);
    if (err == ERR_OK) run(&loop);
    waker_stop(&loop.waker);
    speaker_destroy(loop.speaker);
    app_close(loop.app);
    present_close(loop.present);
    SDL_Quit();
    run_dir_finish(&loop.run);
    return err;
}
