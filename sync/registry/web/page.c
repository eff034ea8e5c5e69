#define _POSIX_C_SOURCE 200809L
#include "sync/registry/web/page.h"

#include <ctype.h>
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sync/base/json.h"
#include "sync/model/translation.h"
#include "sync/registry/content/items.h"
#include "sync/registry/web/assets.h"

/* Nothing runs or is shown but what this server serves; nobody may frame it, and no form leaves it. */
#define POLICY                                                                                                         \
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "   \
    "frame-ancestors 'none'"

/* ---- language ---- */

/* The first of the header's languages that we have, the best liked first (RFC 9110, 12.5.4). */
static const struct language *accepted_language(const char *header)
{
    enum { RANGES_MAX = 20 };
    const struct language *best = NULL;
    double best_quality = 0;
    const char *at = header;
    for (int range = 0; range < RANGES_MAX && at != NULL && *at != '\0'; range++) {
        at += strspn(at, " \t,");
        size_t length = strcspn(at, ",");
        size_t name = strcspn(at, ",;- \t");
        const char *weight = memchr(at, '=', length);
        double quality = weight != NULL ? strtod(weight + 1, NULL) : 1.0;
        char code[4] = "";
        if (name < sizeof(code)) {
            for (size_t letter = 0; letter < name; letter++) code[letter] = (char)tolower((unsigned char)at[letter]);
        }
        const struct language *language = language_find(code);
        if (language != NULL && quality > best_quality) {
            best = language;
            best_quality = quality;
        }
        at += length;
    }
    return best;
}

static void find_language(struct page *page)
{
    const char *asked = call_argument(page->call, "lang");
    page->language = asked != NULL ? language_find(asked) : NULL;
    page->lang_asked = page->language != NULL;
    if (page->language == NULL) {
        page->language = accepted_language(call_header(page->call, MHD_HTTP_HEADER_ACCEPT_LANGUAGE));
    }
    if (page->language == NULL) page->language = &languages[0];
    words_use(page->language->code);
}

/* ---- begin and end ---- */

/* Of "/n/ID" it is "../": every page lies at most one folder deep. */
static const char *way_to_root(const char *target)
{
    size_t path = strcspn(target, "?");
    return path > 1 && memchr(target + 1, '/', path - 1) != NULL ? "../" : "";
}

static enum err read_site(struct page *page)
{
    AUTO(json_auto) json_t *body = NULL;
    enum err err = items_find(page->service->registry->db, "site", "site", &body);
    if (err == ERR_OK) err = site_from_json_in(&page->site, body, page->language->code);
    if (err == ERR_OK) err = site_from_json(&page->danish, body);
    return err;
}

void page_begin_bare(struct page *page, struct call *call)
{
    *page = (struct page){.call = call, .root = way_to_root(call->target)};
    find_language(page);
}

bool page_begin(struct page *page, struct service *service, struct call *call)
{
    *page = (struct page){.service = service, .call = call, .root = way_to_root(call->target)};
    find_language(page);
    enum err err = read_site(page);
    if (err == ERR_OK) return true;
    if (err == ERR_NOT_FOUND || err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "no_content", "The registry has no content to show yet.");
    } else {
        service_failed(service, call, err);
    }
    return false;
}

void page_finish(struct page *page)
{
    html_destroy(page->html);
    site_finish(&page->site);
    site_finish(&page->danish);
    *page = (struct page){.html = NULL};
}

void page_answer_text(struct call *call, unsigned int status, const char *type, enum page_cache cache, char *text)
{
    unsigned char hash[16];
    char etag[2 * sizeof(hash) + 3];
    call_add_header(call, "Content-Security-Policy", POLICY);
    call_add_header(call, "Referrer-Policy", "no-referrer");
    call->content_type = type;
    if (cache == PAGE_SECRET) {
        call_answer_text(call, status, text);
        return;
    }
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), NULL, 0);
    etag[0] = '"';
    sodium_bin2hex(etag + 1, sizeof(etag) - 1, hash, sizeof(hash));
    memcpy(etag + sizeof(etag) - 2, "\"", 2);
    call->cache_control = "no-cache"; /* kept, but asked about each time */
    call_add_header(call, MHD_HTTP_HEADER_ETAG, etag);
    call_add_header(call, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
    const char *known = call_header(call, MHD_HTTP_HEADER_IF_NONE_MATCH);
    if (status == MHD_HTTP_OK && known != NULL && strstr(known, etag) != NULL) {
        free(text);
        call->status = MHD_HTTP_NOT_MODIFIED;
        return;
    }
    call_answer_text(call, status, text);
}

/* ---- links and content ---- */

