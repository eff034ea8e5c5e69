#include "sync/model/announcement.h"

#include <string.h>

#include "sync/base/json.h"

static const char *text_in(const json_t *object, const char *lang, bool *out_danish)
{
    const char *text = json_text_at(object, "text");
    bool source = lang == NULL || lang[0] == '\0' || strcmp(lang, "da") == 0;
    const char *translated = source ? NULL : json_text_at(json_object_get(object, "translations"), lang);
    *out_danish = !source && translated == NULL;
    return translated != NULL ? translated : text;
}

size_t announcements_from_json(struct announcement out[ANNOUNCEMENTS_MAX], const json_t *list, const char *lang)
{
    size_t count = 0;
    size_t at;
    json_t *object;
    json_array_foreach (list, at, object) {
        if (count == ANNOUNCEMENTS_MAX) break;
        struct announcement one = {.from = local_time_from_text(json_text_at(object, "from")),
                                   .until = local_time_from_text(json_text_at(object, "until"))};
        one.text = text_in(object, lang, &one.danish);
        if (one.text != NULL && one.text[0] != '\0') out[count++] = one;
    }
    return count;
}

bool announcement_is_on(const struct announcement *announcement, const struct local_time *now)
{
    if (!now->known) return true;
    if (announcement->from.known && local_time_compare(now, &announcement->from) < 0) return false;
    return !announcement->until.known || local_time_compare(now, &announcement->until) < 0;
}
