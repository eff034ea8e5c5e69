#include "sync/registry/staff/staff_deed.h"

enum err staff_deed_begin(struct registry *registry)
{
    enum err err = db_share_begin(registry->db);
    if (err != ERR_OK) return err;
    err = db_part_begin(registry->db);
    if (err != ERR_OK) (void)!db_share_end(registry->db);
    return err;
}

enum err staff_deed_end(struct registry *registry, enum err err)
{
    enum err ended = db_part_end(registry->db, err == ERR_OK);
    enum err kept = db_share_end(registry->db);
    if (err != ERR_OK) return err;
    return ended != ERR_OK ? ended : kept;
}
