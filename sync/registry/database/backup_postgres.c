#define _GNU_SOURCE /* pipe2 */
#include "sync/registry/database/backup_postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE_BYTES = 32 * 1024, SCHEMA_BYTES = 200, NOT_FOUND = 127 };

/* In the child: PGHOST, PGPASSWORD and so on. False: the address can't be read. */
static bool set_environment(const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    if (options == NULL) return false;
    for (PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (option->val == NULL || option->envvar == NULL) continue;
        setenv(option->envvar, option->val, 1);
    }
    PQconninfoFree(options);
    return true;
}

/* `in` and `out` are its standard input and output; -1: the present one. On ERR_OK to be followed by end(). */
static enum err begin(const char *url, const char *const *words, int in, int out, pid_t *pid)
{
    fflush(NULL);
    *pid = fork();
    if (*pid < 0) return ERR_NOMEM;
    if (*pid > 0) return ERR_OK;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if ((in >= 0 && dup2(in, STDIN_FILENO) < 0) || (out >= 0 && dup2(out, STDOUT_FILENO) < 0)) _exit(1);
    if (url != NULL && !set_environment(url)) _exit(1);
    execvp(words[0], (char *const *)(uintptr_t)words);
    _exit(NOT_FOUND);
}

static enum err end(const char *const *words, pid_t pid, char *problem, size_t problem_bytes)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return ERR_OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) {
        snprintf(problem, problem_bytes, "%s is missing; install postgresql-client", words[0]);
    } else {
        snprintf(problem, problem_bytes, "%s failed; it says above why", words[0]);
    }
    return ERR_UNAVAILABLE;
}

/* `out` is a file for standard output, or NULL. */
static enum err run(const char *url, const char *const *words, const char *out, char *problem, size_t problem_bytes)
{
    pid_t pid = 0;
    int fd = out != NULL ? open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)
                         : open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        snprintf(problem, problem_bytes, "%.300s: %s", out != NULL ? out : "/dev/null", strerror(errno));
        return ERR_IO;
    }
    enum err err = begin(url, words, -1, fd, &pid);
    close(fd);
    return err == ERR_OK ? end(words, pid, problem, problem_bytes) : err;
}

/* The schema that the address leads to, as a pattern for pg_dump. */
static enum err read_schema(const char *url, char out[SCHEMA_BYTES], char *problem, size_t problem_bytes)
{
    PGconn *connection = PQconnectdb(url);
    PGresult *result = NULL;
    enum err err = ERR_UNAVAILABLE;
    if (PQstatus(connection) == CONNECTION_OK) result = PQexec(connection, "SELECT quote_ident(current_schema())");
    if (result != NULL && PQresultStatus(result) == PGRES_TUPLES_OK && PQgetisnull(result, 0, 0) == 0) {
        snprintf(out, SCHEMA_BYTES, "%.180s.*", PQgetvalue(result, 0, 0));
        err = ERR_OK;
    } else {
        snprintf(problem, problem_bytes, "the database cannot be used: %.400s", PQerrorMessage(connection));
        problem[strcspn(problem, "\n")] = '\0';
    }
    PQclear(result);
    PQfinish(connection);
    return err;
}

enum err backup_postgres_dump(const char *url, const char *file, char *problem, size_t problem_bytes)
{
    char tables[SCHEMA_BYTES];
    enum err err = read_schema(url, tables, problem, problem_bytes);
    if (err != ERR_OK) return err;
    const char *const words[] = {"pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--table", tables,
                                 NULL};
    return run(url, words, file, problem, problem_bytes);
}

enum err backup_postgres_check(const char *file, char *problem, size_t problem_bytes)
{
    /* Without a database it writes all of it as SQL, and reads every byte for that. */
    const char *const words[] = {"pg_restore", "--file=-", file, NULL};
    enum err err = run(NULL, words, NULL, problem, problem_bytes);
    return err == ERR_UNAVAILABLE && strstr(problem, "install") == NULL ? ERR_DAMAGED : err;
}

static void close_one(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static bool write_all(int fd, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t more = write(fd, bytes, count);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) return false;
        bytes += more;
        count -= (size_t)more;
    }
    return true;
}

/* All of it. */
static bool hand_over(int from, int to)
{
    char piece[PIECE_BYTES];
    ssize_t count = 0;
    bool whole = true;
    while (whole && ((count = read(from, piece, sizeof(piece))) > 0 || (count < 0 && errno == EINTR))) {
        if (count > 0) whole = write_all(to, piece, (size_t)count);
    }
    sodium_memzero(piece, sizeof(piece)); /* what citizens wrote */
    return whole && count == 0;
}

/* pg_restore's own --clean drops what is in the backup, and stumbles over what a newer program has added since. So its
 * SQL goes to psql between these two; without the second the transaction is none. */
static const char before[] =
    "SET client_min_messages = warning;\nBEGIN;\n"
    "DO $$ DECLARE one record; BEGIN\n"
    " FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP\n"
    "  EXECUTE format('DROP TABLE IF EXISTS %I.%I CASCADE', current_schema(), one.tablename);\n"
    " END LOOP;\n"
    "END $$;\n";
static const char after[] = "\nCOMMIT;\n";

enum err backup_postgres_restore(const char *url, const char *file, char *problem, size_t problem_bytes)
{
    static const char *const to[] = {"psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", NULL};
    const char *const from[] = {"pg_restore", "--file=-", "--no-owner", "--no-privileges", file, NULL};
    char tables[SCHEMA_BYTES];
    int said[2] = {-1, -1};
    int told[2] = {-1, -1};
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid_t reader = 0;
    pid_t writer = 0;
    enum err err = read_schema(url, tables, problem, problem_bytes);
    if (err == ERR_OK && (nowhere < 0 || pipe2(said, O_CLOEXEC) != 0 || pipe2(told, O_CLOEXEC) != 0)) err = ERR_IO;
    if (err == ERR_OK) err = begin(NULL, from, -1, said[1], &writer);
    if (err == ERR_OK) err = begin(url, to, told[0], nowhere, &reader);
    close_one(&said[1]);
    close_one(&told[0]);
    close_one(&nowhere);
    void (*former)(int) = signal(SIGPIPE, SIG_IGN); /* psql stops at what is wrong */
    bool whole = err == ERR_OK && write_all(told[1], before, sizeof(before) - 1) && hand_over(said[0], told[1]);
    close_one(&said[0]);
    if (writer > 0) {
        enum err ended = end(from, writer, problem, problem_bytes);
        if (err == ERR_OK && whole) err = ended;
    }
    if (err == ERR_OK && whole) whole = write_all(told[1], after, sizeof(after) - 1);
    close_one(&told[1]);
    (void)signal(SIGPIPE, former);
    if (reader > 0) {
        enum err ended = end(to, reader, problem, problem_bytes);
        if (err == ERR_OK) err = ended;
    }
    return err == ERR_OK && !whole ? ERR_IO : err;
}
