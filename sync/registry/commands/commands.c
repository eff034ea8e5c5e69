#define _POSIX_C_SOURCE 200809L
#include "sync/registry/commands/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/registry/content/content.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/registry.h"
#include "sync/registry/settings/settings.h"

enum { PROBLEMS_PRINTED_MAX = 200, WORDS_BYTES_MAX = 512 };

/* PostgreSQL's own words are the best there are. */
static bool told_of_database(const struct arguments *arguments, char *problem)
{
    if (problem == NULL) return false;
    log_line(LOG_LEVEL_ERROR, "%s: the database cannot be used: %s. Is it running, and is the address right?",
             arguments->db != NULL ? "--db" : arguments->data, problem);
    free(problem);
    return true;
}

static bool told_of_newer(const struct arguments *arguments)
{
    struct registry_versions versions;
    char *problem = NULL;
    enum err err = registry_look(arguments->data, arguments->db, &versions, &problem);
    free(problem);
    if (err != ERR_OK || versions.there <= versions.known) return false;
    log_line(
        LOG_LEVEL_ERROR,
        "%s: the database has schema %d, and this program knows %d: it was used with a newer program. Install that "
        "one again, or put back a backup from before. Nothing was changed.",
        arguments->data, versions.there, versions.known);
    return true;
}

struct registry *command_open(const struct arguments *arguments)
{
    struct registry *registry = NULL;
    char *problem = NULL;
    enum err err = registry_open_at(&registry, arguments->data, arguments->db, clock_system(), &problem);
    if (err == ERR_OK && registry->erased_damaged > 0) {
        log_line(LOG_LEVEL_ERROR,
                 "%s/erased.log: %zu lines cannot be read; it was mended from the database and is kept as "
                 "erased.log.damaged. Put an older backup of the database back only together with a whole erased.log.",
                 arguments->data, registry->erased_damaged);
    }
    if (err == ERR_OK) return registry;
    if (told_of_database(arguments, problem)) return NULL;
    if (err == ERR_NOT_FOUND) {
        log_line(LOG_LEVEL_ERROR, "%s: there is no registry here. Make one: forhal-registry init --data %s",
                 arguments->data, arguments->data);
    } else if (err == ERR_DAMAGED && told_of_newer(arguments)) {
        return NULL;
    } else if (err == ERR_DAMAGED) {
        log_line(LOG_LEVEL_ERROR,
                 "%s: registry.db or a key in keys/ is missing, damaged, or from a newer program. "
                 "Put the folder back from a backup.",
                 arguments->data);
    } else {
        log_line(LOG_LEVEL_ERROR,
                 "%s: cannot be opened: %s. Check that the disk has room and that the folder is yours.",
                 arguments->data, err_text(err));
    }
    return NULL;
}

/* For what fails after the folder was opened. */
static int failed(const struct arguments *arguments, struct registry *registry, const char *what, enum err err)
{
    log_line(LOG_LEVEL_ERROR, "%s: %s failed: %s (%s). Nothing was changed.", arguments->data, what, err_text(err),
             db_message(registry->db));
    return EXIT_FAILED;
}

/* Beside the database, so that a registry on a desk has all in one folder; a machine's own settings are elsewhere. */
static bool write_settings(const char *folder)
{
    AUTO(str_finish) struct str text;
    str_init(&text, SETTINGS_FILE_BYTES_MAX);
    settings_write_example(&text);
    char *path = file_join(folder, SETTINGS_FILE_NAME);
    bool wanted = path != NULL && access(path, F_OK) != 0 && access(SETTINGS_SYSTEM_FILE, F_OK) != 0;
    enum err err = wanted ? file_write(path, str_text(&text), text.length, 0600) : ERR_OK;
    free(path);
    if (err == ERR_OK) return true;
    log_line(LOG_LEVEL_WARNING, "%s/" SETTINGS_FILE_NAME ": the example cannot be written: %s", folder, err_text(err));
    return false;
}

int command_init(const struct arguments *arguments)
{
    char *problem = NULL;
    enum err err = registry_init_at(arguments->data, arguments->db, &problem);
    if (err == ERR_OK) {
        bool settings = write_settings(arguments->data);
        printf(
            "A new registry is in %s. Its keys are in %s/keys: back them up, and keep them secret.\n"
            "%s%s%s"
            "Next: forhal-registry serve --data %s prints a link, and the first content is given in the browser; or\n"
            "first: forhal-registry content import --data %s FILE\n",
            arguments->data, arguments->data, settings ? "Its settings, with all that can be decided, are in " : "",
            settings ? arguments->data : "", settings ? "/" SETTINGS_FILE_NAME ".\n" : "", arguments->data,
            arguments->data);
        return EXIT_DONE;
    }
    if (told_of_database(arguments, problem)) return EXIT_FAILED;
    if (err == ERR_EXISTS) {
        log_line(LOG_LEVEL_ERROR, "%s: there is a registry here already. Nothing was changed.", arguments->data);
    } else {
        log_line(LOG_LEVEL_ERROR,
                 "%s: no registry could be made here: %s. Check that the folder above it is there, that you may write "
                 "to it, and that the disk has room.",
                 arguments->data, err_text(err));
    }
    return EXIT_FAILED;
}

