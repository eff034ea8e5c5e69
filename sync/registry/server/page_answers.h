/* sync/registry/server/page_answers.h - pages of the feed, as libmicrohttpd sends them.
 *
 * Those whom the same news woke together are told the same, down to the proof (nonce_proofs.h): what was made for one
 * of them goes out to all. Threads: belongs to the thread that serves. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"

struct page_answers;
struct call;

/* Errors: ERR_NOMEM. */
MUST_USE enum err page_answers_create(struct page_answers **out);
/* Takes NULL. What is still being sent stays until it is. */
void page_answers_destroy(struct page_answers *answers);

/* Answers `call`, which has a page: the page, its signature and proof, and what else the route says; `closes`: and that
 * the connection ends. False without memory: nothing was answered. */
bool page_answers_send(struct page_answers *answers, const struct call *call, bool closes);
