#define _POSIX_C_SOURCE 200809L
#include "sync/agent/key_change.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"

bool key_change_is_wanted(const struct key_change *change)
{
    return change->ratchet->file.key_age_s >= KEY_AGE_MAX_S || client_wants_new_key(change->client) ||
           access(change->dir->rotate_asked, F_OK) == 0;
}

bool key_change_is_begun(const struct key_change *change)
{
    return change->identity->has_next;
}

enum err key_change_ask(const struct data_dir *dir)
{
    return file_write(dir->rotate_asked, "", 0, 0600);
}

enum err key_change_begin(struct key_change *change)
{
    struct identity *identity = change->identity;
    sign_make_keys(identity->next_public, identity->next_secret);
    identity->has_next = true;
    enum err err = identity_write(identity, change->dir->identity);
    if (err == ERR_OK) return ERR_OK;
    identity->has_next = false;
    sodium_memzero(identity->next_secret, sizeof(identity->next_secret));
    return err;
}

/* With the kiosk's turn, which is on the disk before it is sent: whatever is lost, the same is asked again. */
static enum err tell(struct key_change *change, const struct client_key_pair *old, const struct client_key_pair *new)
{
    struct turn turn;
    bool turned = false;
    enum err err = ratchet_take(change->ratchet, &turn);
    if (err == ERR_OK) err = client_rotate(change->client, &turn, old, new, &turned);
    if (turned) ratchet_acknowledge(change->ratchet);
    return err;
}

enum err key_change_finish(struct key_change *change)
{
    struct identity *identity = change->identity;
    const struct client_key_pair old = {identity->sign_public, identity->sign_secret};
    const struct client_key_pair new = {identity->next_public, identity->next_secret};
    enum err err = tell(change, &old, &new);
    if (err != ERR_OK) return err;
    struct identity after = *identity;
    identity_go_over(&after);
    /* Until this is on the disk the old pair and the new one stay beside each other, there and here. */
    err = identity_write(&after, change->dir->identity);
    if (err == ERR_OK) {
        *identity = after;
        unlink(change->dir->rotate_asked);
        client_forget_wish(change->client);
        ratchet_forget_age(change->ratchet);
    }
    identity_finish(&after);
    return err;
}

enum err key_change_repeat(struct key_change *change)
{
    const struct identity *identity = change->identity;
    if (!identity->has_former) return ERR_NOT_FOUND;
    const struct client_key_pair old = {identity->former_public, identity->former_secret};
    const struct client_key_pair new = {identity->sign_public, identity->sign_secret};
    return tell(change, &old, &new);
}
