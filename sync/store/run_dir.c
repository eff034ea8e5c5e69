#define _POSIX_C_SOURCE 200809L
#include "sync/store/run_dir.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"

/* systemd writes several folders with a colon between them; which of them would be meant nobody knows. */
static const char *folder_of_environment(void)
{
    const char *folder = getenv("RUNTIME_DIRECTORY");
    return folder != NULL && folder[0] == '/' && strchr(folder, ':') == NULL ? folder : NULL;
}

enum err run_dir_init(struct run_dir *out, const char *run, const char *data)
{
    *out = (struct run_dir){0};
    const char *folder = run != NULL ? run : folder_of_environment();
    if (folder == NULL) folder = data;
    enum err err = file_make_folder(folder, 0700);
    if (err != ERR_OK) return err;
    const struct {
        char **path;
        const char *name;
    } files[] = {
        {&out->screen, "screen.json"},
        {&out->look_asked, "look.asked"},
        {&out->look_picture, "look.png"},
        {&out->look_told, "look.json"},
    };
    out->folder = strdup(folder);
    bool all = out->folder != NULL;
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) {
        *files[at].path = file_join(folder, files[at].name);
        all = all && *files[at].path != NULL;
    }
    if (all) return ERR_OK;
    run_dir_finish(out);
    return ERR_NOMEM;
}

void run_dir_finish(struct run_dir *dir)
{
    free(dir->folder);
    free(dir->screen);
    free(dir->look_asked);
    free(dir->look_picture);
    free(dir->look_told);
    *dir = (struct run_dir){0};
}
