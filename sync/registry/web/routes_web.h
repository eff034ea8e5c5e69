/* sync/registry/web/routes_web.h - the addresses of the pages for a citizen's own phone (docs/public-pages.md). */
#pragma once

#include "sync/registry/server/routes.h"

const struct route *routes_web(size_t *out_count);
/* What answers a browser that asks for a page there is none of. */
extern const struct route route_web_lost;
/* Is it a person's browser, which wants a page? */
bool web_reads_html(const struct call *call);
/* Was one of these addresses asked for by such a browser, with whatever method? */
bool web_wants_page(const struct call *call);