void page_address(struct page *page, const char *name, const char *path)
{
    const char *way = path[0] == '\0' && page->root[0] == '\0' ? "./" : page->root;
    if (page->lang_asked) {
        html_attributef(page->html, name, "%s%s?lang=%s", way, path, page->language->code);
    } else {
        html_attributef(page->html, name, "%s%s", way, path);
    }
}

void page_link(struct page *page, const char *class, const char *path, const char *text)
{
    html_open(page->html, "a");
    html_attribute(page->html, "class", class);
    page_address(page, "href", path);
    html_text(page->html, text);
    html_close(page->html);
}

void page_mark_danish(struct page *page, const char *text, const char *danish)
{
    if (text != danish || page->language == &languages[0]) return;
    html_attribute(page->html, "lang", TRANSLATION_SOURCE);
    if (page->language->right_to_left) html_attribute(page->html, "dir", "ltr");
}

void page_content(struct page *page, const char *element, const char *text, const char *danish)
{
    if (text == NULL || text[0] == '\0') return;
    html_open(page->html, element);
    page_mark_danish(page, text, danish);
    html_text(page->html, text);
    html_close(page->html);
}

void page_danish_note(struct page *page, bool some_danish)
{
    if (!some_danish || page->language == &languages[0]) return;
    html_open(page->html, "p");
    html_attribute(page->html, "class", "note");
    html_text(page->html, WORDS("Noget af teksten findes kun på dansk."));
    html_close(page->html);
}

void page_date(char out[64], const char *date)
{
    int year = 0;
    int month = 0;
    int day = 0;
    const char *at = date;
    int *const parts[] = {&year, &month, &day};
    for (int part = 0; part < 3; part++) {
        char *end = NULL;
        *parts[part] = (int)strtol(at, &end, 10);
        at = *end == '-' ? end + 1 : end;
    }
    snprintf(out, 64, WORDS("%d.%d.%d"), day, month, year);
}

/* ---- the frame around every page ---- */

static void stylesheet(struct page *page)
{
    html_open(page->html, "link");
    html_attribute(page->html, "rel", "stylesheet");
    html_attributef(page->html, "href", "%sstyle.css?v=%s", page->root, web_style.version);
    html_close(page->html);
}

static void head(struct page *page, const char *title)
{
    struct html *html = page->html;
    html_open_head(html);
    html_open(html, "meta");
    html_attribute(html, "name", "color-scheme");
    html_attribute(html, "content", "light");
    html_close(html);
    html_open(html, "title");
    html_textf(html, "%s – %s", title, page->site.name);
    html_close(html);
    stylesheet(page);
    html_open(html, "link");
    html_attribute(html, "rel", "alternate");
    html_attribute(html, "type", "application/atom+xml");
    html_attributef(html, "href", "%sdata/feed.atom", page->root);
    html_close(html);
    html_close(html);
}

