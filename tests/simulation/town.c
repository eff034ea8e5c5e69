#define _GNU_SOURCE /* memmem */
#include "tests/simulation/town.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/agent/agent.h"
#include "sync/agent/beat.h"
#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/fleet/turns.h"
#include "sync/registry/settings/settings.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"
#include "sync/store/turn_file.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/gallery.h"
#include "tests/simulation/wire.h"

enum {
    KIOSKS_FIRST = 2,
    KIOSKS_MAX = 4,
    SAID_MAX = 200,
    NETWORKS_MAX = 9,
    REST_ROUNDS_MAX = 60,
    GALLERY_ROUNDS_MAX = 4, /* an hour after each other: one that did not come is left alone for an hour */
    WALL_START_S = 1800000000,
    INCARNATIONS_MAX = PLAN_DEEDS_MAX + KIOSKS_FIRST + 1,
};

#define SECRET          "Borger-"
#define REGISTRY_FOLDER "/sim/registry/data"
#define ERASED_LOG      "/data/erased.log"
#define WAITING         "SELECT box, seal_key FROM entry WHERE settled IS NULL"

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

static PRINTF(2, 3) void broken(struct town *town, const char *format, ...)
{
    if (town->problem[0] != '\0') return; /* the first is what counts */
    va_list args;
    va_start(args, format);
    vsnprintf(town->problem, PROBLEM_BYTES, format, args);
    va_end(args);
}

/* ---- clocks ---- */

static int64_t monotonic_ms(void *context)
{
    return ((const struct town *)context)->world->monotonic_ms;
}

static int64_t registry_wall_s(void *context)
{
    return WALL_START_S + monotonic_ms(context) / 1000;
}

/* The agent knows its kiosk by the end of the wire. */
static struct machine *machine_of(void *context)
{
    const struct wire_end *end = context;
    return &end->town->kiosks[end->number];
}

static int64_t kiosk_monotonic_ms(void *context)
{
    return machine_of(context)->town->world->monotonic_ms;
}

static int64_t kiosk_wall_s(void *context)
{
    const struct machine *kiosk = machine_of(context);
    return WALL_START_S + kiosk->wall_offset_s + kiosk_monotonic_ms(context) / 1000;
}

void town_pass(struct town *town, int64_t ms)
{
    town->world->monotonic_ms += ms;
}

struct chance *town_chance(struct town *town)
{
    return &town->chance;
}

/* ---- the registry ---- */

static void registry_stop(struct town *town)
{
    if (town->registry == NULL) return;
    feed_pages_destroy(town->service.pages);
    fleet_close(town->service.fleet);
    registry_close(town->registry);
    town->registry = NULL;
}

static void registry_run(struct town *town)
{
    const struct clock clock = {monotonic_ms, registry_wall_s, town};
    enum err err = registry_open(&town->registry, REGISTRY_FOLDER, clock);
    if (err == ERR_OK) {
        town->service = (struct service){.registry = town->registry, .settings = &town->settings};
        err = feed_pages_create(&town->service.pages, town->registry);
    }
    if (err == ERR_OK) err = fleet_open(&town->service.fleet, town->registry);
    if (err != ERR_OK && err != ERR_FULL && !town->disk->dead) {
        broken(town, "the registry can't be opened: %s", err_text(err));
    }
}

/* After its power went. */
static void registry_back(struct town *town)
{
    town->figures.power_cuts++;
    registry_stop(town);
    disk_power_on(town->disk, &town->chance);
    registry_run(town);
    if (town->registry != NULL && db_check(town->registry->db) != ERR_OK) {
        broken(town, "a power cut damaged the registry's database");
    }
}

struct service *town_service(struct town *town)
{
    town->figures.questions++;
    return town->registry != NULL ? &town->service : NULL;
}

bool town_served(struct town *town)
{
    if (!town->disk->dead) return true;
    registry_back(town);
    return false;
}

void town_gave_picture(struct town *town)
{
    town->figures.pictures++;
}

/* ---- whose turn it is ---- */

/* Every machine was once one of the first kiosks, or is a copy of one. */
static struct turns_seen *turns_of(struct town *town, const char *kiosk_id)
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
    struct turns_seen *turns = turns_of(town, question->kiosk);
    if (turns == NULL) return;
    turns->had_turn = read_turn(town, question->kiosk, turns->turn);
    if (!read_key(town, question->kiosk, turns->key)) memset(turns->key, 0, sizeof(turns->key));
}

static void check_turn(struct town *town, const struct question *question)
{
    unsigned char turn[TURN_BYTES];
    struct turns_seen *turns = turns_of(town, question->kiosk);
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
    const struct turns_seen *turns = turns_of(town, question->kiosk);
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

/* Another card is in this machine. */
static void begin_incarnation(struct town *town, struct machine *kiosk)
{
    struct turn_file turn;
    kiosk->wire.incarnation = ++town->incarnations;
    if (turn_file_read(&turn, kiosk->dir.turn) != ERR_OK) return;
    memcpy(town->inherited[kiosk->wire.incarnation], turn.turn.now, TURN_BYTES);
}

static void turns_decided(struct turns_seen *turns)
{
    *turns = (struct turns_seen){.copied = turns->copied, .stolen = turns->stolen, .rotations = turns->rotations};
}

static void turns_copied(struct town *town, const struct machine *kiosk)
{
    struct turns_seen *turns = turns_of(town, kiosk->identity.kiosk_id);
    if (turns != NULL) turns->copied = true;
}

static void rotate(struct town *town, const struct machine *kiosk)
{
    struct turns_seen *turns = turns_of(town, kiosk->identity.kiosk_id);
    if (town->registry == NULL || turns == NULL || (town->backup != NULL && turns->rotations > 0)) return;
    turns->rotations++;
    (void)!kiosk_demand_rotation(town->registry, kiosk->identity.kiosk_id);
}

static void accept_next(struct town *town, const struct machine *kiosk)
{
    struct turns_seen *turns = turns_of(town, kiosk->identity.kiosk_id);
    if (town->registry == NULL || turns == NULL) return;
    enum err err = turn_adopt(town->registry, kiosk->identity.kiosk_id);
    if (err == ERR_OK || town->disk->dead) turns_decided(turns); /* in a cut it may have been, or not */
}

static json_t *network_body(struct town *town, int number, int version)
{
    char id[32], title[64], question[64];
    snprintf(id, sizeof(id), "net-%d", number);
    snprintf(title, sizeof(title), "N%d v%d", number, version);
    snprintf(question, sizeof(question), "Q%d v%d", number, version);
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "welfare", "status", "active", "title",
                             title, "question", question);
    if (town->large) {
        enum { LONG = 100 * 1000 }; /* so that a page of the feed has three of them, and others come with the next */
        char *text = malloc(LONG + 1);
        if (text == NULL) abort();
        memset(text, 'x', LONG);
        text[LONG] = '\0';
        json_object_set_new(body, "remarks", json_pack("[s]", text));
        free(text);
    }
    return body;
}

