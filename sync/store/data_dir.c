#define _POSIX_C_SOURCE 200809L
#include "sync/store/data_dir.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/model/picture.h"
#include "sync/store/time_floor.h"

enum err data_dir_init(struct data_dir *out, const char *folder)
{
    *out = (struct data_dir){0};
    enum err err = file_make_folder(folder, 0700);
    if (err != ERR_OK) return err;
    out->folder = strdup(folder);
    const struct {
        char **path;
        const char *name;
    } files[] = {
        {&out->identity, "identity.json"},
        {&out->content, "content.db"},
        {&out->content_suspect, "content.suspect"},
        {&out->outbox, "outbox.db"},
        {&out->kiosk_bell, "kiosk.bell"},
        {&out->sync_bell, "sync.bell"},
        {&out->trust, "trust.json"},
        {&out->time_floor, TIME_FLOOR_FILE},
        {&out->turn, "turn.json"},
        {&out->rotate_asked, "rotate.asked"},
        {&out->numbers, "numbers.json"},
        {&out->agent_state, "agent.json"},
        {&out->frame, "frame.json"},
        {&out->pictures, PICTURES_FOLDER},
    };
    bool all = out->folder != NULL;
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) {
        *files[at].path = file_join(folder, files[at].name);
        all = all && *files[at].path != NULL;
    }
    if (all) return ERR_OK;
    data_dir_finish(out);
    return ERR_NOMEM;
}

void data_dir_finish(struct data_dir *dir)
{
    free(dir->folder);
    free(dir->identity);
    free(dir->content);
    free(dir->content_suspect);
    free(dir->outbox);
    free(dir->kiosk_bell);
    free(dir->sync_bell);
    free(dir->trust);
    free(dir->time_floor);
    free(dir->agent_state);
    free(dir->frame);
    free(dir->pictures);
    free(dir->turn);
    free(dir->rotate_asked);
    free(dir->numbers);
    *dir = (struct data_dir){0};
}
