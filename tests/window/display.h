/* tests/window/display.h - an X server of our own, and a hand on its mouse and keyboard.
 *
 * Xvfb is started with a number it chooses itself and ends with display_close() or with the
 * program. Clicks and keys come from outside, through XTest, as from a real touch screen. */
#pragma once

#include <X11/Xlib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct display {
    pid_t server;
    Display *x; /* owned */
    Window root;
    char name[16]; /* ":12", for DISPLAY */
    int width, height;
};

struct area {
    int x, y, w, h;
};

/* A picture of an area: 0x00rrggbb, row by row. */
struct picture {
    uint32_t *pixels; /* owned */
    size_t count;
};

/* false, with a line on standard error, when there is no Xvfb or it does not come up. */
bool display_open(struct display *out, int width, int height);
/* Takes a half-opened one too. */
void display_close(struct display *display);

void display_move(struct display *display, int x, int y);
void display_press(struct display *display, int x, int y);
void display_release(struct display *display, int x, int y);
void display_tap(struct display *display, int x, int y);
/* A key by its name in X ("a", "Q", "Tab", "Return"); false when the keyboard has no such key. */
bool display_key(struct display *display, const char *keysym);

/* The caller calls picture_finish(). `from` is a window or the root. */
bool display_picture(struct display *display, Window from, struct area area, struct picture *out);
bool picture_equal(const struct picture *a, const struct picture *b);
void picture_finish(struct picture *picture);

/* The one visible window of this name below the root; None when there is none. */
Window display_window(struct display *display, const char *name);

/* Starts a program with DISPLAY set and standard error (and output) in the file `log`; it ends with
 * us at the latest. -1 when it can't be started. */
pid_t display_run(const struct display *display, const char *const *arguments, const char *log);

int64_t now_us(void);
void sleep_ms(int ms);
