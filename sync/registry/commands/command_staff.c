/* Who staff are, from the command line: invitations, roles, second factors; see commands.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/registry/staff/totp.h"

static int say(const struct arguments *arguments, enum err err)
{
    switch (err) {
    case ERR_OK: return EXIT_DONE;
    case ERR_INVALID:
        log_line(LOG_LEVEL_ERROR,
                 "a name is 1 to %d bytes in one line and begins with no bracket; --network takes ids with commas "
                 "between them, at most %d",
                 (int)USER_NAME_BYTES_MAX, (int)USER_NETWORKS_MAX);
        return EXIT_ASKED_WRONGLY;
    case ERR_CONFLICT:
        log_line(LOG_LEVEL_ERROR, "%s: there is a user \"%s\" already. See: forhal-registry user list", arguments->data,
                 arguments->what);
        return EXIT_FAILED;
    case ERR_NOT_FOUND:
        log_line(LOG_LEVEL_ERROR, "%s: there is no user \"%s\". See: forhal-registry user list", arguments->data,
                 arguments->what);
        return EXIT_FAILED;
    case ERR_FULL:
        log_line(LOG_LEVEL_ERROR, "%s: the disk is full, or %d invitations are open. Free some room, or wait.",
                 arguments->data, (int)INVITATIONS_MAX);
        return EXIT_FAILED;
    default:
        log_line(LOG_LEVEL_ERROR, "%s: failed: %s. Nothing was changed.", arguments->data, err_text(err));
        return EXIT_FAILED;
    }
}

/* What was done is noted; that it could not be is said. */
static int done(const struct arguments *arguments, struct registry *registry, enum err err, const char *what)
{
    if (err != ERR_OK) return say(arguments, err);
    return command_log(arguments, registry, what, arguments->what) ? EXIT_DONE : EXIT_FAILED;
}

bool command_log(const struct arguments *arguments, struct registry *registry, const char *what, const char *target)
{
    enum err err = staff_log_add(registry, STAFF_LOG_COMMAND, what, target);
    if (err == ERR_OK) return true;
    log_line(LOG_LEVEL_ERROR, "%s: the staff log cannot be written: %s", arguments->data, err_text(err));
    return false;
}

/* The role that was asked for. ROLE_COUNT, and that has been said: there is none like it. */
static enum role role_of(const struct arguments *arguments)
{
    enum role role = role_from_name(arguments->role);
    if (role == ROLE_COUNT) {
        log_line(LOG_LEVEL_ERROR, "say with --role what NAME may do: editor, secretariat or administrator");
    } else if (arguments->network != NULL && role != ROLE_EDITOR) {
        log_line(LOG_LEVEL_ERROR, "--network goes with --role editor: the others may work on all networks");
        role = ROLE_COUNT;
    }
    return role;
}

int command_user_invite(const struct arguments *arguments)
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    struct invitation invitation = {.role = role_of(arguments)};
    if (invitation.role == ROLE_COUNT) return EXIT_ASKED_WRONGLY;
    if (!user_name_is_good(arguments->what) || !user_networks_are_good(arguments->network)) {
        return say(arguments, ERR_INVALID);
    }
    snprintf(invitation.name, sizeof(invitation.name), "%s", arguments->what);
    snprintf(invitation.networks, sizeof(invitation.networks), "%s",
             arguments->network != NULL ? arguments->network : "");
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = invitation_make(registry, &invitation, token);
    int status = done(arguments, registry, err, "user.invite");
    if (status == EXIT_DONE) {
        printf(WELCOME_PATH "#%s\n", token);
        log_line(LOG_LEVEL_INFO,
                 "Put the registry's address before it, and give it to \"%s\" by a way that others can't read: "
                 "whoever opens it first sets the password. It is good for %d days, once.",
                 arguments->what, (int)INVITATION_DAYS);
    }
    sodium_memzero(token, sizeof(token));
    return status;
}

bool command_invite_first(const struct arguments *arguments, struct registry *registry, char out[COMMAND_LINK_BYTES])
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    struct invitation invitation = {.role = ROLE_ADMINISTRATOR};
    int64_t administrators = 0;
    out[0] = '\0';
    enum err err = user_administrators(registry, &administrators);
    if (err == ERR_OK && administrators > 0) return true;
    if (err == ERR_OK) err = invitation_make(registry, &invitation, token);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: no link for the first administrator could be made: %s", arguments->data,
                 err_text(err));
        return false;
    }
    snprintf(out, COMMAND_LINK_BYTES, WELCOME_PATH "#%s", token);
    sodium_memzero(token, sizeof(token));
    return true;
}

int command_user_role(const struct arguments *arguments)
{
    enum role role = role_of(arguments);
    if (role == ROLE_COUNT) return EXIT_ASKED_WRONGLY;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    return done(arguments, registry, user_set_role(registry, arguments->what, role, arguments->network), "user.role");
}

int command_user_disable(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    return done(arguments, registry, user_set_disabled(registry, arguments->what, true), "user.disable");
}

int command_user_enable(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    return done(arguments, registry, user_set_disabled(registry, arguments->what, false), "user.enable");
}

int command_user_totp_reset(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    return done(arguments, registry, totp_reset(registry, arguments->what), "user.totp_reset");
}

static void print_user(const json_t *user)
{
    size_t at;
    json_t *network;
    const char *factor = json_true_at(user, "second_factor")   ? "second factor"
                         : json_true_at(user, "password_only") ? "password only"
                                                               : "no second factor";
    const char *disabled = json_text_at(user, "disabled");
    printf("%-13s  %-16s  %-8s  %s", json_text_at(user, "role"), factor, disabled != NULL ? "disabled" : "enabled",
           json_text_at(user, "name"));
    json_array_foreach (json_object_get(user, "networks"), at, network) {
        printf("%s%s", at == 0 ? "  " : ",", json_string_value(network));
    }
    putchar('\n');
}

int command_user_list(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    AUTO(json_auto) json_t *list = NULL;
    if (registry == NULL) return EXIT_FAILED;
    enum err err = user_list(registry, &list);
    if (err != ERR_OK) return say(arguments, err);
    if (arguments->json) {
        char *text = json_dumps(list, JSON_COMPACT);
        if (text == NULL) return say(arguments, ERR_NOMEM);
        puts(text);
        free(text);
        return EXIT_DONE;
    }
    size_t at;
    json_t *user;
    json_array_foreach (list, at, user) {
        print_user(user);
    }
    return EXIT_DONE;
}
