#define _POSIX_C_SOURCE 200809L
#include "sync/agent/pictures.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/base/file.h"

enum { NAME_DIGITS = PICTURE_NAME_BYTES - 1, FILES_MAX = 4096 /* that are looked at in the folder */ };

static void path_of(char out[PATH_MAX], const char *folder, const char *name, const char *ending)
{
    snprintf(out, PATH_MAX, "%s/%.64s%s", folder, name, ending);
}

/* ---- those that are left alone for a while ---- */

/* Its place in the list, or PICTURES_MAX: it was never left alone. */
static size_t find_left(const struct pictures_round *round, const char *name)
{
    size_t at = 0;
    while (at < PICTURES_MAX && strcmp(round->left->list[at].name, name) != 0) at++;
    return at;
}

static bool is_left(const struct pictures_round *round, const char *name)
{
    size_t at = find_left(round, name);
    return at < PICTURES_MAX && round->now_ms - round->left->list[at].since_ms < PICTURES_RETRY_MS;
}

static void leave(struct pictures_round *round, const char *name, const char *problem)
{
    struct pictures_left *left = round->left;
    size_t at = find_left(round, name);
    if (at == PICTURES_MAX) at = left->next++ % PICTURES_MAX;
    snprintf(left->list[at].name, sizeof(left->list[at].name), "%s", name);
    left->list[at].since_ms = round->now_ms;
    snprintf(round->problem, sizeof(round->problem), "%s", problem);
    snprintf(round->problem_name, sizeof(round->problem_name), "%s", name);
}

/* ---- fetching one ---- */

static bool fits(const struct str *bytes, const char *name)
{
    char real[PICTURE_NAME_BYTES];
    picture_name(real, str_text(bytes), bytes->length);
    return strcmp(real, name) == 0;
}

/* Is it whole in *bytes now? Then it gets its name. */
static enum err settle(struct pictures_round *round, const char *name, const struct str *bytes)
{
    char part[PATH_MAX], whole[PATH_MAX];
    path_of(part, round->folder, name, ".part");
    path_of(whole, round->folder, name, ".png");
    if (!fits(bytes, name)) return file_write(part, str_text(bytes), bytes->length, 0600);
    enum err err = file_write(whole, str_text(bytes), bytes->length, 0600);
    if (err != ERR_OK) return err;
    unlink(part);
    round->arrived++;
    return ERR_OK;
}

/* What came may be of somebody else, a captive portal say, so what was there before stays: again, later. */
static enum err put_off(struct pictures_round *round, const char *name, const char *problem)
{
    leave(round, name, problem);
    return ERR_OK;
}

/* What there is has no future: from the beginning, later. */
static enum err give_up(struct pictures_round *round, const char *name, const char *problem)
{
    char part[PATH_MAX];
    path_of(part, round->folder, name, ".part");
    unlink(part);
    leave(round, name, problem);
    return ERR_OK;
}

/* The next piece of it; *out_done: there is nothing more to be asked for. */
static enum err fetch_piece(struct pictures_round *round, const char *name, struct str *bytes, bool *out_done)
{
    struct str piece;
    bool from_start = false;
    size_t before = bytes->length;
    enum err err = client_picture(round->client, name, before, PICTURES_PIECE_BYTES, &piece, &from_start);
    round->alive(round->context);
    *out_done = true;
    if (err == ERR_UNAVAILABLE || err == ERR_REFUSED || err == ERR_UNTRUSTED || err == ERR_NOMEM) return err;
    if (err != ERR_OK) {
        bool ended = strcmp(client_code(round->client), "range_unsatisfiable") == 0;
        return ended ? give_up(round, name, "its bytes do not fit its name")
                     : put_off(round, name, client_problem(round->client));
    }
    bool wrong = from_start ? !fits(&piece, name) : piece.length > PICTURES_PIECE_BYTES;
    if (!wrong && from_start) str_clear(bytes);
    if (!wrong) str_add_bytes(bytes, str_text(&piece), piece.length);
    bool last = piece.length < PICTURES_PIECE_BYTES;
    str_finish(&piece);
    if (wrong) return put_off(round, name, "what came is not that picture");
    if (!str_ok(bytes)) return give_up(round, name, "it is larger than 512 KiB");
    bool whole = fits(bytes, name);
    if (last && !whole) { /* the last piece, or one before it: the second time all are fetched again */
        static const char problem[] = "its bytes do not fit its name";
        bool again = find_left(round, name) < PICTURES_MAX;
        return again ? give_up(round, name, problem) : put_off(round, name, problem);
    }
    *out_done = whole;
    return settle(round, name, bytes);
}