/* Some of the networks are another version than before, some are gone, some are new; at least one is there. */
static json_t *content_make(struct town *town, struct pictures *pictures)
{
    json_t *networks = json_array();
    town->version++;
    for (int number = 0; number < NETWORKS_MAX; number++) {
        if (number > 0 && chance_one_in(&town->chance, 3)) continue;
        int version = chance_one_in(&town->chance, 2) ? town->version : 1;
        json_array_append_new(networks, network_body(town, number, version));
    }
    json_t *notice = json_pack("{s:s, s:s, s:s, s:[{s:s, s:s}]}", "version", "1", "title", "T", "intro", "I",
                               "sections", "heading", "H", "text", "T");
    return json_pack("{s:s, s:{s:s, s:s, s:[], s:o}, s:o, s:o}", "format", "forhal-content/1", "site", "name", "Town",
                     "heading", "Heading", "phases", "notice", notice, "networks", networks, "pages",
                     gallery_make(pictures, &town->chance, town->large));
}

static void publish(struct town *town)
{
    static struct pictures pictures;
    AUTO(json_auto) json_t *document = content_make(town, &pictures);
    struct content_summary summary;
    enum err err = ERR_OK;
    if (document == NULL) abort();
    if (town->registry != NULL) err = content_import_with(town->registry, document, &pictures, &summary);
    pictures_finish(&pictures);
    if (err != ERR_OK && err != ERR_FULL && !town->disk->dead) broken(town, "publishing failed: %s", err_text(err));
}

/* ---- kiosks ---- */

static bool kiosk_is_dead(void *context)
{
    return machine_of(context)->disk->dead;
}

static void look(struct town *town, struct machine *kiosk);

/* Between two pages the screen looks, too. */
static void kiosk_alive(void *context)
{
    struct machine *kiosk = machine_of(context);
    if (kiosk->town->large) look(kiosk->town, kiosk);
}

static void kiosk_says(void *context, enum log_level level, const char *text)
{
    const struct machine *kiosk = machine_of(context);
    if (kiosk->town->tell) printf("        kiosk %d, %d: %s\n", kiosk->wire.number, (int)level, text);
}

static void kiosk_stop(struct machine *kiosk)
{
    outbox_close(kiosk->outbox);
    agent_close(kiosk->agent);
    kiosk->outbox = NULL;
    kiosk->agent = NULL;
}

static void kiosk_place(struct town *town, int number, struct disk *disk)
{
    struct machine *kiosk = &town->kiosks[number];
    *kiosk = (struct machine){.town = town, .there = true, .disk = disk};
    kiosk->wire = (struct wire_end){.number = number, .town = town};
    snprintf(kiosk->mount, sizeof(kiosk->mount), "kiosk%d", number);
    disk->secret = SECRET;
    disk_mount(kiosk->mount, disk);
    char folder[64];
    snprintf(folder, sizeof(folder), "/sim/%s/data", kiosk->mount);
    if (data_dir_init(&kiosk->dir, folder) != ERR_OK || run_dir_init(&kiosk->run_dir, folder, folder) != ERR_OK) {
        broken(town, "a kiosk's folder can't be made");
    }
    begin_incarnation(town, kiosk);
}

static void kiosk_enrol_here(struct town *town, int number)
{
    struct machine *kiosk = &town->kiosks[number];
    struct kiosk enrolled;
    enum enrolment enrolment;
    char code[KIOSK_CODE_TEXT_BYTES];
    kiosk_place(town, number, disk_create());
    identity_make(&kiosk->identity, "http://127.0.0.1:8440");
    enum err err = kiosk_invite(town->registry, kiosk->mount, KIOSK_INVITATION_MINUTES, code);
    if (err == ERR_OK) err = kiosk_enrol(town->registry, code, kiosk->identity.sign_public, &enrolment, &enrolled);
    if (err != ERR_OK) {
        broken(town, "a kiosk can't be enrolled: %s", err_text(err));
        return;
    }
    snprintf(kiosk->identity.kiosk_id, sizeof(kiosk->identity.kiosk_id), "%s", enrolled.id);
    snprintf(kiosk->identity.kiosk_name, sizeof(kiosk->identity.kiosk_name), "%s", enrolled.name);
    const struct keys *keys = &town->registry->keys;
    memcpy(kiosk->identity.content_public, keys->content_public, SIGN_PUBLIC_BYTES);
    memcpy(kiosk->identity.receipt_public, keys->receipt_public, SIGN_PUBLIC_BYTES);
    memcpy(kiosk->identity.seal_public, keys->seal_public, SEAL_PUBLIC_BYTES);
    kiosk->identity.enrolled = true;
    if (identity_write(&kiosk->identity, kiosk->dir.identity) != ERR_OK) broken(town, "no identity");
}

/* Looks at the catalog itself: no item that the registry had given out up to the cursor may be missing. */
static void check_cursor(struct town *town, struct machine *kiosk)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor = {.sequence = 0};
    enum err err = catalog_open(&catalog, kiosk->dir.content, CATALOG_WRITER);
    if (err == ERR_OK) err = catalog_check(catalog);
    if (err == ERR_OK) err = catalog_cursor(catalog, &cursor);
    if (err == ERR_FULL || (err == ERR_DAMAGED && kiosk->damaged)) return; /* no power cut's doing */
    if (err == ERR_OK) kiosk->damaged = false;
    if (err != ERR_OK) {
        broken(town, "kiosk %d's catalog after a power cut: %s", kiosk->wire.number, err_text(err));
        return;
    }
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    if (town->registry == NULL || registry_head(town->registry, generation, &head) != ERR_OK) return;
    if (strcmp(generation, cursor.generation) != 0) return;
    AUTO(db_auto) struct db *db = NULL;
    if (db_open(&db, kiosk->dir.content, NULL, DB_READ_ONLY) != ERR_OK) return;
    AUTO(rows_auto) struct rows *rows = NULL;
    err = db_query(town->registry->db, &rows, "SELECT type, id, seq FROM item WHERE body IS NOT NULL AND seq <= ?", "i",
                   cursor.sequence);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        int64_t count = 0;
        if (db_int(db, &count,
                   "SELECT count(*) FROM item WHERE generation = ? AND type = ? AND id = ? AND sequence = ?", "ttti",
                   generation, rows_text(rows, 0), rows_text(rows, 1), rows_int(rows, 2)) != ERR_OK ||
            count != 1) {
            broken(town, "kiosk %d's cursor %lld is ahead of its data: %s is missing", kiosk->wire.number,
                   (long long)cursor.sequence, rows_text(rows, 1));
        }
    }
}

static void check_gallery(struct town *town, struct machine *kiosk)
{
    const char *wrong = kiosk->picture_damaged ? NULL : gallery_wrong(kiosk->disk);
    if (wrong == NULL) return;
    broken(town, "kiosk %d has a picture that is not what its name says: %s", kiosk->wire.number, wrong);
}

/* As the screen has it after it began, or was rung for. */
static void read_identity(struct town *town, struct machine *kiosk)
{
    struct identity identity;
    enum err err = identity_read(&identity, kiosk->dir.identity);
    if (err == ERR_OK && identity.enrolled) {
        kiosk->identity = identity;
    } else if (!kiosk->disk->dead) {
        broken(town, "kiosk %d forgot who it is", kiosk->wire.number);
    }
}

static void kiosk_back(struct town *town, struct machine *kiosk)
{
    town->figures.power_cuts++;
    kiosk_stop(kiosk);
    kiosk->seen = (struct feed_cursor){.sequence = 0}; /* the catalog may lose its last pages: it is disposable */
    disk_power_on(kiosk->disk, &town->chance);
    struct turn_file turn;
    enum err err = turn_file_read(&turn, kiosk->dir.turn);
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        broken(town, "a power cut damaged the turn of kiosk %d", kiosk->wire.number);
    read_identity(town, kiosk);
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    err = outbox_open(&outbox, kiosk->dir.outbox);
    if (err == ERR_OK) err = outbox_check(outbox);
    if (err == ERR_DAMAGED && !kiosk->outbox_damaged)
        broken(town, "a power cut damaged the outbox of kiosk %d", kiosk->wire.number);
    check_cursor(town, kiosk);
    check_gallery(town, kiosk);
}

