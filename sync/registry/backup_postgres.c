#define _POSIX_C_SOURCE 200809L
#include "sync/registry/backup_postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 16, SCHEMA_BYTES = 200, NOT_FOUND = 127 };

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

/* `out` is a file for standard output, or NULL. */
static enum err run(const char *url, const char *const *words, const char *out, char *problem, size_t problem_bytes)
{
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) return ERR_NOMEM;
    if (pid == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        int fd = out != NULL ? open(out, O_WRONLY | O_CREAT | O_EXCL, 0600) : open("/dev/null", O_WRONLY);
        if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || (url != NULL && !set_environment(url))) _exit(1);
        execvp(words[0], (char *const *)(uintptr_t)words);
        _exit(NOT_FOUND);
    }
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

enum err backup_postgres_restore(const char *url, const char *file, char *problem, size_t problem_bytes)
{
    char tables[SCHEMA_BYTES];
    enum err err = read_schema(url, tables, problem, problem_bytes);
    if (err != ERR_OK) return err;
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    const char *database = "postgres";
    for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++) {
        if (strcmp(option->keyword, "dbname") == 0 && option->val != NULL) database = option->val;
    }
    const char *const words[] = {"pg_restore",           "--clean",  "--if-exists", "--no-owner", "--no-privileges",
                                 "--single-transaction", "--dbname", database,      file,         NULL};
    err = run(url, words, NULL, problem, problem_bytes);
    PQconninfoFree(options);
    return err;
}
