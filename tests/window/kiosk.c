#define _POSIX_C_SOURCE 200809L
#include "tests/window/kiosk.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 3, ASK_EVERY_MS = 15 };

/* ---- the process ---- */

bool kiosk_make_data(const char *out, const char *content, const char *data)
{
    char program[PATH_MAX];
    snprintf(program, sizeof(program), "%s/tests/make-data", out);
    pid_t pid = fork();
    if (pid == 0) {
        execl(program, program, content, data, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool kiosk_run(struct kiosk *kiosk, struct display *display, const char *out, const char *data, const char *const *more)
{
    *kiosk = (struct kiosk){.pid = -1, .display = display};
    snprintf(kiosk->data, sizeof(kiosk->data), "%s", data);
    snprintf(kiosk->log, sizeof(kiosk->log), "%s.log", data);
    unlink(kiosk->log);
    char program[PATH_MAX];
    snprintf(program, sizeof(program), "%s/forhal-kiosk", out);
    const char *arguments[KIOSK_ARGUMENTS_MAX + 8] = {program, "--data", data, "--mm", "476x268", "--debug"};
    size_t count = 6;
    for (size_t at = 0; more != NULL && more[at] != NULL && at < KIOSK_ARGUMENTS_MAX; at++)
        arguments[count++] = more[at];
    kiosk->pid = display_run(display, arguments, kiosk->log);
    return kiosk->pid > 0;
}

static bool log_says(const struct kiosk *kiosk, const char *words)
{
    char text[4096] = "";
    FILE *file = fopen(kiosk->log, "re");
    if (file == NULL) return false;
    size_t got = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[got] = '\0';
    return strstr(text, words) != NULL;
}

static void tell_log(const struct kiosk *kiosk)
{
    char line[512];
    FILE *file = fopen(kiosk->log, "re");
    fprintf(stderr, "the kiosk's words (%s):\n", kiosk->log);
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) fprintf(stderr, "    %s", line);
    if (file != NULL) fclose(file);
}

bool kiosk_alive(const struct kiosk *kiosk)
{
    siginfo_t info = {0};
    return kiosk->pid > 0 && waitid(P_PID, (id_t)kiosk->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

bool kiosk_start(struct kiosk *kiosk, struct display *display, const char *out, const char *data,
                 const char *const *more)
{
    bool up = false;
    if (kiosk_run(kiosk, display, out, data, more)) {
        int64_t until = now_us() + KIOSK_WAIT_MS * 1000;
        while (!up && kiosk_alive(kiosk) && now_us() < until) {
            sleep_ms(LOOK_EVERY_MS);
            up = log_says(kiosk, "first picture shown");
        }
    }
    if (!up) {
        tell_log(kiosk);
        (void)kiosk_stop(kiosk);
    }
    return up;
}

int kiosk_stop(struct kiosk *kiosk)
{
    if (kiosk->pid <= 0) return -1;
    kill(kiosk->pid, SIGTERM);
    int64_t until = now_us() + KIOSK_WAIT_MS * 1000;
    while (kiosk_alive(kiosk) && now_us() < until) sleep_ms(LOOK_EVERY_MS);
    if (kiosk_alive(kiosk)) kill(kiosk->pid, SIGKILL);
    int status = -1;
    waitpid(kiosk->pid, &status, 0);
    kiosk->pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- what it shows ---- */

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

json_t *kiosk_frame(struct kiosk *kiosk)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/frame.json", kiosk->data);
    struct stat before = {0};
    struct stat after = {0};
    (void)stat(path, &before);
    if (!kiosk_alive(kiosk) || kill(kiosk->pid, SIGUSR1) != 0) return NULL;
    int64_t until = now_us() + KIOSK_WAIT_MS * 1000;
    while (stat(path, &after) != 0 || same_file(&before, &after)) {
        if (now_us() > until || !kiosk_alive(kiosk)) {
            tell_log(kiosk);
            return NULL;
        }
        sleep_ms(1);
    }
    return json_load_file(path, 0, NULL);
}

json_t *kiosk_wait(struct kiosk *kiosk, bool (*is_so)(const json_t *frame, const char *context), const char *context)
{
    int64_t until = now_us() + KIOSK_WAIT_MS * 1000;
    for (;;) {
        json_t *frame = kiosk_frame(kiosk);
        if (frame == NULL || is_so(frame, context)) return frame;
        if (now_us() > until) {
            fprintf(stderr, "waited for \"%s\", but the screen is \"%s\"\n", context,
                    json_string_value(json_object_get(frame, "screen")));
            json_decref(frame);
            return NULL;
        }
        json_decref(frame);
        sleep_ms(ASK_EVERY_MS);
    }
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

bool frame_is(const json_t *frame, const char *screen)
{
    return strcmp(text_at(frame, "screen"), screen) == 0;
}

json_t *kiosk_wait_screen(struct kiosk *kiosk, const char *screen)
{
    return kiosk_wait(kiosk, frame_is, screen);
}

bool frame_says(const json_t *frame, const char *text)
{
    size_t at;
    const json_t *item;
    json_array_foreach (json_object_get(frame, "items"), at, item) {
        static const char *const keys[] = {"label", "text", "description"};
        for (size_t key = 0; key < sizeof(keys) / sizeof(keys[0]); key++) {
            if (strstr(text_at(item, keys[key]), text) != NULL) return true;
        }
    }
    return false;
}

struct area item_area(const json_t *item)
{
    return (struct area){
        (int)json_integer_value(json_object_get(item, "x")), (int)json_integer_value(json_object_get(item, "y")),
        (int)json_integer_value(json_object_get(item, "w")), (int)json_integer_value(json_object_get(item, "h"))};
}

const json_t *frame_action(const json_t *frame, const char *action, const char *target)
{
    size_t at;
    const json_t *item;
    json_array_foreach (json_object_get(frame, "items"), at, item) {
        struct area area = item_area(item);
        if (area.w <= 0 || area.h <= 0 || json_is_true(json_object_get(item, "disabled"))) continue;
        if (strcmp(text_at(item, "action"), action) != 0) continue;
        if (target == NULL || strcasecmp(text_at(item, "target"), target) == 0) return item;
    }
    return NULL;
}

/* ---- touching it ---- */

static bool tap_item(struct kiosk *kiosk, const json_t *item)
{
    if (item == NULL) return false;
    struct area area = item_area(item);
    display_tap(kiosk->display, area.x + area.w / 2, area.y + area.h / 2);
    return true;
}

bool kiosk_tap(struct kiosk *kiosk, const char *action, const char *target)
{
    json_t *frame = kiosk_frame(kiosk);
    bool found = frame != NULL && tap_item(kiosk, frame_action(frame, action, target));
    if (!found) {
        fprintf(stderr, "nothing does \"%s\" on the screen \"%s\"\n", action,
                frame != NULL ? text_at(frame, "screen") : "none");
    }
    json_decref(frame);
    return found;
}

bool kiosk_type(struct kiosk *kiosk, const json_t *frame, const char *text)
{
    for (; *text != '\0'; text++) {
        const char letter[2] = {*text, '\0'};
        if (!tap_item(kiosk, frame_action(frame, "key", letter))) return false;
    }
    return true;
}