static void submit(struct town *town, struct machine *kiosk)
{
    if (town->said_count == SAID_MAX || kiosk->outbox_damaged) return; /* what such a file takes nobody can promise */
    size_t number = town->said_count++;
    struct said *said = &town->said[number];
    *said = (struct said){.kiosk = kiosk->wire.number};
    struct submission submission = {.kind = SUBMISSION_INTEREST, .network = "net-0", .notice = "1", .lang = "da"};
    snprintf(submission.name, sizeof(submission.name), SECRET "%05zu.", number);
    snprintf(submission.contact, sizeof(submission.contact), "b%zu@example.dk", number);
    receipt_code_make(said->code);
    receipt_code_hash(submission.receipt_hash, said->code);
    enum err err = ERR_OK;
    if (kiosk->outbox == NULL) err = outbox_open(&kiosk->outbox, kiosk->dir.outbox);
    if (err == ERR_OK) err = outbox_submit(kiosk->outbox, &kiosk->identity, &submission);
    said->thanked = err == ERR_OK;
    town->figures.thanked += said->thanked;
    if (err == ERR_OK) return;
    outbox_close(kiosk->outbox);
    kiosk->outbox = NULL;
}

static void erase(struct town *town, struct machine *kiosk)
{
    if (town->said_count == 0) return;
    struct said *said = &town->said[chance_below(&town->chance, (int)town->said_count)];
    if (!said->thanked || said->erased || kiosk->outbox_damaged) return;
    said->erase_tried = true;
    struct submission submission = {.kind = SUBMISSION_ERASE, .lang = "da"};
    snprintf(submission.code, sizeof(submission.code), "%s", said->code);
    receipt_code_hash(submission.receipt_hash, said->code);
    enum err err = ERR_OK;
    if (kiosk->outbox == NULL) err = outbox_open(&kiosk->outbox, kiosk->dir.outbox);
    if (err == ERR_OK) err = outbox_submit(kiosk->outbox, &kiosk->identity, &submission);
    said->erased = err == ERR_OK;
    said->erased_at = kiosk->wire.number;
    said->erased_after = town->said_count;
    if (err == ERR_OK) return;
    outbox_close(kiosk->outbox);
    kiosk->outbox = NULL;
}

static bool agent_is_open(struct town *town, struct machine *kiosk)
{
    if (kiosk->agent != NULL) return true;
    const struct agent_ports ports = {
        .clock = {kiosk_monotonic_ms, kiosk_wall_s, &kiosk->wire},
        .stop = kiosk_is_dead,
        .alive = kiosk_alive,
        .say = kiosk_says,
        .context = &kiosk->wire,
    };
    (void)town;
    beat_begin(&kiosk->beat, &kiosk->dir, &kiosk->run_dir, ports.clock);
    kiosk->beat.root = "/sim/none";
    return agent_open(&kiosk->agent, &kiosk->dir, &ports) == ERR_OK;
}

static int no_tick(void *context)
{
    (void)context;
    return 1;
}

/* As between two rounds of forhal-sync run. The simulated registry keeps nothing back: the answer is what there is, and
 * the round takes it from here, whatever has become of the catalog. */
static void wait_for_news(struct town *town, struct machine *kiosk)
{
    const struct http_wait wait = {.seconds = 20, .wake_fds = {-1, -1}, .tick = no_tick};
    bool news = false;
    if (chance_one_in(&town->chance, 2)) return;
    (void)!agent_wait(kiosk->agent, &wait, &news);
}

static void outbox_was_looked_at(struct machine *kiosk)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    if (outbox_open(&outbox, kiosk->dir.outbox) == ERR_OK && outbox_check(outbox) == ERR_OK) {
        kiosk->outbox_damaged = false;
    }
}

/* The registry's newest, and when, before a round. */
struct newest {
    int64_t begun_s;
    char generation[REGISTRY_GENERATION_TEXT_BYTES]; /* "": nobody knows */
    int64_t head;
};

static struct newest newest_now(struct town *town, struct machine *kiosk)
{
    struct newest now = {.begun_s = kiosk_wall_s(&kiosk->wire)};
    if (town->registry == NULL || registry_head(town->registry, now.generation, &now.head) != ERR_OK) {
        now.generation[0] = '\0';
    }
    return now;
}

/* What a round says was proved to be the newest was it when the round began, or came since. */
static void check_proof(struct town *town, struct machine *kiosk, const struct newest *before)
{
    struct agent_state state;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    if (kiosk->disk->dead || before->generation[0] == '\0') return;
    if (state_read(&state, kiosk->dir.agent_state) != ERR_OK) return;
    bool proved = state.fresh_at_s != kiosk->fresh_at_s && state.fresh_at_s >= before->begun_s &&
                  state.fresh_at_s <= kiosk_wall_s(&kiosk->wire);
    kiosk->fresh_at_s = state.fresh_at_s;
    if (!proved || kiosk->damaged || catalog_open(&catalog, kiosk->dir.content, CATALOG_READER) != ERR_OK ||
        catalog_cursor(catalog, &cursor) != ERR_OK) {
        return;
    }
    if (cursor.sequence >= before->head && strcmp(cursor.generation, before->generation) == 0) return;
    broken(town, "kiosk %d takes %lld for the newest, and %lld was published", kiosk->wire.number,
           (long long)cursor.sequence, (long long)before->head);
}

/* As after a round of forhal-sync run. */
static void beat(struct town *town, struct machine *kiosk, const struct round *round)
{
    bool answers = round->link == LINK_GOOD || round->link == LINK_TROUBLE;
    struct client *client = agent_client(kiosk->agent);
    if (!answers || client == NULL || kiosk->disk->dead || !beat_is_due(&kiosk->beat)) return;
    town->figures.heartbeats += beat_send(&kiosk->beat, client) == ERR_OK;
}

static void check_forward(struct town *town, struct machine *kiosk, const struct feed_cursor *cursor)
{
    if (strcmp(cursor->generation, kiosk->seen.generation) == 0 && cursor->sequence < kiosk->seen.sequence) {
        broken(town, "kiosk %d went back from %lld to %lld", kiosk->wire.number, (long long)kiosk->seen.sequence,
               (long long)cursor->sequence);
    }
    kiosk->seen = *cursor;
}

/* The next round may have made good what this one did wrong. */
static void check_forward_after_round(struct town *town, struct machine *kiosk)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    if (kiosk->disk->dead || kiosk->damaged) return;
    if (catalog_open(&catalog, kiosk->dir.content, CATALOG_READER) != ERR_OK ||
        catalog_cursor(catalog, &cursor) != ERR_OK) {
        return;
    }
    check_forward(town, kiosk, &cursor);
}

/* A refusal is not signed: an old one that is repeated counts for a round. */
static bool refusals_are_true(const struct wire_end *wire)
{
    return wire->net_left == 0 || (wire->net_chooses && wire->net != NET_REPLAYED && wire->net != NET_BEHIND);
}

