/* Ideas and entries from the command line: what was said, and what to answer; see commands.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/staff/staff_log.h"

/* The number in "7" or "idea-7"; 0 when it is none, and then that has been said. */
static int64_t number_of(const char *what)
{
    const char *digits = strncmp(what, "idea-", 5) == 0 ? what + 5 : what;
    char *end = NULL;
    long long number = strtoll(digits, &end, 10);
    if (digits[0] >= '0' && digits[0] <= '9' && *end == '\0' && number > 0) return number;
    log_line(LOG_LEVEL_ERROR, "\"%s\" is no number of an entry: they are 1 and up, as the list shows them", what);
    return 0;
}

static int say(const struct arguments *arguments, enum err err, const char *problem, const char *list)
{
    switch (err) {
    case ERR_OK: return EXIT_DONE;
    case ERR_INVALID:
        log_line(LOG_LEVEL_ERROR, "%s: %s. Nothing was changed.", arguments->what, problem != NULL ? problem : "");
        return EXIT_ASKED_WRONGLY;
    case ERR_NOT_FOUND:
        log_line(LOG_LEVEL_ERROR,
                 "%s: there is nothing with this number to do that with. See: forhal-registry %s --data %s",
                 arguments->what, list, arguments->data);
        return EXIT_FAILED;
    case ERR_REFUSED:
        log_line(LOG_LEVEL_ERROR, "%s: who gave it has withdrawn it. Nothing was changed.", arguments->what);
        return EXIT_FAILED;
    case ERR_CONFLICT:
        log_line(LOG_LEVEL_ERROR, "%s: %s. Nothing was changed; the staff page asks what is meant.", arguments->what,
                 problem == NULL                               ? ""
                 : strcmp(problem, ANSWERS_NO_SEATS_LEFT) == 0 ? "there is no seat left"
                 : strcmp(problem, ANSWERS_OUT_OF_TURN) == 0   ? "others came before"
                                                               : "it was joined with another idea");
        return EXIT_FAILED;
    default:
        log_line(LOG_LEVEL_ERROR, "%s: failed: %s. Nothing was changed.", arguments->data, err_text(err));
        return EXIT_FAILED;
    }
}

static int print_json(const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return EXIT_FAILED;
    puts(text);
    free(text);
    return EXIT_DONE;
}

static const char *text_or(const json_t *object, const char *key, const char *otherwise)
{
    const char *text = json_text_at(object, key);
    return text != NULL && text[0] != '\0' ? text : otherwise;
}

int command_idea_list(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    AUTO(json_auto) json_t *list = NULL;
    if (registry == NULL) return EXIT_FAILED;
    enum err err = ideas_list(registry, &list);
    if (err != ERR_OK) return say(arguments, err, NULL, "idea list");
    if (arguments->json) return print_json(list);
    size_t at;
    json_t *idea;
    json_array_foreach (list, at, idea) {
        printf("%" PRId64 "  %-12s  %-10s  %" PRId64 "  %s\n", json_int_at(idea, "order", 0),
               text_or(idea, "published", "not public"), text_or(idea, "status", "-"), json_int_at(idea, "supports", 0),
               text_or(idea, "title", ""));
    }
    return EXIT_DONE;
}

int command_idea_publish(const struct arguments *arguments)
{
    int64_t number = number_of(arguments->what);
    if (number == 0) return EXIT_ASKED_WRONGLY;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    const char *problem = NULL;
    if (!command_log(arguments, registry, "idea.publish", arguments->what)) return EXIT_FAILED;
    enum err err = ideas_publish(registry, number, arguments->title, arguments->text, &problem);
    return say(arguments, err, problem, "idea list");
}

int command_idea_unpublish(const struct arguments *arguments)
{
    int64_t number = number_of(arguments->what);
    if (number == 0) return EXIT_ASKED_WRONGLY;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    if (!command_log(arguments, registry, "idea.unpublish", arguments->what)) return EXIT_FAILED;
    return say(arguments, ideas_unpublish(registry, number), NULL, "idea list");
}

int command_entry_answer(const struct arguments *arguments)
{
    int64_t number = number_of(arguments->what);
    struct reply reply = {.status = answer_status_from_name(arguments->status),
                          .text = arguments->text,
                          .network = arguments->network,
                          .place = arguments->place,
                          .who = STAFF_LOG_COMMAND};
    if (number == 0) return EXIT_ASKED_WRONGLY;
    if (reply.status == ANSWER_STATUS_COUNT) {
        log_line(LOG_LEVEL_ERROR, "say with --status what became of it. See --help.");
        return EXIT_ASKED_WRONGLY;
    }
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    const char *problem = NULL;
    if (!command_log(arguments, registry, "entry.answer", arguments->what)) return EXIT_FAILED;
    enum err err = answers_reply(registry, number, &reply, &problem);
    return say(arguments, err, problem, "entry list");
}

static void print_entry(const json_t *entry)
{
    printf("%" PRId64 "  %s  %-8s  %-12s  %s\n", json_int_at(entry, "order", 0), text_or(entry, "received", "-"),
           text_or(entry, "kind", "-"), text_or(entry, "status", "-"),
           text_or(entry, "network", text_or(entry, "idea", "-")));
}

/* Names and contacts only with --json, so that they do not stand on a screen by chance. */
int command_entry_list(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    if (arguments->json && !command_log(arguments, registry, "entry.read", "all")) return EXIT_FAILED;
    bool more = true;
    for (int64_t after = 0; more;) {
        AUTO(json_auto) json_t *list = NULL;
        enum err err = ledger_list(registry, after, LEDGER_LIST_MAX, &list, &more);
        if (err != ERR_OK) return say(arguments, err, NULL, "entry list");
        size_t at;
        json_t *entry;
        json_array_foreach (list, at, entry) {
            after = json_int_at(entry, "order", 0);
            if (!arguments->json) print_entry(entry);
            if (arguments->json && print_json(entry) != EXIT_DONE) return EXIT_FAILED;
        }
    }
    return EXIT_DONE;
}
