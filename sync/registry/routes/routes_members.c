#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/letters.h"

#include "sync/registry/server/routes.h"

enum { NAME_SHOWN_BYTES_MAX = 64, SENTENCE_BYTES = 512 };

/* What staff send, by route, as openapi.json has it (test_openapi_document holds the two together). */
static const struct {
    const char *method, *path, *members;
} routes[] = {
    {"POST", "/v1/session", "name password"},
    {"POST", "/v1/session/code", "code recovery"},
    {"POST", "/v1/session/password", "password new"},
    {"POST", "/v1/session/mail", "mail"},
    {"POST", "/v1/session/proof", "code recovery password"},
    {"POST", "/v1/session/totp", "code"},
    {"POST", "/v1/session/end", "id"},
    {"POST", "/v1/welcome", "token name password"},
    {"POST", "/v1/welcome/look", "token"},
    {"PUT", "/v1/staff/facts", "fact base value"},
    {"POST", "/v1/staff/content",
     "format site networks pages"}, /* content_check() refuses others, with all that is wrong */
    {"POST", "/v1/staff/users", "name do role networks"},
    {"POST", "/v1/staff/invitations", "name role networks"},
    {"POST", "/v1/staff/entries", "order status answer network place beyond reason base"},
    {"POST", "/v1/staff/ideas", "order publish title text status answer network place base unmarked"},
    {"POST", "/v1/staff/inbox", "kinds network state search marked newest cursor limit"},
    {"POST", "/v1/staff/inbox.csv", "kinds network state search marked newest cursor limit"},
    {"POST", "/v1/staff/joins", "order with base with_base"},
    {"POST", "/v1/staff/seats/", "do"},
    {"POST", "/v1/staff/kiosks", "kiosk name"},
    {"POST", "/v1/staff/kiosks/look", "kiosk"},
    {"POST", "/v1/staff/kiosks/identity", "kiosk do"},
    {"POST", "/v1/staff/kiosks/invite", "name minutes"},
    {"POST", "/v1/staff/newcomers", "fingerprint do name"},
    {"POST", "/v1/staff/mail", "number do"},
    {"PUT", "/v1/staff/building", "part base value"},
    {"POST", "/v1/staff/networks", "body"},
    {"PUT", "/v1/staff/networks/", "base body checked"},
    {"POST", "/v1/staff/networks/", "do version at_s"},
    {"POST", "/v1/staff/pages", "body"},
    {"PUT", "/v1/staff/pages", "base order"},
    {"PUT", "/v1/staff/pages/", "base body checked"},
    {"POST", "/v1/staff/pages/", "do version at_s"},
    {"POST", "/v1/staff/preview", "body lang size type part"},
    {"POST", "/v1/staff/privacy/search", "text code reason"},
    {"POST", "/v1/staff/privacy/export", "orders reason form"},
    {"POST", "/v1/staff/privacy/correct", "order base name contact title text brings"},
    {"POST", "/v1/staff/privacy/erase", "order reason"},
    {"POST", "/v1/staff/privacy/refuse", "order reason"},
    {"POST", "/v1/staff/privacy/holds", "order until reason release"},
    {"POST", "/v1/staff/notices", "version title intro sections"},
};

const char *route_members(const struct route *route)
{
    for (size_t at = 0; at < sizeof(routes) / sizeof(routes[0]); at++) {
        if (strcmp(routes[at].path, route->path) == 0 && strcmp(routes[at].method, route->method) == 0) {
            return routes[at].members;
        }
    }
    return NULL;
}

static bool is_among(const char *members, const char *name)
{
    size_t bytes = strlen(name);
    for (const char *at = members; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length == bytes && memcmp(at, name, bytes) == 0) return true;
        at += length;
    }
    return false;
}

static void refuse_member(struct call *call, const char *name, const char *members)
{
    char sentence[SENTENCE_BYTES];
    char shown[NAME_SHOWN_BYTES_MAX + 1];
    letters_copy(shown, sizeof(shown), name);
    snprintf(sentence, sizeof(sentence), "\"%s%s\" is not known here. Nothing was done. Known are: %s.", shown,
             strlen(shown) < strlen(name) ? "…" : "", members);
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", sentence);
}

bool route_takes(struct call *call, json_t *json)
{
    const char *name;
    json_t *value;
    const char *members = call->route != NULL ? route_members(call->route) : NULL;
    if (members == NULL) return true;
    json_object_foreach (json, name, value) {
        if (is_among(members, name)) continue;
        refuse_member(call, name, members);
        return false;
    }
    return true;
}