/* True when nothing was left to do. */
static bool do_round(struct town *town, struct machine *kiosk)
{
    const struct newest before = newest_now(town, kiosk);
    if (!agent_is_open(town, kiosk)) return false;
    struct round round;
    bool honest = refusals_are_true(&kiosk->wire);
    wait_for_news(town, kiosk);
    uint64_t pieces = town->figures.pictures;
    agent_round(kiosk->agent, &round);
    if (!kiosk->disk->dead && pieces != town->figures.pictures) check_gallery(town, kiosk);
    town->figures.rounds++;
    kiosk->former_key = strcmp(round.refusal, "former_key") == 0;
    kiosk->forked = kiosk->former_key || strcmp(round.refusal, "forked") == 0;
    kiosk->unknown_key = strcmp(round.refusal, "bad_signature") == 0;
    const struct turns_seen *turns = turns_of(town, kiosk->identity.kiosk_id);
    if (kiosk->forked && honest && turns != NULL && !turns->copied) {
        broken(town, "kiosk %d was taken for a copy of itself", kiosk->wire.number);
    }
    if (kiosk->outbox_damaged) outbox_was_looked_at(kiosk);
    check_forward_after_round(town, kiosk);
    check_proof(town, kiosk, &before);
    beat(town, kiosk, &round);
    if (town->tell && round.problem[0] != '\0') printf("        kiosk %d: %s\n", kiosk->wire.number, round.problem);
    return round_is_good(&round);
}

static void look(struct town *town, struct machine *kiosk)
{
    read_identity(town, kiosk);
    check_gallery(town, kiosk);
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    enum err err = catalog_open(&catalog, kiosk->dir.content, CATALOG_READER);
    struct network_card cards[NETWORKS_MAX + 1];
    size_t count = 0;
    int64_t revision = 0;
    struct feed_cursor cursor = {.sequence = 0};
    if (err == ERR_OK) err = catalog_cursor(catalog, &cursor);
    if (err == ERR_OK) err = catalog_revision(catalog, &revision);
    if (err == ERR_OK) err = catalog_cards(catalog, "da", NULL, 0, cards, NETWORKS_MAX + 1, &count);
    if (kiosk->damaged) return;                 /* a lost sector may hide anything, until the file is read through */
    if (err != ERR_OK || revision == 0) return; /* being fetched again, or no disk: the screen keeps what it has */
    if (count == 0 && kiosk->has_shown) broken(town, "kiosk %d's screen became empty", kiosk->wire.number);
    kiosk->has_shown = count > 0;
    check_forward(town, kiosk, &cursor);
    if (count > 0 && strcmp(cards[0].id, "net-0") != 0) { /* it was published at all times, and first */
        broken(town, "kiosk %d shows content that is not whole", kiosk->wire.number);
    }
    for (size_t at = 0; at < count; at++) {
        if (strcmp(cards[at].title + 1, cards[at].question + 1) != 0) {
            broken(town, "kiosk %d shows half a network: %s, %s", kiosk->wire.number, cards[at].title,
                   cards[at].question);
        }
    }
}

/* ---- where everything is that was said ---- */

static void count_in_ledger(struct town *town, int counts[SAID_MAX])
{
    int64_t number = 0;
    bool more = true;
    while (more) {
        AUTO(json_auto) json_t *list = NULL;
        if (ledger_list(town->registry, number, LEDGER_LIST_MAX, &list, &more) != ERR_OK) {
            broken(town, "the ledger can't be read");
            return;
        }
        size_t at;
        json_t *entry;
        json_array_foreach (list, at, entry) {
            const char *name = json_text_at(entry, "name");
            number = json_int_at(entry, "order", 0);
            if (name != NULL && strncmp(name, SECRET, sizeof(SECRET) - 1) == 0) {
                counts[strtoul(name + sizeof(SECRET) - 1, NULL, 10) % SAID_MAX]++;
            }
        }
    }
}

/* What the registry could unseal of what lies in a kiosk's outbox: waiting, set aside or kept. */
static void count_in_outbox_where(struct town *town, struct machine *kiosk, const char *sql, int counts[SAID_MAX])
{
    AUTO(db_auto) struct db *db = NULL;
    if (db_open(&db, kiosk->dir.outbox, NULL, DB_READ_ONLY) != ERR_OK) return;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, sql, "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        struct entry entry = {0};
        entry.box = (unsigned char *)rows_blob(rows, 0, &entry.box_bytes);
        size_t bytes = 0;
        const void *seal_key = rows_blob(rows, 1, &bytes);
        if (bytes == SEAL_KEY_ID_BYTES) memcpy(entry.seal_key_id, seal_key, bytes);
        const struct seal_pair *pair = keys_seal(&town->registry->keys, entry.seal_key_id);
        unsigned char *plain = NULL;
        if (pair == NULL) {
            broken(town, "kiosk %d holds what nobody can open", kiosk->wire.number);
            continue;
        }
        if (entry_open(&plain, &bytes, &entry, pair->public_key, pair->secret_key) != ERR_OK) continue;
        struct submission submission;
        bool read = submission_from_json(&submission, (const char *)plain, bytes) == ERR_OK;
        if (read && strncmp(submission.name, SECRET, sizeof(SECRET) - 1) == 0) { /* a wish has no name */
            counts[strtoul(submission.name + sizeof(SECRET) - 1, NULL, 10) % SAID_MAX]++;
        }
        free(plain);
    }
}

static void count_in_outbox(struct town *town, struct machine *kiosk, int counts[SAID_MAX])
{
    count_in_outbox_where(town, kiosk, "SELECT box, seal_key FROM entry", counts);
}

static void count_in_outboxes(struct town *town, int counts[SAID_MAX])
{
    for (int at = 0; at < KIOSKS_MAX; at++) {
        if (town->kiosks[at].there) count_in_outbox(town, &town->kiosks[at], counts);
    }
}

/* What was said from `first` on and is nowhere now was lost together with what held it. */
static void excuse_lost(struct town *town, int kiosk, size_t first)
{
    int counts[SAID_MAX] = {0};
    int kept[SAID_MAX] = {0};
    count_in_ledger(town, counts);
    count_in_outboxes(town, kept);
    for (size_t at = first; at < town->said_count; at++) {
        struct said *said = &town->said[at];
        if (said->kiosk != kiosk || kept[at] > 0) continue;
        said->kept_lost = true;
        if (counts[at] == 0) said->excused = true;
    }
}

/* Has the registry heard that it is to be erased? Whatever becomes of any machine from then on, it stays so. */
static bool erasure_arrived(struct town *town, const struct said *said)
{
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    int64_t one = 0;
    receipt_code_hash(hash, said->code);
    return db_int(town->registry->db, &one, "SELECT 1 FROM asked WHERE receipt = ? AND kind = 'erase'", "b", hash,
                  sizeof(hash)) == ERR_OK;
}

/* ---- deeds ---- */

static void take_image(struct town *town, struct machine *kiosk)
{
    kiosk_stop(kiosk);
    if (kiosk->disk->dead) return; /* the power went while it was shut down */
    disk_destroy(kiosk->image);
    kiosk->image = disk_copy(kiosk->disk);
    kiosk->image_said = town->said_count;
    kiosk->image_damaged = kiosk->damaged;
    kiosk->image_picture_damaged = kiosk->picture_damaged;
    kiosk->image_outbox_damaged = kiosk->outbox_damaged;
}

