#include "kiosk/given.h"

#include <stdio.h>
#include <string.h>

static void trimmed(char *out, size_t out_bytes, const char *text)
{
    while (*text == ' ') text++;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') length--;
    snprintf(out, out_bytes, "%.*s", (int)length, text);
}

void given_form(struct submission *out, const struct model *model, const char *network, const char *code)
{
    const struct form *form = &model->form;
    *out = (struct submission){.kind = form->kind};
    snprintf(out->network, sizeof(out->network), "%s", network);
    trimmed(out->name, sizeof(out->name), form->fields[FIELD_NAME].text);
    (void)contact_check(form->fields[FIELD_CONTACT].text, out->contact);
    trimmed(out->brings, sizeof(out->brings), form->fields[FIELD_BRINGS].text);
    trimmed(out->title, sizeof(out->title), form->fields[FIELD_TITLE].text);
    trimmed(out->text, sizeof(out->text), form->fields[FIELD_TEXT].text);
    if (form->comes_as >= 0) out->comes_as = (enum comes_as)form->comes_as;
    if (form->side >= 0) out->side = (enum side)form->side;
    out->leans = form->leans;
    snprintf(out->notice, sizeof(out->notice), "%s", model->notice_version);
    snprintf(out->lang, sizeof(out->lang), "%s", model->language->code);
    receipt_code_hash(out->receipt_hash, code);
}

static void fill_correction(struct submission *out, const struct model *model)
{
    const struct form *form = &model->form;
    snprintf(out->notice, sizeof(out->notice), "%s", model->notice_version);
    trimmed(out->name, sizeof(out->name), form->fields[FIELD_NAME].text);
    (void)contact_check(form->fields[FIELD_CONTACT].text, out->contact);
    if (form->about != SUBMISSION_IDEA) return;
    trimmed(out->title, sizeof(out->title), form->fields[FIELD_TITLE].text);
    trimmed(out->text, sizeof(out->text), form->fields[FIELD_TEXT].text);
}

void given_wish(struct submission *out, const struct model *model, const char *target)
{
    *out = (struct submission){.kind = model->giving};
    snprintf(out->lang, sizeof(out->lang), "%s", model->language->code);
    if (out->kind == SUBMISSION_SUPPORT) {
        snprintf(out->idea, sizeof(out->idea), "%s", target);
        return;
    }
    snprintf(out->code, sizeof(out->code), "%s", model->follow.code);
    receipt_code_hash(out->receipt_hash, out->code);
    if (out->kind == SUBMISSION_CORRECT) fill_correction(out, model);
}
