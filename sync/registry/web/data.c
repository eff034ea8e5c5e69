/* Open data: what the pages show, for programs. Public content only, in Danish, the source; who reads it in parts is
 * told where the next one is. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/idea.h"
#include "sync/model/picture.h"
#include "sync/registry/content/phone_pictures.h"
#include "sync/registry/formats/calendar.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

enum { ITEMS_PER_PART = 100, FEED_ENTRIES_MAX = 50, MEETINGS_MAX = 200, DATA_BYTES_MAX = 8 * 1024 * 1024 };

static void answer(struct page *page, const char *type, char *text)
{
    /* Anybody's page may read it. */
    call_add_header(page->call, MHD_HTTP_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    page_answer_text(page->call, MHD_HTTP_OK, type, PAGE_PUBLIC, text);
}

/* Where a page is, for who isn't on one: absolute where the site knows its address. */
static void address_of(const struct page *page, char out[400], const char *path)
{
    const char *url = page->danish.public_url;
    snprintf(out, 400, "%s/%s", url != NULL ? url : "..", path);
}

/* ---- JSON ---- */

/* Where a network's picture is, if phones have it. */
static void add_picture(const struct page *page, json_t *picture)
{
    char path[PAGE_PATH_BYTES_MAX];
    char url[400];
    bool has = false;
    const char *name = json_text_at(picture, "picture");
    if (!picture_is_name(name)) return;
    if (phone_pictures_has(page->service->registry->db, name, &has) != ERR_OK || !has) return;
    snprintf(path, sizeof(path), "pictures/%s", name);
    address_of(page, url, path);
    (void)json_object_set_new(picture, "url", json_string(url));
}

/* The item's own body, without what is for kiosks only, and with its page. NULL without memory. */
static json_t *public_item(const struct page *page, const char *text, const char *path_format)
{
    char path[PAGE_PATH_BYTES_MAX];
    char url[400];
    json_t *body = json_loads(text, 0, NULL);
    const char *id = json_text_at(body, "id");
    if (id == NULL || strlen(id) > NETWORK_ID_BYTES_MAX) {
        json_decref(body);
        return NULL;
    }
    (void)json_object_del(body, "translations"); /* may not be there */
    snprintf(path, sizeof(path), "%s%s", path_format, id);
    address_of(page, url, path);
    (void)json_object_set_new(body, "url", json_string(url));
    add_picture(page, json_object_get(body, "picture"));
    return body;
}

static enum err items_part(const struct page *page, const char *type, const char *path, int64_t part, json_t *list,
                           bool *out_more)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(page->service->registry->db, &rows,
                            "SELECT body FROM item WHERE type = ? AND body IS NOT NULL ORDER BY position, id"
                            " LIMIT ? OFFSET ?",
                            "tii", type, (int64_t)ITEMS_PER_PART + 1, (part - 1) * ITEMS_PER_PART);
    int count = 0;
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        *out_more = ++count > ITEMS_PER_PART;
        json_t *item = *out_more ? NULL : public_item(page, rows_text(rows, 0), path);
        if (item != NULL && json_array_append_new(list, item) != 0) return ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void json_data(struct service *service, struct call *call, const char *type, const char *key, const char *path)
{
    struct page page;
    int64_t part = 1;
    bool more = false;
    AUTO(json_auto) json_t *list = json_array();
    if (!page_begin(&page, service, call)) {
        page_finish(&page);
        return;
    }
    if (call_number(call, "part", &part) != ERR_OK || part < 1 || part > 1000) part = 1;
    enum err err = list != NULL ? items_part(&page, type, path, part, list, &more) : ERR_NOMEM;
    AUTO(json_auto) json_t *all = json_pack("{s:s, s:O}", "source", page.danish.name, key, list);
    if (more && all != NULL) {
        char next[64];
        snprintf(next, sizeof(next), "%s.json?part=%" PRId64, key, part + 1);
        (void)json_object_set_new(all, "next", json_string(next));
    }
    char *text = all != NULL && err == ERR_OK ? json_dumps(all, JSON_INDENT(1)) : NULL;
    if (text != NULL) {
        answer(&page, "application/json", text);
    } else {
        service_failed(service, call, err != ERR_OK ? err : ERR_NOMEM);
    }
    page_finish(&page);
}

void web_data_networks(struct service *service, struct call *call)
{
    json_data(service, call, "network", "networks", "n/");
}

void web_data_ideas(struct service *service, struct call *call)
{
    json_data(service, call, "idea", "ideas", "ideas#");
}

/* ---- Atom ---- */

static void dated(struct html *xml, const char *date)
{
    html_open(xml, "updated");
    html_textf(xml, "%s%s", date, strlen(date) == strlen("2026-11-21") ? "T00:00:00Z" : "");
    html_close(xml);
}

static void atom_link(struct html *xml, const char *relation, const char *type, const char *url)
{
    html_open(xml, "link");
    html_attribute(xml, "rel", relation);
    html_attribute(xml, "type", type);
    html_attribute(xml, "href", url);
    html_close(xml);
}

