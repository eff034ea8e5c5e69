#include "sync/model/network.h"

#include <assert.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/picture.h"
#include "sync/model/translation.h"

static const char *const kind_names[KIND_COUNT] = {"welfare", "innovation", "learning"};
static const char *const status_names[STATUS_COUNT] = {"forming",   "active",    "awaiting",
                                                       "redefined", "concluded", "project"};
static const char *const side_names[SIDE_COUNT] = {"municipality", "citizens", "staff"};
static const char *const participant_names[PARTICIPANT_COUNT] = {"municipality", "citizens",    "companies",
                                                                 "associations", "politicians", "education"};
static const char *const gift_names[GIFT_STATE_COUNT] = {"handed_over", "shelf", "unwrapped", "in_use"};
static const char created_letters[SIDE_COUNT] = {'G', 'O', 'B'};
static const char expected_letters[SIDE_COUNT] = {'g', 'o', 'b'};

static int index_of(const char *const *names, int count, const char *name)
{
    for (int at = 0; name != NULL && at < count; at++) {
        if (strcmp(names[at], name) == 0) return at;
    }
    return count;
}

const char *network_kind_name(enum network_kind kind)
{
    assert(kind < KIND_COUNT);
    return kind_names[kind];
}

enum network_kind network_kind_from_name(const char *name)
{
    return (enum network_kind)index_of(kind_names, KIND_COUNT, name);
}

const char *network_status_name(enum network_status status)
{
    assert(status < STATUS_COUNT);
    return status_names[status];
}

enum network_status network_status_from_name(const char *name)
{
    return (enum network_status)index_of(status_names, STATUS_COUNT, name);
}

const char *side_name(enum side side)
{
    assert(side < SIDE_COUNT);
    return side_names[side];
}

enum side side_from_name(const char *name)
{
    return (enum side)index_of(side_names, SIDE_COUNT, name);
}

bool network_status_is_open(enum network_status status)
{
    return status != STATUS_CONCLUDED && status != STATUS_PROJECT;
}

static size_t texts_from_json(const char **out, size_t count_max, const json_t *array)
{
    size_t count = 0;
    size_t at;
    json_t *item;
    json_array_foreach (array, at, item) {
        const char *text = json_string_value(item);
        if (text != NULL && count < count_max) out[count++] = text;
    }
    return count;
}

static void remarks_from_json(struct network *network, struct translation *whole)
{
    size_t count = json_array_size(json_object_get(whole->source, "remarks"));
    for (size_t at = 0; at < count && network->remarks_count < NETWORK_REMARKS_MAX; at++) {
        const char *text = translation_text_item(whole, "remarks", at);
        if (text != NULL) network->remarks[network->remarks_count++] = text;
    }
}

static void petals_from_json(struct network *network, struct translation *whole)
{
    size_t at;
    json_t *item;
    json_array_foreach (json_object_get(whole->source, "petals"), at, item) {
        int side = index_of(side_names, SIDE_COUNT, json_text_at(item, "side"));
        if (side == SIDE_COUNT || json_text_at(item, "keyword") == NULL) continue;
        if (network->petals_count == NETWORK_PETALS_MAX) return;
        struct translation words = translation_item(whole, "petals", at);
        const char *state = json_text_at(item, "state");
        const char *sentence = translation_text(&words, "sentence");
        network->petals[network->petals_count++] = (struct petal){
            .side = (enum side)side,
            .created = state != NULL && strcmp(state, "created") == 0,
            .keyword = translation_text(&words, "keyword"),
            .sentence = sentence != NULL ? sentence : "",
        };
        translation_join(whole, &words);
    }
}

static void leaders_from_json(struct network *network, struct translation *whole)
{
    size_t count = json_array_size(json_object_get(whole->source, "leaders"));
    for (size_t at = 0; at < count && network->leaders_count < NETWORK_LEADERS_MAX; at++) {
        struct translation words = translation_item(whole, "leaders", at);
        const char *role = translation_text(&words, "role");
        const char *department = translation_text(&words, "department");
        if (role == NULL || department == NULL) continue;
        network->leaders[network->leaders_count++] = (struct leader){role, department};
        translation_join(whole, &words);
    }
}

static void spawned_from_json(struct network *network, struct translation *whole)
{
    size_t count = json_array_size(json_object_get(whole->source, "spawned"));
    for (size_t at = 0; at < count && network->spawned_count < NETWORK_SPAWNED_MAX; at++) {
        struct translation words = translation_item(whole, "spawned", at);
        const char *id = json_text_at(words.source, "network");
        const char *title = id == NULL ? translation_text(&words, "title") : NULL;
        if (id == NULL && title == NULL) continue;
        network->spawned[network->spawned_count++] = (struct spawned){id, title};
        translation_join(whole, &words);
    }
}

static void participants_from_json(struct network *network, const json_t *array)
{
    size_t at;
    json_t *item;
    json_array_foreach (array, at, item) {
        int kind = index_of(participant_names, PARTICIPANT_COUNT, json_string_value(item));
        if (kind < PARTICIPANT_COUNT) network->takes_part[kind] = true;
    }
}

