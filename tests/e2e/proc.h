/* tests/e2e/proc.h - real programs, started and ended by a test.
 *
 * What a program says goes to a file, so that it never waits for a reader. A program dies with
 * the test that started it. Every wait is bounded. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sync/base/err.h"
#include "sync/base/str.h"

enum { PROC_LOG_BYTES_MAX = 1 << 20, PROC_ARGS_MAX = 32 };

struct proc {
    pid_t pid; /* 0: not running */
    char *log; /* owned: the file its output goes to; a new start adds to it */
};

/* build/NAME, or NAME in the folder $FORHAL_BUILD. */
void proc_program(char *out, size_t out_bytes, const char *name);

/* Starts argv[0] (NULL-terminated list), its output added to the file `log`. ERR_IO, ERR_NOMEM. */
MUST_USE enum err proc_start(struct proc *out, const char *const argv[], const char *log);
/* Waits for a line that holds `needle`, from byte `from` of the log on, and copies it. */
MUST_USE enum err proc_wait_line(const struct proc *proc, size_t from, const char *needle, char *line,
                                 size_t line_bytes, int timeout_ms);
/* How long the log is now. */
size_t proc_log_bytes(const struct proc *proc);
/* Its exit status, 128 + signal, or -1 when it had to be killed at the end of the time. */
int proc_wait(struct proc *proc, int timeout_ms);
/* Sends the signal. */
void proc_signal(const struct proc *proc, int number);
/* kill -9, and gone. */
void proc_kill(struct proc *proc);
/* Kills what still runs and frees. */
void proc_finish(struct proc *proc);

/* Runs it to its end; its exit status as proc_wait(). `output` (initialised here) gets what it
 * said; the caller calls str_finish(). */
int proc_run(const char *const argv[], const char *log, int timeout_ms, struct str *output);

/* Sleeps. */
void proc_pause(int pause_ms);
