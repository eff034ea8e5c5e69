/* The forms: interest in a network, a seat in its Founding Group, an idea, and a correction of one of them. What is
 * sent goes into the ledger under the same rules as what comes from a screen, once for each form that was shown, and
 * its receipt code stands on the page that thanks. What somebody typed is on no page that is kept, and in no log. */
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/answer.h"
#include "sync/model/terms.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/web/form.h"
#include "sync/registry/web/given.h"
#include "sync/registry/web/pages.h"

static const char *field_label(const struct given *given, enum given_field field)
{
    bool idea = given->kind == SUBMISSION_IDEA;
    switch (field) {
    case GIVEN_COMES_AS: return WORDS("Hvem kommer du som?");
    case GIVEN_TITLE: return WORDS("Overskrift");
    case GIVEN_TEXT: return WORDS("Din idé");
    case GIVEN_SIDE: return WORDS("Hvem hjælper den mest?");
    case GIVEN_NAME: return idea ? WORDS("Navn, hvis du vil") : WORDS("Navn");
    case GIVEN_CONTACT: return idea ? WORDS("E-mail eller telefon, hvis du vil") : WORDS("E-mail eller telefon");
    case GIVEN_BRINGS: return WORDS("Det, du ved, kan eller har lyst til");
    case GIVEN_COUNT: break;
    }
    return "";
}

/* ---- showing the form ---- */

static void problem_line(struct html *html, enum given_field field, const char *problem)
{
    if (problem == NULL) return;
    html_open(html, "p");
    html_attributef(html, "id", "%s-error", given_field_name(field));
    html_attribute(html, "class", "error");
    html_textf(html, "▲ %s", problem);
    html_close(html);
}

static void text_attributes(struct given *given, enum given_field field, size_t bytes_max)
{
    struct html *html = given->page->html;
    const char *name = given_field_name(field);
    html_attribute(html, "id", name);
    html_attribute(html, "name", name);
    html_attributef(html, "maxlength", "%zu", bytes_max - 1);
    html_attribute(html, "dir", "auto");
    if (!given_is_optional(given, field)) html_attribute(html, "required", "required");
    if (field == GIVEN_NAME) html_attribute(html, "autocomplete", "name");
    if (field == GIVEN_CONTACT) {
        html_attribute(html, "autocapitalize", "none");
        html_attribute(html, "spellcheck", "false");
    }
    if (given->problems[field] == NULL) return;
    html_attribute(html, "aria-invalid", "true");
    html_attributef(html, "aria-describedby", "%s-error", name);
}

static void text_field(struct given *given, enum given_field field)
{
    struct html *html = given->page->html;
    size_t bytes_max = 0;
    const char *text = given_field_text(given, field, &bytes_max);
    /* Letters of two and more bytes: the browser lets through what has no room. It is theirs to cut. */
    if (given->overlong[field] != NULL) text = given->overlong[field];
    form_label(html, given_field_name(field), field_label(given, field));
    problem_line(html, field, given->problems[field]);
    bool lines = field == GIVEN_TEXT || field == GIVEN_BRINGS;
    html_open(html, lines ? "textarea" : "input");
    text_attributes(given, field, bytes_max);
    if (lines) {
        html_attribute(html, "rows", "5");
        html_text(html, text);
    } else {
        html_attribute(html, "type", "text");
        html_attribute(html, "value", text);
    }
    html_close(html);
}

static void choice(struct html *html, const char *name, const char *value, const char *label, bool chosen)
{
    html_open(html, "label");
    html_attribute(html, "class", "choice");
    html_open(html, "input");
    html_attribute(html, "type", "radio");
    html_attribute(html, "name", name);
    html_attribute(html, "value", value);
    html_attribute(html, "required", "required");
    html_attribute(html, "checked", chosen ? "checked" : NULL);
    html_close(html);
    html_text(html, label);
    html_close(html);
}

static void choices(struct given *given, enum given_field field)
{
    struct html *html = given->page->html;
    const struct submission *submission = &given->submission;
    html_open(html, "fieldset");
    html_attribute(html, "id", given_field_name(field));
    html_open(html, "legend");
    html_text(html, field_label(given, field));
    html_close(html);
    problem_line(html, field, given->problems[field]);
    for (int at = 0; field == GIVEN_COMES_AS && at < COMES_AS_COUNT; at++) {
        choice(html, "comes_as", comes_as_name((enum comes_as)at), comes_as_words((enum comes_as)at),
               (int)submission->comes_as == at);
    }
    for (int at = 0; field == GIVEN_SIDE && at < SIDE_COUNT; at++) {
        choice(html, "side", side_name((enum side)at), side_words((enum side)at), (int)submission->side == at);
    }
    html_close(html);
}

