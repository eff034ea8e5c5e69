/* tests/unit/command_run.h - a command of forhal-registry in a process of its own, as it runs in earnest. Header only.
 */
#pragma once

#include "tests/unit/folder.h"

#include <sys/wait.h>

#include "sync/base/file.h"
#include "sync/base/log.h"
#include "sync/base/str.h"
#include "sync/registry/commands/commands.h"

enum { RUN_OUTPUT_BYTES_MAX = 1024 * 1024 };

struct run {
    pid_t pid;
    int status;      /* exit status, or -1 when it ended otherwise */
    struct str out;  /* standard output */
    struct str said; /* standard error */
    char out_path[PATH_MAX];
    char said_path[PATH_MAX];
};

typedef int command_run(const struct arguments *arguments);

static inline void run_finish(struct run *run)
{
    str_finish(&run->out);
    str_finish(&run->said);
}

static inline void run_begin(struct run *run, const struct folder *folder, command_run *command,
                             const struct arguments *arguments, const char *input)
{
    *run = (struct run){.status = -1};
    char in_path[PATH_MAX];
    folder_path(folder, "in", in_path);
    folder_path(folder, "out", run->out_path);
    folder_path(folder, "said", run->said_path);
    assert_int_equal(file_write(in_path, input, strlen(input), 0600), ERR_OK);
    run->pid = fork();
    assert_true(run->pid >= 0);
    if (run->pid > 0) return;
    if (freopen(in_path, "r", stdin) == NULL || freopen(run->out_path, "w", stdout) == NULL ||
        freopen(run->said_path, "w", stderr) == NULL) {
        _exit(99);
    }
    log_open("forhal-registry");
    int status = command(arguments);
    fflush(stdout);
    fflush(stderr);
    _exit(status);
}

static inline void run_wait(struct run *run)
{
    int status = 0;
    assert_int_equal(waitpid(run->pid, &status, 0), run->pid);
    if (WIFEXITED(status)) run->status = WEXITSTATUS(status);
    assert_int_equal(file_read(&run->out, run->out_path, RUN_OUTPUT_BYTES_MAX), ERR_OK);
    assert_int_equal(file_read(&run->said, run->said_path, RUN_OUTPUT_BYTES_MAX), ERR_OK);
}

static inline void run_input(struct run *run, const struct folder *folder, command_run *command,
                             const struct arguments *arguments, const char *input)
{
    run_begin(run, folder, command, arguments, input);
    run_wait(run);
}

static inline void run(struct run *run, const struct folder *folder, command_run *command,
                       const struct arguments *arguments)
{
    run_input(run, folder, command, arguments, "");
}

/* Runs it for its effect; it must succeed. */
static inline void run_well(const struct folder *folder, command_run *command, const struct arguments *arguments)
{
    AUTO(run_finish) struct run done = {0};
    run(&done, folder, command, arguments);
    assert_string_equal(str_text(&done.said), "");
    assert_int_equal(done.status, EXIT_DONE);
}

static inline struct arguments arguments_of(const struct folder *folder, char data[PATH_MAX])
{
    folder_path(folder, "registry", data);
    return (struct arguments){.data = data, .minutes = 15, .listen = "127.0.0.1:0"};
}
