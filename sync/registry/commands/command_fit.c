/* Does the key of what staff sign in with fit the database? See commands.h. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/log.h"
#include "sync/base/str.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/staff/staff_secrets.h"

enum { NAMES_BYTES_MAX = STAFF_FIT_NAMES_MAX * (USER_NAME_BYTES_MAX + 2) + 64 };

static void add_names(struct str *out, const struct staff_fit *fit)
{
    int64_t named = fit->misfits < STAFF_FIT_NAMES_MAX ? fit->misfits : STAFF_FIT_NAMES_MAX;
    for (int64_t at = 0; at < named; at++) str_addf(out, "%s%s", at == 0 ? " (" : ", ", fit->names[at]);
    if (fit->misfits > named) str_addf(out, " and %" PRId64 " more", fit->misfits - named);
    str_addf(out, ")");
}

enum command_fit command_staff_fit(const struct arguments *arguments, const struct registry *registry, bool names)
{
    AUTO(str_finish) struct str whom;
    struct staff_fit fit;
    str_init(&whom, NAMES_BYTES_MAX);
    enum err err = staff_secrets_fit(registry, &fit);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: what staff sign in with cannot be read: %s", arguments->data, err_text(err));
        return COMMAND_FITS_NOBODY;
    }
    if (fit.misfits == 0) return COMMAND_FITS;
    if (names) add_names(&whom, &fit);
    char *file = file_join(arguments->data, "keys/" STAFF_KEY_FILE);
    bool there = file != NULL && access(file, F_OK) == 0;
    log_line(LOG_LEVEL_ERROR,
             "%s/keys/" STAFF_KEY_FILE ": %s: what %" PRId64 " of %" PRId64 " users sign in with%s is sealed under "
             "another one. Put back the one that belongs to this database: a backup has both. If it is lost, give "
             "each of them a new password (forhal-registry user password NAME) and let them set up their telephone "
             "again (forhal-registry user totp-reset NAME).",
             arguments->data, there ? "this key does not fit" : "there is no such key", fit.misfits, fit.users,
             str_ok(&whom) ? str_text(&whom) : "");
    free(file);
    return fit.misfits < fit.users ? COMMAND_FITS_SOME : COMMAND_FITS_NOBODY;
}