/* Each in its own language, so that whoever needs it can read it. */
static void language_links(struct page *page, const char *path)
{
    struct html *html = page->html;
    html_open(html, "nav");
    html_attribute(html, "aria-label", WORDS("Sprog"));
    html_attribute(html, "class", "languages");
    html_open(html, "ul");
    for (size_t at = 0; at < LANGUAGES_COUNT; at++) {
        const struct language *language = &languages[at];
        html_open(html, "li");
        html_open(html, "a");
        html_attributef(html, "href", "%s%s?lang=%s", path[0] == '\0' && page->root[0] == '\0' ? "./" : page->root,
                        path, language->code);
        html_attribute(html, "lang", language->code);
        html_attribute(html, "hreflang", language->code);
        html_attribute(html, "dir", language->right_to_left ? "rtl" : "ltr");
        html_attribute(html, "aria-current", language == page->language ? "true" : NULL);
        html_text(html, language->name);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static void page_header(struct page *page, const char *path)
{
    struct html *html = page->html;
    html_open(html, "a");
    html_attribute(html, "class", "skip");
    html_attribute(html, "href", "#main");
    html_text(html, WORDS("Gå til indholdet"));
    html_close(html);
    html_open(html, "header");
    html_open(html, "div");
    html_open(html, "a");
    html_attribute(html, "class", "home");
    page_address(page, "href", "");
    page_mark_danish(page, page->site.name, page->danish.name);
    html_text(html, page->site.name);
    html_close(html);
    if (path != NULL) language_links(page, path);
    html_close(html);
    html_close(html);
}

static void site_links(struct page *page)
{
    static const char *const links[][2] = {{"", WORDS_LATER("Alle netværk")},
                                           {"ideas", WORDS_LATER("Idéer fra byen")},
                                           {"follow", WORDS_LATER("Hvad skete der?")},
                                           {"notice", WORDS_LATER("Sådan passer vi på dine oplysninger")},
                                           {"accessibility", WORDS_LATER("Tilgængelighed")},
                                           {"data/meetings.ics", WORDS_LATER("Møder til din kalender")}};
    struct html *html = page->html;
    html_open(html, "nav");
    html_attribute(html, "aria-label", WORDS("Andre sider"));
    html_open(html, "ul");
    for (size_t at = 0; at < sizeof(links) / sizeof(links[0]); at++) {
        html_open(html, "li");
        page_link(page, NULL, links[at][0], words_get(links[at][1]));
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* "tel:+4543686868": the blanks are for people. */
static void phone_address(struct html *html, const char *phone)
{
    char figures[64];
    size_t length = 0;
    for (const char *at = phone; *at != '\0' && length + 1 < sizeof(figures); at++) {
        if (*at != ' ') figures[length++] = *at;
    }
    figures[length] = '\0';
    html_attributef(html, "href", "tel:%s", figures);
}

static void page_footer(struct page *page)
{
    struct html *html = page->html;
    const struct site *site = &page->site;
    html_open(html, "footer");
    html_open(html, "div");
    site_links(page);
    html_open(html, "address");
    page_content(page, "p", site->contact_name, page->danish.contact_name);
    html_open(html, "p");
    html_open(html, "a");
    phone_address(html, site->contact_phone);
    html_attribute(html, "dir", "ltr");
    html_text(html, site->contact_phone);
    html_close(html);
    html_text(html, " · ");
    html_open(html, "a");
    html_attributef(html, "href", "mailto:%s", site->contact_email);
    html_attribute(html, "dir", "ltr");
    html_text(html, site->contact_email);
    html_close(html);
    html_close(html);
    page_content(page, "p", site->contact_address, page->danish.contact_address);
    html_close(html);
    html_close(html);
    html_close(html);
}

bool page_open(struct page *page, const char *title, const char *path)
{
    enum err err = html_create(&page->html, true);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
        return false;
    }
    struct html *html = page->html;
    html_open(html, "html");
    html_attribute(html, "lang", page->language->code);
    html_attribute(html, "dir", page->language->right_to_left ? "rtl" : "ltr");
    head(page, title);
    html_open(html, "body");
    page_header(page, path);
    html_open(html, "main");
    html_attribute(html, "id", "main");
    return true;
}

void page_answer(struct page *page, unsigned int status, enum page_cache cache)
{
    char *text = NULL;
    html_close(page->html); /* main */
    page_footer(page);
    enum err err = html_take(page->html, &text);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
        return;
    }
    call_add_header(page->call, MHD_HTTP_HEADER_CONTENT_LANGUAGE, page->language->code);
    page_answer_text(page->call, status, "text/html; charset=utf-8", cache, text);
}

void page_problem(struct page *page, unsigned int status, const char *heading, const char *text)
{
    if (!page_open(page, heading, NULL)) return;
    html_element(page->html, "h1", heading);
    html_element(page->html, "p", text);
    html_open(page->html, "p");
    page_link(page, "button", "", WORDS("Alle netværk"));
    html_close(page->html);
    page_answer(page, status, PAGE_SECRET);
}

/* ---- forms ---- */

bool page_fields(struct page *page, struct fields *out)
{
    enum err err = fields_read(out, str_text(&page->call->body), page->call->body.length);
    if (err == ERR_OK) return true;
    if (err == ERR_NOMEM) {
        service_failed(page->service, page->call, err);
        return false;
    }
    page_problem(page, err == ERR_TOO_LARGE ? MHD_HTTP_CONTENT_TOO_LARGE : MHD_HTTP_BAD_REQUEST,
                 WORDS("Det kunne vi ikke læse"), WORDS("Gå tilbage, og prøv igen med en kortere tekst."));
    return false;
}

bool page_may_go_on(struct page *page, struct throttle *throttle)
{
    char peer[ADDRESS_TEXT_BYTES];
    char seconds[32];
    call_peer(page->call, peer);
    int64_t wait_ms = throttle_wait_ms(throttle, peer, clock_monotonic_ms(&page->service->registry->clock));
    if (wait_ms == 0) return true;
    snprintf(seconds, sizeof(seconds), "%lld", (long long)(wait_ms + 999) / 1000);
    call_add_header(page->call, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    page_problem(page, MHD_HTTP_TOO_MANY_REQUESTS, WORDS("Vent et øjeblik"),
                 WORDS("Der kommer mange på én gang lige nu. Vent et halvt minut, og send igen."));
    return false;
}

void page_count(struct page *page, struct throttle *throttle)
{
    char peer[ADDRESS_TEXT_BYTES];
    call_peer(page->call, peer);
    throttle_failed(throttle, peer, clock_monotonic_ms(&page->service->registry->clock));
}
