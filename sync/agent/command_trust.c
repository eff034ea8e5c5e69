#define _POSIX_C_SOURCE 200809L
#include "sync/agent/command_trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/agent/commands.h"
#include "sync/agent/tls.h"
#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/log.h"

enum { FAILED = 1, ASKED_WRONGLY = 2 };

static bool is_given(const struct options *options)
{
    return options->ca != NULL || options->no_ca || options->pins.pins_count > 0 || options->no_pins;
}

static enum err take_ca(struct trust *trust, const char *file)
{
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, file, TRUST_CA_BYTES_MAX);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "--ca %s: %s; give a file that can be read, at most 64 KiB", file, err_text(err));
        return err;
    }
    if (strlen(str_text(&text)) != text.length || tls_count_certificates(str_text(&text), text.length) == 0) {
        log_line(LOG_LEVEL_ERROR,
                 "--ca %s: there are no certificates in it, or broken ones; it wants PEM, which "
                 "begins with -----BEGIN CERTIFICATE-----",
                 file);
        return ERR_INVALID;
    }
    char *ca = str_take(&text);
    if (ca == NULL) return ERR_NOMEM;
    free(trust->ca);
    trust->ca = ca;
    return ERR_OK;
}

enum err trust_take_options(struct trust *trust, const struct options *options)
{
    if ((options->ca != NULL && options->no_ca) || (options->pins.pins_count > 0 && options->no_pins)) {
        log_line(LOG_LEVEL_ERROR, "--ca with --no-ca, or --pin with --no-pins, makes no sense; give one of the two");
        return ERR_INVALID;
    }
    if (options->ca != NULL) {
        enum err err = take_ca(trust, options->ca);
        if (err != ERR_OK) return err;
    }
    if (options->no_ca) {
        free(trust->ca);
        trust->ca = NULL;
    }
    if (options->pins.pins_count > 0 || options->no_pins) {
        memcpy(trust->pins, options->pins.pins, sizeof(trust->pins));
        trust->pins_count = options->pins.pins_count;
    }
    return ERR_OK;
}

enum err trust_take_options_in(const struct data_dir *dir, const struct options *options)
{
    if (!is_given(options)) return ERR_OK;
    struct trust trust;
    enum err err = trust_read(&trust, dir->trust);
    if (err == ERR_DAMAGED && options->ca != NULL && options->pins.pins_count > 0)
        err = ERR_OK; /* all of it is said anew */
    if (err == ERR_OK) {
        err = trust_take_options(&trust, options);
        if (err != ERR_OK) {
            trust_finish(&trust);
            return err;
        }
        err = trust_write(&trust, dir->trust);
        trust_finish(&trust);
    }
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; if it is damaged move it away and say whom to trust anew", dir->trust,
                 err_text(err));
    }
    return err;
}

static int print_trust(const struct data_dir *dir)
{
    struct trust trust;
    enum err err = trust_read(&trust, dir->trust);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s; if it is damaged move it away and say whom to trust anew", dir->trust,
                 err_text(err));
        return FAILED;
    }
    size_t certificates = trust.ca != NULL ? tls_count_certificates(trust.ca, strlen(trust.ca)) : 0;
    if (trust.ca != NULL) {
        printf("CA:  %zu of our own\n", certificates);
    } else {
        printf("CA:  %s\n", trust.pins_count > 0 ? "none asked, the key is enough" : "the system's");
    }
    for (size_t at = 0; at < trust.pins_count; at++) printf("key: %s\n", trust.pins[at]);
    trust_finish(&trust);
    return 0;
}

int trust_command(const struct options *options)
{
    struct data_dir dir;
    if (!command_dir(&dir, options, "write")) return FAILED;
    enum err err = trust_take_options_in(&dir, options);
    int status = err == ERR_OK ? print_trust(&dir) : err == ERR_INVALID ? ASKED_WRONGLY : FAILED;
    if (err == ERR_OK && is_given(options)) doorbell_ring(dir.sync_bell);
    data_dir_finish(&dir);
    return status;
}