struct problem_printer {
    const char *file;
    size_t count;
};

static void print_problem(void *context, const char *pointer, const char *what)
{
    struct problem_printer *printer = context;
    if (++printer->count <= PROBLEMS_PRINTED_MAX) fprintf(stderr, "%s: %s: %s\n", printer->file, pointer, what);
}

/* NULL when it cannot be imported, and then that has been said. */
static json_t *read_content(const char *file)
{
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, file, CONTENT_FILE_BYTES_MAX);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: cannot be read: %s. Nothing was imported.", file,
                 err == ERR_TOO_LARGE ? "it is larger than 128 MiB" : err_text(err));
        return NULL;
    }
    struct json_problem problem;
    json_t *document = NULL;
    err = json_parse(&document, str_text(&text), text.length, CONTENT_FILE_BYTES_MAX, CONTENT_DEPTH_MAX, &problem);
    if (err == ERR_OK) return document;
    log_line(LOG_LEVEL_ERROR, "%s: line %d, column %d: %s. Nothing was imported.", file, problem.line, problem.column,
             err == ERR_NOMEM ? "out of memory" : problem.text);
    return NULL;
}

/* Says how a check ended; true when all is well. */
static bool told_good(const struct problem_printer *printer, const char *file, enum err err)
{
    if (err == ERR_OK) return true;
    if (printer->count > PROBLEMS_PRINTED_MAX) {
        fprintf(stderr, "%s: and %zu more\n", file, printer->count - PROBLEMS_PRINTED_MAX);
    }
    log_line(LOG_LEVEL_ERROR, "%s: %s. Nothing was imported.", file,
             err == ERR_INVALID ? "correct what is listed above and import it again" : err_text(err));
    return false;
}

static bool content_is_good(const json_t *document, const char *file)
{
    struct problem_printer printer = {.file = file};
    return told_good(&printer, file, content_check(document, print_problem, &printer));
}

/* Pictures lie where the file lies. */
static bool pictures_are_good(struct pictures *out, struct registry *registry, json_t *document, const char *file)
{
    struct problem_printer printer = {.file = file};
    char *path = strdup(file);
    if (path == NULL) return told_good(&printer, file, ERR_NOMEM);
    enum err err = pictures_read(out, document, dirname(path), registry, print_problem, &printer);
    free(path);
    return told_good(&printer, file, err);
}

/* The site as it was goes into a file, so that it can be looked up and brought back. The import is done already. */
static void tell_replaced(const struct arguments *arguments, const struct content_replaced *replaced, int64_t head)
{
    char name[48];
    if (replaced->told == NULL) return;
    snprintf(name, sizeof(name), "site-before-%" PRId64 ".json", head);
    char *path = file_join(arguments->data, name);
    char *text = json_dumps(replaced->site, JSON_INDENT(2));
    enum err err = path != NULL && text != NULL ? file_write(path, text, strlen(text), 0600) : ERR_NOMEM;
    printf("The file replaced what staff had changed in the browser: %s.\n", replaced->told);
    if (err == ERR_OK) {
        printf(
            "The whole site as it was is in %s: to bring something back, copy it into the content file and import that"
            " again, or write it in the browser.\n",
            path);
    } else {
        log_line(LOG_LEVEL_ERROR, "%s/%s: the site as it was cannot be written: %s. A backup from before has it.",
                 arguments->data, name, err_text(err));
    }
    free(path);
    free(text);
}

int command_content_import(const struct arguments *arguments)
{
    AUTO(content_replaced_finish) struct content_replaced replaced = {.told = NULL};
    AUTO(pictures_finish) struct pictures pictures = {.count = 0};
    AUTO(json_auto) json_t *document = read_content(arguments->what);
    if (document == NULL || !content_is_good(document, arguments->what)) return EXIT_FAILED;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL || !pictures_are_good(&pictures, registry, document, arguments->what)) return EXIT_FAILED;
    struct content_summary summary;
    enum err err = content_import_telling(registry, document, &pictures, &summary, &replaced);
    if (err != ERR_OK) return failed(arguments, registry, "importing", err);
    printf("%" PRId64 " networks, %" PRId64 " pages: %" PRId64 " new, %" PRId64 " changed, %" PRId64
           " removed, head is now %" PRId64 "\n",
           summary.networks, summary.pages, summary.added, summary.changed, summary.removed, summary.head);
    tell_replaced(arguments, &replaced, summary.head);
    return EXIT_DONE;
}