static void put_image_back(struct town *town, struct machine *kiosk)
{
    if (kiosk->image == NULL || town->registry == NULL) return;
    kiosk_stop(kiosk);
    disk_destroy(kiosk->disk);
    kiosk->disk = disk_copy(kiosk->image);
    disk_mount(kiosk->mount, kiosk->disk);
    read_identity(town, kiosk);
    kiosk->has_shown = false;
    kiosk->seen = (struct feed_cursor){.sequence = 0};
    kiosk->damaged = kiosk->image_damaged;
    kiosk->picture_damaged = kiosk->image_picture_damaged;
    turns_copied(town, kiosk);
    begin_incarnation(town, kiosk);
    kiosk->outbox_damaged = kiosk->image_outbox_damaged;
    excuse_lost(town, kiosk->wire.number, kiosk->image_said);
    for (size_t at = 0; at < town->said_count; at++) {
        struct said *said = &town->said[at];
        bool lost = said->erased_at == kiosk->wire.number && said->erased_after >= kiosk->image_said;
        if (said->erased && lost && !erasure_arrived(town, said)) said->erase_excused = true;
    }
}

static void clone(struct town *town, struct machine *kiosk)
{
    for (int at = 0; at < KIOSKS_MAX; at++) {
        if (town->kiosks[at].there) continue;
        kiosk_stop(kiosk);
        if (kiosk->disk->dead) return;
        turns_copied(town, kiosk);
        kiosk_place(town, at, disk_copy(kiosk->disk));
        town->kiosks[at].damaged = kiosk->damaged;
        town->kiosks[at].picture_damaged = kiosk->picture_damaged;
        town->kiosks[at].outbox_damaged = kiosk->outbox_damaged;
        if (identity_read(&town->kiosks[at].identity, town->kiosks[at].dir.identity) != ERR_OK) {
            broken(town, "a cloned kiosk doesn't know who it is");
        }
        return;
    }
}

/* As a thief does, who asks nobody: the first thing this machine asks for is a new key. */
static void steal(struct town *town, struct machine *kiosk)
{
    struct turns_seen *turns = turns_of(town, kiosk->identity.kiosk_id);
    if (turns == NULL || !turns->copied || turns->stolen || (town->backup != NULL && turns->rotations > 0)) return;
    kiosk_stop(kiosk);
    struct identity identity;
    if (kiosk->disk->dead || identity_read(&identity, kiosk->dir.identity) != ERR_OK) return;
    if (!identity.has_next) {
        sign_make_keys(identity.next_public, identity.next_secret);
        identity.has_next = turns->stolen = true;
        turns->rotations++;
        (void)!identity_write(&identity, kiosk->dir.identity);
    }
    identity_finish(&identity);
}

static void back_up(struct town *town)
{
    registry_stop(town);
    if (town->disk->dead) return;
    disk_destroy(town->backup);
    town->backup = disk_copy(town->disk);
    registry_run(town);
    for (int at = 0; at < KIOSKS_FIRST; at++) { /* one that is still asked for comes after it */
        struct kiosk known;
        town->turns[at].rotations = town->registry == NULL ||
                                    kiosk_find(town->registry, town->kiosks[at].identity.kiosk_id, &known) != ERR_OK ||
                                    known.rotate || town->turns[at].stolen;
    }
}

static void restore(struct town *town)
{
    if (town->backup == NULL || town->registry == NULL) return;
    int before[SAID_MAX] = {0};
    bool gone[SAID_MAX] = {false};
    count_in_ledger(town, before);
    for (size_t at = 0; at < town->said_count; at++) gone[at] = erasure_arrived(town, &town->said[at]);
    registry_stop(town);
    struct disk *old = town->disk;
    town->disk = disk_copy(town->backup);
    disk_carry(old, town->disk, ERASED_LOG); /* a restore leaves it where it is */
    disk_destroy(old);
    disk_mount("registry", town->disk);
    registry_run(town);
    if (town->registry == NULL) return;
    if (registry_begin_generation(town->registry) != ERR_OK && !town->disk->dead) broken(town, "no new generation");
    /* Only what two machines lost one after the other may be gone: the kiosk what it kept, then the registry. */
    int after[SAID_MAX] = {0};
    count_in_ledger(town, after);
    for (size_t at = 0; at < town->said_count; at++) {
        if (town->said[at].kept_lost && before[at] > after[at]) town->said[at].excused = true;
    }
    for (size_t at = 0; at < town->said_count; at++) {
        if (gone[at] && after[at] > 0) broken(town, "number %zu was erased and came back from a backup", at);
    }
    for (int at = 0; at < KIOSKS_FIRST; at++) turns_decided(&town->turns[at]); /* whoever comes first */
    registry_stop(town); /* pages that were kept ready are of the old history */
    registry_run(town);
}

static void rotate_keys(struct town *town)
{
    bool kinds[KEY_KIND_COUNT];
    for (int kind = 0; kind < KEY_KIND_COUNT; kind++) kinds[kind] = chance_one_in(&town->chance, 2);
    if (town->registry == NULL) return;
    enum err err = registry_rotate_keys(town->registry, kinds);
    if (err != ERR_OK && err != ERR_FULL && !town->disk->dead) broken(town, "new keys failed: %s", err_text(err));
    if (town->disk->dead) registry_back(town);
    /* A backup from before is without the new keys: who makes them is told to make a backup, too. */
    bool had_backup = town->backup != NULL;
    disk_destroy(town->backup);
    town->backup = NULL;
    if (had_backup && town->registry != NULL) back_up(town);
}

static void set_net(struct town *town, struct machine *kiosk)
{
    kiosk->wire.net = (enum net)(1 + chance_below(&town->chance, NET_COUNT - 1));
    kiosk->wire.net_left = 1 + chance_below(&town->chance, 6);
    kiosk->wire.net_chooses = chance_one_in(&town->chance, 3);
    kiosk->wire.net_about = chance_one_in(&town->chance, 2) ? ABOUT_PICTURE : ABOUT_KEY;
}

static void set_clock(struct town *town, struct machine *kiosk)
{
    static const int64_t offsets[] = {0, -WALL_START_S, -86400, 86400, 20LL * 365 * 86400};
    kiosk->wall_offset_s = offsets[chance_below(&town->chance, sizeof(offsets) / sizeof(offsets[0]))];
}

static void damage_content(struct town *town, struct machine *kiosk)
{
    kiosk_stop(kiosk);
    /* A sector that changes under SQLite's own log is another failure than a power cut; the file alone is hit. */
    if (!disk_damage(kiosk->disk, "/data/content.db", &town->chance)) return;
    kiosk->has_shown = false;
    kiosk->seen = (struct feed_cursor){.sequence = 0};
    kiosk->damaged = true;
}

/* The screen shows none that does not fit its name; that it comes back is up to the agent. */
static void damage_picture(struct town *town, struct machine *kiosk)
{
    kiosk_stop(kiosk);
    if (!kiosk->disk->dead && gallery_damage(kiosk->disk, &town->chance)) kiosk->picture_damaged = true;
}

