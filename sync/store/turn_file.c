#include "sync/store/turn_file.h"

#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { TURN_FILE_BYTES_MAX = 1024 };

enum err turn_file_read(struct turn_file *out, const char *path)
{
    *out = (struct turn_file){.key_age_s = 0};
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *json = NULL;
    enum err err = file_read(&text, path, TURN_FILE_BYTES_MAX);
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    err = json_parse(&json, str_text(&text), text.length, TURN_FILE_BYTES_MAX, 2, NULL);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK || turn_from_json(&out->turn, json) != ERR_OK) {
        *out = (struct turn_file){.key_age_s = 0};
        return ERR_DAMAGED;
    }
    int64_t age_s = json_int_at(json, "key_age_s", 0);
    out->key_age_s = age_s > 0 ? age_s : 0;
    return ERR_OK;
}

enum err turn_file_write(const struct turn_file *file, const char *path)
{
    AUTO(json_auto) json_t *json = json_pack("{s:I}", "key_age_s", (json_int_t)file->key_age_s);
    if (json == NULL || turn_to_json(&file->turn, json) != ERR_OK) return ERR_NOMEM;
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    enum err err = file_write(path, text, strlen(text), 0600);
    free(text);
    return err;
}
