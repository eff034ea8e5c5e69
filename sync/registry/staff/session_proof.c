#include "sync/registry/staff/session_proof.h"

const char session_proof_schema[] =
    /* When who is signed in last showed who they are; 0: not in this session. */
    "ALTER TABLE session ADD COLUMN proof_s INTEGER NOT NULL DEFAULT 0;";

enum proof_way session_proof_way(const struct session *session)
{
    if (session->user.has_second_factor) return PROOF_CODE;
    return session->user.of_provider ? PROOF_PROVIDER : PROOF_PASSWORD;
}

const char *proof_way_name(enum proof_way way)
{
    static const char *const names[] = {
        [PROOF_CODE] = "code", [PROOF_PASSWORD] = "password", [PROOF_PROVIDER] = "provider"};
    return names[way];
}

bool session_is_proved(const struct session *session, int64_t now_s)
{
    /* A clock that was put back proves nothing. */
    return session->proof_s > 0 && session->proof_s <= now_s && now_s - session->proof_s < SESSION_PROOF_S;
}

enum err session_prove(struct registry *registry, struct session *session, int64_t at_s)
{
    enum err err = db_run(registry->db, "UPDATE session SET proof_s = ? WHERE token_hash = ?", "ib", at_s,
                          session->hash, sizeof(session->hash));
    if (err == ERR_OK && db_changes(registry->db) == 0) err = ERR_REFUSED;
    if (err == ERR_OK) session->proof_s = at_s;
    return err;
}