/* One row of an outbox before the damage: what lies together in the file, if it is there. */
static bool row_is_whole(const unsigned char *before, const unsigned char *after, size_t bytes, const struct rows *rows)
{
    enum { HEADER = 24, FRONT = 16 + 8 + 64 };
    size_t id_bytes = 0;
    size_t box_bytes = 0;
    const void *id = rows_blob(rows, 0, &id_bytes);
    (void)rows_blob(rows, 1, &box_bytes);
    bool found = false;
    for (const unsigned char *at = before; (at = memmem(at, bytes - (size_t)(at - before), id, id_bytes)) != NULL;
         at++) {
        size_t from = (size_t)(at - before);
        size_t to = from + FRONT + 1 + box_bytes + 60;
        from = from > HEADER ? from - HEADER : 0;
        if (to > bytes) to = bytes;
        /* Its index has the id, too: only where the signature stands behind it is the row. */
        if (memcmp(before + from, after + from, to - from) != 0) continue;
        size_t signature_bytes = 0;
        const void *signature = rows_blob(rows, 2, &signature_bytes);
        if (memmem(before + from, to - from, signature, signature_bytes) != NULL) found = true;
    }
    return found;
}

static struct said *said_by_receipt(struct town *town, const unsigned char *receipt)
{
    for (size_t at = 0; at < town->said_count; at++) {
        unsigned char hash[RECEIPT_CODE_HASH_BYTES];
        receipt_code_hash(hash, town->said[at].code);
        if (memcmp(hash, receipt, sizeof(hash)) == 0) return &town->said[at];
    }
    return NULL;
}

/* What the card lost nobody can bring back; the rest must arrive. */
static void excuse_row(struct town *town, const struct rows *rows, const int in_ledger[SAID_MAX])
{
    size_t bytes = 0;
    const void *receipt = rows_blob(rows, 3, &bytes);
    struct said *said = bytes == RECEIPT_CODE_HASH_BYTES ? said_by_receipt(town, receipt) : NULL;
    if (said == NULL) return;
    if (rows_int(rows, 4) == 0) { /* a wish to erase */
        if (!erasure_arrived(town, said)) said->erase_excused = true;
        return;
    }
    said->kept_lost = true;
    if (in_ledger[said - town->said] == 0) said->excused = true;
}

static void damage_outbox(struct town *town, struct machine *kiosk)
{
    int in_ledger[SAID_MAX] = {0};
    kiosk_stop(kiosk); /* its log is in the file now */
    if (kiosk->disk->dead || town->registry == NULL) return;
    const struct inode *inode = disk_find(kiosk->disk, "/data/outbox.db");
    if (inode == NULL || inode->size == 0 || kiosk->outbox_damaged) return;
    count_in_ledger(town, in_ledger);
    size_t bytes = (size_t)inode->size;
    unsigned char *before = malloc(bytes);
    unsigned char *after = malloc(bytes);
    if (before == NULL || after == NULL) abort();
    memcpy(before, inode->bytes, bytes);
    AUTO(db_auto) struct db *db = NULL;
    AUTO(rows_auto) struct rows *rows = NULL;
    if (db_open(&db, kiosk->dir.outbox, NULL, DB_READ_ONLY) == ERR_OK &&
        db_query(db, &rows, "SELECT id, box, signature, receipt, words FROM entry", "") == ERR_OK) {
        struct disk *copy = disk_copy(kiosk->disk);
        for (int sector = chance_below(&town->chance, 4); sector >= 0; sector--) {
            (void)disk_damage(copy, "/data/outbox.db", &town->chance);
        }
        memcpy(after, disk_find(copy, "/data/outbox.db")->bytes, bytes);
        disk_destroy(copy);
        while (rows_next(rows) == ERR_OK) {
            if (!row_is_whole(before, after, bytes, rows)) excuse_row(town, rows, in_ledger);
        }
        rows_close(rows);
        rows = NULL;
        db_close(db);
        db = NULL;
        struct inode *here = disk_find(kiosk->disk, "/data/outbox.db");
        if (here->size == (int64_t)bytes) memcpy(here->bytes, after, bytes);
        kiosk->outbox_damaged = true;
    }
    free(before);
    free(after);
}

static void do_deed(struct town *town, const struct deed *deed)
{
    struct machine *kiosk = &town->kiosks[deed->who];
    if (!kiosk->there) kiosk = &town->kiosks[0];
    switch (deed->kind) {
    case DEED_SUBMIT: submit(town, kiosk); break;
    case DEED_ERASE: erase(town, kiosk); break;
    case DEED_ROUND: (void)do_round(town, kiosk); break;
    case DEED_PUBLISH: publish(town); break;
    case DEED_LOOK: look(town, kiosk); break;
    case DEED_NET: set_net(town, kiosk); break;
    case DEED_POWER_CUT: kiosk->disk->cut_in = 1 + chance_below(&town->chance, 40); break;
    case DEED_REGISTRY_CUT: town->disk->cut_in = 1 + chance_below(&town->chance, 40); break;
    case DEED_CLOCK: set_clock(town, kiosk); break;
    case DEED_DISK_FULL: kiosk->disk->room = chance_below(&town->chance, 30000); break;
    case DEED_DISK_ROOM: kiosk->disk->room = -1; break;
    case DEED_REGISTRY_FULL: town->disk->room = chance_below(&town->chance, 30000); break;
    case DEED_REGISTRY_ROOM: town->disk->room = -1; break;
    case DEED_DAMAGE_CONTENT: damage_content(town, kiosk); break;
    case DEED_DAMAGE_OUTBOX: damage_outbox(town, kiosk); break;
    case DEED_DAMAGE_PICTURE: damage_picture(town, kiosk); break;
    case DEED_IMAGE: take_image(town, kiosk); break;
    case DEED_RESTORE_KIOSK: put_image_back(town, kiosk); break;
    case DEED_CLONE: clone(town, kiosk); break;
    case DEED_BACKUP: back_up(town); break;
    case DEED_RESTORE_REGISTRY: restore(town); break;
    case DEED_ROTATE: rotate(town, kiosk); break;
    case DEED_STEAL: steal(town, kiosk); break;
    case DEED_ACCEPT: accept_next(town, kiosk); break;
    case DEED_ROTATE_KEYS: rotate_keys(town); break;
    case DEED_KIND_COUNT: break;
    }
}

/* The power that went during a deed comes back. */
static void power_back(struct town *town)
{
    if (town->disk->dead) registry_back(town);
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (kiosk->there && kiosk->disk->dead) kiosk_back(town, kiosk);
        if (kiosk->there && kiosk->disk->leaked) {
            broken(town, "what a citizen wrote stood unsealed on kiosk %d's disk", at);
        }
    }
}

/* ---- the plan ---- */

static const struct {
    const char *name;
    int weight;
} deeds[DEED_KIND_COUNT] = {
    [DEED_SUBMIT] = {"submit", 24},
    [DEED_ERASE] = {"erase", 5},
    [DEED_ROUND] = {"round", 30},
    [DEED_PUBLISH] = {"publish", 8},
    [DEED_LOOK] = {"look", 10},
    [DEED_NET] = {"net", 14},
    [DEED_POWER_CUT] = {"power_cut", 12},
    [DEED_REGISTRY_CUT] = {"registry_cut", 6},
    [DEED_CLOCK] = {"clock", 3},
    [DEED_DISK_FULL] = {"disk_full", 3},
    [DEED_DISK_ROOM] = {"disk_room", 3},
    [DEED_REGISTRY_FULL] = {"registry_full", 2},
    [DEED_REGISTRY_ROOM] = {"registry_room", 2},
    [DEED_DAMAGE_CONTENT] = {"damage_content", 1},
    [DEED_DAMAGE_OUTBOX] = {"damage_outbox", 2},
    [DEED_DAMAGE_PICTURE] = {"damage_picture", 1},
    [DEED_IMAGE] = {"image", 1},
    [DEED_RESTORE_KIOSK] = {"restore_kiosk", 1},
    [DEED_CLONE] = {"clone", 1},
    [DEED_BACKUP] = {"backup", 2},
    [DEED_RESTORE_REGISTRY] = {"restore_registry", 2},
    [DEED_ROTATE] = {"rotate", 3},
    [DEED_STEAL] = {"steal", 4},
    [DEED_ACCEPT] = {"accept", 3},
    [DEED_ROTATE_KEYS] = {"rotate_keys", 3},
};

