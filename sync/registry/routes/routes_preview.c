/* How a network or an editorial page that is being written will look: painted by forhal-kiosk, in a process of its own
 * (errands.h). Listed in routes_staff.c. */
#define _POSIX_C_SOURCE 200809L
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/json.h"
#include "sync/base/words.h"
#include "sync/registry/content/drafts.h"
#include "sync/registry/content/preview.h"
#include "sync/registry/server/routes.h"

/* What was asked for. */
struct wish {
    json_t *body; /* borrowed */
    const char *lang;
    const char *size;
    bool page;    /* it is an editorial page, and no network */
    int64_t part; /* how far down */
    char mm[PREVIEW_SIZE_TEXT_BYTES];
};

static bool read_wish(struct call *call, const json_t *json, struct wish *out)
{
    const char *lang = json_text_at(json, "lang");
    const char *size = json_text_at(json, "size");
    const char *type = json_text_at(json, "type");
    *out = (struct wish){.body = json_object_get(json, "body"),
                         .lang = lang != NULL ? lang : "da",
                         .size = size != NULL ? size : "1080x1920",
                         .page = type != NULL && strcmp(type, ITEM_PAGE) == 0,
                         .part = json_int_at(json, "part", 0)};
    const char *problem = draft_body_problem(out->body);
    if (problem == NULL && language_find(out->lang) == NULL) problem = "\"lang\" is da, en, tr, ar, ur or pl.";
    if (problem == NULL && type != NULL && !out->page && strcmp(type, ITEM_NETWORK) != 0) {
        problem = "\"type\" is network or page.";
    }
    if (problem == NULL && (out->part < 0 || out->part > PREVIEW_PARTS_MAX)) problem = "\"part\" is from 0 to 40.";
    if (problem == NULL && !preview_size_is_good(out->size, out->mm)) {
        problem = "\"size\" is WIDTHxHEIGHT, each from 320 to 4096.";
    }
    if (problem != NULL) call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", problem);
    return problem == NULL;
}

static char *find_program(const struct service *service)
{
    const char *chosen = service->settings->preview.program;
    if (chosen[0] == '\0') return errand_program(service->programs, "forhal-kiosk");
    return access(chosen, X_OK) == 0 ? strdup(chosen) : NULL;
}

static enum err begin(struct service *service, struct call *call, const char *program, const struct wish *wish)
{
    AUTO(json_auto) json_t *document = NULL;
    enum err err = wish->page ? preview_page_document(service->registry, wish->body, &document)
                              : preview_document(service->registry, wish->body, &document);
    if (err == ERR_OK && json_object_set_new(document, "part", json_integer(wish->part)) != 0) err = ERR_NOMEM;
    char *text = err == ERR_OK ? json_dumps(document, JSON_COMPACT) : NULL;
    if (err == ERR_OK && text == NULL) err = ERR_NOMEM;
    if (err != ERR_OK) return err;
    err = errand_create(&call->errand, program, text, strlen(text));
    if (err != ERR_OK) return err;
    const char *const words[] = {"--preview", "-",    "--out",  "-",      "--size",
                                 wish->size,  "--mm", wish->mm, "--lang", wish->lang};
    for (size_t at = 0; at < sizeof(words) / sizeof(words[0]); at++) errand_say(call->errand, words[at]);
    call->errand->seconds = service->settings->preview.seconds;
    call->errand->output_max = PREVIEW_OUTPUT_BYTES_MAX;
    call_peer(call, call->errand->queued.peer);
    return ERR_OK;
}

/* It has been painted, or not. */
static void finish(struct service *service, struct call *call)
{
    struct errand *errand = call->errand;
    if (errand->err == ERR_OK && errand->status == 0 && errand->output != NULL) {
        call_answer_png(call, errand->output, errand->output_bytes);
        errand->output = NULL; /* the call's now */
        return;
    }
    if (service->report != NULL) {
        service->report(service->report_context, errand->err == ERR_UNAVAILABLE
                                                     ? "the preview program took too long"
                                                     : "the preview program failed; try: forhal-kiosk --preview FILE");
    }
    call_refuse(call, MHD_HTTP_SERVICE_UNAVAILABLE, "preview_failed", "The picture could not be made. Try again.");
}

void route_staff_preview(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    struct wish wish;
    if (call->errand != NULL) {
        finish(service, call);
        return;
    }
    if (!call_json(call, &json) || !read_wish(call, json, &wish)) return;
    char *program = find_program(service);
    enum err err = program != NULL ? begin(service, call, program, &wish) : ERR_OK;
    if (program == NULL) {
        call_refuse(call, MHD_HTTP_NOT_IMPLEMENTED, "no_preview",
                    "There is no forhal-kiosk on this machine to paint with: install it, or set preview.program.");
    } else if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_CONFLICT, "no_content", "There is no content yet: import a file first.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    }
    free(program);
}
