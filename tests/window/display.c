#define _GNU_SOURCE /* pipe2, setenv, environ */
#include "tests/window/display.h"

#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SERVER_WAIT_MS = 30 * 1000 };

int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void sleep_ms(int ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

/* ---- the server ---- */

/* Xvfb writes the number it took, and a line feed, once it can be spoken to. */
static bool read_number(int fd, char *out, size_t out_bytes)
{
    size_t used = 0;
    int64_t until = now_us() + SERVER_WAIT_MS * 1000;
    while (used + 1 < out_bytes && now_us() < until) {
        struct pollfd ready = {fd, POLLIN, 0};
        if (poll(&ready, 1, 100) <= 0) continue;
        ssize_t got = read(fd, out + used, 1);
        if (got <= 0) return false;
        if (out[used] == '\n') {
            out[used] = '\0';
            return used > 0;
        }
        used++;
    }
    return false;
}

static void become_server(int number_fd, int width, int height)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    char screen[32];
    char fd[16];
    snprintf(screen, sizeof(screen), "%dx%dx24", width, height);
    snprintf(fd, sizeof(fd), "%d", number_fd);
    int quiet = open("/dev/null", O_WRONLY);
    if (quiet >= 0) dup2(quiet, STDERR_FILENO); /* it complains about missing keyboard symbols */
    execlp("Xvfb", "Xvfb", "-displayfd", fd, "-screen", "0", screen, "-nolisten", "tcp", "-noreset", (char *)NULL);
    _exit(127);
}

static bool start_server(struct display *display, int width, int height)
{
    int fds[2];
    if (pipe(fds) != 0) return false;
    fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    display->server = fork();
    if (display->server == 0) become_server(fds[1], width, height);
    close(fds[1]);
    display->name[0] = ':';
    bool up = display->server > 0 && read_number(fds[0], display->name + 1, sizeof(display->name) - 1);
    close(fds[0]);
    return up;
}

bool display_open(struct display *out, int width, int height)
{
    *out = (struct display){.server = -1, .width = width, .height = height};
    if (start_server(out, width, height)) out->x = XOpenDisplay(out->name);
    int ignored;
    if (out->x != NULL && XTestQueryExtension(out->x, &ignored, &ignored, &ignored, &ignored)) {
        out->root = DefaultRootWindow(out->x);
        return true;
    }
    fprintf(stderr, "no X server: is Xvfb installed (apt-get install xvfb)?\n");
    display_close(out);
    return false;
}

void display_close(struct display *display)
{
    if (display->x != NULL) XCloseDisplay(display->x);
    if (display->server > 0) {
        kill(display->server, SIGTERM);
        waitpid(display->server, NULL, 0);
    }
    *display = (struct display){.server = -1};
}

/* ---- the hand ---- */

void display_move(struct display *display, int x, int y)
{
    XTestFakeMotionEvent(display->x, -1, x, y, CurrentTime);
    XFlush(display->x);
}

void display_press(struct display *display, int x, int y)
{
    XTestFakeMotionEvent(display->x, -1, x, y, CurrentTime);
    XTestFakeButtonEvent(display->x, 1, True, CurrentTime);
    XFlush(display->x);
}

void display_release(struct display *display, int x, int y)
{
    XTestFakeMotionEvent(display->x, -1, x, y, CurrentTime);
    XTestFakeButtonEvent(display->x, 1, False, CurrentTime);
    XFlush(display->x);
}

void display_tap(struct display *display, int x, int y)
{
    display_press(display, x, y);
    display_release(display, x, y);
}

bool display_key(struct display *display, const char *keysym)
{
    KeySym symbol = XStringToKeysym(keysym);
    KeyCode code = symbol != NoSymbol ? XKeysymToKeycode(display->x, symbol) : 0;
    if (code == 0) return false;
    KeyCode shift = XKeysymToKeycode(display->x, XK_Shift_L);
    bool shifted = strlen(keysym) == 1 && keysym[0] >= 'A' && keysym[0] <= 'Z';
    if (shifted) XTestFakeKeyEvent(display->x, shift, True, CurrentTime);
    XTestFakeKeyEvent(display->x, code, True, CurrentTime);
    XTestFakeKeyEvent(display->x, code, False, CurrentTime);
    if (shifted) XTestFakeKeyEvent(display->x, shift, False, CurrentTime);
    XFlush(display->x);
    return true;
}

/* ---- the eye ---- */

bool display_picture(struct display *display, Window from, struct area area, struct picture *out)
{
    *out = (struct picture){0};
    XImage *image = XGetImage(display->x, from, area.x, area.y, (unsigned)area.w, (unsigned)area.h, AllPlanes, ZPixmap);
    if (image == NULL) return false;
    out->count = (size_t)area.w * (size_t)area.h;
    out->pixels = image->bits_per_pixel == 32 ? malloc(out->count * sizeof(*out->pixels)) : NULL;
    for (int y = 0; out->pixels != NULL && y < area.h; y++) {
        const char *row = image->data + (size_t)y * (size_t)image->bytes_per_line;
        memcpy(out->pixels + (size_t)y * (size_t)area.w, row, (size_t)area.w * 4);
    }
    XDestroyImage(image);
    for (size_t at = 0; out->pixels != NULL && at < out->count; at++) out->pixels[at] &= 0xffffff;
    return out->pixels != NULL;
}

bool picture_equal(const struct picture *a, const struct picture *b)
{
    return a->count == b->count && a->pixels != NULL && b->pixels != NULL &&
           memcmp(a->pixels, b->pixels, a->count * sizeof(*a->pixels)) == 0;
}

void picture_finish(struct picture *picture)
{
    free(picture->pixels);
    *picture = (struct picture){0};
}

static bool is_called(struct display *display, Window window, const char *name)
{
    XWindowAttributes attributes;
    char *found = NULL;
    if (!XGetWindowAttributes(display->x, window, &attributes) || attributes.map_state != IsViewable) return false;
    bool same = XFetchName(display->x, window, &found) && found != NULL && strcmp(found, name) == 0;
    if (found != NULL) XFree(found);
    return same;
}

Window display_window(struct display *display, const char *name)
{
    Window ignored;
    Window *children = NULL;
    unsigned count = 0;
    Window found = None;
    if (!XQueryTree(display->x, display->root, &ignored, &ignored, &children, &count)) return None;
    for (unsigned at = 0; at < count && found == None; at++) {
        if (is_called(display, children[at], name)) found = children[at];
    }
    if (children != NULL) XFree(children);
    return found;
}

/* ---- programs on it ---- */

pid_t display_run(const struct display *display, const char *const *arguments, const char *log)
{
    pid_t pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0) _exit(127);
    close(fd);
    if (display->name[0] != '\0') setenv("DISPLAY", display->name, 1);
    unsetenv("WAYLAND_DISPLAY");
    execv(arguments[0], (char *const *)(uintptr_t)arguments);
    _exit(127);
}
