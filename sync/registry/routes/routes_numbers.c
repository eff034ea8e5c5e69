/* The routes of the numbers: what kiosks hand in, and what staff see of it. */
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/fleet/numbers.h"
#include "sync/registry/server/routes.h"

void route_numbers(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    AUTO(tally_finish) struct tally tally = {0};
    if (!service_kiosk(service, call, &kiosk)) return;
    enum err err = tally_parse(&tally, str_text(&call->body), call->body.length);
    if (err == ERR_TOO_LARGE) {
        call_refuse(call, MHD_HTTP_CONTENT_TOO_LARGE, "too_large", "Numbers have at most 256 KiB and little depth.");
    } else if (err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "These are not numbers by day.");
    } else {
        if (err == ERR_OK) err = numbers_take(service->registry, kiosk.id, &tally);
        if (err == ERR_OK) {
            call_answer(call, MHD_HTTP_OK, json_object());
        } else {
            service_failed(service, call, err);
        }
    }
}

static void answer_csv(struct service *service, struct call *call, json_t *report)
{
    AUTO(json_auto) json_t *owned = report;
    struct str text;
    enum err err = numbers_csv(owned, &text);
    char *taken = err == ERR_OK ? str_take(&text) : NULL;
    str_finish(&text);
    if (taken == NULL) {
        service_failed(service, call, ERR_NOMEM);
        return;
    }
    call->content_type = "text/csv; charset=utf-8";
    call_add_header(call, MHD_HTTP_HEADER_CONTENT_DISPOSITION, "attachment; filename=\"tal.csv\"");
    call_answer_text(call, MHD_HTTP_OK, taken);
}

/* ?from=DAY&to=DAY&form=csv. Nothing in it is about anybody, so the staff log says nothing. */
void route_staff_numbers(struct service *service, struct call *call)
{
    json_t *report = NULL;
    const char *form = call_argument(call, "form");
    enum err err = numbers_report(service->registry, call_argument(call, "from"), call_argument(call, "to"), &report);
    if (err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "Sig fra hvilken dag til hvilken (\"from\" og \"to\", som 2026-11-21), højst 800 dage.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (form != NULL && strcmp(form, "csv") == 0) {
        answer_csv(service, call, report);
    } else {
        call_answer(call, MHD_HTTP_OK, report);
    }
}
