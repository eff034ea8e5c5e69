#define _POSIX_C_SOURCE 200809L
#include "sync/agent/numbers.h"

#include <stdio.h>
#include <sys/stat.h>

void numbers_begin(struct numbers *numbers, const struct data_dir *dir, struct clock clock)
{
    *numbers = (struct numbers){.dir = dir, .clock = clock, .tried_ms = -1, .changed_ns = -1};
}

void numbers_finish(struct numbers *numbers)
{
    tally_finish(&numbers->handed_in);
}

/* When the file was written; -1: there is none. */
static int64_t written_ns(const struct numbers *numbers)
{
    struct stat info;
    if (stat(numbers->dir->numbers, &info) != 0) return -1;
    return (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
}

bool numbers_are_due(const struct numbers *numbers)
{
    int64_t now_ms = clock_monotonic_ms(&numbers->clock);
    if (numbers->tried_ms >= 0 && now_ms - numbers->tried_ms < NUMBERS_INTERVAL_MS) return false;
    int64_t written = written_ns(numbers);
    return written >= 0 && written != numbers->changed_ns;
}

enum err numbers_send(struct numbers *numbers, struct client *client)
{
    AUTO(tally_finish) struct tally tally = {0};
    AUTO(str_finish) struct str body = {0};
    AUTO(tally_finish) struct tally changed = {0};
    char newest[11];
    numbers->tried_ms = clock_monotonic_ms(&numbers->clock);
    int64_t written = written_ns(numbers); /* before it is read: what comes meanwhile is another */
    enum err err = tally_read(&tally, numbers->dir->numbers);
    if (err == ERR_OK) err = tally_changed(&changed, &tally, &numbers->handed_in);
    if (err == ERR_OK) err = tally_text(&changed, "", &body, newest);
    if (err == ERR_OK) err = client_numbers(client, str_text(&body), body.length);
    if (err != ERR_OK) return err;
    numbers->changed_ns = written;
    tally_finish(&numbers->handed_in);
    numbers->handed_in = tally;
    tally.days = NULL; /* it is kept */
    return ERR_OK;
}