static int write_content(const char *file, const char *text)
{
    if (strcmp(file, "-") == 0) {
        fputs(text, stdout);
        if (fflush(stdout) == 0) return EXIT_DONE;
        log_line(LOG_LEVEL_ERROR, "standard output: cannot be written: %s", strerror(errno));
        return EXIT_FAILED;
    }
    enum err err = file_write(file, text, strlen(text), 0644);
    if (err == ERR_OK) return EXIT_DONE;
    log_line(LOG_LEVEL_ERROR, "%s: cannot be written: %s. Check the folder and the room on the disk.", file,
             err_text(err));
    return EXIT_FAILED;
}

int command_content_export(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    AUTO(json_auto) json_t *document = NULL;
    enum err err = content_export(registry, &document);
    if (err == ERR_NOT_FOUND) {
        log_line(LOG_LEVEL_ERROR,
                 "%s: there is no content yet. Import some: forhal-registry content import --data %s FILE",
                 arguments->data, arguments->data);
        return EXIT_FAILED;
    }
    if (err != ERR_OK) return failed(arguments, registry, "exporting", err);
    AUTO(str_finish) struct str text;
    str_init(&text, CONTENT_FILE_BYTES_MAX * 2);
    char *dumped = json_dumps(document, JSON_INDENT(2));
    if (dumped != NULL) str_addf(&text, "%s\n", dumped);
    free(dumped);
    if (dumped == NULL || !str_ok(&text)) return failed(arguments, registry, "exporting", ERR_NOMEM);
    size_t pictures = 0;
    if (arguments->pictures != NULL && (err = pictures_write(registry->db, arguments->pictures, &pictures)) != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: the pictures cannot be written: %s. Check the folder and the room on the disk.",
                 arguments->pictures, err_text(err));
        return EXIT_FAILED;
    }
    return write_content(arguments->what, str_text(&text));
}

int command_kiosk_invite(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    char code[KIOSK_CODE_TEXT_BYTES];
    enum err err = kiosk_invite(registry, arguments->what, arguments->minutes, code);
    if (err == ERR_INVALID) {
        log_line(LOG_LEVEL_ERROR, "a kiosk's name is 1 to %d bytes in one line, and --minutes is 1 to %d",
                 (int)KIOSK_NAME_BYTES_MAX, (int)KIOSK_INVITATION_MINUTES_MAX);
        return EXIT_ASKED_WRONGLY;
    }
    if (err == ERR_FULL) {
        log_line(LOG_LEVEL_ERROR,
                 "%s: the disk is full, or %d codes are open or recently used. Free some room, or wait.",
                 arguments->data, (int)KIOSK_INVITATIONS_MAX);
        return EXIT_FAILED;
    }
    if (err != ERR_OK) return failed(arguments, registry, "making a code", err);
    printf("%s\n", code);
    log_line(LOG_LEVEL_INFO,
             "this code makes one kiosk \"%s\", within %d minutes. On the kiosk: forhal-sync enrol --code CODE",
             arguments->what, arguments->minutes);
    return EXIT_DONE;
}

static void print_kiosk(void *context, const struct kiosk *kiosk)
{
    AUTO(str_finish) struct str words;
    str_init(&words, WORDS_BYTES_MAX);
    fleet_kiosk_words(&words, context, kiosk);
    char enrolled[32] = "";
    time_t enrolled_s = (time_t)kiosk->enrolled_s;
    struct tm utc;
    if (gmtime_r(&enrolled_s, &utc) != NULL) strftime(enrolled, sizeof(enrolled), "%Y-%m-%dT%H:%M:%SZ", &utc);
    const char *state = kiosk->revoked ? "revoked" : kiosk->forked ? "forked " : "active ";
    printf("%s  %s  %s  %s%s%s\n", kiosk->id, enrolled, state, kiosk->name, kiosk->revoked ? "" : "  -  ",
           str_text(&words));
}

int command_kiosk_list(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    AUTO(fleet_auto) struct fleet *fleet = NULL;
    AUTO(json_auto) json_t *list = NULL;
    enum err err = fleet_open(&fleet, registry);
    if (err == ERR_OK && !arguments->json) err = kiosks_each(registry, print_kiosk, fleet);
    if (err == ERR_OK && arguments->json) err = fleet_list(fleet, &list);
    char *text = list != NULL ? json_dumps(list, JSON_INDENT(1)) : NULL;
    if (text != NULL) puts(text);
    if (list != NULL && text == NULL) err = ERR_NOMEM;
    free(text);
    return err == ERR_OK ? EXIT_DONE : failed(arguments, registry, "listing", err);
}

