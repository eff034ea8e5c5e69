/* kiosk/main.c - forhal-kiosk: the screen. */
#define _POSIX_C_SOURCE 200809L
#include <SDL_main.h>
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/loop.h"
#include "kiosk/preview.h"
#include "kiosk/script.h"
#include "kiosk/service_pin.h"
#include "kiosk/words.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/base/secrecy.h"

static const char usage[] =
    "forhal-kiosk - the screen in the foyer\n"
    "\n"
    "  forhal-kiosk --data DIR [--run DIR] [--size 1080x1920] [--window] [--mm 268x476] [--distance 600]\n"
    "               [--lang da] [--quiet] [--debug]\n"
    "  forhal-kiosk --data DIR --script FILE [--shots DIR] [--audit] [--size …]\n"
    "  forhal-kiosk --preview FILE --out PNG [--size …] [--mm …] [--lang …]\n"
    "\n"
    "  --data DIR       the data folder, shared with forhal-sync (made if it is not there)\n"
    "  --run DIR        the run folder, shared with forhal-sync and best in RAM: how the screen is, for the heartbeat\n"
    "                   (otherwise $RUNTIME_DIRECTORY or the data folder)\n"
    "  --size WxH       of the window or of a script's screen, in pixels; without --window the whole\n"
    "                   display is used, whatever its size\n"
    "  --window         an ordinary window instead of the whole display; the service page opens there with a\n"
    "                   mouse held for 3 s in one upper corner and then in the other, within 10 s\n"
    "  --mm WxH         the size of the glass in millimetres, so that letters are large enough\n"
    "  --distance MM    from the eye to the glass (600)\n"
    "  --reach-mm MM    low reach puts everything in the lowest MM millimetres of the glass (300)\n"
    "  --set-pin        reads the PIN of the service page (6 to 12 digits) from standard input and ends\n"
    "  --headphones PATH  the input switch of the headphone jack (/dev/input/event7): only when they are\n"
    "                   plugged in is it said aloud what somebody types\n"
    "  --lang da        the language at the beginning of a visit: da, en, tr, ar, ur or pl\n"
    "  --quiet          no motion\n"
    "  --script FILE    replays a visit under a virtual clock, without a window; exit status 1 at the\n"
    "                   first line that fails (the verbs: kiosk/script.h, docs/scripts.md)\n"
    "  --shots DIR      where a script's pictures go\n"
    "  --audit          checks every picture of a script: letters, contrast, targets, clipping\n"
    "  --preview FILE   the screen of the network in a JSON file (\"-\": standard input) as the picture --out, and "
    "ends\n"
    "  --out PNG        where it goes (\"-\": standard output)\n"
    "  --debug          SIGUSR1 writes the present frame to DIR/frame.json\n";

struct arguments {
    struct loop_options loop;
    struct script_options script;
    struct preview_options preview;
    bool set_pin;
};

static int asked_wrongly(const char *what, const char *value)
{
    fprintf(stderr, "forhal-kiosk: %s%s%s. See forhal-kiosk --help.\n", what, value != NULL ? ": " : "",
            value != NULL ? value : "");
    return 2;
}

static bool read_size(const char *text, int least, int most, int *width, int *height)
{
    char *end = NULL;
    if (text[strspn(text, "0123456789x")] != '\0') return false; /* no blanks or signs, which strtol takes */
    long w = strtol(text, &end, 10);
    if (end == text || *end != 'x') return false;
    const char *second = end + 1;
    long h = strtol(second, &end, 10);
    if (end == second || *end != '\0' || w < least || h < least || w > most || h > most) return false;
    *width = (int)w;
    *height = (int)h;
    return true;
}

