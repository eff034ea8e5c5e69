/* tests/simulation/plan.h - what will happen in a simulated town: a list of deeds, made from a seed before anything
 * begins.
 *
 * Each deed draws its details from its own chance, so leaving some out leaves the others as they were. */
#pragma once

#include <stddef.h>
#include <stdint.h>

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

enum { PLAN_KIOSKS = 4, PLAN_DEEDS_MAX = 120 };

struct plan {
    uint64_t seed;
    struct deed deeds[PLAN_DEEDS_MAX];
    size_t deeds_count;
};

/* Twenty deeds or more; the same seed, the same plan. */
void plan_make(struct plan *out, uint64_t seed);

/* As a town that is told names it. */
const char *deed_name(enum deed_kind kind);
