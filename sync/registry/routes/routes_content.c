/* The first content of a registry that has none, from a file that an administrator gives the staff page, or from what
 * the page asks for and puts together as such a file. Listed in routes_staff.c. What replaces content that is there is
 * imported on the registry's machine (docs/registry.md): here nothing can be lost by it. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/problems.h"
#include "sync/registry/server/routes.h"

enum { UNPROCESSABLE = 422, SENTENCE_BYTES = 300 };

/* A file that is being read, in the thread of readings.h: what it says takes long to check. */
struct given {
    char *text; /* owned */
    size_t bytes;
    struct json_problem syntax;
    enum err parsed;
    json_t *document; /* owned */
    json_t *problems; /* owned; NULL: it may be imported */
    int64_t problems_count;
};

static void given_forget(void *context)
{
    struct given *given = context;
    free(given->text);
    json_decref(given->document);
    json_decref(given->problems);
    free(given);
}

static enum err given_read(struct registry *registry, void *context)
{
    struct given *given = context;
    given->parsed = json_parse(&given->document, given->text, given->bytes, CALL_CONTENT_BYTES_MAX, CONTENT_DEPTH_MAX,
                               &given->syntax);
    if (given->parsed != ERR_OK) return given->parsed == ERR_NOMEM ? ERR_NOMEM : ERR_OK;
    enum err err = problems_find_in_document(registry, given->document, &given->problems, &given->problems_count);
    if (err == ERR_OK && given->problems_count == 0) {
        json_decref(given->problems);
        given->problems = NULL;
    }
    return err;
}

static void refuse_syntax(struct call *call, const struct given *given)
{
    char sentence[SENTENCE_BYTES];
    snprintf(sentence, sizeof(sentence), "This is no JSON: line %d, column %d: %.160s. Nothing was stored.",
             given->syntax.line, given->syntax.column, given->syntax.text);
    call_answer(call, MHD_HTTP_BAD_REQUEST,
                json_pack("{s:{s:s, s:o}, s:i, s:i}", "error", "code", "not_json", "message", problems_text(sentence),
                          "line", given->syntax.line, "column", given->syntax.column));
}

static void refuse_exists(struct call *call)
{
    call_refuse(
        call, MHD_HTTP_CONFLICT, "exists",
        "There is content already, and nothing of it was changed. Change it page by page, or import a file on the"
        " registry's machine: forhal-registry content import.");
}

static void store(struct service *service, struct call *call, const struct given *given)
{
    struct content_summary summary;
    enum err err = content_begin(service->registry, call->session.user.name, given->document, &summary);
    if (err == ERR_OK) {
        call_answer(
            call, MHD_HTTP_OK,
            json_pack("{s:I, s:I}", "networks", (json_int_t)summary.networks, "pages", (json_int_t)summary.pages));
    } else if (err == ERR_EXISTS) {
        refuse_exists(call);
    } else {
        service_failed(service, call, err);
    }
}

/* It has been read. */
static void finish(struct service *service, struct call *call)
{
    struct given *given = call->reading->context;
    if (call->reading->err != ERR_OK) {
        service_failed(service, call, call->reading->err);
    } else if (given->parsed != ERR_OK) {
        refuse_syntax(call, given);
    } else if (given->problems != NULL) {
        call_answer(call, UNPROCESSABLE,
                    json_pack("{s:{s:s, s:s}, s:O, s:I}", "error", "code", "invalid", "message",
                              "Something in the file is wrong: see \"problems\". Nothing was stored.", "problems",
                              given->problems, "count", (json_int_t)given->problems_count));
    } else {
        store(service, call, given);
    }
}

static enum err begin(struct call *call)
{
    struct given *given = calloc(1, sizeof(*given));
    if (given == NULL) return ERR_NOMEM;
    given->bytes = call->body.length;
    given->text = str_take(&call->body);
    if (given->text == NULL) {
        free(given);
        return ERR_NOMEM;
    }
    enum err err = reading_create(&call->reading, given_read, given_forget, given);
    if (err == ERR_OK) call_peer(call, call->reading->queued.peer);
    return err;
}

void route_staff_begin_content(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *site = NULL;
    if (call->reading != NULL) {
        finish(service, call);
        return;
    }
    enum err err = items_find(service->registry->db, "site", "site", &site);
    if (err == ERR_OK) {
        refuse_exists(call);
        return;
    }
    if (err == ERR_NOT_FOUND) err = begin(call);
    if (err != ERR_OK) service_failed(service, call, err);
}
