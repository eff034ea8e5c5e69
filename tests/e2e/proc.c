#define _GNU_SOURCE
#include "tests/e2e/proc.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"

enum { LOOK_EVERY_MS = 5 };

void proc_pause(int pause_ms)
{
    struct timespec pause = {.tv_sec = pause_ms / 1000, .tv_nsec = (long)(pause_ms % 1000) * 1000000};
    while (nanosleep(&pause, &pause) != 0) continue;
}

void proc_program(char *out, size_t out_bytes, const char *name)
{
    const char *folder = getenv("FORHAL_BUILD");
    snprintf(out, out_bytes, "%s/%s", folder != NULL && folder[0] != '\0' ? folder : "build", name);
}

static void become(const char *const argv[], int log_fd, pid_t parent)
{
    char *words[PROC_ARGS_MAX + 1] = {NULL};
    for (size_t at = 0; at < PROC_ARGS_MAX && argv[at] != NULL; at++) words[at] = strdup(argv[at]);
    if (words[0] == NULL) _exit(127);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126); /* it died before we asked to die with it */
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(log_fd, STDOUT_FILENO);
    dup2(log_fd, STDERR_FILENO);
    execv(words[0], words);
    dprintf(STDERR_FILENO, "%s cannot be started\n", words[0]);
    _exit(127);
}

enum err proc_start(struct proc *out, const char *const argv[], const char *log)
{
    int log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_fd < 0) return ERR_IO;
    pid_t parent = getpid();
    char *copy = strdup(log);
    pid_t pid = copy != NULL ? fork() : -1;
    if (pid == 0) become(argv, log_fd, parent);
    close(log_fd);
    if (pid < 0) {
        free(copy);
        return copy == NULL ? ERR_NOMEM : ERR_IO;
    }
    *out = (struct proc){.pid = pid, .log = copy};
    return ERR_OK;
}

size_t proc_log_bytes(const struct proc *proc)
{
    struct stat info;
    return stat(proc->log, &info) == 0 ? (size_t)info.st_size : 0;
}

static bool find_line(const struct proc *proc, size_t from, const char *needle, char *line, size_t line_bytes)
{
    AUTO(str_finish) struct str text;
    if (file_read(&text, proc->log, PROC_LOG_BYTES_MAX) != ERR_OK || from > text.length) return false;
    const char *found = strstr(str_text(&text) + from, needle);
    if (found == NULL || strchr(found, '\n') == NULL) return false;
    const char *start = found;
    while (start > text.data + from && start[-1] != '\n') start--;
    snprintf(line, line_bytes, "%.*s", (int)strcspn(start, "\n"), start);
    return true;
}

enum err proc_wait_line(const struct proc *proc, size_t from, const char *needle, char *line, size_t line_bytes,
                        int timeout_ms)
{
    for (int passed_ms = 0; passed_ms < timeout_ms; passed_ms += LOOK_EVERY_MS) {
        if (find_line(proc, from, needle, line, line_bytes)) return ERR_OK;
        proc_pause(LOOK_EVERY_MS);
    }
    return ERR_NOT_FOUND;
}

int proc_wait(struct proc *proc, int timeout_ms)
{
    struct clock clock = clock_system();
    int64_t end_ms = clock_monotonic_ms(&clock) + timeout_ms;
    int status = 0;
    while (proc->pid > 0 && clock_monotonic_ms(&clock) < end_ms) {
        if (waitpid(proc->pid, &status, WNOHANG) == proc->pid) {
            proc->pid = 0;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        proc_pause(1);
    }
    proc_kill(proc);
    return -1;
}

void proc_signal(const struct proc *proc, int number)
{
    if (proc->pid > 0) kill(proc->pid, number);
}

void proc_kill(struct proc *proc)
{
    if (proc->pid <= 0) return;
    kill(proc->pid, SIGKILL);
    waitpid(proc->pid, NULL, 0);
    proc->pid = 0;
}

void proc_finish(struct proc *proc)
{
    proc_kill(proc);
    free(proc->log);
    *proc = (struct proc){0};
}

int proc_run(const char *const argv[], const char *log, int timeout_ms, struct str *output)
{
    struct proc proc;
    str_init(output, PROC_LOG_BYTES_MAX);
    unlink(log);
    if (proc_start(&proc, argv, log) != ERR_OK) return -1;
    int status = proc_wait(&proc, timeout_ms);
    str_finish(output);
    if (file_read(output, log, PROC_LOG_BYTES_MAX) != ERR_OK) status = -1;
    proc_finish(&proc);
    return status;
}
