/* sync/registry/staff/session_proof.h - that it is still the same person at the keyboard: before what is sensitive,
 * whoever is signed in shows once more who they are, when that was long ago.
 *
 * A code of the app, or, for who has none, the password; an account of the municipality's goes round to the provider,
 * which says when it last asked (oidc.h). Signing in is such a proof; a provider that let somebody through without
 * asking gave none. Which routes need it stands in their table (server/routes.h). */
#pragma once

#include "sync/registry/staff/sessions.h"

enum { SESSION_PROOF_S = 15 * 60 };

enum proof_way { PROOF_CODE, PROOF_PASSWORD, PROOF_PROVIDER };

/* How this session can be proved. */
enum proof_way session_proof_way(const struct session *session);
/* "code", "password", "provider". */
const char *proof_way_name(enum proof_way way);
/* Was it, within SESSION_PROOF_S? */
bool session_is_proved(const struct session *session, int64_t now_s);
/* It was, at that moment (0: never). Errors: ERR_REFUSED (it has ended meanwhile), those of db_run(). */
MUST_USE enum err session_prove(struct registry *registry, struct session *session, int64_t at_s);

/* For registry.c's list of migrations. */
extern const char session_proof_schema[];