const char *deed_name(enum deed_kind kind)
{
    return deeds[kind].name;
}

static enum deed_kind draw_deed(struct chance *chance)
{
    int all = 0;
    for (int at = 0; at < DEED_KIND_COUNT; at++) all += deeds[at].weight;
    int drawn = chance_below(chance, all);
    int at = 0;
    while (drawn >= deeds[at].weight) drawn -= deeds[at++].weight;
    return (enum deed_kind)at;
}

void plan_make(struct plan *out, uint64_t seed)
{
    struct chance chance = chance_make(seed, 0);
    *out = (struct plan){.seed = seed, .deeds_count = (size_t)(20 + chance_below(&chance, PLAN_DEEDS_MAX - 20))};
    for (size_t at = 0; at < out->deeds_count; at++) {
        out->deeds[at] = (struct deed){draw_deed(&chance), chance_below(&chance, KIOSKS_MAX), (int)at + 1};
    }
}

/* ---- the end ---- */

static void heal(struct town *town)
{
    town->disk->cut_in = 0;
    town->disk->room = -1;
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (!kiosk->there) continue;
        kiosk->disk->cut_in = 0;
        kiosk->disk->room = -1;
        kiosk->wire.net_left = 0;
        kiosk_stop(kiosk); /* what a full disk left open begins anew */
    }
    power_back(town);
    if (town->registry == NULL) registry_run(town); /* its disk was full */
}

static void come_to_rest(struct town *town, struct machine *kiosk)
{
    for (int round = 0; round < REST_ROUNDS_MAX; round++) {
        town_pass(town, CHECK_INTERVAL_MS);
        if (do_round(town, kiosk)) return;
        if (kiosk->forked) return; /* until staff decide */
    }
    /* After an old registry was put back two copies may have made themselves a new key each: one of them is known. */
    const struct turns_seen *turns = turns_of(town, kiosk->identity.kiosk_id);
    kiosk->forked = kiosk->unknown_key && turns != NULL && turns->copied;
    if (kiosk->forked) return;
    broken(town, "kiosk %d did not come to rest in %d rounds of a good network", kiosk->wire.number, REST_ROUNDS_MAX);
}

static void check_content(struct town *town, struct machine *kiosk, json_t *networks)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct network_card cards[NETWORKS_MAX + 1];
    size_t count = 0;
    enum err err = catalog_open(&catalog, kiosk->dir.content, CATALOG_READER);
    if (err == ERR_OK) err = catalog_cards(catalog, "da", NULL, 0, cards, NETWORKS_MAX + 1, &count);
    if (err != ERR_OK || count != json_array_size(networks)) {
        broken(town, "kiosk %d shows %zu networks of %zu: %s", kiosk->wire.number, count, json_array_size(networks),
               err_text(err));
        return;
    }
    for (size_t at = 0; at < count; at++) {
        const char *title = json_text_at(json_array_get(networks, at), "title");
        if (strcmp(cards[at].title, title) != 0) {
            broken(town, "kiosk %d shows %s where %s was published", kiosk->wire.number, cards[at].title, title);
        }
    }
}

/* Of what was erased, in any file of the registry: the database, its log, free pages. */
static void check_no_byte(struct town *town, size_t number)
{
    char name[32];
    snprintf(name, sizeof(name), SECRET "%05zu.", number);
    for (size_t at = 0; at < DISK_NAMES_MAX; at++) {
        const struct inode *inode = town->disk->names[at].inode;
        if (inode == NULL || inode->size == 0) continue;
        if (memmem(inode->bytes, (size_t)inode->size, name, strlen(name)) != NULL) {
            broken(town, "number %zu was erased, and still stands in %s", number, town->disk->names[at].path);
        }
    }
}

/* A machine that staff have not decided about does not hear that an older copy of the registry was put back: what was
 * confirmed to it before is as undelivered as what waits. */
static void count_undelivered(struct town *town, struct machine *kiosk, int counts[SAID_MAX])
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    char sql[200];
    int64_t head = 0;
    if (registry_head(town->registry, generation, &head) != ERR_OK) generation[0] = '\0';
    snprintf(sql, sizeof(sql), WAITING " OR settled <> '%s'", generation);
    count_in_outbox_where(town, kiosk, sql, counts);
}

static void check_said(struct town *town)
{
    int counts[SAID_MAX] = {0};
    int waiting[SAID_MAX] = {0};
    count_in_ledger(town, counts);
    int undecided[SAID_MAX] = {0};
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (kiosk->there && !kiosk->forked) count_in_outbox_where(town, kiosk, WAITING, waiting);
        if (kiosk->there && kiosk->forked) count_undelivered(town, kiosk, undecided);
    }
    for (size_t at = 0; at < town->said_count; at++) {
        const struct said *said = &town->said[at];
        if (counts[at] > 1) broken(town, "number %zu of kiosk %d arrived %d times", at, said->kiosk, counts[at]);
        bool wish_waits = said->erased && town->kiosks[said->erased_at].forked;
        if (said->erased && !said->erase_excused && !wish_waits) {
            if (counts[at] > 0) broken(town, "number %zu was to be erased and is at the registry", at);
            check_no_byte(town, at);
            continue;
        }
        if (said->erase_tried) continue;
        if (waiting[at] > 0) broken(town, "number %zu of kiosk %d was not delivered", at, said->kiosk);
        if (said->thanked && !said->excused && counts[at] + undecided[at] == 0) {
            broken(town, "number %zu of kiosk %d was thanked for and is lost", at, said->kiosk);
        }
    }
}

/* Whole, and all of them. A round that is good may have left one alone that did not come before. */
static void check_pictures(struct town *town, struct machine *kiosk, const json_t *pages)
{
    const char *missing = gallery_missing(kiosk->disk, pages);
    for (int round = 0; missing != NULL && round < GALLERY_ROUNDS_MAX; round++) {
        town_pass(town, CHECK_INTERVAL_MS);
        (void)do_round(town, kiosk);
        missing = gallery_missing(kiosk->disk, pages);
    }
    if (missing != NULL) broken(town, "kiosk %d has not the picture %.16s…", kiosk->wire.number, missing);
    check_gallery(town, kiosk);
}

/* What staff are shown of a kiosk is what it is. */
static void check_fleet(struct town *town, struct machine *kiosk)
{
    struct outbox_counts counts;
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    const struct fleet_state *state = fleet_find(town->service.fleet, kiosk->identity.kiosk_id);
    if (state == NULL || outbox_open(&outbox, kiosk->dir.outbox) != ERR_OK ||
        outbox_counts(outbox, &counts) != ERR_OK || registry_head(town->registry, generation, &head) != ERR_OK) {
        broken(town, "nobody knows how kiosk %d is", kiosk->wire.number);
        return;
    }
    const struct heartbeat *beat = &state->beat;
    if (beat->waiting != counts.waiting || beat->set_aside != counts.set_aside || beat->sequence != head ||
        strcmp(beat->generation, generation) != 0) {
        broken(town, "kiosk %d has told that %lld wait and it has %lld; %lld do, and %lld was published",
               kiosk->wire.number, (long long)beat->waiting, (long long)beat->sequence, (long long)counts.waiting,
               (long long)head);
    }
}

