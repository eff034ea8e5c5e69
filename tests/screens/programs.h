/* tests/screens/programs.h - runs the built programs, and makes a data folder with content in it. The binaries'
 * folder is $FORHAL_BUILD, or build; the present folder is the project's. Header only, since every .c file
 * beside it is a program. Include it before any other header. */
#pragma once

#include "tests/unit/folder.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

enum { PROGRAM_SAYS_BYTES = 32 * 1024, PROGRAM_ARGUMENTS_MAX = 16 };

struct said {
    int status; /* of its exit; -1 when a signal ended it */
    char out[PROGRAM_SAYS_BYTES];
    char err[PROGRAM_SAYS_BYTES];
};

static inline void program_read(const char *path, char *out, size_t out_bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t bytes = fread(out, 1, out_bytes - 1, file);
    out[bytes] = '\0';
    fclose(file);
}

static inline void program_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* Runs `program` of the build with `arguments` (ending in NULL) to its end; what it says goes into files in `folder`.
 */
static inline void program_run(const struct folder *folder, const char *program, const char *const *arguments,
                               struct said *said)
{
    char path[PATH_MAX];
    char out[PATH_MAX];
    char err[PATH_MAX];
    const char *build = getenv("FORHAL_BUILD");
    snprintf(path, sizeof(path), "%s/%s", build != NULL ? build : "build", program);
    char *argv[PROGRAM_ARGUMENTS_MAX + 2] = {path};
    for (size_t at = 0; arguments[at] != NULL; at++) {
        assert_true(at < PROGRAM_ARGUMENTS_MAX);
        argv[at + 1] = (char *)(uintptr_t)arguments[at]; /* posix_spawn changes none */
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    int flags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, folder_path(folder, "said.out", out), flags, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, folder_path(folder, "said.err", err), flags, 0600);
    pid_t child = 0;
    int code = posix_spawn(&child, path, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) fail_msg("%s can't be started: %s", path, strerror(code));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    said->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    program_read(out, said->out, sizeof(said->out));
    program_read(err, said->err, sizeof(said->err));
}

/* A data folder `name` inside `folder`, with the demo content, enrolled. Gives its path in `out`. */
static inline const char *program_data(const struct folder *folder, const char *name, char out[PATH_MAX])
{
    static struct said said;
    const char *arguments[] = {"assets/content/albertslund-2014.json", folder_path(folder, name, out), NULL};
    program_run(folder, "tests/make-data", arguments, &said);
    if (said.status != 0) fail_msg("make-data ended with %d: %s", said.status, said.err);
    return out;
}
