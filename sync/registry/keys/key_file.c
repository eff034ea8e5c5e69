#include "sync/registry/keys/key_file.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum err key_file_write(const char *folder, const char *name, const json_t *json)
{
    char *path = file_join(folder, name);
    char *text = json != NULL ? json_dumps(json, JSON_INDENT(2)) : NULL;
    enum err err = path != NULL && text != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK) err = file_write(path, text, strlen(text), 0600);
    if (text != NULL) sodium_memzero(text, strlen(text));
    free(text);
    free(path);
    return err;
}

enum err key_file_read(json_t **out, const char *folder, const char *name, size_t bytes_max, size_t depth_max)
{
    AUTO(str_finish) struct str text = {0};
    char *path = file_join(folder, name);
    *out = NULL;
    enum err err = path != NULL ? file_read(&text, path, bytes_max) : ERR_NOMEM;
    free(path);
    if (err != ERR_OK) return err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
    err = json_parse(out, str_text(&text), text.length, bytes_max, depth_max, NULL);
    return err == ERR_OK || err == ERR_NOMEM ? err : ERR_DAMAGED;
}
