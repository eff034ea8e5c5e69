#include "sync/registry/web/routes_web.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/content/phone_pictures.h"
#include "sync/registry/web/assets.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

static void lost(struct service *service, struct call *call)
{
    struct page page;
    if (page_begin(&page, service, call)) {
        page_problem(&page, MHD_HTTP_NOT_FOUND, WORDS("Her er ingen side"),
                     WORDS("Måske er den flyttet. Her finder du alle netværkene."));
    }
    page_finish(&page);
}

const struct route route_web_lost = {"GET", "/", ROUTE_OPEN, lost};

bool web_reads_html(const struct call *call)
{
    const char *accepted = call_header(call, MHD_HTTP_HEADER_ACCEPT);
    bool reads = strcmp(call->method, MHD_HTTP_METHOD_GET) == 0 || strcmp(call->method, MHD_HTTP_METHOD_HEAD) == 0;
    return reads && accepted != NULL && strstr(accepted, "text/html") != NULL;
}

bool web_wants_page(const struct call *call)
{
    size_t count = 0;
    const struct route *routes = routes_web(&count);
    const char *accepted = call_header(call, MHD_HTTP_HEADER_ACCEPT);
    bool is_ours = false;
    for (size_t at = 0; at < count; at++) is_ours = is_ours || call->route == &routes[at];
    return is_ours && accepted != NULL && strstr(accepted, "text/html") != NULL;
}

static void answer_asset(struct service *service, struct call *call, const struct web_asset *asset)
{
    (void)service;
    char *text = calloc(1, asset->count + 1);
    if (text == NULL) {
        call_answer(call, 0, NULL);
        return;
    }
    memcpy(text, asset->bytes, asset->count);
    call->content_type = asset->type;
    call->cache_control = "public, max-age=31536000, immutable";
    call_answer_text(call, MHD_HTTP_OK, text);
}

static void style(struct service *service, struct call *call)
{
    answer_asset(service, call, &web_style);
}

static void script(struct service *service, struct call *call)
{
    answer_asset(service, call, &web_follow);
}

/* A published network's, as phones get it; its name is its hash, so it never becomes another one. */
static void picture(struct service *service, struct call *call)
{
    char name[PICTURE_NAME_BYTES] = "";
    char *bytes = NULL;
    size_t count = 0;
    size_t length = 0;
    const char *word = call_word(call, &length);
    if (length == sizeof(name) - 1) memcpy(name, word, length);
    enum err err =
        picture_is_name(name) ? phone_pictures_find(service->registry->db, name, &bytes, &count) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        lost(service, call);
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call->content_type = "image/jpeg";
        call->cache_control = "public, max-age=31536000, immutable";
        call_answer_png(call, bytes, count);
    }
}

const struct route *routes_web(size_t *out_count)
{
    static const struct route routes[] = {
        {"GET", "/", ROUTE_OPEN, web_networks},
        {"GET", "/n", ROUTE_OPEN, web_networks},
        {"GET", "/interest/", ROUTE_OPEN, web_interest_form},
        {"POST", "/interest/", ROUTE_OPEN, web_interest_sent},
        {"GET", "/seat/", ROUTE_OPEN, web_seat_form},
        {"POST", "/seat/", ROUTE_OPEN, web_seat_sent},
        {"GET", "/idea", ROUTE_OPEN, web_idea_form},
        {"POST", "/idea", ROUTE_OPEN, web_idea_sent},
        {"POST", "/correct", ROUTE_OPEN, web_correct},
        {"GET", "/n/", ROUTE_OPEN, web_network},
        {"GET", "/pictures/", ROUTE_OPEN, picture},
        {"GET", "/ideas", ROUTE_OPEN, web_ideas},
        {"GET", "/support/", ROUTE_OPEN, web_support_form},
        {"POST", "/support/", ROUTE_OPEN, web_support_sent},
        {"GET", "/notice", ROUTE_OPEN, web_notice},
        {"GET", "/accessibility", ROUTE_OPEN, web_accessibility},
        {"GET", "/style.css", ROUTE_OPEN, style},
        {"GET", "/follow.js", ROUTE_OPEN, script},
        {"GET", "/follow", ROUTE_OPEN, web_follow_form},
        {"POST", "/follow", ROUTE_OPEN, web_follow_answer},
        {"GET", "/staff", ROUTE_OPEN, web_staff},
        {"GET", "/staff/*", ROUTE_OPEN, web_staff},
        {"GET", "/assets/", ROUTE_OPEN, web_staff_asset},
        {"GET", "/data/networks.json", ROUTE_OPEN, web_data_networks},
        {"GET", "/data/ideas.json", ROUTE_OPEN, web_data_ideas},
        {"GET", "/data/feed.atom", ROUTE_OPEN, web_data_feed},
        {"GET", "/data/meetings.ics", ROUTE_OPEN, web_data_meetings},
    };
    *out_count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
