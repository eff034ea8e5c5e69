/* All that may be wrong, told at once; see commands.h. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/keys/keys.h"
#include "sync/registry/registry.h"
#include "sync/registry/server/certificate.h"
#include "sync/registry/settings/settings.h"

enum { ROOM_MIB_LEAST = 200, MIB = 1024 * 1024 };

/* Each of these says what it finds and returns whether all is well. */

static bool folder_is_private(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        log_line(LOG_LEVEL_ERROR, "%s: %s. Make a registry: forhal-registry init --data DIR", path, strerror(errno));
        return false;
    }
    if (!S_ISDIR(info.st_mode)) {
        log_line(LOG_LEVEL_ERROR, "%s: this is no folder", path);
        return false;
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return true;
    log_line(LOG_LEVEL_ERROR, "%s: others may look into it (mode %o); chmod 700 it", path,
             (unsigned)(info.st_mode & 07777));
    return false;
}

static bool file_is_private(const char *path, bool must_be_there)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        if (!must_be_there && errno == ENOENT) return true;
        log_line(LOG_LEVEL_ERROR, "%s: %s. Put it back from a backup", path, strerror(errno));
        return false;
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return true;
    log_line(LOG_LEVEL_ERROR, "%s: others may read it (mode %o); chmod 600 it", path, (unsigned)(info.st_mode & 07777));
    return false;
}

static bool file_in_is_private(const char *folder, const char *name, bool must_be_there)
{
    char *path = file_join(folder, name);
    bool good = path != NULL && file_is_private(path, must_be_there);
    free(path);
    return good;
}

static bool keys_are_good(const char *folder)
{
    static const char *const names[] = {"content.json", "receipt.json", "seal.json"};
    struct keys keys = {.seals = NULL};
    bool good = folder_is_private(folder);
    for (size_t at = 0; good && at < sizeof(names) / sizeof(names[0]); at++) {
        good = file_in_is_private(folder, names[at], true) && good;
    }
    /* A database from before has none until it is opened; whether one is missing, the database tells. */
    if (good) good = file_in_is_private(folder, STAFF_KEY_FILE, false);
    enum err err = good ? keys_read(&keys, folder) : ERR_OK;
    if (good && err == ERR_OK) keys_finish(&keys);
    if (err == ERR_OK) return good;
    log_line(LOG_LEVEL_ERROR, "%s: the keys cannot be used: %s. Put the folder back from a backup", folder,
             err_text(err));
    return false;
}

static bool database_is_good(const struct arguments *arguments)
{
    struct registry_versions versions;
    char *problem = NULL;
    enum err err = registry_look(arguments->data, arguments->db, &versions, &problem);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: the database cannot be read: %s", arguments->data,
                 problem != NULL ? problem : err_text(err));
    } else if (versions.there > versions.known) {
        log_line(LOG_LEVEL_ERROR,
                 "%s: the database has schema %d, and this program knows %d: it was used with a newer program; install "
                 "that one again",
                 arguments->data, versions.there, versions.known);
    } else if (versions.there < versions.known) {
        log_line(LOG_LEVEL_ERROR,
                 "%s: the database has schema %d, and this program brings %d: make a backup, then forhal-registry "
                 "migrate --data %s",
                 arguments->data, versions.there, versions.known, arguments->data);
    }
    free(problem);
    return err == ERR_OK && versions.there == versions.known;
}

static bool staff_key_fits(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = NULL;
    char *problem = NULL;
    enum err err = registry_open_to_look(&registry, arguments->data, arguments->db, &problem);
    free(problem);
    if (err == ERR_OK) return command_staff_fit(arguments, registry, true) == COMMAND_FITS;
    log_line(LOG_LEVEL_ERROR, "%s: the database cannot be read: %s", arguments->data, err_text(err));
    return false;
}

static bool has_room(const char *folder)
{
    struct statvfs info;
    if (statvfs(folder, &info) != 0) return true; /* the folder was told of */
    unsigned long long mib = (unsigned long long)info.f_bavail * info.f_frsize / MIB;
    if (mib >= ROOM_MIB_LEAST) return true;
    log_line(LOG_LEVEL_ERROR, "%s: only %llu MiB are left on this disk; make room, %d MiB are the least", folder, mib,
             (int)ROOM_MIB_LEAST);
    return false;
}

static bool certificate_is_good(const struct settings *settings)
{
    char words[CERTIFICATE_PROBLEM_BYTES];
    struct certificate certificate = {.begins_s = 0};
    if (settings->tls.certificate[0] == '\0' || settings->tls.key[0] == '\0') return true;
    if (certificate_read(&certificate, settings->tls.certificate, settings->tls.key, words) != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s", words);
        return false;
    }
    struct clock clock = clock_system();
    int64_t now_s = clock_wall_s(&clock);
    certificate_warning(&certificate, now_s, words);
    if (words[0] != '\0') log_line(LOG_LEVEL_ERROR, "%s: %s", settings->tls.certificate, words);
    printf("certificate: %lld days\n", (long long)((certificate.ends_s - now_s) / (24 * 60 * 60)));
    certificate_finish(&certificate);
    return words[0] == '\0';
}

int command_check(const struct arguments *arguments)
{
    AUTO(settings_finish) struct settings settings = {.oidc = {.enabled = false}};
    struct address address;
    bool good = command_read_settings(arguments, &settings);
    if (settings.listen.address != NULL) {
        good = command_may_listen(&settings, &address) && good;
        good = certificate_is_good(&settings) && good;
    }
    bool there = folder_is_private(arguments->data);
    if (there) {
        char *keys = file_join(arguments->data, "keys");
        good = keys != NULL && keys_are_good(keys) && good;
        free(keys);
        good = file_in_is_private(arguments->data, "registry.db", false) && good;
        good = file_in_is_private(arguments->data, "database", false) && good;
        good = file_in_is_private(arguments->data, "erased.log", false) && good;
        bool readable = database_is_good(arguments);
        good = readable && staff_key_fits(arguments) && good;
        good = command_restore_is_whole(arguments) && good;
        good = has_room(arguments->data) && good;
    }
    if (there && good) puts("all is well");
    return there && good ? EXIT_DONE : EXIT_FAILED;
}
