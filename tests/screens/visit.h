/* tests/screens/visit.h - a visit as events, without SDL, files or a clock: the test is the world around the
 * model. Header only, since every .c file beside it is a program. */
#pragma once

#include "tests/screens/cmocka_all.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/model.h"

struct visit {
    struct model model;
    int64_t now_ms;
    size_t effects;                         /* of the latest event */
    size_t loads, submits, searches, wipes; /* asked for since the beginning */
    char target[CATALOG_ID_BYTES];          /* of the latest load or submit */
    char searched_for[CATALOG_ID_BYTES];    /* of the latest search */
    size_t contents;                        /* asked for, in whatever language */
    struct network_card world[2];           /* the networks there are */
    size_t world_count;
    size_t wanted_first; /* of the latest window of cards */
    bool no_cards;       /* they can't be read */
};

static inline bool visit_passes(const struct catalog_filter *filter, const struct network_card *card)
{
    return (filter->kind == CATALOG_ANY || filter->kind == (int)card->kind) &&
           (filter->status == CATALOG_ANY || filter->status == (int)card->status) &&
           (filter->phase[0] == '\0' || strcmp(filter->phase, card->phase) == 0);
}

/* What the catalog would answer: the cards that pass the board's filter. The counts are catalog_counts()'s business. */
static inline void visit_cards(struct visit *visit, struct event *event)
{
    *event = (struct event){.kind = EVENT_CARDS, .now_ms = visit->now_ms};
    event->cards = calloc(visit->world_count + 1, sizeof(*event->cards));
    assert_non_null(event->cards);
    for (size_t at = 0; at < visit->world_count; at++) {
        if (!visit_passes(&visit->model.board.filter, &visit->world[at])) continue;
        event->cards[event->cards_count++] = visit->world[at];
    }
    event->counts.networks = visit->world_count;
    event->counts.passing = event->cards_count;
}

static inline void visit_say(struct visit *visit, struct event event)
{
    struct effects effects;
    event.now_ms = visit->now_ms;
    update(&visit->model, &event, &effects);
    visit->effects = effects.count;
    for (size_t at = 0; at < effects.count; at++) {
        const struct effect *effect = &effects.list[at];
        visit->loads += effect->kind == EFFECT_LOAD_NETWORK;
        visit->submits += effect->kind == EFFECT_SUBMIT;
        visit->searches += effect->kind == EFFECT_SEARCH;
        visit->wipes += effect->kind == EFFECT_WIPE;
        visit->contents += effect->kind == EFFECT_LOAD_CONTENT;
        if (effect->kind == EFFECT_SEARCH)
            snprintf(visit->searched_for, sizeof(visit->searched_for), "%s", effect->target);
        if (effect->kind == EFFECT_LOAD_NETWORK || effect->kind == EFFECT_SUBMIT)
            snprintf(visit->target, sizeof(visit->target), "%s", effect->target);
        if (effect->kind == EFFECT_LOAD_CARDS) {
            struct effects none;
            struct event cards;
            visit->wanted_first = effect->first;
            if (visit->no_cards) {
                cards = (struct event){.kind = EVENT_NO_CARDS, .now_ms = visit->now_ms};
            } else {
                visit_cards(visit, &cards);
            }
            update(&visit->model, &cards, &none);
            assert_int_equal(none.count, 0);
        }
    }
}

static inline void visit_hear(struct visit *visit, enum event_kind kind)
{
    visit_say(visit, (struct event){.kind = kind});
}

/* Lets time pass, and says so to the model once. */
static inline void visit_wait(struct visit *visit, int64_t ms)
{
    visit->now_ms += ms;
    visit_hear(visit, EVENT_TIME);
}