/* 0: go on; otherwise the exit status plus one. */
static int read_option(int option, const char *value, struct arguments *arguments)
{
    struct app_options *app = &arguments->loop.app;
    int ignored = 0;
    switch (option) {
    case 'd': app->data = value; return 0;
    case 'r': arguments->loop.run = value; return 0;
    case 's':
        if (read_size(value, 320, 7680, &app->width, &app->height) && app->height <= 4320) return 0;
        if (app->width <= 4320 && app->height > 4320 && app->height <= 7680) return 0;
        return 1 + asked_wrongly("--size wants WIDTHxHEIGHT in pixels, 320 to 7680", value);
    case 'm':
        if (read_size(value, 50, 5000, &app->mm_width, &ignored)) return 0;
        return 1 + asked_wrongly("--mm wants WIDTHxHEIGHT in millimetres", value);
    case 'D':
        app->distance_mm = value[strspn(value, "0123456789")] == '\0' ? (int)strtol(value, NULL, 10) : 0;
        return app->distance_mm >= 200 && app->distance_mm <= 3000
                   ? 0
                   : 1 + asked_wrongly("--distance wants 200 to 3000 mm", value);
    case 'P': arguments->set_pin = true; return 0;
    case 'H': arguments->loop.headphones = value; return 0;
    case 'R':
        app->reach_mm = value[strspn(value, "0123456789")] == '\0' ? (int)strtol(value, NULL, 10) : 0;
        return app->reach_mm >= 200 && app->reach_mm <= 2000
                   ? 0
                   : 1 + asked_wrongly("--reach-mm wants 200 to 2000 mm", value);
    case 'l':
        app->lang = value;
        if (language_find(value) != NULL) return 0;
        return 1 + asked_wrongly("--lang knows da, en, tr, ar, ur and pl", value);
    case 'w': arguments->loop.window = true; return 0;
    case 'q': app->quiet = true; return 0;
    case 'S': arguments->script.path = value; return 0;
    case 'p': arguments->script.shots = value; return 0;
    case 'a': arguments->script.audit = true; return 0;
    case 'v': arguments->preview.path = value; return 0;
    case 'o': arguments->preview.out = value; return 0;
    case 'g':
        arguments->loop.debug = true;
        secrecy_lift();
        return 0;
    case 'h': fputs(usage, stdout); return 1 + 0;
    default: return 1 + asked_wrongly("the options are wrong", NULL);
    }
}

static int run_script(const struct arguments *arguments)
{
    struct app *app = NULL;
    char why[512] = "";
    enum err err = app_open(&app, &arguments->loop.app, why, sizeof(why));
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s", why[0] != '\0' ? why : err_text(err));
        return 1;
    }
    err = script_run(app, &arguments->script);
    app_close(app);
    return err == ERR_OK ? 0 : 1;
}

/* The PIN never stands in a list of processes. */
static int set_pin(const char *data)
{
    char pin[64] = "";
    bool read = fgets(pin, sizeof(pin), stdin) != NULL;
    pin[strcspn(pin, "\r\n")] = '\0';
    enum err err = read ? service_pin_set(data, pin) : ERR_INVALID;
    sodium_memzero(pin, sizeof(pin));
    if (err == ERR_OK) return 0;
    log_line(LOG_LEVEL_ERROR, "the PIN was not set: %s",
             err == ERR_INVALID ? "it must be 6 to 12 digits" : err_text(err));
    return 1;
}

static void find_words(void)
{
    if (words_open_beside_program() == ERR_OK) return;
    log_line(LOG_LEVEL_WARNING, "no catalogues of words were found: everything is in Danish");
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"data", required_argument, NULL, 'd'},
        {"run", required_argument, NULL, 'r'},
        {"size", required_argument, NULL, 's'},
        {"mm", required_argument, NULL, 'm'},
        {"distance", required_argument, NULL, 'D'},
        {"reach-mm", required_argument, NULL, 'R'},
        {"set-pin", no_argument, NULL, 'P'},
        {"headphones", required_argument, NULL, 'H'},
        {"lang", required_argument, NULL, 'l'},
        {"window", no_argument, NULL, 'w'},
        {"quiet", no_argument, NULL, 'q'},
        {"script", required_argument, NULL, 'S'},
        {"shots", required_argument, NULL, 'p'},
        {"preview", required_argument, NULL, 'v'},
        {"out", required_argument, NULL, 'o'},
        {"debug", no_argument, NULL, 'g'},
        {"audit", no_argument, NULL, 'a'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    log_open("forhal-kiosk");
    json_wipe_on_free();
    secrecy_begin(); /* a core dump would hold what a visitor typed */
    find_words();
    if (sodium_init() < 0) {
        log_line(LOG_LEVEL_ERROR, "libsodium could not be started");
        return 1;
    }
    struct arguments arguments = {.loop = {.app = {.lang = "da", .width = 1080, .height = 1920}}};
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        int status = read_option(option, optarg, &arguments);
        if (status != 0) return status - 1;
    }
    if (optind < argc) return asked_wrongly("this is not an option", argv[optind]);
    if (arguments.preview.path != NULL) {
        if (arguments.preview.out == NULL) return asked_wrongly("--out PNG is missing", NULL);
        return preview_run(&arguments.loop.app, &arguments.preview) == ERR_OK ? 0 : 1;
    }
    if (arguments.loop.app.data == NULL) return asked_wrongly("--data DIR is missing", NULL);
    if (arguments.set_pin) return set_pin(arguments.loop.app.data);
    if (arguments.script.path != NULL) return run_script(&arguments);
    return loop_run(&arguments.loop) == ERR_OK ? 0 : 1;
}