static enum err fetch_one(struct pictures_round *round, const char *name, int *pieces)
{
    char part[PATH_MAX];
    AUTO(str_finish) struct str bytes;
    path_of(part, round->folder, name, ".part");
    enum err err = file_read(&bytes, part, PICTURE_BYTES_MAX);
    if (err == ERR_NOT_FOUND || err == ERR_TOO_LARGE) err = ERR_OK;
    if (!str_ok(&bytes)) str_clear(&bytes);
    bool done = false;
    while (err == ERR_OK && !done) {
        if (round->stop(round->context)) return ERR_UNAVAILABLE;
        if (*pieces == 0) {
            round->more = true;
            return ERR_OK;
        }
        --*pieces;
        err = fetch_piece(round, name, &bytes, &done);
    }
    return err;
}

enum err pictures_fetch(struct pictures_round *round, const json_t *names)
{
    int pieces = PICTURES_PIECES_MAX;
    const char *name;
    json_t *value;
    round->arrived = 0;
    round->more = false;
    round->problem[0] = '\0';
    if (json_object_size(names) == 0) return ERR_OK;
    enum err err = file_make_folder(round->folder, 0700);
    json_object_foreach ((json_t *)names, name, value) {
        char whole[PATH_MAX];
        path_of(whole, round->folder, name, ".png");
        if (err != ERR_OK || round->more) break;
        if (access(whole, F_OK) == 0 || is_left(round, name)) continue;
        err = fetch_one(round, name, &pieces);
    }
    return err;
}

/* ---- those that are there ---- */

size_t pictures_check(const char *folder, const json_t *names)
{
    size_t dropped = 0;
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)names, name, value) {
        char path[PATH_MAX];
        AUTO(str_finish) struct str bytes = {0};
        path_of(path, folder, name, ".png");
        enum err err = file_read(&bytes, path, PICTURE_BYTES_MAX);
        if (err == ERR_NOT_FOUND || err == ERR_NOMEM || (err == ERR_OK && fits(&bytes, name))) continue;
        dropped += unlink(path) == 0;
    }
    return dropped;
}

/* ---- making room ---- */

struct kept {
    char name[PICTURE_NAME_BYTES];
    struct timespec since;
    size_t bytes;
};

static int by_age(const void *a, const void *b)
{
    const struct kept *left = a;
    const struct kept *right = b;
    if (left->since.tv_sec != right->since.tv_sec) return left->since.tv_sec < right->since.tv_sec ? -1 : 1;
    return (left->since.tv_nsec > right->since.tv_nsec) - (left->since.tv_nsec < right->since.tv_nsec);
}

/* "NAME.png" or "NAME.part"? */
static bool read_name(char out[PICTURE_NAME_BYTES], const char *file, const char *ending)
{
    if (strlen(file) != NAME_DIGITS + strlen(ending) || strcmp(file + NAME_DIGITS, ending) != 0) return false;
    snprintf(out, PICTURE_NAME_BYTES, "%s", file);
    return picture_is_name(out);
}

/* Looks at every file; those that no page names come into `list`. Returns how many bytes all of them take. */
static size_t look_around(const char *folder, const json_t *names, DIR *dir, struct kept *list, size_t *out_count)
{
    size_t bytes = 0;
    int looked = 0;
    for (const struct dirent *entry; looked < FILES_MAX && (entry = readdir(dir)) != NULL; looked++) {
        char name[PICTURE_NAME_BYTES], path[PATH_MAX];
        struct stat stat_of;
        if (read_name(name, entry->d_name, ".part") && json_object_get(names, name) == NULL) {
            path_of(path, folder, name, ".part");
            unlink(path);
        }
        if (!read_name(name, entry->d_name, ".png")) continue;
        path_of(path, folder, name, ".png");
        if (stat(path, &stat_of) != 0) continue;
        bytes += (size_t)stat_of.st_size;
        if (json_object_get(names, name) != NULL) continue;
        struct kept *kept = &list[(*out_count)++];
        memcpy(kept->name, name, sizeof(kept->name));
        kept->since = stat_of.st_mtim;
        kept->bytes = (size_t)stat_of.st_size;
    }
    return bytes;
}

void pictures_evict(const char *folder, const json_t *names, size_t bytes_max)
{
    DIR *dir = opendir(folder);
    struct kept *list = dir != NULL ? calloc(FILES_MAX, sizeof(*list)) : NULL;
    if (list != NULL) {
        size_t count = 0;
        size_t bytes = look_around(folder, names, dir, list, &count);
        qsort(list, count, sizeof(*list), by_age);
        for (size_t at = 0; at < count && bytes > bytes_max; at++) {
            char path[PATH_MAX];
            path_of(path, folder, list[at].name, ".png");
            if (unlink(path) == 0) bytes -= list[at].bytes;
        }
    }
    free(list);
    if (dir != NULL) closedir(dir);
}