/* Nobody sees this field, and who can't see at all is told; what fills it in is a program. */
static void trap(struct html *html)
{
    html_open(html, "div");
    html_attribute(html, "class", "apart");
    html_attribute(html, "aria-hidden", "true");
    form_label(html, "website", WORDS("Lad dette felt være tomt"));
    html_open(html, "input");
    html_attribute(html, "id", "website");
    html_attribute(html, "name", "website");
    html_attribute(html, "type", "text");
    html_attribute(html, "tabindex", "-1");
    html_attribute(html, "autocomplete", "off");
    html_close(html);
    html_close(html);
}

/* Before the first field, as on the screens: in short, with the whole of it one tap away. */
static void notice(struct page *page)
{
    struct html *html = page->html;
    const struct site *site = &page->site;
    html_open(html, "details");
    html_open(html, "summary");
    page_mark_danish(page, site->notice_title, page->danish.notice_title);
    html_text(html, site->notice_title);
    html_close(html);
    for (size_t at = 0; at < site->notice_count; at++) {
        page_content(page, "h3", site->notice[at].heading, page->danish.notice[at].heading);
        page_content(page, "p", site->notice[at].text, page->danish.notice[at].text);
    }
    html_close(html);
}

/* What is wrong, in a list of ways to it, where whoever listens hears it first. */
static void problems(struct given *given)
{
    struct html *html = given->page->html;
    bool any = given->problem != NULL;
    for (int at = 0; at < GIVEN_COUNT; at++) any = any || given->problems[at] != NULL;
    if (!any) return;
    html_open(html, "div");
    html_attribute(html, "class", "note wrong");
    html_attribute(html, "role", "alert");
    if (given->problem != NULL) html_element(html, "p", given->problem);
    html_open(html, given->problem != NULL ? "div" : "ul");
    for (int at = 0; given->problem == NULL && at < GIVEN_COUNT; at++) {
        if (given->problems[at] == NULL) continue;
        html_open(html, "li");
        html_open(html, "a");
        html_attributef(html, "href", "#%s", given_field_name((enum given_field)at));
        html_text(html, given->problems[at]);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static const char *heading_words(const struct given *given)
{
    switch (given->kind) {
    case SUBMISSION_SEAT: return WORDS("Ønsk en plads");
    case SUBMISSION_IDEA: return WORDS("Hvad er din idé?");
    case SUBMISSION_CORRECT: return WORDS("Hvad skal der stå?");
    default: break;
    }
    return WORDS("Jeg er interesseret");
}

static void path_of(const struct given *given, char out[PAGE_PATH_BYTES_MAX])
{
    const char *kind = submission_kind_name(given->kind);
    if (given->about.in_language.id == NULL) {
        snprintf(out, PAGE_PATH_BYTES_MAX, "%s", kind);
    } else {
        snprintf(out, PAGE_PATH_BYTES_MAX, "%s/%s", kind, given->about.in_language.id);
    }
}

static void about_line(struct given *given)
{
    struct html *html = given->page->html;
    html_open(html, "p");
    html_attribute(html, "class", "lead");
    if (given->kind == SUBMISSION_IDEA) {
        html_text(html, WORDS("Sekretariatet læser alle idéer. Din idé kan blive vist her. Navn og kontakt bliver det "
                              "aldrig."));
    } else if (given->kind == SUBMISSION_CORRECT) {
        html_text(html, given_only_what_is_other());
    } else {
        page_mark_danish(given->page, given->about.in_language.title, given->about.danish.title);
        html_text(html, given->about.in_language.title);
    }
    html_close(html);
}

static void show(struct given *given, unsigned int status)
{
    struct page *page = given->page;
    char path[PAGE_PATH_BYTES_MAX];
    path_of(given, path);
    if (!page_open(page, heading_words(given), path)) return;
    struct html *html = page->html;
    html_element(html, "h1", heading_words(given));
    about_line(given);
    problems(given);
    page_danish_note(page, page->site.notice_danish);
    page_content(page, "p", page->site.notice_intro, page->danish.notice_intro);
    notice(page);
    html_open(html, "form");
    html_attribute(html, "method", "post");
    html_attribute(html, "novalidate", "novalidate"); /* our words say what is wrong, in the reader's language */
    page_address(page, "action", path);
    form_hidden(html, "form", given->token_text);
    form_hidden(html, "notice", page->site.notice_version);
    if (given->code[0] != '\0') form_hidden(html, "code", given->code);
    if (given->question[0] != '\0') form_hidden(html, "asked", given->submission.contact);
    for (int at = 0; at < GIVEN_COUNT; at++) {
        enum given_field field = (enum given_field)at;
        size_t bytes_max = 0;
        if (!given_has_field(given, field)) continue;
        if (given_field_text(given, field, &bytes_max) != NULL)
            text_field(given, field);
        else
            choices(given, field);
    }
    trap(html);
    form_button(html, "button", WORDS("Send til sekretariatet"));
    html_close(html);
    page_answer(page, status, PAGE_SECRET);
}

/* ---- the thanks ---- */

static const char *thanks_words(enum submission_kind kind)
{
    switch (kind) {
    case SUBMISSION_SEAT: return WORDS("Tak. Din plads er ønsket.");
    case SUBMISSION_IDEA: return WORDS("Tak. Din idé er gemt.");
    case SUBMISSION_CORRECT: return WORDS("Din rettelse er gemt");
    default: break;
    }
    return WORDS("Tak. Din interesse er gemt.");
}

/* Where it is seen once, and what it is good for. */
static void show_code(struct page *page, const char *code)
{
    struct html *html = page->html;
    html_element(html, "h2", WORDS("Din kode"));
    html_open(html, "p");
    html_attribute(html, "class", "given");
    html_attribute(html, "dir", "ltr");
    html_text(html, code);
    html_close(html);
    html_open(html, "p");
    html_textf(html,
               WORDS("Sekretariatet får besked og svarer dig. Skriv koden af, eller tag et billede af den. Med den kan "
                     "du se svaret under Hvad skete der? og slette det, du gav. Eller ring på %s og sig koden."),
               page->site.contact_phone);
    html_close(html);
}

static void thank(struct given *given, const char *code, bool another)
{
    struct page *page = given->page;
    const char *heading = thanks_words(given->kind);
    if (!page_open(page, heading, NULL)) return;
    struct html *html = page->html;
    html_element(html, "h1", heading);
    if (another) {
        html_open(html, "p");
        html_attribute(html, "class", "note");
        html_text(html, WORDS("Vi har allerede det, du sendte første gang. Det nye er ikke gemt."));
        html_close(html);
    }
    if (given->kind != SUBMISSION_CORRECT) show_code(page, code);
    form_begin(page, "follow");
    form_hidden(html, "code", code);
    html_open(html, "button");
    html_attribute(html, "type", "submit");
    html_attribute(html, "class", "button");
    html_text(html, WORDS("Hvad skete der?"));
    html_close(html);
    html_close(html);
    page_answer(page, MHD_HTTP_OK, PAGE_SECRET);
}

static void hand_in(struct given *given)
{
    struct page *page = given->page;
    struct registry *registry = page->service->registry;
    struct submission *submission = &given->submission;
    char code[RECEIPT_CODE_TEXT_BYTES];
    enum verdict verdict = VERDICT_REJECTED;
    const char *problem = NULL;
    if (given->kind == SUBMISSION_CORRECT) {
        snprintf(code, sizeof(code), "%s", given->code);
        snprintf(submission->code, sizeof(submission->code), "%s", given->code);
    } else {
        form_token_code(registry, &given->token, code);
    }
    receipt_code_hash(submission->receipt_hash, code);
    if (given->about.in_language.id != NULL) {
        snprintf(submission->network, sizeof(submission->network), "%s", given->about.in_language.id);
    }
    snprintf(submission->notice, sizeof(submission->notice), "%s", page->site.notice_version);
    snprintf(submission->lang, sizeof(submission->lang), "%s", page->language->code);
    enum err err = ledger_take(registry, given->token.id, submission, &verdict, &problem);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
    } else if (verdict == VERDICT_REJECTED) {
        given->problem = WORDS("Det kunne vi ikke tage imod. Se det igennem, og send igen.");
        show(given, MHD_HTTP_UNPROCESSABLE_CONTENT);
    } else {
        if (verdict == VERDICT_CREATED) page_count(page, page->service->web_forms);
        thank(given, code, verdict == VERDICT_CONFLICT);
    }
    sodium_memzero(code, sizeof(code));
}

/* ---- the whole ---- */

/* What a code is about may be corrected until it was taken back. On false the call has been answered. */
static bool find_corrected(struct given *given, const struct fields *fields)
{
    struct page *page = given->page;
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    AUTO(json_auto) json_t *body = NULL;
    AUTO(outcome_finish) struct outcome outcome = {.document = NULL};
    bool right = receipt_code_read(given->code, fields_text(fields, "code")) == ERR_OK;
    enum err err = ERR_NOT_FOUND;
    if (right) {
        receipt_code_hash(hash, given->code);
        receipt_code_name(name, hash);
        err = items_find(page->service->registry->db, "answer", name, &body);
    }
    if (err == ERR_OK) err = outcome_from_json(&outcome, body);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        service_failed(page->service, page->call, err);
        return false;
    }
    bool may = err == ERR_OK && outcome.status != ANSWER_ERASED && outcome.status != ANSWER_WITHDRAWN;
    given->corrected = outcome.kind;
    if (may) return true;
    if (err == ERR_OK) {
        page_problem(page, MHD_HTTP_CONFLICT, WORDS("Hvad skete der?"), answer_status_words(outcome.status));
        return false;
    }
    page_count(page, page->service->web_codes);
    page_problem(page, MHD_HTTP_NOT_FOUND, WORDS("Hvad skete der?"),
                 WORDS("Koden passer ikke. Sammenlign den med din egen, gruppe for gruppe."));
    return false;
}

