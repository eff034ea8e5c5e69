#include "sync/model/site.h"

#include <string.h>

#include "sync/base/json.h"

static const char *text_or_empty(const json_t *object, const char *key)
{
    const char *text = json_text_at(object, key);
    return text != NULL ? text : "";
}

static void phases_from_json(struct site *site, const json_t *array)
{
    size_t at;
    json_t *item;
    json_array_foreach (array, at, item) {
        const char *id = json_text_at(item, "id");
        const char *label = json_text_at(item, "label");
        if (id == NULL || label == NULL || site->phases_count == SITE_PHASES_MAX) continue;
        site->phases[site->phases_count++] = (struct phase){id, label, text_or_empty(item, "explanation")};
    }
}

static void notice_from_json(struct site *site, const json_t *notice)
{
    site->notice_version = json_text_at(notice, "version");
    site->notice_title = text_or_empty(notice, "title");
    site->notice_intro = text_or_empty(notice, "intro");
    size_t at;
    json_t *item;
    json_array_foreach (json_object_get(notice, "sections"), at, item) {
        if (site->notice_count == SITE_NOTICE_SECTIONS_MAX) break;
        site->notice[site->notice_count++] =
            (struct notice_section){text_or_empty(item, "heading"), text_or_empty(item, "text")};
    }
}

enum err site_from_json(struct site *out, json_t *body)
{
    const json_t *contact = json_object_get(body, "contact");
    struct site site = {
        .name = json_text_at(body, "name"),
        .heading = text_or_empty(body, "heading"),
        .contact_name = text_or_empty(contact, "name"),
        .contact_email = text_or_empty(contact, "email"),
        .contact_phone = text_or_empty(contact, "phone"),
        .contact_address = text_or_empty(contact, "address"),
    };
    phases_from_json(&site, json_object_get(body, "phases"));
    notice_from_json(&site, json_object_get(body, "notice"));
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
