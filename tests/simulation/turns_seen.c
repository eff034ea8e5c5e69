#include "tests/simulation/turns_seen.h"

#include <string.h>

#include "sync/registry/fleet/kiosks.h"
#include "sync/store/turn_file.h"

/* Every machine was once one of the first kiosks, or is a copy of one. */
struct turns_seen *turns_seen_of(struct town *town, const char *kiosk_id)
{
    for (int at = 0; at < KIOSKS_FIRST; at++) {
        if (strcmp(town->kiosks[at].identity.kiosk_id, kiosk_id) == 0) return &town->turns[at];
    }
    return NULL;
}

static bool read_turn(struct town *town, const char *kiosk_id, unsigned char out[TURN_BYTES])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t bytes = 0;
    if (db_query(town->registry->db, &rows, "SELECT turn FROM kiosk WHERE id = ? AND turn IS NOT NULL", "t",
                 kiosk_id) != ERR_OK ||
        rows_next(rows) != ERR_OK) {
        return false;
    }
    const void *turn = rows_blob(rows, 0, &bytes);
    if (bytes == TURN_BYTES) memcpy(out, turn, TURN_BYTES);
    return bytes == TURN_BYTES;
}

static bool read_key(struct town *town, const char *kiosk_id, unsigned char out[SIGN_PUBLIC_BYTES])
{
    struct kiosk known;
    if (kiosk_find(town->registry, kiosk_id, &known) != ERR_OK) return false;
    memcpy(out, known.sign_public, SIGN_PUBLIC_BYTES);
    return true;
}

/* Signed with a key that it has put another in the place of itself, it would be taken for an old copy of its card. */
void town_sends(struct town *town, const struct wire_end *end)
{
    unsigned char key[SIGN_PUBLIC_BYTES];
    AUTO(identity_finish) struct identity identity = {0};
    const struct machine *kiosk = &town->kiosks[end->number];
    if (town->registry == NULL || town->disk->dead || identity_read(&identity, kiosk->dir.identity) != ERR_OK) return;
    if (!identity.has_next || !read_key(town, identity.kiosk_id, key)) return;
    if (memcmp(key, identity.next_public, SIGN_PUBLIC_BYTES) != 0) return;
    broken(town, "kiosk %d asks with a key that is its former one, as the registry knows", end->number);
}

void town_asked(struct town *town, const struct question *question)
{
    struct turns_seen *turns = turns_seen_of(town, question->kiosk);
    if (turns == NULL) return;
    turns->had_turn = read_turn(town, question->kiosk, turns->turn);
    if (!read_key(town, question->kiosk, turns->key)) memset(turns->key, 0, sizeof(turns->key));
}

static void check_turn(struct town *town, const struct question *question)
{
    unsigned char turn[TURN_BYTES];
    struct turns_seen *turns = turns_seen_of(town, question->kiosk);
    if (turns == NULL || town->disk->dead || !read_turn(town, question->kiosk, turn)) return;
    if (turns->had_turn && memcmp(turn, turns->turn, TURN_BYTES) == 0) return; /* a repeat, or refused */
    /* Drawn before the card was copied: it does not tell the copies apart, and either may go on from there. */
    if (memcmp(turn, town->inherited[question->incarnation], TURN_BYTES) == 0) return;
    if (turns->latest == question->incarnation) return;
    if (turns->over[question->incarnation]) {
        broken(town, "two machines with the identity %s go on side by side", question->kiosk);
    }
    turns->over[turns->latest] = turns->latest != 0;
    turns->latest = question->incarnation;
}

/* A new key takes the identity away from all who have the former one: only the machine whose turn it is may put it. */
static void check_key(struct town *town, const struct question *question)
{
    unsigned char turn[TURN_BYTES];
    unsigned char key[SIGN_PUBLIC_BYTES];
    const struct turns_seen *turns = turns_seen_of(town, question->kiosk);
    if (turns == NULL || town->disk->dead || !turns->had_turn || turns->latest == 0) return;
    if (!read_key(town, question->kiosk, key) || memcmp(key, turns->key, SIGN_PUBLIC_BYTES) == 0) return;
    if (turns->latest == question->incarnation) return;
    if (read_turn(town, question->kiosk, turn) &&
        memcmp(turn, town->inherited[question->incarnation], TURN_BYTES) == 0) {
        return;
    }
    broken(town, "a machine puts a key in the place of that of %s, and it is not its turn", question->kiosk);
}

void town_answered(struct town *town, const struct question *question)
{
    check_turn(town, question);
    check_key(town, question);
}

void turns_begin_incarnation(struct town *town, struct machine *kiosk)
{
    struct turn_file turn;
    kiosk->wire.incarnation = ++town->incarnations;
    if (turn_file_read(&turn, kiosk->dir.turn) != ERR_OK) return;
    memcpy(town->inherited[kiosk->wire.incarnation], turn.turn.now, TURN_BYTES);
}

void turns_decided(struct turns_seen *turns)
{
    *turns = (struct turns_seen){.copied = turns->copied, .stolen = turns->stolen, .rotations = turns->rotations};
}

void turns_copied(struct town *town, const struct machine *kiosk)
{
    struct turns_seen *turns = turns_seen_of(town, kiosk->identity.kiosk_id);
    if (turns != NULL) turns->copied = true;
}