int command_kiosk_revoke(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = kiosk_revoke(registry, arguments->what);
    if (err == ERR_OK) return EXIT_DONE;
    if (err != ERR_NOT_FOUND) return failed(arguments, registry, "revoking", err);
    log_line(LOG_LEVEL_ERROR, "%s: no kiosk has the id \"%s\". See: forhal-registry kiosk list --data %s",
             arguments->data, arguments->what, arguments->data);
    return EXIT_FAILED;
}

static enum err stats_gather(struct registry *registry, json_t **out)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    int64_t networks = 0;
    int64_t pages = 0;
    int64_t kiosks = 0;
    int64_t entries = 0;
    int64_t forked = 0;
    int64_t pending = 0;
    json_t *counts = NULL;
    AUTO(json_auto) json_t *states = NULL;
    AUTO(fleet_auto) struct fleet *fleet = NULL;
    struct db *db = registry->db;
    enum err err = registry_head(registry, generation, &head);
    if (err == ERR_OK) {
        err = db_int(db, &networks, "SELECT count(*) FROM item WHERE type = 'network' AND body IS NOT NULL", "");
    }
    if (err == ERR_OK)
        err = db_int(db, &pages, "SELECT count(*) FROM item WHERE type = 'page' AND body IS NOT NULL", "");
    if (err == ERR_OK) err = db_int(db, &kiosks, "SELECT count(*) FROM kiosk WHERE revoked_s IS NULL", "");
    if (err == ERR_OK) {
        err = db_int(db, &forked, "SELECT count(*) FROM kiosk WHERE forked_s IS NOT NULL AND revoked_s IS NULL", "");
    }
    if (err == ERR_OK) err = db_int(db, &pending, "SELECT count(*) FROM pending WHERE refused_s IS NULL", "");
    if (err == ERR_OK) err = db_int(db, &entries, "SELECT count(*) FROM entry", "");
    if (err == ERR_OK) err = fleet_open(&fleet, registry);
    if (err == ERR_OK) err = fleet_list(fleet, &states);
    size_t at;
    json_t *state;
    json_array_foreach (states, at, state) {
        json_object_del(state, "beat"); /* `kiosk list --json` has them */
    }
    if (err == ERR_OK) err = ledger_counts(registry, &counts);
    if (err != ERR_OK) return err;
    *out = json_pack("{s:I, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:o, s:O}", "networks", (json_int_t)networks, "pages",
                     (json_int_t)pages, "head", (json_int_t)head, "generation", generation, "kiosks",
                     (json_int_t)kiosks, "forked", (json_int_t)forked, "pending", (json_int_t)pending, "entries",
                     (json_int_t)entries, "entries_by_network", counts, "kiosk_states", states);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static void print_kiosk_state(const json_t *kiosk)
{
    size_t at;
    json_t *word;
    if (json_true_at(kiosk, "revoked")) return;
    printf("kiosk %s %s:", json_text_at(kiosk, "id"), json_text_at(kiosk, "name"));
    json_array_foreach (json_object_get(kiosk, "words"), at, word) {
        printf("%s %s", at > 0 ? "," : "", json_string_value(word));
    }
    putchar('\n');
}

static void print_stats(const json_t *stats)
{
    static const char *const counts[] = {"networks", "pages", "head", "kiosks", "entries", "forked", "pending"};
    printf("generation %s\n", json_text_at(stats, "generation"));
    for (size_t at = 0; at < sizeof(counts) / sizeof(counts[0]); at++) {
        printf("%s %" PRId64 "\n", counts[at], json_int_at(stats, counts[at], 0));
    }
    size_t at;
    json_t *row;
    json_array_foreach (json_object_get(stats, "kiosk_states"), at, row) {
        print_kiosk_state(row);
    }
    json_array_foreach (json_object_get(stats, "entries_by_network"), at, row) {
        const char *network = json_text_at(row, "network");
        if (network[0] == '\0') network = "-"; /* an idea belongs to none */
        printf("entries of %s %s %" PRId64 "\n", network, json_text_at(row, "kind"), json_int_at(row, "count", 0));
    }
}

int command_stats(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    AUTO(json_auto) json_t *stats = NULL;
    enum err err = stats_gather(registry, &stats);
    if (err != ERR_OK) return failed(arguments, registry, "counting", err);
    if (!arguments->json) {
        print_stats(stats);
        return EXIT_DONE;
    }
    char *text = json_dumps(stats, JSON_COMPACT);
    if (text == NULL) return failed(arguments, registry, "counting", ERR_NOMEM);
    puts(text);
    free(text);
    return EXIT_DONE;
}