static void gift_from_json(struct network *network, struct translation *whole)
{
    struct translation words = translation_at(whole, "gift");
    struct gift read = {
        .state = (enum gift_state)index_of(gift_names, GIFT_STATE_COUNT, json_text_at(words.source, "state")),
        .title = translation_text(&words, "title"),
        .text = translation_text(&words, "text"),
        .receiver = translation_text(&words, "receiver"),
    };
    bool all = read.state != GIFT_NONE && read.title != NULL && read.text != NULL && read.receiver != NULL;
    read.danish = words.some_source;
    network->gift = all ? read : (struct gift){.state = GIFT_NONE};
    if (all) translation_join(whole, &words);
}

static void picture_from_json(struct network *network, struct translation *whole)
{
    struct translation words = translation_at(whole, "picture");
    struct network_picture read = {
        .name = json_text_at(words.source, "picture"),
        .alt = translation_text(&words, "alt"),
        .caption = translation_text(&words, "caption"),
    };
    if (!picture_is_name(read.name) || read.alt == NULL) return;
    if (read.caption != NULL && read.caption[0] == '\0') read.caption = NULL;
    network->picture = read;
    translation_join(whole, &words);
}

/* A count that the registry fills; -1 when it has not. */
static int count_at(const json_t *group, const char *key)
{
    int64_t count = json_int_at(group, key, -1);
    return count >= 0 && count <= 100000 ? (int)count : -1;
}

static void group_from_json(struct network *network, struct translation *whole)
{
    struct translation group = translation_at(whole, "founding_group");
    network->group_asked = count_at(group.source, "asked");
    network->group_granted = count_at(group.source, "granted");
    const char *state = json_text_at(group.source, "state");
    if (state == NULL) return;
    network->group_state = strcmp(state, "open") == 0 ? GROUP_OPEN : GROUP_HELD;
    network->group_invitation = translation_text(&group, "invitation");
    network->group_starts = json_text_at(group.source, "starts");
    network->group_place = translation_text(&group, "place");
    network->group_seats = (int)json_int_at(group.source, "seats", 0);
    if (network->group_state == GROUP_OPEN) translation_join(whole, &group); /* what was held is not shown */
}

enum err network_from_json(struct network *out, json_t *body)
{
    return network_from_json_in(out, body, TRANSLATION_SOURCE);
}

enum err network_from_json_in(struct network *out, json_t *body, const char *lang)
{
    struct translation words = translation_of(body, lang);
    struct network network = {
        .id = json_text_at(body, "id"),
        .kind = network_kind_from_name(json_text_at(body, "kind")),
        .status = network_status_from_name(json_text_at(body, "status")),
        .title = translation_text(&words, "title"),
        .short_title = translation_text(&words, "short_title"),
        .question = translation_text(&words, "question"),
        .phase = json_text_at(body, "phase"),
        .updated = json_text_at(body, "updated"),
    };
    if (network.id == NULL || strlen(network.id) > NETWORK_ID_BYTES_MAX || network.kind == KIND_COUNT ||
        network.status == STATUS_COUNT || network.title == NULL || network.question == NULL) {
        return ERR_INVALID;
    }
    if (network.short_title == NULL) network.short_title = network.title;
    network.phase_history_count =
        texts_from_json(network.phase_history, NETWORK_PHASES_MAX, json_object_get(body, "phase_history"));
    remarks_from_json(&network, &words);
    petals_from_json(&network, &words);
    leaders_from_json(&network, &words);
    spawned_from_json(&network, &words);
    participants_from_json(&network, json_object_get(body, "participants"));
    gift_from_json(&network, &words);
    picture_from_json(&network, &words);
    group_from_json(&network, &words);
    network.some_danish = words.some_source;
    network.document = json_incref(body);
    *out = network;
    return ERR_OK;
}

void network_finish(struct network *network)
{
    json_decref(network->document);
    *network = (struct network){0};
}

void network_petals_as_letters(const struct network *network, char out[NETWORK_PETALS_MAX + 1])
{
    for (size_t at = 0; at < network->petals_count; at++) {
        const struct petal *petal = &network->petals[at];
        out[at] = petal->created ? created_letters[petal->side] : expected_letters[petal->side];
    }
    out[network->petals_count] = '\0';
}

size_t network_petals_from_letters(struct petal out[NETWORK_PETALS_MAX], const char *letters)
{
    size_t count = 0;
    for (const char *letter = letters; *letter != '\0' && count < NETWORK_PETALS_MAX; letter++) {
        for (int side = 0; side < SIDE_COUNT; side++) {
            bool created = *letter == created_letters[side];
            if (!created && *letter != expected_letters[side]) continue;
            out[count++] = (struct petal){.side = (enum side)side, .created = created, .keyword = "", .sentence = ""};
        }
    }
    return count;
}
