/* tests/screens/house.h - the app on a data folder of its own, with fingers, mouse and keys as SDL gives them, and
 * without a window. Header only, since every .c file beside it is a program. Include it before any other header. */
#pragma once

#include "tests/screens/programs.h"

#include <SDL.h>
#include <sodium.h>

#include "kiosk/app.h"
#include "kiosk/input.h"

struct house {
    struct folder *folder;
    char data[PATH_MAX];
    struct app *app;
    struct input input;
    int64_t now_ms;
};

/* On this content, enrolled; `options` without its data folder. In a test made with folder_test(). */
static inline void house_open(struct house *house, struct folder *folder, const char *content,
                              struct app_options options)
{
    static struct said said;
    *house = (struct house){.folder = folder, .now_ms = 1000};
    const char *arguments[] = {content, folder_path(folder, "data", house->data), NULL};
    program_run(folder, "tests/make-data", arguments, &said);
    if (said.status != 0) fail_msg("make-data ended with %d: %s", said.status, said.err);
    char why[256] = "";
    options.data = house->data;
    if (app_open(&house->app, &options, why, sizeof(why)) != ERR_OK) fail_msg("the app does not open: %s", why);
    app_look(house->app, house->now_ms);
}

static inline void house_close(struct house *house)
{
    app_close(house->app);
}

static inline void house_same_place(const void *context, int *x, int *y)
{
    (void)context;
    (void)x;
    (void)y;
}

static inline void house_give(struct house *house, SDL_Event event)
{
    static const struct input_map map = {house_same_place, NULL};
    house->now_ms += 50;
    assert_true(input_take(&house->input, house->app, &map, &event, house->now_ms));
}

static inline void house_press_key(struct house *house, SDL_Keycode code)
{
    SDL_Event event = {0};
    event.key = (SDL_KeyboardEvent){.type = SDL_KEYDOWN, .keysym = {.sym = code}};
    house_give(house, event);
}

static inline const char *house_screen(struct house *house)
{
    return app_frame(house->app)->screen;
}
