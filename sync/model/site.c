#include "sync/model/site.h"

#include <string.h>

#include "sync/base/json.h"
#include "sync/model/translation.h"

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* Phases are translated by their ids, in any order. */
static const json_t *phase_with_id(const json_t *phases, const char *id)
{
    size_t at;
    json_t *phase;
    json_array_foreach (phases, at, phase) {
        const char *other = json_text_at(phase, "id");
        if (other != NULL && strcmp(other, id) == 0) return phase;
    }
    return NULL;
}

static void phases_from_json(struct site *site, struct translation *whole)
{
    size_t at;
    json_t *item;
    json_array_foreach (json_object_get(whole->source, "phases"), at, item) {
        const char *id = json_text_at(item, "id");
        if (id == NULL || json_text_at(item, "label") == NULL || site->phases_count == SITE_PHASES_MAX) continue;
        struct translation words = {.source = item,
                                    .target = phase_with_id(json_object_get(whole->target, "phases"), id),
                                    .wanted = whole->wanted};
        const char *label = translation_text(&words, "label");
        site->phases[site->phases_count++] =
            (struct phase){id, label, or_empty(translation_text(&words, "explanation"))};
        translation_join(whole, &words);
    }
}

static void notice_from_json(struct site *site, const struct translation *whole)
{
    struct translation notice = translation_at(whole, "notice");
    site->notice_version = json_text_at(notice.source, "version");
    site->notice_title = or_empty(translation_text(&notice, "title"));
    site->notice_intro = or_empty(translation_text(&notice, "intro"));
    size_t count = json_array_size(json_object_get(notice.source, "sections"));
    for (size_t at = 0; at < count && site->notice_count < SITE_NOTICE_SECTIONS_MAX; at++) {
        struct translation section = translation_item(&notice, "sections", at);
        const char *heading = or_empty(translation_text(&section, "heading"));
        site->notice[site->notice_count++] =
            (struct notice_section){heading, or_empty(translation_text(&section, "text"))};
        translation_join(&notice, &section);
    }
    site->notice_danish = notice.some_source;
}

enum { URL_BYTES_MAX = 200 };

bool site_url_is_public(const char *url)
{
    static const char *const beginnings[] = {"https://", "http://127.0.0.1", "http://localhost", "http://[::1]"};
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/[]";
    size_t bytes = url != NULL ? strlen(url) : 0;
    if (bytes == 0 || bytes > URL_BYTES_MAX || url[bytes - 1] == '/' || strspn(url, allowed) != bytes) return false;
    for (size_t at = 0; at < sizeof(beginnings) / sizeof(beginnings[0]); at++) {
        size_t length = strlen(beginnings[at]);
        if (strncmp(url, beginnings[at], length) != 0) continue;
        /* "http://localhost.example" is somebody else. */
        if (at == 0) return bytes > length && url[length] != '/';
        return url[length] == '\0' || url[length] == ':' || url[length] == '/';
    }
    return false;
}

enum err site_from_json(struct site *out, json_t *body)
{
    return site_from_json_in(out, body, TRANSLATION_SOURCE);
}

enum err site_from_json_in(struct site *out, json_t *body, const char *lang)
{
    struct translation words = translation_of(body, lang);
    struct translation contact = translation_at(&words, "contact");
    struct site site = {
        .name = translation_text(&words, "name"),
        .heading = or_empty(translation_text(&words, "heading")),
        .contact_name = or_empty(translation_text(&contact, "name")),
        .contact_email = or_empty(json_text_at(contact.source, "email")),
        .contact_phone = or_empty(json_text_at(contact.source, "phone")),
        .contact_address = or_empty(json_text_at(contact.source, "address")),
        .public_url = json_text_at(body, "public_url"),
    };
    if (!site_url_is_public(site.public_url)) site.public_url = NULL;
    site.head_danish = words.some_source;
    struct translation phases = translation_of(body, lang);
    phases_from_json(&site, &phases);
    site.some_danish = contact.some_source || phases.some_source;
    notice_from_json(&site, &words);
    opening_hours_from_json(&site.opening_hours, json_object_get(body, "opening_hours"));
    site.announcements_count =
        announcements_from_json(site.announcements, json_object_get(body, "announcements"), lang);
    if (site.name == NULL || site.notice_version == NULL || site.notice_count == 0) return ERR_INVALID;
    site.document = json_incref(body);
    *out = site;
    return ERR_OK;
}

void site_finish(struct site *site)
{
    json_decref(site->document);
    *site = (struct site){0};
}

int site_phase_index(const struct site *site, const char *id)
{
    for (size_t at = 0; id != NULL && at < site->phases_count; at++) {
        if (strcmp(site->phases[at].id, id) == 0) return (int)at;
    }
    return -1;
}
