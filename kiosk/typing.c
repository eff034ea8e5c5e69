#include "kiosk/typing.h"

#include <sodium.h>
#include <string.h>

#include "kiosk/bidi.h"
#include "sync/model/digit.h"

/* Arabic and Urdu have none: there shift leads to the rarer letters, which nobody wants by itself. */
static bool has_capitals(const struct model *model)
{
    return !model->language->right_to_left || model->layer != LAYER_LETTERS;
}

void typing_after_key(struct model *model)
{
    if (model->shift_locked) return;
    model->shift = has_capitals(model) && form_wants_capital(&model->form);
    model->shift_by_itself = model->shift;
}

/* Are there networks in the visitor's language? Else what can be found is Danish. */
static bool content_is_translated(const struct model *model)
{
    for (size_t at = 0; at < model->board.cards_count; at++) {
        if (!model->board.cards[at].danish) return true;
    }
    return false;
}

/* A contact begins as an e-mail, where figures are at hand too, unless a number
 * has been written already. */
enum keyboard_layer typing_first_layer(const struct model *model)
{
    const struct form *form = &model->form;
    if (form->focus == FIELD_CONTACT) {
        return contact_looks_like_phone(form->fields[FIELD_CONTACT].text) ? LAYER_PHONE : LAYER_EMAIL;
    }
    bool danish = form->focus == FIELD_SEARCH && !content_is_translated(model);
    return model->language->right_to_left && danish ? LAYER_LATIN : LAYER_LETTERS;
}

void typing_focus(struct model *model, int field)
{
    if (field < 0 || field >= FIELD_COUNT) return;
    bool stays = model->form.focus == (enum form_field)field; /* a touch that only moves the caret */
    form_focus(&model->form, (enum form_field)field);
    if (!stays) model->layer = typing_first_layer(model);
    typing_after_key(model);
}

/* As it is seen: in a text that runs to the left, "left" is onwards. */
void typing_move_caret(struct model *model, int to_the_right)
{
    const char *text = model->form.fields[model->form.focus].text;
    form_caret_move(&model->form, bidi_starts_right(text, strlen(text)) ? -to_the_right : to_the_right);
    typing_after_key(model);
}

void typing_shift(struct model *model)
{
    if (model->shift_locked || model->shift_by_itself) {
        model->shift = false;
        model->shift_locked = false;
    } else if (model->shift) {
        model->shift_locked = true;
    } else {
        model->shift = true;
    }
    model->shift_by_itself = false;
}

bool typing_is_on(const struct model *model)
{
    return model->screen == SCREEN_SEARCH ||
           (model->screen == SCREEN_FORM && form_step(&model->form)->fields_count > 0);
}

void typing_put(struct model *model, const char *text)
{
    if (!typing_is_on(model) || text == NULL) return;
    char latin[FIELD_BYTES_MAX + 1];
    if (model->form.focus == FIELD_CONTACT) digits_to_latin(latin, sizeof(latin), text);
    bool contact = model->form.focus == FIELD_CONTACT;
    (void)form_insert(&model->form, contact ? latin : text); /* what does not fit is shown by form.full */
    if (contact) sodium_memzero(latin, strlen(latin));
    typing_after_key(model);
}
