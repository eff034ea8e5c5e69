/* tests/simulation/town.h - a town hall with its registry and kiosks, in one process, and everything that can happen.
 *
 * The code is the one that ships: kiosk store, agent, registry and its routes. Simulated are the disks (disk.h),
 * the network (wire.h), the clocks and all chance (world.h). A town lives through a plan: a list of deeds made
 * from a seed before anything begins; each deed draws its details from its own chance, so leaving some out leaves
 * the others as they were. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/simulation/world.h"

enum deed_kind {
    DEED_SUBMIT,        /* a citizen sends something from a kiosk */
    DEED_ERASE,         /* a citizen wants something erased, by its code, at this kiosk or another */
    DEED_ROUND,         /* its agent does a round */
    DEED_PUBLISH,       /* staff change the content */
    DEED_LOOK,          /* somebody looks at the screen */
    DEED_NET,           /* the kiosk's network does something for some questions */
    DEED_POWER_CUT,     /* the kiosk's power goes at one of its next writes */
    DEED_REGISTRY_CUT,  /* the registry's does */
    DEED_CLOCK,         /* the kiosk's clock jumps by up to decades */
    DEED_DISK_FULL,     /* the kiosk's disk has hardly any room */
    DEED_DISK_ROOM,     /* … and has room again */
    DEED_REGISTRY_FULL, /* the registry's disk has hardly any room */
    DEED_REGISTRY_ROOM,
    DEED_DAMAGE_CONTENT,   /* the card loses a sector of the catalog */
    DEED_DAMAGE_OUTBOX,    /* … or of the outbox */
    DEED_DAMAGE_PICTURE,   /* … or of a picture that a page shows */
    DEED_IMAGE,            /* an image of the kiosk's card is taken */
    DEED_RESTORE_KIOSK,    /* … and put back */
    DEED_CLONE,            /* the card is copied into a second machine */
    DEED_BACKUP,           /* a backup of the registry is taken */
    DEED_RESTORE_REGISTRY, /* … and put back, which begins a new generation */
    DEED_ROTATE,           /* staff want the kiosk to make itself a new key */
    DEED_STEAL,            /* a machine with a copied card wants a key of its own in the place of the kiosk's */
    DEED_ACCEPT,           /* staff decide about two machines with one identity: the next one that comes */
    DEED_ROTATE_KEYS,      /* the registry makes itself new keys */
    DEED_KIND_COUNT
};

struct deed {
    enum deed_kind kind;
    int who;    /* a kiosk */
    int number; /* what its chance is made of */
};

enum { PLAN_DEEDS_MAX = 120, PROBLEM_BYTES = 300 };

struct plan {
    uint64_t seed;
    struct deed deeds[PLAN_DEEDS_MAX];
    size_t deeds_count;
};

void plan_make(struct plan *out, uint64_t seed);
const char *deed_name(enum deed_kind kind);

/* Counts of one town, for figures. */
struct town_figures {
    uint64_t thanked, rounds, power_cuts, questions, disk_changes, heartbeats;
    uint64_t pictures; /* pieces of them that were given */
};

/* What reaches a disk: bytes handed over by the programs, and bytes of the 4 KiB blocks that must be written for them.
 */
struct written {
    uint64_t bytes, block_bytes;
};

struct town_day {
    struct written idle;       /* a kiosk in a day on which nobody comes and nothing changes */
    struct written submission; /* a kiosk for one submission, until its answer is on the screen */
    struct written arrival;    /* the registry for it */
};

/* A day of a kiosk whose network is good, and then some visitors. False: something was broken, see problem. */
bool town_count_day(struct world *world, struct town_day *out, char problem[PROBLEM_BYTES]);

/* Lives through the plan, lets everything come to rest and looks whether every promise was kept:
 *   everything thanked for is at the registry exactly once, or still in the outbox of a machine that staff have not
 *   decided about;
 *   of two machines with one identity never both go on, and staff are told; no kiosk is taken for a copy of itself, or
 *   forgets the key by which the registry knows it;
 *   nothing that was erased comes back, and not a byte of it is left on the registry's disk;
 *   every kiosk shows what was published, and its cursor is never ahead of what it has; what it takes for the newest
 *   was the newest when it asked;
 *   a picture is whole or not there, and all that pages name are there in the end;
 *   staff see how every kiosk is, as it is in the end;
 *   no screen that had something to show became empty;
 *   of a damaged outbox everything arrives whose bytes the card did not lose;
 *   no file was damaged by a power cut;
 *   nothing a citizen wrote ever stood unsealed on a kiosk's disk.
 * True when they were; otherwise what was broken is in problem. `tell`: prints each deed. */
bool town_live(struct world *world, const struct plan *plan, bool tell, char problem[PROBLEM_BYTES],
               struct town_figures *figures);
