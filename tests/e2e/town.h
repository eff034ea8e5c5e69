/* tests/e2e/town.h - a registry and a kiosk's data folder, for one test, in a folder of their own.
 *
 * The helpers assert with cmocka: a town that cannot be built is a failed test. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/str.h"
#include "sync/store/data_dir.h"
#include "tests/e2e/proc.h"

enum { TOWN_PATH_BYTES = 256 };

struct town {
    char folder[64];
    char registry_data[TOWN_PATH_BYTES];
    char db_url[512]; /* of PostgreSQL, or "": SQLite in registry_data */
    char registry_log[TOWN_PATH_BYTES];
    char command_log[TOWN_PATH_BYTES];
    char agent_log[TOWN_PATH_BYTES];
    char kiosk_data[TOWN_PATH_BYTES];
    struct proc registry;
    uint16_t port;     /* the registry's, the same after each start */
    char url[64];      /* the registry's */
    struct proc agent; /* forhal-sync run, when a test has started it */
    struct data_dir dir;
    int put_in; /* entries town_put_in() has been thanked for */
};

/* cmocka's setup and teardown: a registry with the demo content, serving; no kiosk yet. */
int town_setup(void **state);
int town_teardown(void **state);
#define town_test(function) cmocka_unit_test_setup_teardown(function, town_setup, town_teardown)

/* "TOWN_SEED" of the environment, or one made from the clock; printed, so that a failure can be repeated. */
uint32_t town_seed(void);

void town_start_registry(struct town *town);
/* A new code for one kiosk. */
void town_invite(struct town *town, char *code, size_t code_bytes);
/* Enrols the kiosk at `url` and asserts that it worked. */
void town_enrol(struct town *town, const char *url);
/* Imports the demo content with the first network's title replaced by `title` (NULL: as it is). */
void town_import(struct town *town, const char *title);

/* Runs forhal-sync or forhal-registry with these words (NULL-terminated) to its end; its exit status. */
int town_sync(struct town *town, const char *const words[], struct str *output);
int town_registry(struct town *town, const char *const words[], struct str *output);
/* forhal-sync once; its exit status. */
int town_once(struct town *town);
/* forhal-sync run, started; town.agent. */
void town_start_agent(struct town *town, const char *poll_seconds);

/* Puts `count` entries, each with a name of its own, into the kiosk's outbox, and rings. */
void town_put_in(struct town *town, int count);
void town_ring(struct town *town);
int64_t town_waiting(const struct town *town);
int64_t town_set_aside(const struct town *town);
/* Networks in the kiosk's catalog, and the title of the first; -1 when it cannot be read. */
int town_networks(const struct town *town, char *title, size_t title_bytes);

/* Entries in the registry's ledger, read from its database. */
int64_t town_ledger(const struct town *town);
/* Asserts: all that was put in is in the ledger, each name once, as `stats` says too, and the
 * outbox is empty. */
void town_assert_exactly_once(struct town *town);
