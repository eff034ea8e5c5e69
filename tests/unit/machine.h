/* tests/unit/machine.h - a kiosk's data folder with an agent, at a registry_house.h. Header only, as that. */
#pragma once

#include "tests/unit/registry_house.h"

#include "sync/agent/agent.h"
#include "sync/store/outbox.h"

static inline bool machine_never_stops(void *context)
{
    (void)context;
    return false;
}

static inline void machine_is_alive(void *context)
{
    (void)context;
}

static inline void machine_says(void *context, enum log_level level, const char *text)
{
    (void)context, (void)level, (void)text;
}

struct machine {
    struct data_dir dir;
    struct agent *agent;
};

static inline void machine_begin(struct machine *machine, struct house *house)
{
    const struct agent_ports ports = {
        .clock = house_clock(house), .stop = machine_never_stops, .alive = machine_is_alive, .say = machine_says};
    assert_int_equal(agent_open(&machine->agent, &machine->dir, &ports), ERR_OK);
}

static inline void machine_make(struct machine *machine, struct house *house, const char *name,
                                const struct test_kiosk *kiosk)
{
    char path[PATH_MAX];
    struct identity identity;
    assert_int_equal(data_dir_init(&machine->dir, folder_path(house->folder, name, path)), ERR_OK);
    identity_make(&identity, house->url);
    identity.enrolled = true;
    snprintf(identity.kiosk_id, sizeof(identity.kiosk_id), "%s", kiosk->id);
    snprintf(identity.kiosk_name, sizeof(identity.kiosk_name), "Foyer");
    memcpy(identity.sign_public, kiosk->sign_public, sizeof(identity.sign_public));
    memcpy(identity.sign_secret, kiosk->sign_secret, sizeof(identity.sign_secret));
    memcpy(identity.content_public, kiosk->content_public, sizeof(identity.content_public));
    memcpy(identity.receipt_public, kiosk->receipt_public, sizeof(identity.receipt_public));
    memcpy(identity.seal_public, kiosk->seal_public, sizeof(identity.seal_public));
    assert_int_equal(identity_write(&identity, machine->dir.identity), ERR_OK);
    identity_finish(&identity);
}

static inline void machine_end(struct machine *machine)
{
    agent_close(machine->agent);
    data_dir_finish(&machine->dir);
}

static inline void put_in(const struct machine *machine)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct identity identity;
    struct submission submission;
    submission_make(&submission, "network-0");
    assert_int_equal(identity_read(&identity, machine->dir.identity), ERR_OK);
    assert_int_equal(outbox_open(&outbox, machine->dir.outbox), ERR_OK);
    assert_int_equal(outbox_submit(outbox, &identity, &submission), ERR_OK);
    identity_finish(&identity);
}

static inline int64_t waiting(const struct machine *machine)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct outbox_counts counts;
    assert_int_equal(outbox_open(&outbox, machine->dir.outbox), ERR_OK);
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    return counts.waiting;
}

static inline const char *refusal_of(const struct machine *machine)
{
    static struct agent_state told;
    assert_int_equal(state_read(&told, machine->dir.agent_state), ERR_OK);
    return told.refusal;
}
