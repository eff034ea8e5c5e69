/* tests/unit/networks_desk.h - two who work on the demo's networks: one of the secretariat and an editor. Header only.
 */
#pragma once

#include "tests/unit/networks_house.h"

struct desk {
    struct staff anna; /* of the secretariat */
    struct staff erik; /* an editor, of the first network */
    json_t *demo;      /* owned */
    const char *id;    /* the first network */
    const char *other; /* the second */
};

static inline void desk_finish(struct desk *desk)
{
    json_decref(desk->demo);
}

static inline void desk_begin(struct desk *desk, struct house *house)
{
    *desk = (struct desk){.demo = networks_demo()};
    desk->id = networks_id(desk->demo, 0);
    desk->other = networks_id(desk->demo, 1);
    networks_import(house, desk->demo);
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &desk->anna);
    networks_staff(house, "Erik", ROLE_EDITOR, desk->id, &desk->erik);
}

static inline int64_t head_of(struct house *house)
{
    int64_t head = 0;
    assert_int_equal(db_int(house->registry->db, &head, "SELECT head FROM state", ""), ERR_OK);
    return head;
}
