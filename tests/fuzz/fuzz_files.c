/* The small files of a kiosk's data folder, after a card that dies or a hand that edits. */
#define _GNU_SOURCE /* memfd_create */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sync/agent/state.h"
#include "sync/agent/trust.h"
#include "sync/base/clock.h"
#include "sync/store/identity.h"
#include "sync/store/time_floor.h"
#include "sync/store/turn_file.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char path[64];
    if (sodium_init() < 0) abort();
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0) abort();
    PROMISE(write(fd, bytes, count) == (ssize_t)count);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    struct identity identity;
    enum err err = identity_read(&identity, path);
    PROMISE(err == ERR_OK || err == ERR_DAMAGED);
    if (err == ERR_OK) {
        PROMISE(memchr(identity.registry_url, '\0', sizeof(identity.registry_url)) != NULL);
        PROMISE(!identity.enrolled || identity.kiosk_id[0] != '\0');
        identity_finish(&identity);
    }
    struct agent_state state;
    err = state_read(&state, path);
    PROMISE(err == ERR_OK || err == ERR_DAMAGED);
    if (err == ERR_OK) PROMISE(state.link < LINK_COUNT);
    struct turn_file turn;
    err = turn_file_read(&turn, path);
    PROMISE(err == ERR_OK || err == ERR_DAMAGED);
    if (err == ERR_OK) PROMISE(turn.key_age_s >= 0 && !sodium_is_zero(turn.turn.now, TURN_BYTES));
    struct trust trust;
    err = trust_read(&trust, path);
    PROMISE(err == ERR_OK || err == ERR_DAMAGED);
    PROMISE(err == ERR_OK || (trust.ca == NULL && trust.pins_count == 0));
    if (err == ERR_OK) trust_finish(&trust);
    PROMISE(time_floor_read(path) >= clock_built_s());
    close(fd);
    return 0;
}
