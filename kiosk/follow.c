#include "kiosk/follow.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/model.h"
#include "kiosk/steps.h"
#include "sync/base/crockford.h"

void follow_finish(struct follow *follow)
{
    outcome_finish(&follow->outcome);
    sodium_memzero(follow, sizeof(*follow));
}

static void clear_code(struct follow *follow)
{
    sodium_memzero(follow->symbols, sizeof(follow->symbols));
    sodium_memzero(follow->code, sizeof(follow->code));
    follow->count = 0;
    follow->caret = 0;
    follow->wrong = false;
}

static void put_symbol(struct follow *follow, char symbol)
{
    if (follow->caret == RECEIPT_CODE_SYMBOLS) return;
    follow->symbols[follow->caret++] = symbol;
    if (follow->caret > follow->count) follow->count = follow->caret;
}

static bool check(struct follow *follow)
{
    follow->wrong = false;
    if (follow->count < RECEIPT_CODE_SYMBOLS) return false;
    if (receipt_code_read(follow->code, follow->symbols) == ERR_OK) return true;
    follow->wrong = true;
    follow->doubtful_group = receipt_code_doubtful_group(follow->symbols);
    return false;
}

bool follow_type(struct follow *follow, const char *text)
{
    bool changed = false;
    for (; *text != '\0'; text++) {
        int value = crockford_value(*text);
        if (value >= 0) {
            put_symbol(follow, crockford_symbol(value));
            changed = true;
        } else if (strchr(":/.?=#&", *text) != NULL) {
            clear_code(follow);
        }
    }
    return changed && check(follow);
}

void follow_backspace(struct follow *follow)
{
    if (follow->caret == 0) return;
    follow->caret--;
    memmove(follow->symbols + follow->caret, follow->symbols + follow->caret + 1, follow->count - follow->caret);
    follow->symbols[--follow->count] = '\0';
    follow->wrong = false;
}

void follow_to_group(struct follow *follow, int group)
{
    size_t at = (size_t)group * (RECEIPT_CODE_SYMBOLS / RECEIPT_CODE_GROUPS);
    follow->caret = at < follow->count ? at : follow->count;
}

static void find(struct model *model, struct effects *effects)
{
    if (check(&model->follow)) step_ask(effects, EFFECT_FOLLOW, NULL);
}

void follow_key(struct model *model, const char *text, struct effects *effects)
{
    if (strlen(text) >= RECEIPT_CODE_SYMBOLS) clear_code(&model->follow); /* scanned in one go */
    if (follow_type(&model->follow, text)) step_ask(effects, EFFECT_FOLLOW, NULL);
}

void follow_again(const struct model *model, struct effects *effects)
{
    if (model->screen == SCREEN_ANSWER) step_ask(effects, EFFECT_FOLLOW, NULL);
}

void follow_take(struct model *model, const struct event *event)
{
    struct follow *follow = &model->follow;
    struct outcome outcome = event->outcome;
    if (model->screen != SCREEN_FOLLOW && model->screen != SCREEN_ANSWER) { /* the visit is over */
        outcome_finish(&outcome);
        return;
    }
    outcome_finish(&follow->outcome);
    follow->outcome = outcome;
    follow->here = (enum follow_here)event->amount;
    snprintf(follow->network_title, sizeof(follow->network_title), "%s", event->text != NULL ? event->text : "");
    if (model->screen == SCREEN_FOLLOW) step_go(model, SCREEN_ANSWER);
}

bool follow_may(const struct follow *follow, enum submission_kind wish)
{
    bool known = follow->outcome.document != NULL;
    if (follow->here == HERE_REFUSED && !known) return false;
    if (known && follow->outcome.status == ANSWER_ERASED) return false;
    if (wish == SUBMISSION_ERASE) return true;
    if (known && follow->outcome.status == ANSWER_WITHDRAWN) return false;
    /* What a correction asks for depends on what is corrected. */
    return wish == SUBMISSION_WITHDRAW || known;
}

static void begin_wish(struct model *model, enum submission_kind wish)
{
    if (!model->can_submit || !follow_may(&model->follow, wish)) return;
    model->follow.wish = wish;
    model->follow.wish_state = WISH_ASKING;
    step_go(model, SCREEN_WISH);
}

void follow_give(struct model *model, enum submission_kind kind, struct effects *effects)
{
    if (model->follow.wish_state == WISH_SENDING || model->follow.wish_state == WISH_SAVED) return;
    model->follow.wish = kind;
    model->follow.wish_state = WISH_SENDING;
    model->giving = kind;
    step_ask(effects, EFFECT_GIVE, NULL);
}

void follow_given(struct model *model, enum err err)
{
    struct follow *follow = &model->follow;
    if (follow->wish_state != WISH_SENDING) return;
    follow->wish_state = err == ERR_OK ? WISH_SAVED : WISH_NOT_SAVED;
    follow->why = err;
    if (follow->wish == SUBMISSION_CORRECT && err == ERR_OK) form_forget(&model->form);
    step_go(model, SCREEN_WISH);
}

/* From Help, which lies beside the visit: back there, and from there on to where it was. Help may have been opened
 * from here, too; and a form that lies behind it must stand as it was, whatever is corrected meanwhile. */
static void open_follow(struct model *model)
{
    enum screen behind = model->aside_from;
    bool help = model->screen == SCREEN_HELP;
    bool again = help && (behind == SCREEN_FOLLOW || behind == SCREEN_ANSWER || behind == SCREEN_WISH);
    clear_code(&model->follow);
    if (!again && model->screen != SCREEN_FOLLOW) model->follow.from = (int)model->screen;
    if (help && !again) {
        model->follow.behind = (int)behind;
        similar_leave_form(model);
    }
    step_go(model, SCREEN_FOLLOW);
}

void follow_act(struct model *model, struct action action, struct effects *effects)
{
    struct follow *follow = &model->follow;
    switch (action.kind) {
    case ACTION_FOLLOW: open_follow(model); break;
    case ACTION_FOLLOW_GROUP: follow_to_group(follow, action.value); break;
    case ACTION_FOLLOW_CLEAR: clear_code(follow); break;
    case ACTION_FOLLOW_FIND: find(model, effects); break;
    case ACTION_WISH: begin_wish(model, (enum submission_kind)action.value); break;
    case ACTION_GIVE_WISH: follow_give(model, follow->wish, effects); break;
    default: break;
    }
}

void follow_begin_correction(struct model *model)
{
    if (!model->follow.keeps) {
        model->follow.keeps = true;
        model->follow.kept = model->form;
        form_forget(&model->form);
    }
    model->form.about = model->follow.outcome.kind;
    model->follow.wish = SUBMISSION_CORRECT;
    model->follow.wish_state = WISH_ASKING;
}

void follow_leave(struct model *model)
{
    enum screen from = (enum screen)model->follow.from;
    enum screen behind = (enum screen)model->follow.behind;
    if (model->follow.keeps) form_take_back(&model->form, &model->follow.kept);
    follow_finish(&model->follow);
    if (from == SCREEN_HELP) {
        model->aside_from = behind;
        similar_return_to_form(model);
    }
    step_go_back_to(model, from);
}
