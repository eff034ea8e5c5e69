#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/page_answers.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/registry/server/call.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"

struct page_answers {
    struct MHD_Response *latest; /* owned; NULL: none */
    int64_t page;                /* what it is of: */
    bool gzip;
    char proof[FRESHNESS_TEXT_BYTES];
};

enum err page_answers_create(struct page_answers **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static void drop_latest(struct page_answers *answers)
{
    if (answers->latest != NULL) MHD_destroy_response(answers->latest);
    answers->latest = NULL;
}

void page_answers_destroy(struct page_answers *answers)
{
    if (answers == NULL) return;
    drop_latest(answers);
    free(answers);
}

static void release_page(void *page)
{
    feed_bytes_release(page);
}

static struct MHD_Response *response_make(const struct call *call, bool gzip)
{
    struct feed_bytes *page = call->page;
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
        gzip ? page->gzip_bytes : page->plain_bytes, gzip ? (void *)page->gzip : (void *)page->plain, release_page,
        page);
    if (response == NULL) return NULL;
    page->references++;
    if (gzip) MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    MHD_add_response_header(response, REQUEST_HEADER_SIGNATURE, page->signature);
    if (call->proof.text != NULL) {
        /* It is asked for once, and by no browser: sixty bytes less of each poll. */
        MHD_add_response_header(response, FRESHNESS_HEADER, call->proof.text);
    } else {
        MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
        MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    }
    for (size_t at = 0; at < call->headers_count; at++) {
        MHD_add_response_header(response, call->headers[at].name, call->headers[at].value);
    }
    return response;
}

static bool is_latest(const struct page_answers *answers, const struct call *call, bool gzip)
{
    return answers->latest != NULL && answers->page == call->page->number && answers->gzip == gzip &&
           strcmp(answers->proof, call->proof.text) == 0;
}

static bool send_shared(struct page_answers *answers, const struct call *call, bool gzip)
{
    if (!is_latest(answers, call, gzip)) {
        drop_latest(answers);
        answers->latest = response_make(call, gzip);
        answers->page = call->page->number;
        answers->gzip = gzip;
        snprintf(answers->proof, sizeof(answers->proof), "%s", call->proof.text);
    }
    return answers->latest != NULL && MHD_queue_response(call->connection, call->status, answers->latest) == MHD_YES;
}

bool page_answers_send(struct page_answers *answers, const struct call *call, bool closes)
{
    bool gzip = call->page->gzip != NULL && call_takes_gzip(call);
    if (call->waited && call->proof.text != NULL && call->headers_count == 0 && !closes) {
        return send_shared(answers, call, gzip);
    }
    struct MHD_Response *response = response_make(call, gzip);
    if (response == NULL) return false;
    if (closes) MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    bool queued = MHD_queue_response(call->connection, call->status, response) == MHD_YES;
    MHD_destroy_response(response);
    return queued;
}
