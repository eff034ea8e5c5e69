#define _POSIX_C_SOURCE 200809L
#include "sync/agent/acceptance.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sync/agent/backoff.h"
#include "sync/agent/client.h"
#include "sync/agent/lock.h"
#include "sync/agent/trust.h"
#include "sync/base/doorbell.h"
#include "sync/store/identity.h"
#include "sync/store/time_floor.h"

static enum link link_of(enum err err, const char *code)
{
    if (err == ERR_UNAVAILABLE) return strcmp(code, "pending") == 0 ? LINK_PENDING : LINK_OFFLINE;
    return err == ERR_REFUSED ? LINK_REFUSED : LINK_TROUBLE;
}

/* For the screen and forhal-sync status; written only when it says something new. */
static void tell(const struct data_dir *dir, const struct agent_state *state)
{
    struct agent_state before = {0};
    bool known = state_read(&before, dir->agent_state) == ERR_OK;
    if (known && !state_differs(state, &before)) return;
    if (state_write(state, dir->agent_state) == ERR_OK) doorbell_ring(dir->kiosk_bell);
}

static enum err ask(const struct data_dir *dir, const struct identity *identity, const struct http_options *given,
                    struct acceptance *out)
{
    struct http_options http = *given;
    AUTO(client_auto) struct client *client = NULL;
    int64_t floor_s = time_floor_read(dir->time_floor);
    struct trust trust;
    enum err err = trust_read(&trust, dir->trust);
    if (err != ERR_OK) return err;
    http.base_url = identity->registry_url;
    http.trust = &trust;
    http.floor_s = &floor_s;
    err = client_open(&client, identity, &http);
    trust_finish(&trust);
    if (err != ERR_OK) return err;
    struct identity enrolled;
    err = client_enrol(client, NULL, &enrolled);
    if (err == ERR_OK) {
        err = identity_write(&enrolled, dir->identity);
        snprintf(out->told, sizeof(out->told), "%s (%s) at %s", enrolled.kiosk_name, enrolled.kiosk_id,
                 enrolled.registry_url);
        identity_finish(&enrolled);
        if (err == ERR_OK) out->state = (struct agent_state){.link = LINK_NEVER};
        return err;
    }
    out->state.link = link_of(err, client_code(client));
    if (err == ERR_REFUSED) snprintf(out->state.refusal, sizeof(out->state.refusal), "%s", client_code(client));
    if (out->state.link != LINK_PENDING) {
        snprintf(out->state.problem, sizeof(out->state.problem), "%s", client_problem(client));
    }
    return err;
}

enum err acceptance_ask_locked(const struct data_dir *dir, const struct http_options *http, struct acceptance *out)
{
    struct identity identity;
    *out = (struct acceptance){.state = {.link = LINK_TROUBLE}};
    enum err err = identity_read(&identity, dir->identity);
    if (err != ERR_OK) return err;
    if (identity.enrolled || !identity.asks) err = ERR_NOT_FOUND;
    if (err == ERR_OK) {
        fingerprint_code(out->state.code, identity.sign_public);
        fingerprint_text(out->state.fingerprint, identity.sign_public);
        err = ask(dir, &identity, http, out);
        tell(dir, &out->state);
    }
    identity_finish(&identity);
    if (err == ERR_OK) {
        doorbell_ring(dir->sync_bell);
        doorbell_ring(dir->kiosk_bell);
    }
    return err;
}

enum err acceptance_ask(const struct data_dir *dir, const struct http_options *http, struct acceptance *out)
{
    int lock = -1;
    *out = (struct acceptance){.state = {.link = LINK_TROUBLE}};
    enum err err = lock_take(&lock, dir->folder);
    if (err != ERR_OK) return err == ERR_UNAVAILABLE ? ERR_CONFLICT : err;
    err = acceptance_ask_locked(dir, http, out);
    close(lock);
    return err;
}

int64_t acceptance_wait_ms(unsigned asked)
{
    int64_t wait_ms = ACCEPTANCE_FIRST_MS;
    for (unsigned at = 0; at < asked && wait_ms < ACCEPTANCE_MOST_MS; at++) wait_ms += wait_ms / 4;
    if (wait_ms > ACCEPTANCE_MOST_MS) wait_ms = ACCEPTANCE_MOST_MS;
    return backoff_jittered_ms(wait_ms, randombytes_uniform);
}
