/* tests/unit/post_office.h - a real mail server for tests (tools/smtp_server.py, of aiosmtpd), and what it was given.
 * Header only, as folder.h. */
#pragma once

#include "tests/unit/registry_house.h"

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/registry/mail/mail_sender.h"

struct post_office {
    char folder[PATH_MAX];
    char url[64];
    pid_t pid;
    int input; /* it ends when this does */
};

/* `more` are further words for the program, NULL-terminated. */
static inline void post_office_open(struct post_office *out, const char *folder, const char *const *more)
{
    const char *words[24] = {"/usr/bin/python3" /* Debian's, which has it */, "tests/unit/tools/smtp_server.py",
                             folder};
    int in[2];
    int said[2];
    size_t count = 3;
    while (more != NULL && *more != NULL && count < 22) words[count++] = *more++;
    *out = (struct post_office){.pid = -1};
    snprintf(out->folder, sizeof(out->folder), "%s", folder);
    assert_int_equal(file_make_folder(folder, 0700), ERR_OK);
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(said), 0);
    out->pid = fork();
    if (out->pid == 0) {
        dup2(in[0], 0);
        dup2(said[1], 1);
        close(in[1]);
        close(said[0]);
        execvp(words[0], (char *const *)words);
        _exit(127);
    }
    close(in[0]);
    close(said[1]);
    out->input = in[1];
    char text[16] = "";
    size_t length = 0;
    ssize_t bytes = 1;
    while (bytes > 0 && length < sizeof(text) - 1 && strchr(text, '\n') == NULL) {
        bytes = read(said[0], text + length, sizeof(text) - 1 - length);
        if (bytes > 0) length += (size_t)bytes;
    }
    close(said[0]);
    if (length < 2) fail_msg("no mail server; make deps installs python3-aiosmtpd");
    bool smtps = false;
    for (size_t at = 0; at < count; at++) smtps = smtps || strcmp(words[at], "--smtps") == 0;
    snprintf(out->url, sizeof(out->url), "%s://127.0.0.1:%d", smtps ? "smtps" : "smtp", atoi(text));
}

static inline void post_office_close(struct post_office *office)
{
    if (office->pid <= 0) return;
    close(office->input);
    waitpid(office->pid, NULL, 0);
    office->pid = 0;
}

/* Mail number N, from 1, as it came; the caller calls str_finish(). False: it hasn't come. */
static inline bool post_office_mail(const struct post_office *office, int number, struct str *out)
{
    char path[PATH_MAX + 32];
    snprintf(path, sizeof(path), "%s/%d.eml", office->folder, number);
    return file_read(out, path, 1024 * 1024) == ERR_OK;
}

static inline void post_office_envelope(const struct post_office *office, int number, char out[600])
{
    char path[PATH_MAX + 32];
    AUTO(str_finish) struct str text;
    snprintf(path, sizeof(path), "%s/%d.to", office->folder, number);
    assert_int_equal(file_read(&text, path, 600), ERR_OK);
    snprintf(out, 600, "%.*s", (int)strcspn(str_text(&text), "\n"), str_text(&text));
}

static inline void pause_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}
