/* tests/unit/folder.h - a folder of its own for each test, gone afterwards. Header only, since
 * every file beside it is a program. Include it before any other header: it asks for nftw(). */
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct folder {
    char path[64];
};

/* A cmocka setup: *state becomes a struct folder. */
static inline int folder_setup(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    if (folder == NULL) return -1;
    snprintf(folder->path, sizeof(folder->path), "/tmp/forhal-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) != NULL ? 0 : -1;
}

static inline int folder_remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* The teardown that goes with it. */
static inline int folder_teardown(void **state)
{
    struct folder *folder = *state;
    int code = nftw(folder->path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
    return code;
}

/* `name` inside it, in `out`. */
static inline const char *folder_path(const struct folder *folder, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s", folder->path, name);
    return out;
}

#define folder_test(function) cmocka_unit_test_setup_teardown(function, folder_setup, folder_teardown)