/* Finds what it is about. On false the call has been answered. */
static bool find_about(struct given *given)
{
    struct page *page = given->page;
    char id[NETWORK_ID_BYTES_MAX + 1] = "";
    size_t length = 0;
    if (given->kind == SUBMISSION_IDEA) return true;
    const char *word = call_word(page->call, &length);
    if (length < sizeof(id)) snprintf(id, sizeof(id), "%.*s", (int)length, word);
    enum err err = networks_find(page->service->registry->db, id, page->language->code, &given->about);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        service_failed(page->service, page->call, err);
        return false;
    }
    const struct network *network = &given->about.in_language;
    bool open = err == ERR_OK && network_status_is_open(network->status) &&
                (given->kind != SUBMISSION_SEAT || network->group_state == GROUP_OPEN);
    /* Who has the form before the network ends was asked in good faith: what is sent is taken. */
    if (err == ERR_OK && (open || strcmp(page->call->method, MHD_HTTP_METHOD_POST) == 0)) return true;
    page_problem(page, MHD_HTTP_NOT_FOUND, WORDS("Her er ikke åbent"),
                 WORDS("Netværket tager ikke imod flere. Her finder du de andre."));
    return false;
}

static void answer_form(struct service *service, struct call *call, enum submission_kind kind)
{
    struct page page;
    if (page_begin(&page, service, call)) {
        struct given given;
        given_begin(&given, &page, kind);
        if (find_about(&given)) show(&given, MHD_HTTP_OK);
        given_finish(&given);
    }
    page_finish(&page);
}

