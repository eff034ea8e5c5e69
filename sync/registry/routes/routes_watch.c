/* The routes for whoever watches the service: /healthz and /metrics. */
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/registry/server/metrics.h"
#include "sync/registry/server/routes.h"

/* Alive: it answers. Ready: the database does, too, and the end has not begun. */
void route_healthz(struct service *service, struct call *call)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    bool ready = call_argument(call, "ready") != NULL || strstr(call->target, "?ready") != NULL;
    if (!ready) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:b}", "ok", 1));
        return;
    }
    if (atomic_load(&service->ending)) {
        call_refuse(call, MHD_HTTP_SERVICE_UNAVAILABLE, "unavailable", "The registry is about to end.");
        return;
    }
    enum err err = registry_head(service->registry, generation, &head);
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json_pack("{s:b, s:b}", "ok", 1, "ready", 1));
    } else {
        service_failed(service, call, err);
    }
}

/* Longer or shorter than the token says nothing about it. */
static bool has_token(const struct service *service, const struct call *call)
{
    static const char scheme[] = "Bearer ";
    const char *token = service->settings->metrics.token;
    const char *given = call_header(call, MHD_HTTP_HEADER_AUTHORIZATION);
    if (token[0] == '\0' || given == NULL || strncmp(given, scheme, sizeof(scheme) - 1) != 0) return false;
    given += sizeof(scheme) - 1;
    return strlen(given) == strlen(token) && sodium_memcmp(given, token, strlen(token)) == 0;
}

void route_metrics(struct service *service, struct call *call)
{
    struct metrics_now now = {0};
    if (!has_token(service, call)) {
        call_add_header(call, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Bearer");
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "token_needed", "Send the token that the settings have for metrics.");
        return;
    }
    AUTO(str_finish) struct str out;
    str_init(&out, METRICS_BYTES_MAX);
    service_look(service, &now);
    enum err err = metrics_write(service->metrics, service->registry->db, &now, &out);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    call->content_type = METRICS_CONTENT_TYPE;
    call_answer_text(call, MHD_HTTP_OK, str_take(&out));
}

void service_look(const struct service *service, struct metrics_now *out)
{
    *out = (struct metrics_now){.waiting = waiters_count(service->waiters),
                                .wall_s = clock_wall_s(&service->registry->clock),
                                .shared = service->registry->shared};
    traffic_count(service->traffic, &out->traffic);
}
