/* sync/registry/server/gate.h - may who asks call this route? The one place where that is decided, from the table of
 * routes.
 */
#pragma once

#include <stdbool.h>

#include "sync/registry/server/routes.h"

/* The header that carries a session's CSRF token, as GET /v1/session tells it. */
#define GATE_CSRF_HEADER "Forhal-Csrf"

/* On true call->session says who is signed in, on routes for staff. On false the call has been answered. */
bool gate_lets(struct service *service, struct call *call);
/* For a handler of whose deeds only some are so grave as those of the ..._PROVED routes. On false the call has been
 * answered: 403 proof_needed. */
bool gate_proved(struct service *service, struct call *call);
/* Gives the browser the session's cookie; "" takes it away. Over TLS its name begins with __Host-, so that no
 * neighbouring host can set it. */
void gate_set_cookie(struct call *call, const char *token);
