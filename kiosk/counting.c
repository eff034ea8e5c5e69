#include "kiosk/counting.h"

#include <stdio.h>

#include "kiosk/frame.h"
#include "kiosk/visit.h"
#include "sync/base/words.h"
#include "sync/model/tally.h"

/* The screens of a form, as they are called in a count; NULL: none of it. */
static const char *form_word(enum screen screen)
{
    switch (screen) {
    case SCREEN_NOTICE: return "notice";
    case SCREEN_FORM: return "form";
    case SCREEN_REVIEW: return "review";
    case SCREEN_NOT_SAVED: return "not_saved";
    default: return NULL;
    }
}

static void note(struct counting *counting, const char *what, const char *of, const char *at)
{
    if (counting->count == COUNTING_NAMES_MAX) return;
    snprintf(counting->names[counting->count++], COUNTING_NAME_BYTES, "%s%s%s%s%s", what, of != NULL ? "." : "",
             of != NULL ? of : "", at != NULL ? "." : "", at != NULL ? at : "");
}

static void look_at_form(struct counting *counting, const struct model *model)
{
    const char *word = form_word(model->screen);
    /* Help and the choice of a language are looked at from within it. */
    bool aside = model->screen == SCREEN_HELP || model->screen == SCREEN_LANGUAGE;
    if (word != NULL) {
        enum submission_kind kind = model->form.kind;
        if (!counting->in_form) note(counting, "begun", submission_kind_name(kind), NULL);
        counting->in_form = true;
        counting->form_kind = kind;
        counting->form_screen = model->screen;
    } else if (counting->in_form && !aside) {
        const char *kind = submission_kind_name(counting->form_kind);
        bool finished = model->screen == SCREEN_THANKS;
        note(counting, finished ? "finished" : "left", kind, finished ? NULL : form_word(counting->form_screen));
        counting->in_form = false;
    }
}

static void note_aids(struct counting *counting)
{
    const struct {
        bool on;
        const char *name;
    } aids[] = {{counting->large, "large"},
                {counting->contrast, "contrast"},
                {counting->quiet, "quiet"},
                {counting->speech, "speech"},
                {counting->low_reach, "low_reach"}};
    for (size_t at = 0; at < sizeof(aids) / sizeof(aids[0]); at++) {
        if (aids[at].on) note(counting, "aid", aids[at].name, NULL);
    }
}

static void look_at_visit(struct counting *counting, const struct model *model)
{
    counting->visiting = true;
    counting->service = counting->service || model->screen == SCREEN_SERVICE;
    counting->language = model->language;
    counting->large = counting->large || model->large;
    counting->contrast = counting->contrast || model->high_contrast;
    counting->quiet = counting->quiet || (model->quiet && !model->quiet_first);
    counting->speech = counting->speech || model->aids.speech;
    counting->low_reach = counting->low_reach || model->aids.low_reach;
}

bool counting_look(struct counting *counting, const struct model *model)
{
    /* A language chosen before the water is touched leads back to it, and the visit goes on. */
    bool away = model->screen != SCREEN_REST || (counting->visiting && visit_is_on(model));
    bool here = away && model->content_ready;
    if (here) look_at_visit(counting, model);
    if (counting->visiting) look_at_form(counting, model);
    if (here || !counting->visiting) return false;
    note(counting, "visits", NULL, NULL);
    note(counting, "language", counting->language->code, NULL);
    note_aids(counting);
    return true;
}

static enum err add_all(const struct counting *counting, const char *day, const char *path)
{
    struct tally tally;
    enum err err = tally_read(&tally, path);
    for (size_t at = 0; err == ERR_OK && at < counting->count; at++) {
        err = tally_add(&tally, day, counting->names[at]);
    }
    if (err == ERR_OK) err = tally_write(&tally, path);
    tally_finish(&tally);
    return err;
}

enum err counting_store(struct counting *counting, const struct model *model, const char *path)
{
    char day[32];
    const struct local_time *now = &model->local;
    snprintf(day, sizeof(day), "%04d-%02d-%02d", now->year, now->month, now->day);
    enum err err = now->known && !counting->service ? add_all(counting, day, path) : ERR_OK;
    *counting = (struct counting){.visiting = false};
    return err;
}
