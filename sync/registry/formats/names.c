#include "sync/registry/formats/names.h"

#include <jansson.h>
#include <string.h>

bool name_is_good(const char *name, size_t bytes_max)
{
    size_t length = strlen(name);
    if (length == 0 || length > bytes_max) return false;
    for (size_t at = 0; at < length; at++) {
        if ((unsigned char)name[at] < 0x20 || name[at] == 0x7f) return false;
    }
    json_t *text = json_string(name); /* NULL when it is not UTF-8 */
    bool good = text != NULL;
    json_decref(text);
    return good;
}
