#define _GNU_SOURCE /* memfd_create, posix_spawn_file_actions_addclosefrom_np, nftw */
#include "sync/registry/server/errands.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/base/str.h"

enum { STEP_MS = 100, EXIT_STEP_MS = 5, PIECE_BYTES = 64 * 1024, FOLDER_BYTES = 256 };

/* ---- one ---- */

enum err errand_create(struct errand **out, const char *program, char *input, size_t input_bytes)
{
    struct errand *errand = calloc(1, sizeof(*errand));
    *out = NULL;
    if (errand != NULL) errand->program = strdup(program);
    if (errand == NULL || errand->program == NULL) {
        free(errand);
        free(input);
        return ERR_NOMEM;
    }
    errand->input = input;
    errand->input_bytes = input_bytes;
    errand->err = ERR_UNAVAILABLE; /* until it is known better */
    *out = errand;
    return ERR_OK;
}

void errand_say(struct errand *errand, const char *argument)
{
    assert(errand->arguments_count < ERRAND_ARGUMENTS_MAX && strlen(argument) < ERRAND_ARGUMENT_BYTES);
    snprintf(errand->arguments[errand->arguments_count++], ERRAND_ARGUMENT_BYTES, "%s", argument);
}

static void forget_input(struct errand *errand)
{
    if (errand->input != NULL) sodium_memzero(errand->input, errand->input_bytes);
    free(errand->input);
    errand->input = NULL;
}

void errand_destroy(struct errand *errand)
{
    if (errand == NULL) return;
    forget_input(errand);
    free(errand->program);
    free(errand->output);
    free(errand);
}

static char *runnable(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    if (path != NULL && access(path, X_OK) == 0) return path;
    free(path);
    return NULL;
}

char *errand_program(const char *folder, const char *name)
{
    char own[2048];
    char *path = NULL;
    ssize_t length = folder == NULL ? readlink("/proc/self/exe", own, sizeof(own) - 1) : 0;
    if (length > 0) {
        own[length] = '\0';
        *strrchr(own, '/') = '\0';
        folder = own;
    }
    if (folder != NULL) path = runnable(folder, name);
    const char *at = getenv("PATH");
    while (path == NULL && at != NULL && *at != '\0') {
        size_t bytes = strcspn(at, ":");
        if (bytes > 0 && bytes < sizeof(own)) {
            snprintf(own, sizeof(own), "%.*s", (int)bytes, at);
            path = runnable(own, name);
        }
        at += bytes + (at[bytes] == ':');
    }
    return path;
}

/* ---- the other program ---- */

/* Its input as a file, at the beginning. -1: errno. */
static int input_open(const struct errand *errand)
{
    int fd = memfd_create("forhal-errand", MFD_CLOEXEC);
    size_t written = 0;
    while (fd >= 0 && written < errand->input_bytes) {
        ssize_t count = write(fd, errand->input + written, errand->input_bytes - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            close(fd);
            return -1;
        }
        written += (size_t)count;
    }
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool spawn(const struct errand *errand, int input, int output, const char *folder, pid_t *out)
{
    char *argv[ERRAND_ARGUMENTS_MAX + 2] = {errand->program};
    char temporary[FOLDER_BYTES + 16];
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    static char locale[] = "LC_ALL=C.UTF-8";
    static char video[] = "SDL_VIDEODRIVER=dummy";
    char *environment[] = {path, locale, video, temporary, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    for (size_t at = 0; at < errand->arguments_count; at++) {
        argv[at + 1] = (char *)(uintptr_t)errand->arguments[at]; /* posix_spawn changes none */
    }
    snprintf(temporary, sizeof(temporary), "TMPDIR=%s", folder);
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    /* The service blocks the signals that it waits for. */
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    int code = posix_spawn(out, errand->program, &actions, &attributes, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return code == 0;
}

/* What it says, until it says no more. */
static enum err listen_to(struct errand *errand, int fd, int64_t until_ms, const struct clock *clock,
                          const atomic_bool *over)
{
    AUTO(str_finish) struct str said;
    static _Thread_local char piece[PIECE_BYTES];
    str_init(&said, errand->output_max);
    for (;;) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = poll(&wait, 1, STEP_MS);
        if (atomic_load(over) || clock_monotonic_ms(clock) >= until_ms) return ERR_UNAVAILABLE;
        if (ready <= 0) continue;
        ssize_t count = read(fd, piece, sizeof(piece));
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count < 0) return ERR_IO;
        if (count == 0) break;
        str_add_bytes(&said, piece, (size_t)count);
        if (!str_ok(&said)) return ERR_TOO_LARGE;
    }
    if (said.length == 0) return ERR_OK;
    errand->output_bytes = said.length;
    errand->output = str_take(&said);
    return errand->output != NULL ? ERR_OK : ERR_NOMEM;
}

/* Until it has ended, by itself or by us. False: it was killed. */
static bool wait_for(pid_t child, bool kill_now, int64_t until_ms, const struct clock *clock, int *out_status)
{
    int status = 0;
    while (!kill_now) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        if (ended == child || (ended < 0 && errno != EINTR)) break;
        if (clock_monotonic_ms(clock) >= until_ms) kill_now = true;
        if (!kill_now) poll(NULL, 0, EXIT_STEP_MS);
    }
    if (kill_now) {
        kill(-child, SIGKILL);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    }
    *out_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return WIFEXITED(status);
}

static void run_between(struct errand *errand, int input, const char *folder, const atomic_bool *over)
{
    int ends[2];
    pid_t child = 0;
    const struct clock clock = clock_system();
    int64_t until_ms = clock_monotonic_ms(&clock) + (int64_t)errand->seconds * 1000;
    errand->err = ERR_IO;
    if (pipe2(ends, O_CLOEXEC) != 0) return;
    bool begun = spawn(errand, input, ends[1], folder, &child);
    close(ends[1]);
    if (begun) {
        enum err err = listen_to(errand, ends[0], until_ms, &clock, over);
        bool by_itself = wait_for(child, err != ERR_OK, until_ms, &clock, &errand->status);
        errand->err = err == ERR_OK && !by_itself ? ERR_IO : err;
    }
    close(ends[0]);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    (void)remove(path);
    return 0;
}

void errand_run(struct errand *errand, const atomic_bool *over)
{
    enum { DESCRIPTORS = 4 };
    char folder[FOLDER_BYTES];
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%.200s/forhal-errand.XXXXXX", temporary != NULL ? temporary : "/tmp");
    int input = input_open(errand);
    bool made = input >= 0 && mkdtemp(folder) != NULL;
    errand->err = ERR_IO;
    if (made) run_between(errand, input, folder, over);
    if (made) (void)nftw(folder, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
    if (input >= 0) close(input);
    forget_input(errand);
}

/* ---- all of them ---- */

static void work(struct queued *queued, const atomic_bool *over, void *context)
{
    (void)context;
    errand_run((struct errand *)queued, over);
}

enum err errands_create(struct queue **out, struct loop *loop)
{
    static const struct queue_kind kind = {
        .threads = ERRANDS_AT_ONCE, .count_max = ERRANDS_MAX, .of_peer_max = ERRANDS_OF_PEER_MAX, .work = work};
    return queue_create(out, &kind, NULL, loop);
}