static inline json_t *visit_json(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

/* Two networks ("alder" and "unge", in this order) and the site, whose notice has this version. */
static inline void visit_content_with_notice(struct visit *visit, const char *version)
{
    struct event event = {.kind = EVENT_CONTENT, .cards_count = 2};
    event.cards = calloc(event.cards_count, sizeof(*event.cards));
    snprintf(event.cards[0].id, CATALOG_ID_BYTES, "alder");
    snprintf(event.cards[0].short_title, CATALOG_SHORT_TITLE_BYTES, "Alder");
    snprintf(event.cards[0].question, CATALOG_QUESTION_BYTES, "Hvordan bliver vi gamle sammen?");
    event.cards[0].status = STATUS_ACTIVE;
    snprintf(event.cards[0].phase, CATALOG_PHASE_BYTES, "focus");
    snprintf(event.cards[0].petals, sizeof(event.cards[0].petals), "GoBGo");
    event.cards[1] = event.cards[0];
    event.cards[1].kind = KIND_LEARNING;
    snprintf(event.cards[1].id, CATALOG_ID_BYTES, "unge");
    snprintf(event.cards[1].short_title, CATALOG_SHORT_TITLE_BYTES, "Unge");
    visit->world_count = event.cards_count;
    memcpy(visit->world, event.cards, sizeof(visit->world));
    json_t *site =
        visit_json("{\"name\": \"Rådhuset\", \"heading\": \"Sammen\", \"contact\": {\"phone\": \"43 68 68 68\"},"
                   " \"phases\": [{\"id\": \"focus\", \"label\": \"Fokusering\"}],"
                   " \"notice\": {\"version\": \"1\", \"title\": \"Sådan\", \"intro\": \"Vi\","
                   " \"sections\": [{\"heading\": \"Hvem?\", \"text\": \"Vi.\"}]}}");
    json_object_set_new(json_object_get(site, "notice"), "version", json_string(version));
    assert_int_equal(site_from_json(&event.site, site), ERR_OK);
    json_decref(site);
    visit_say(visit, event);
}

static inline void visit_content(struct visit *visit)
{
    visit_content_with_notice(visit, "1");
}

/* The answer to a search: as many networks, called "found-0" and so on. */
static inline void visit_found(struct visit *visit, size_t count)
{
    struct event event = {.kind = EVENT_FOUND, .cards_count = count};
    event.cards = calloc(count + 1, sizeof(*event.cards));
    for (size_t at = 0; at < count; at++) snprintf(event.cards[at].id, CATALOG_ID_BYTES, "found-%zu", at);
    visit_say(visit, event);
}

static inline void visit_network(struct visit *visit, const char *id, const char *status)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "welfare", "status", status, "title", id,
                             "question", "Hvordan?");
    struct event event = {.kind = EVENT_NETWORK};
    assert_int_equal(network_from_json(&event.network, body), ERR_OK);
    json_decref(body);
    visit_say(visit, event);
}

/* A finger presses and lifts; what is loaded is answered with an active network. */
static inline void visit_touch(struct visit *visit, struct action action)
{
    assert(visit != NULL);
    size_t loads = visit->loads;
    visit_say(visit, (struct event){.kind = EVENT_PRESS, .action = action});
    visit->now_ms += 60;
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = action});
    visit->now_ms += 540;
    if (visit->loads > loads) visit_network(visit, visit->target, "active");
}

static inline void visit_tap(struct visit *visit, enum action_kind kind)
{
    visit_touch(visit, (struct action){.kind = kind});
}

static inline void visit_tap_value(struct visit *visit, enum action_kind kind, int value)
{
    visit_touch(visit, (struct action){.kind = kind, .value = value});
}

static inline void visit_type(struct visit *visit, const char *text)
{
    visit_say(visit, (struct event){.kind = EVENT_TYPE, .text = text});
}

/* The steps of a visit, each from rest on. */
static inline void visit_to_board(struct visit *visit)
{
    visit_tap(visit, ACTION_OPEN_BOARD);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static inline void visit_to_network(struct visit *visit)
{
    visit_to_board(visit);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
}

static inline void visit_to_form(struct visit *visit)
{
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
}

static inline void visit_to_review(struct visit *visit)
{
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    assert_int_equal(visit->model.screen, SCREEN_REVIEW);
}

static inline void visit_to_thanks(struct visit *visit)
{
    visit_to_review(visit);
    visit_tap(visit, ACTION_SEND);
    visit_say(visit, (struct event){.kind = EVENT_SAVED, .text = "K7F2-9QXM-3DPA-W6TH"});
    assert_int_equal(visit->model.screen, SCREEN_THANKS);
}

static inline void visit_to_not_saved(struct visit *visit)
{
    visit_to_review(visit);
    visit_tap(visit, ACTION_SEND);
    visit_say(visit, (struct event){.kind = EVENT_NOT_SAVED, .err = ERR_IO});
    assert_int_equal(visit->model.screen, SCREEN_NOT_SAVED);
}

/* A cmocka setup: *state becomes a visit at rest, with content, enrolled. */
static inline int visit_setup(void **state)
{
    struct visit *visit = calloc(1, sizeof(*visit));
    if (visit == NULL) return -1;
    visit->now_ms = 5000;
    model_init(&visit->model, "da", false);
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 1});
    visit_content(visit);
    *state = visit;
    return 0;
}

static inline int visit_teardown(void **state)
{
    struct visit *visit = *state;
    model_finish(&visit->model);
    free(visit);
    return 0;
}

#define visit_test(function) cmocka_unit_test_setup_teardown(function, visit_setup, visit_teardown)
