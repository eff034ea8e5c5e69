/* kiosk/wall.h - the ideas wall, support for an idea, and what resembles the idea that is being written.
 *
 * A part of the model (model.h); update() hands its actions and events over. Ends with the visit. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "kiosk/form.h"
#include "sync/base/err.h"
#include "sync/model/idea.h"
#include "sync/store/catalog.h"

enum { SIMILAR_SHOWN_MAX = 2, WALL_SUPPORTED_MAX = CATALOG_ITEMS_MAX };

enum support { SUPPORT_NOT_YET, SUPPORT_SENDING, SUPPORT_SAVED, SUPPORT_NOT_SAVED };

struct wall {
    json_t *ideas; /* owned: bodies of the published ideas, the newest first; may be NULL */
    char open[CATALOG_ID_BYTES];
    int from;                                             /* enum screen: where the open idea was opened */
    char supported[WALL_SUPPORTED_MAX][CATALOG_ID_BYTES]; /* in this visit */
    size_t supported_count;
    enum support support; /* of the open one */
    enum err why;         /* SUPPORT_NOT_SAVED */
};

/* Beside the idea form. */
struct similar {
    struct similar_item items[SIMILAR_SHOWN_MAX];
    size_t count;
    bool away; /* one was opened from the form, which stands like this: */
    enum submission_kind kind;
    size_t step;
    enum form_field focus;
    bool back_to_review;
    int form_from; /* enum screen */
};

struct model;
struct action;
struct effects;

/* The published idea with this id; false when there is none any more. The caller calls idea_finish(). */
bool wall_find(const struct wall *wall, const char *id, struct idea *out);
bool wall_has_supported(const struct wall *wall, const char *id);
void wall_finish(struct wall *wall);
/* The visit is over. */
void wall_forget(struct wall *wall);

/* ACTION_IDEAS, ACTION_OPEN_IDEA, ACTION_SUPPORT. */
void wall_act(struct model *model, struct action action, struct effects *effects);
/* Takes over new content. */
void wall_take(struct model *model, json_t *ideas);
void wall_given(struct model *model, enum err err);

/* On the idea form: asks for what resembles it. */
void similar_ask(const struct model *model, struct effects *effects);
/* The same when what was typed ends a word: offers that change with every letter are not calm, and a town with
 * thousands of networks takes longer to look through than a key may. */
void similar_typed(const struct model *model, const char *text, struct effects *effects);
/* Something is opened from the form, and the way back to it. */
void similar_leave_form(struct model *model);
void similar_return_to_form(struct model *model);
