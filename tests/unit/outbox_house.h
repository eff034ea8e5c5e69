/* tests/unit/outbox_house.h - an enrolled kiosk with an outbox in a folder.h, and the registry's keys. Header only. */
#pragma once

#include "tests/unit/folder.h"

#include "sync/store/identity.h"
#include "sync/store/outbox.h"

static inline void kiosk_init_with(struct identity *identity, unsigned char seal_secret[SEAL_SECRET_BYTES])
{
    identity_make(identity, "http://127.0.0.1:1");
    identity->enrolled = true;
    snprintf(identity->kiosk_id, sizeof(identity->kiosk_id), "k1");
    seal_make_keys(identity->seal_public, seal_secret);
}

/* One whose entries nobody opens. */
static inline void kiosk_init(struct identity *identity)
{
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    kiosk_init_with(identity, seal_secret);
}

/* The registry's half of the keys too, so that a test can unseal. */
struct town_hall {
    struct identity identity;
    unsigned char seal_secret[SEAL_SECRET_BYTES];
};

static inline void town_hall_init(struct town_hall *hall)
{
    kiosk_init_with(&hall->identity, hall->seal_secret);
}

/* Opened, in the file outbox.db; the caller closes it. */
static inline struct outbox *open_in(const struct folder *folder)
{
    char path[PATH_MAX];
    struct outbox *outbox = NULL;
    assert_int_equal(outbox_open(&outbox, folder_path(folder, "outbox.db", path)), ERR_OK);
    return outbox;
}
