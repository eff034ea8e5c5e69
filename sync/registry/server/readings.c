#include "sync/registry/server/readings.h"

#include <stdlib.h>

enum err reading_create(struct reading **out, enum err (*read)(struct registry *, void *), void (*forget)(void *),
                        void *context)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    *out = reading;
    if (reading == NULL) {
        forget(context);
        return ERR_NOMEM;
    }
    reading->read = read;
    reading->forget = forget;
    reading->context = context;
    reading->err = ERR_UNAVAILABLE; /* until it is known better */
    return ERR_OK;
}

void reading_destroy(struct reading *reading)
{
    if (reading == NULL) return;
    reading->forget(reading->context);
    free(reading);
}

/* What the thread reads with. */
struct reader {
    struct registry *registry; /* borrowed: whose database it is */
    struct registry own;       /* with a database of its own, once there was something to read */
};

static void reader_finish(void *context)
{
    struct reader *reader = context;
    db_close(reader->own.db);
    free(reader);
}

/* Opening is tried again with the next one: a database may be away for a while. */
static void work(struct queued *queued, const atomic_bool *over, void *context)
{
    struct reading *reading = (struct reading *)queued;
    struct reader *reader = context;
    if (atomic_load(over)) return;
    enum err err = reader->own.db == NULL ? db_again(reader->registry->db, &reader->own.db) : ERR_OK;
    reading->err = err == ERR_OK ? reading->read(&reader->own, reading->context) : err;
}

enum err readings_create(struct queue **out, struct registry *registry, struct loop *loop)
{
    static const struct queue_kind kind = {.threads = 1,
                                           .count_max = READINGS_MAX,
                                           .of_peer_max = READINGS_OF_PEER_MAX,
                                           .work = work,
                                           .finish = reader_finish};
    struct reader *reader = calloc(1, sizeof(*reader));
    *out = NULL;
    if (reader == NULL) return ERR_NOMEM;
    reader->registry = registry;
    reader->own.clock = registry->clock;
    return queue_create(out, &kind, reader, loop);
}