static void atom_entry(struct page *page, bool idea, const json_t *body, const char *date)
{
    struct html *xml = page->html;
    char path[PAGE_PATH_BYTES_MAX];
    char url[400];
    const char *id = json_text_at(body, "id");
    if (id == NULL || strlen(id) > NETWORK_ID_BYTES_MAX) return;
    snprintf(path, sizeof(path), "%s%s", idea ? "ideas#" : "n/", id);
    address_of(page, url, path);
    html_open(xml, "entry");
    html_open(xml, "id");
    html_textf(xml, "urn:forhal:%s:%s", idea ? "idea" : "network", id);
    html_close(xml);
    html_element(xml, "title", json_text_at(body, "title"));
    dated(xml, date);
    atom_link(xml, "alternate", "text/html", url);
    html_element(xml, "summary", json_text_at(body, idea ? "text" : "question"));
    html_close(xml);
}

static void atom_head(struct page *page, const char *newest)
{
    struct html *xml = page->html;
    char url[400];
    html_open(xml, "feed");
    html_attribute(xml, "xmlns", "http://www.w3.org/2005/Atom");
    html_attribute(xml, "xml:lang", "da");
    html_element(xml, "id", "urn:forhal:feed");
    html_element(xml, "title", page->danish.name);
    dated(xml, newest);
    html_open(xml, "author");
    html_element(xml, "name", page->danish.contact_name);
    html_close(xml);
    address_of(page, url, "data/feed.atom");
    atom_link(xml, "self", "application/atom+xml", url);
    address_of(page, url, "");
    atom_link(xml, "alternate", "text/html", url);
}

static enum err atom_write(struct page *page)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    bool begun = false;
    enum err err = db_query(page->service->registry->db, &rows,
                            "SELECT type = 'idea', body, coalesce(body ->> 'updated', body ->> 'published') AS date"
                            " FROM item INDEXED BY item_date"
                            " WHERE type IN ('network', 'idea') AND body IS NOT NULL"
                            " AND coalesce(body ->> 'updated', body ->> 'published') IS NOT NULL"
                            " ORDER BY date DESC LIMIT ?",
                            "i", (int64_t)FEED_ENTRIES_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        AUTO(json_auto) json_t *body = json_loads(rows_text(rows, 1), 0, NULL);
        if (!begun) atom_head(page, rows_text(rows, 2));
        begun = true;
        if (body != NULL) atom_entry(page, rows_int(rows, 0) != 0, body, rows_text(rows, 2));
    }
    if (!begun) atom_head(page, "1970-01-01"); /* nothing has happened yet; a date must stand there */
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

void web_data_feed(struct service *service, struct call *call)
{
    struct page page;
    char *text = NULL;
    if (page_begin(&page, service, call)) {
        enum err err = html_create(&page.html, false);
        if (err == ERR_OK) err = atom_write(&page);
        if (err == ERR_OK) err = html_take(page.html, &text);
        if (err == ERR_OK) answer(&page, "application/atom+xml; charset=utf-8", text);
        if (err != ERR_OK) service_failed(service, call, err);
    }
    page_finish(&page);
}

/* ---- meetings ---- */

static void meeting(struct page *page, struct str *out, const struct network *network)
{
    char starts[16];
    char text[400];
    char path[PAGE_PATH_BYTES_MAX];
    if (network->group_state != GROUP_OPEN || network->group_starts == NULL) return;
    if (!calendar_time(starts, network->group_starts)) return;
    str_add(out, "BEGIN:VEVENT\r\n");
    snprintf(text, sizeof(text), "%s@forhal", network->id);
    calendar_line(out, "UID", text);
    snprintf(text, sizeof(text), "%sZ", starts); /* of what is written: the same as long as the meeting is */
    calendar_line(out, "DTSTAMP", text);
    calendar_line(out, "DTSTART;TZID=Europe/Copenhagen", starts);
    snprintf(text, sizeof(text), "Founding Group: %s", network->title);
    calendar_line(out, "SUMMARY", text);
    if (network->group_place != NULL) calendar_line(out, "LOCATION", network->group_place);
    if (network->group_invitation != NULL) calendar_line(out, "DESCRIPTION", network->group_invitation);
    snprintf(path, sizeof(path), "n/%s", network->id);
    address_of(page, text, path);
    if (page->danish.public_url != NULL) calendar_line(out, "URL", text);
    str_add(out, "END:VEVENT\r\n");
}

static enum err meetings_write(struct page *page, struct str *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(page->service->registry->db, &rows,
                            "SELECT body FROM item INDEXED BY item_meeting"
                            " WHERE type = 'network' AND body IS NOT NULL"
                            " AND body ->> '$.founding_group.starts' IS NOT NULL"
                            " ORDER BY body ->> '$.founding_group.starts' DESC LIMIT ?",
                            "i", (int64_t)MEETINGS_MAX);
    calendar_begin(out, page->danish.name);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        struct network network;
        AUTO(json_auto) json_t *body = json_loads(rows_text(rows, 0), 0, NULL);
        if (body == NULL || network_from_json(&network, body) != ERR_OK) continue;
        meeting(page, out, &network);
        network_finish(&network);
    }
    calendar_end(out);
    if (err != ERR_NOT_FOUND) return err;
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}

void web_data_meetings(struct service *service, struct call *call)
{
    struct page page;
    AUTO(str_finish) struct str out = {0};
    str_init(&out, DATA_BYTES_MAX);
    if (page_begin(&page, service, call)) {
        enum err err = meetings_write(&page, &out);
        char *text = err == ERR_OK ? str_take(&out) : NULL;
        if (text != NULL) answer(&page, "text/calendar; charset=utf-8", text);
        if (text == NULL) service_failed(service, call, err != ERR_OK ? err : ERR_NOMEM);
    }
    page_finish(&page);
}
