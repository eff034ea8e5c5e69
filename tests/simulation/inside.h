/* tests/simulation/inside.h - a simulated town seen from inside: what its parts know of it.
 *
 * hall.h is the registry's end, machine.h a kiosk, card.h what happens to a kiosk's card, said.h what citizens sent,
 * turns_seen.h whose turn it is, promises.h what must hold in the end. town.c owns it all. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/agent/beat.h"
#include "sync/base/err.h"
#include "sync/registry/registry.h"
#include "sync/registry/settings/settings.h"
#include "sync/store/outbox.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/town.h"
#include "tests/simulation/wire.h"

enum {
    KIOSKS_FIRST = 2,
    KIOSKS_MAX = PLAN_KIOSKS,
    SAID_MAX = 200,
    NETWORKS_MAX = 9,
    WALL_START_S = 1800000000,
    INCARNATIONS_MAX = PLAN_DEEDS_MAX + KIOSKS_FIRST + 1,
};

/* What a citizen sent. */
struct said {
    int kiosk;
    bool thanked;
    bool excused;   /* what held it was destroyed by something no program can undo */
    bool kept_lost; /* only the registry has it: what its kiosk kept of it was destroyed */
    char code[RECEIPT_CODE_TEXT_BYTES];
    bool erase_tried;    /* not thanked for, a wish may have reached the disk all the same */
    bool erased;         /* its giver was told that it will be erased … */
    bool erase_excused;  /* … and what held that wish was destroyed */
    int erased_at;       /* at this kiosk */
    size_t erased_after; /* when so much had been said */
};

struct machine {
    struct town *town;
    bool there;
    struct disk *disk;  /* owned */
    struct disk *image; /* owned: an older copy of it, or NULL */
    size_t image_said;  /* how much had been said when it was taken */
    bool image_damaged;
    bool image_picture_damaged;
    bool image_outbox_damaged;
    char mount[16];
    struct data_dir dir;
    struct identity identity;
    struct outbox *outbox; /* owned: the screen's, or NULL */
    struct agent *agent;   /* owned, or NULL */
    struct run_dir run_dir;
    struct beat beat; /* begins with the agent */
    struct wire_end wire;
    bool unknown_key; /* as its latest round was told */
    int64_t wall_offset_s;
    bool has_shown;          /* its screen has had something to show */
    struct feed_cursor seen; /* how far its catalog has been: never back within a generation */
    int64_t fresh_at_s;      /* as the latest agent.json says */
    bool damaged;            /* the card has spoilt a sector of its catalog */
    bool picture_damaged;    /* … or of a picture */
    bool outbox_damaged;     /* … or of its outbox, and the agent has not looked yet */
    bool forked;             /* as its latest round was told, or that its key is a former one … */
    bool former_key;         /* … the latter: staff can't let it in any more */
};

/* Of one identity: which machine's turn went on latest, and whose had gone on before another's. */
struct turns_seen {
    int latest; /* an incarnation; 0: none since staff decided */
    bool over[INCARNATIONS_MAX];
    unsigned char turn[TURN_BYTES]; /* as the registry has it, before the question that is being served */
    bool had_turn;
    unsigned char key[SIGN_PUBLIC_BYTES]; /* likewise */
    bool stolen;                          /* once, a machine was made to make itself a key */
    int rotations; /* that were asked for since the latest backup: a kiosk remembers one former key */
    bool copied;   /* a card with this identity was copied, or an old copy put back: there may be a fork */
};

struct town {
    struct world *world;
    struct chance chance; /* of the present deed */
    struct machine kiosks[KIOSKS_MAX];
    struct disk *disk;         /* owned: the registry's */
    struct disk *backup;       /* owned, or NULL */
    struct registry *registry; /* owned; NULL: not running */
    struct service service;
    struct settings settings; /* owned: the standards */
    struct said said[SAID_MAX];
    size_t said_count;
    struct turns_seen turns[KIOSKS_FIRST];
    int incarnations;
    unsigned char inherited[INCARNATIONS_MAX][TURN_BYTES]; /* the turn a card had when it was put into the machine */
    int version;                                           /* of the content */
    bool large;                                            /* the content is several pages long */
    bool tell;
    char *problem; /* PROBLEM_BYTES; "" while all is well */
    struct town_figures figures;
};

/* A town with nothing in it yet; town_begin() founds its registry and its first kiosks. After town_end() its figures
 * are whole, and the caller frees it. */
struct town *town_create(struct world *world, uint64_t seed, char problem[PROBLEM_BYTES]);
void town_begin(struct town *town);
void town_end(struct town *town);

/* A promise was not kept. Of several the first is what counts. */
PRINTF(2, 3) void broken(struct town *town, const char *format, ...);
