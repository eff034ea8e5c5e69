/* forhal-registry restored: what must be done once an older copy of the database was put back. */
#include <stdio.h>

#include "sync/base/log.h"
#include "sync/registry/commands.h"
#include "sync/registry/registry.h"

int command_restored(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments); /* which does again what erased.log says */
    if (registry == NULL) return EXIT_FAILED;
    enum err err = registry_begin_generation(registry);
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: %s (%s). Nothing was changed.", arguments->data, err_text(err),
                 db_message(registry->db));
        return EXIT_FAILED;
    }
    puts("A new generation has begun: kiosks fetch everything again and deliver again what this copy lacks.");
    return EXIT_DONE;
}
