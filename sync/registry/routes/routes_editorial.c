/* The routes by which the secretariat changes the editorial pages. Listed in routes_staff.c. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/editorial.h"
#include "sync/registry/server/routes.h"

enum { PAGE_ID_BYTES_MAX = 64, UNPROCESSABLE_PAGE = 422 };

void route_staff_pages(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = editorial_list(service->registry, &list);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:o}", "pages", list));
    } else {
        service_failed(service, call, err);
    }
}

static void refuse(struct service *service, struct call *call, enum err err, json_t *found)
{
    if (err == ERR_INVALID) {
        call_answer(call, UNPROCESSABLE_PAGE,
                    json_pack("{s:{s:s, s:s}, s:O}", "error", "code", "invalid", "message",
                              "Some fields are missing or wrong: see \"problems\".", "problems", found));
    } else if (err == ERR_CONFLICT) {
        call_answer(call, MHD_HTTP_CONFLICT,
                    json_pack("{s:{s:s, s:s}, s:O}", "error", "code", "conflict", "message",
                              "Somebody published another version meanwhile. Nothing was overwritten.", "current",
                              found));
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such page.");
    } else {
        service_failed(service, call, err);
    }
}

/* {"base","body"} */
void route_staff_save_page(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    AUTO(json_auto) json_t *found = NULL;
    char id[PAGE_ID_BYTES_MAX + 1];
    size_t length = 0;
    int64_t version = 0;
    const char *word = call_word(call, &length);
    if (!call_json(call, &json)) return;
    json_t *body = json_object_get(json, "body");
    const char *own = json_text_at(body, "id");
    snprintf(id, sizeof(id), "%.*s", length <= PAGE_ID_BYTES_MAX ? (int)length : 0, word);
    if (!json_is_object(body) || own == NULL || strcmp(own, id) != 0) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "It needs \"base\", and \"body\", a page with this id.");
        return;
    }
    enum err err = editorial_publish(service->registry, call->session.user.name, id, json_int_at(json, "base", 0), body,
                                     &version, &found);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:I}", "version", (json_int_t)version));
    } else {
        refuse(service, call, err, found);
    }
}