static void take_form(struct given *given, const struct fields *fields)
{
    if (given_read(given, fields)) {
        hand_in(given);
    } else {
        show(given, MHD_HTTP_UNPROCESSABLE_CONTENT);
    }
}

static void answer_sent(struct service *service, struct call *call, enum submission_kind kind)
{
    struct page page;
    struct fields fields = {.memory = NULL};
    if (page_begin(&page, service, call) && page_may_go_on(&page, service->web_forms) && page_fields(&page, &fields)) {
        struct given given;
        given_begin(&given, &page, kind);
        if (find_about(&given)) take_form(&given, &fields);
        given_finish(&given);
    }
    fields_finish(&fields);
    page_finish(&page);
}

void web_interest_form(struct service *service, struct call *call)
{
    answer_form(service, call, SUBMISSION_INTEREST);
}

void web_interest_sent(struct service *service, struct call *call)
{
    answer_sent(service, call, SUBMISSION_INTEREST);
}

void web_seat_form(struct service *service, struct call *call)
{
    answer_form(service, call, SUBMISSION_SEAT);
}

void web_seat_sent(struct service *service, struct call *call)
{
    answer_sent(service, call, SUBMISSION_SEAT);
}

void web_idea_form(struct service *service, struct call *call)
{
    answer_form(service, call, SUBMISSION_IDEA);
}

void web_idea_sent(struct service *service, struct call *call)
{
    answer_sent(service, call, SUBMISSION_IDEA);
}

/* First with a code alone, from the page that tells what became of it. */
static void correct(struct given *given, const struct fields *fields)
{
    if (!find_corrected(given, fields)) return;
    if (fields_text(fields, "form")[0] == '\0') {
        show(given, MHD_HTTP_OK);
    } else {
        take_form(given, fields);
    }
}

void web_correct(struct service *service, struct call *call)
{
    struct page page;
    struct fields fields = {.memory = NULL};
    if (page_begin(&page, service, call) && page_may_go_on(&page, service->web_codes) &&
        page_may_go_on(&page, service->web_forms) && page_fields(&page, &fields)) {
        struct given given;
        given_begin(&given, &page, SUBMISSION_CORRECT);
        correct(&given, &fields);
        given_finish(&given);
    }
    fields_finish(&fields);
    page_finish(&page);
}
