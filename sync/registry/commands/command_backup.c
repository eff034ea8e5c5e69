/* Copies, the way back, and newer schemas; see commands.h. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/database/backup.h"
#include "sync/registry/registry.h"

/* On a terminal one line that changes; elsewhere it would only fill a log. */
static void show_progress(void *context, int done, int all)
{
    int *shown = context;
    int percent = all > 0 ? (int)((long long)done * 100 / all) : 100;
    if (percent == *shown || isatty(STDERR_FILENO) == 0) return;
    *shown = percent;
    fprintf(stderr, "\r%3d %%", percent);
    if (percent == 100) fputs("\r     \r", stderr);
}

static int say(const struct backup_job *job, enum err err)
{
    log_line(LOG_LEVEL_ERROR, "%s. %s", job->problem[0] != '\0' ? job->problem : err_text(err),
             err == ERR_EXISTS || err == ERR_UNAVAILABLE ? "Nothing was changed." : "The registry is as it was.");
    return err == ERR_INVALID || err == ERR_EXISTS ? EXIT_ASKED_WRONGLY : EXIT_FAILED;
}

static bool find_database(const struct arguments *arguments, char **out)
{
    enum err err = registry_address(arguments->data, arguments->db, out);
    if (err == ERR_OK) return true;
    log_line(LOG_LEVEL_ERROR, "%s: where its database is cannot be read: %s", arguments->data, err_text(err));
    return false;
}

int command_backup(const struct arguments *arguments)
{
    int shown = -1;
    char *url = NULL;
    if (!find_database(arguments, &url)) return EXIT_FAILED;
    struct backup_job job = {
        .data = arguments->data, .url = url, .folder = arguments->what, .progress = show_progress, .context = &shown};
    enum err err = backup_make(&job);
    if (err == ERR_OK)
        printf("%s: written, and read again. Whoever has it can read what citizens wrote.\n", job.folder);
    int status = err == ERR_OK ? EXIT_DONE : say(&job, err);
    free(url);
    return status;
}

/* Without --from somebody has put the database back by hand. */
static bool put_back(const struct arguments *arguments, int *out_status)
{
    int shown = -1;
    char *url = NULL;
    *out_status = EXIT_FAILED;
    if (arguments->from == NULL) return true;
    if (!find_database(arguments, &url)) return false;
    struct backup_job job = {
        .data = arguments->data, .url = url, .folder = arguments->from, .progress = show_progress, .context = &shown};
    enum err err = backup_put_back(&job);
    if (err != ERR_OK) *out_status = say(&job, err);
    free(url);
    return err == ERR_OK;
}

bool command_restore_is_whole(const struct arguments *arguments)
{
    if (!backup_is_unfinished(arguments->data)) return true;
    log_line(LOG_LEVEL_ERROR,
             "%s: a restore was cut off, and kiosks have perhaps seen more than this database knows. Say it again:"
             " forhal-registry restore --from BACKUP; or, to go on with what is here: forhal-registry restore",
             arguments->data);
    return false;
}

int command_restore(const struct arguments *arguments)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    int status = EXIT_FAILED;
    if (!put_back(arguments, &status)) return status;
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = registry_begin_generation_above(registry, arguments->above);
    if (err == ERR_OK) err = registry_head(registry, generation, &head);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: no new generation could be begun: %s. Say it again: forhal-registry restore",
                 arguments->data, err_text(err));
        return EXIT_FAILED;
    }
    backup_note_finished(arguments->data);
    (void)command_staff_fit(arguments, registry, true); /* it says so; `serve` decides */
    printf("The content is of generation %s now: kiosks fetch it anew, beside what they show.\n", generation);
    return EXIT_DONE;
}

int command_migrate(const struct arguments *arguments)
{
    struct registry_versions versions;
    char *problem = NULL;
    enum err err = registry_look(arguments->data, arguments->db, &versions, &problem);
    free(problem);
    if (err == ERR_OK && versions.there == versions.known) {
        printf("The database has schema %d, the newest this program knows: nothing is to be done.\n", versions.known);
        return EXIT_DONE;
    }
    AUTO(registry_auto) struct registry *registry = command_open(arguments); /* brings it there, or says why not */
    if (registry == NULL) return EXIT_FAILED;
    printf("The database has schema %d now; it had %d.\n", versions.known, versions.there);
    return EXIT_DONE;
}
