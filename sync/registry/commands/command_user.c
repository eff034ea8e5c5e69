/* Giving staff a name and a password; see commands.h. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/staff/users.h"

/* Reads one line byte by byte: a buffered reader would keep a copy that nobody wipes. */
static enum err line_read(char out[USER_PASSWORD_BYTES_MAX + 1])
{
    size_t length = 0;
    for (;;) {
        char byte = 0;
        ssize_t got = read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return ERR_IO;
        if (got == 0 || byte == '\n') break;
        if (byte == '\0') return ERR_INVALID;
        if (length == USER_PASSWORD_BYTES_MAX) return ERR_TOO_LARGE;
        out[length++] = byte;
    }
    out[length] = '\0';
    return ERR_OK;
}

/* On a terminal asks, and shows nothing of what is typed. Ctrl-C waits until the echo is back. */
static enum err password_read(char out[USER_PASSWORD_BYTES_MAX + 1])
{
    struct termios shown;
    if (tcgetattr(STDIN_FILENO, &shown) != 0) return line_read(out);
    sigset_t held;
    sigset_t before;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGTSTP);
    sigprocmask(SIG_BLOCK, &held, &before);
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(stderr, "Password (at least %d characters): ", (int)USER_PASSWORD_SYMBOLS_MIN);
    enum err err = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 ? line_read(out) : ERR_IO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', stderr);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return err;
}

typedef enum err user_action(struct registry *registry, const char *name, const char *password);

static int say(const struct arguments *arguments, enum err err)
{
    switch (err) {
    case ERR_OK: return EXIT_DONE;
    case ERR_INVALID:
    case ERR_TOO_LARGE:
        log_line(LOG_LEVEL_ERROR, "a name is 1 to %d bytes in one line, a password %d to %d characters",
                 (int)USER_NAME_BYTES_MAX, (int)USER_PASSWORD_SYMBOLS_MIN, (int)USER_PASSWORD_BYTES_MAX);
        return EXIT_ASKED_WRONGLY;
    case ERR_CONFLICT:
        log_line(LOG_LEVEL_ERROR,
                 "%s: there is a user \"%s\" already. For a new password: forhal-registry user password",
                 arguments->data, arguments->what);
        return EXIT_FAILED;
    case ERR_NOT_FOUND:
        log_line(LOG_LEVEL_ERROR, "%s: there is no user \"%s\". Add one: forhal-registry user add", arguments->data,
                 arguments->what);
        return EXIT_FAILED;
    default:
        log_line(LOG_LEVEL_ERROR, "%s: the password could not be stored: %s", arguments->data, err_text(err));
        return EXIT_FAILED;
    }
}

/* What else was asked for a new user; "user password" takes none of it. */
static enum err set_further(struct registry *registry, const struct arguments *arguments)
{
    enum err err = ERR_OK;
    if (arguments->role != NULL) {
        err = user_set_role(registry, arguments->what, role_from_name(arguments->role), arguments->network);
    }
    if (err == ERR_OK && arguments->password_only) err = user_set_password_only(registry, arguments->what);
    return err;
}

static bool further_is_good(const struct arguments *arguments)
{
    bool editor = arguments->role != NULL && role_from_name(arguments->role) == ROLE_EDITOR;
    if (arguments->role != NULL && role_from_name(arguments->role) == ROLE_COUNT) {
        log_line(LOG_LEVEL_ERROR, "--role takes editor, secretariat or administrator");
    } else if (arguments->network != NULL && (!editor || !user_networks_are_good(arguments->network))) {
        log_line(LOG_LEVEL_ERROR, "--network goes with --role editor, and takes ids with commas between them");
    } else {
        return true;
    }
    return false;
}

static int with_password(const struct arguments *arguments, user_action *action, const char *what)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    char password[USER_PASSWORD_BYTES_MAX + 1] = "";
    enum err err = password_read(password);
    if (err == ERR_OK) err = action(registry, arguments->what, password);
    sodium_memzero(password, sizeof(password));
    if (err == ERR_OK) err = set_further(registry, arguments);
    if (err != ERR_OK) return say(arguments, err);
    return command_log(arguments, registry, what, arguments->what) ? EXIT_DONE : EXIT_FAILED;
}

int command_user_add(const struct arguments *arguments)
{
    if (!further_is_good(arguments)) return EXIT_ASKED_WRONGLY;
    return with_password(arguments, user_add, "user.add");
}

int command_user_password(const struct arguments *arguments)
{
    return with_password(arguments, user_set_password, "user.password");
}
