/* sync/registry/content/site_check.h - may the one item `site` of the feed be as staff have changed it?
 *
 * Opening hours, announcements, places, what the house says of itself and the notice, each with its translations, share
 * its FEED_ITEM_BYTES_MAX, so each of them may be right by itself and all of them too much. What an older program let
 * in besides what is being changed may stay. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/base/err.h"

enum { SITE_PROBLEM_BYTES = 300 };

/* False: no page of the feed could carry it, nor anything after it. `problem` is then a Danish sentence for staff: how
 * much it is, what takes most, and what to do. */
bool site_fits(const json_t *site, char problem[SITE_PROBLEM_BYTES]);

/* Looks at what lies below the pointer `inside` ("" is the whole site). ERR_INVALID: `problem` is the first thing that
 * is wrong there, as site_problem() has it, with a pointer into `inside`; ERR_TOO_LARGE: what site_fits() says;
 * ERR_NOMEM. */
MUST_USE enum err site_check(const json_t *site, const char *inside, char problem[SITE_PROBLEM_BYTES]);

/* Makes `problem` "POINTER: WHAT", in whole letters, when it is still "". */
void site_problem(char problem[SITE_PROBLEM_BYTES], const char *pointer, const char *what);