static void check_all(struct town *town)
{
    AUTO(json_auto) json_t *document = NULL;
    if (town->registry == NULL || content_export(town->registry, &document) != ERR_OK) {
        broken(town, "the content can't be read");
        return;
    }
    registry_scrub(town->registry);
    check_said(town);
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        struct kiosk known;
        if (kiosk->there && kiosk->forked && !kiosk->unknown_key &&
            (kiosk_find(town->registry, kiosk->identity.kiosk_id, &known) != ERR_OK || !known.forked)) {
            broken(town, "kiosk %d is forked, and staff are not told", at);
        }
        if (!kiosk->there || kiosk->forked) continue;
        check_content(town, kiosk, json_object_get(document, "networks"));
        check_pictures(town, kiosk, json_object_get(document, "pages"));
        check_fleet(town, kiosk);
    }
}

/* Of each identity that is refused staff let one machine in: it delivers all it has. */
static void let_in(struct town *town)
{
    bool decided[KIOSKS_FIRST] = {false};
    for (int at = 0; at < KIOSKS_MAX && town->problem[0] == '\0'; at++) {
        struct machine *kiosk = &town->kiosks[at];
        const struct turns_seen *turns = kiosk->there ? turns_of(town, kiosk->identity.kiosk_id) : NULL;
        if (turns == NULL || !kiosk->forked || kiosk->former_key || kiosk->unknown_key) continue;
        if (decided[turns - town->turns]) continue;
        decided[turns - town->turns] = true;
        accept_next(town, kiosk);
        come_to_rest(town, kiosk);
        /* Meanwhile the other one may have made itself a new key: then this one's is a former one. */
        bool has_key = !kiosk->former_key && !kiosk->unknown_key;
        if (kiosk->forked && has_key) broken(town, "kiosk %d was let in, and is refused", at);
    }
    registry_scrub(town->registry);
    if (town->problem[0] == '\0') check_said(town);
}

/* ---- a town's life ---- */

static void found(struct town *town)
{
    if (settings_init(&town->settings) != ERR_OK) abort();
    town->disk = disk_create();
    disk_mount("registry", town->disk);
    enum err err = registry_init(REGISTRY_FOLDER);
    if (err != ERR_OK) {
        broken(town, "the registry can't be made: %s", err_text(err));
        return;
    }
    registry_run(town);
    publish(town);
    for (int at = 0; at < KIOSKS_FIRST; at++) kiosk_enrol_here(town, at);
}

static void tear_down(struct town *town)
{
    settings_finish(&town->settings);
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (!kiosk->there) continue;
        kiosk_stop(kiosk);
        wire_end_finish(&kiosk->wire);
        town->figures.disk_changes += kiosk->disk->changes;
        disk_mount(kiosk->mount, NULL);
        disk_destroy(kiosk->disk);
        disk_destroy(kiosk->image);
        data_dir_finish(&kiosk->dir);
        run_dir_finish(&kiosk->run_dir);
        identity_finish(&kiosk->identity);
    }
    registry_stop(town);
    disk_mount("registry", NULL);
    disk_destroy(town->disk);
    disk_destroy(town->backup);
}

bool town_live(struct world *world, const struct plan *plan, bool tell, char problem[PROBLEM_BYTES],
               struct town_figures *figures)
{
    struct town *town = calloc(1, sizeof(*town));
    if (town == NULL) abort();
    town->world = world;
    town->tell = tell;
    town->problem = problem;
    problem[0] = '\0';
    world_begin(world, plan->seed);
    town->chance = chance_make(plan->seed, 1);
    town->large = chance_one_in(&town->chance, 5);
    found(town);
    for (size_t at = 0; at < plan->deeds_count && problem[0] == '\0'; at++) {
        const struct deed *deed = &plan->deeds[at];
        town->chance = chance_make(plan->seed, (uint64_t)deed->number + 1);
        world->chance = chance_make(plan->seed, (uint64_t)deed->number + 1000);
        town_pass(town, 1 + chance_below(&town->chance, 10 * 60 * 1000));
        if (tell) printf("    %3d  %s, kiosk %d\n", deed->number, deed_name(deed->kind), deed->who);
        do_deed(town, deed);
        power_back(town);
    }
    town->chance = chance_make(plan->seed, PLAN_DEEDS_MAX + 2);
    if (problem[0] == '\0') heal(town);
    /* Twice: what one kiosk delivers is news for those before it; and a copy that had made itself a new key before an
     * old registry was put back tells it again, from when on the others have a former one. */
    for (int pass = 0; pass < 2; pass++) {
        for (int at = 0; at < KIOSKS_MAX && problem[0] == '\0'; at++) {
            struct machine *kiosk = &town->kiosks[at];
            if (kiosk->there && (pass == 0 || !kiosk->forked)) come_to_rest(town, kiosk);
        }
    }
    if (problem[0] == '\0') check_all(town);
    if (problem[0] == '\0') let_in(town);
    tear_down(town);
    *figures = town->figures;
    free(town);
    return problem[0] == '\0';
}

/* ---- a quiet day ---- */

static struct written written_on(const struct disk *disk)
{
    return (struct written){disk->bytes, disk->blocks * 4096};
}

static struct written written_since(const struct disk *disk, struct written before, uint64_t divisor)
{
    return (struct written){(disk->bytes - before.bytes) / divisor,
                            (disk->blocks * 4096 - before.block_bytes) / divisor};
}

/* As forhal-sync run does it with nothing to do, and a screen that looks once a minute. */
static void live_a_day(struct town *town, struct machine *kiosk)
{
    enum { POLL_S = 20, ROUNDS = 24 * 60 * 60 / POLL_S, ROUNDS_A_LOOK = 3 };
    for (int round = 0; round < ROUNDS; round++) {
        town_pass(town, POLL_S * 1000);
        if (!do_round(town, kiosk)) broken(town, "a quiet round was not good");
        if (round % ROUNDS_A_LOOK == 0) look(town, kiosk);
    }
}

static void some_visitors(struct town *town, struct machine *kiosk, int visitors)
{
    for (int at = 0; at < visitors; at++) {
        submit(town, kiosk);
        for (int round = 0; round < 3; round++) {
            town_pass(town, 20 * 1000);
            (void)do_round(town, kiosk);
        }
    }
}

bool town_count_day(struct world *world, struct town_day *out, char problem[PROBLEM_BYTES])
{
    enum { VISITORS = 50 };
    struct town *town = calloc(1, sizeof(*town));
    if (town == NULL) abort();
    town->world = world;
    town->problem = problem;
    problem[0] = '\0';
    world_begin(world, 1);
    town->chance = chance_make(1, 1);
    found(town);
    struct machine *kiosk = &town->kiosks[0];
    some_visitors(town, kiosk, 1); /* so that something is kept, and ages */
    struct written before = written_on(kiosk->disk);
    live_a_day(town, kiosk);
    out->idle = written_since(kiosk->disk, before, 1);
    before = written_on(kiosk->disk);
    struct written registry_before = written_on(town->disk);
    some_visitors(town, kiosk, VISITORS);
    out->submission = written_since(kiosk->disk, before, VISITORS);
    out->arrival = written_since(town->disk, registry_before, VISITORS);
    tear_down(town);
    free(town);
    return problem[0] == '\0';
}
