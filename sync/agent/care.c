/* What staff do with an outbox by hand: go through damaged ones again, look after what the registry refused. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <unistd.h>

#include "sync/agent/commands.h"
#include "sync/agent/lock.h"
#include "sync/base/log.h"
#include "sync/store/data_dir.h"
#include "sync/store/outbox.h"
#include "sync/store/salvage.h"

enum { FAILED = 1, ASKED_WRONGLY = 2 };

struct care {
    struct data_dir dir;
    struct identity identity;
    struct outbox *outbox; /* owned */
    int lock_fd;           /* owned */
};

static void care_finish(struct care *care)
{
    outbox_close(care->outbox);
    if (care->lock_fd >= 0) close(care->lock_fd);
    identity_finish(&care->identity);
    data_dir_finish(&care->dir);
}

/* On false it has been said why. */
static bool care_begin(struct care *care, const struct options *options)
{
    *care = (struct care){.lock_fd = -1};
    if (access(options->data, F_OK) != 0) {
        log_line(LOG_LEVEL_ERROR, "%s: there is no such folder; check --data", options->data);
        return false;
    }
    enum err err = data_dir_init(&care->dir, options->data);
    if (err == ERR_OK) err = identity_read(&care->identity, care->dir.identity);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && !care->identity.enrolled)) {
        log_line(LOG_LEVEL_ERROR, "%s: this kiosk is not enrolled; see forhal-sync enrol --help", options->data);
        return false;
    }
    if (err == ERR_OK) err = lock_take(&care->lock_fd, care->dir.folder);
    if (err == ERR_UNAVAILABLE) {
        log_line(LOG_LEVEL_ERROR, "%s: another forhal-sync is at work there; end it first", options->data);
        return false;
    }
    if (err == ERR_OK) err = outbox_open(&care->outbox, care->dir.outbox);
    if (err == ERR_OK) return true;
    log_line(LOG_LEVEL_ERROR, "%s: %s; forhal-sync run sets a damaged outbox aside and begins a new one", options->data,
             err_text(err));
    return false;
}

static int tell_salvage(struct outbox *outbox, const struct data_dir *dir, int64_t saved)
{
    struct salvage_counts counts;
    if (salvage_counts(outbox, &counts) != ERR_OK) return FAILED;
    printf("%lld saved, %lld lost%s, %lld files stay\n", (long long)saved, (long long)counts.lost,
           counts.unsure ? " that are known of, perhaps others" : "", (long long)counts.files);
    if (counts.files > 0) {
        printf("They are called %s.damaged-N. Remove one, with its -wal, when nobody wants to look at it again.\n",
               dir->outbox);
    }
    return 0;
}

int salvage_command(const struct options *options)
{
    struct care care;
    int status = FAILED;
    if (care_begin(&care, options)) {
        const struct salvage salvage = {.identity = &care.identity, .again = true};
        int64_t saved = 0;
        enum err err = salvage_all(care.outbox, &salvage, &saved);
        if (err == ERR_OK) {
            status = tell_salvage(care.outbox, &care.dir, saved);
        } else {
            log_line(LOG_LEVEL_ERROR, "%s: %lld saved, then: %s; nothing is lost by trying again", options->data,
                     (long long)saved, err_text(err));
        }
    }
    care_finish(&care);
    return status;
}

static void print_reason(void *context, const char *reason, int64_t count)
{
    (void)context;
    printf("%lld %s\n", (long long)count, reason);
}

static enum err look_after(struct outbox *outbox, const struct options *options)
{
    int64_t count = 0;
    enum err err = outbox_each_reason(outbox, print_reason, NULL);
    if (err == ERR_OK && options->retry) err = outbox_retry_set_aside(outbox, &count);
    if (err == ERR_OK && options->drop) err = outbox_drop_set_aside(outbox, &count);
    if (err == ERR_OK && options->retry) printf("%lld wait again\n", (long long)count);
    if (err == ERR_OK && options->drop) printf("%lld deleted\n", (long long)count);
    return err;
}

int set_aside_command(const struct options *options)
{
    struct care care;
    int status = FAILED;
    if (options->retry && options->drop) {
        log_line(LOG_LEVEL_ERROR, "--retry and --drop: say one of them");
        return ASKED_WRONGLY;
    }
    if (care_begin(&care, options)) {
        enum err err = look_after(care.outbox, options);
        if (err == ERR_OK) status = 0;
        if (err != ERR_OK) log_line(LOG_LEVEL_ERROR, "%s: %s; nothing was changed", care.dir.outbox, err_text(err));
    }
    care_finish(&care);
    return status;
}
