/* Support of an idea on the wall: asked about first, because a link alone must not count, and then counted once for
 * each page that asked. There is nothing to type, so whoever presses at once is a person, too. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/idea.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/web/form.h"
#include "sync/registry/web/form_token.h"
#include "sync/registry/web/pages.h"

struct supporting {
    struct page page;
    struct idea idea;
};

static void supporting_finish(struct supporting *supporting)
{
    idea_finish(&supporting->idea);
    page_finish(&supporting->page);
}

/* Finds the idea that the address names. On false the call has been answered. */
static bool find(struct supporting *supporting)
{
    struct page *page = &supporting->page;
    AUTO(json_auto) json_t *body = NULL;
    char id[IDEA_ID_BYTES_MAX + 1] = "";
    size_t length = 0;
    const char *word = call_word(page->call, &length);
    if (length < sizeof(id)) snprintf(id, sizeof(id), "%.*s", (int)length, word);
    enum err err = items_find(page->service->registry->db, "idea", id, &body);
    if (err == ERR_OK) err = idea_from_json(&supporting->idea, body);
    if (err == ERR_OK) return true;
    if (err != ERR_NOT_FOUND) {
        service_failed(page->service, page->call, err);
    } else {
        page_problem(page, MHD_HTTP_NOT_FOUND, WORDS("Her er ingen side"),
                     WORDS("Måske er den flyttet. Her finder du alle netværkene."));
    }
    return false;
}

static void idea_words(struct html *html, const struct idea *idea)
{
    html_open(html, "h2");
    html_attribute(html, "dir", "auto");
    html_text(html, idea->title);
    html_close(html);
    html_open(html, "p");
    html_attribute(html, "dir", "auto");
    html_text(html, idea->text);
    html_close(html);
}

static void back_to_wall(struct page *page)
{
    html_open(page->html, "p");
    page_link(page, NULL, "ideas", WORDS("Se flere idéer"));
    html_close(page->html);
}

/* `problem` may be NULL. */
static void ask(struct supporting *supporting, unsigned int status, const char *problem)
{
    struct page *page = &supporting->page;
    char token[FORM_TOKEN_TEXT_BYTES];
    char path[PAGE_PATH_BYTES_MAX];
    form_token_make(page->service->registry, SUBMISSION_SUPPORT, token);
    snprintf(path, sizeof(path), "support/%s", supporting->idea.id);
    if (!page_open(page, WORDS("Støt idéen"), status == MHD_HTTP_OK ? path : NULL)) return;
    struct html *html = page->html;
    html_element(html, "h1", WORDS("Støt idéen"));
    if (problem != NULL) {
        html_open(html, "div");
        html_attribute(html, "class", "note wrong");
        html_attribute(html, "role", "alert");
        html_element(html, "p", problem);
        html_close(html);
    }
    idea_words(html, &supporting->idea);
    form_begin(page, path);
    form_hidden(html, "form", token);
    form_button(html, "button", WORDS("Støt idéen"));
    html_close(html);
    back_to_wall(page);
    page_answer(page, status, PAGE_SECRET);
}

static void thank(struct supporting *supporting)
{
    struct page *page = &supporting->page;
    if (!page_open(page, WORDS("Tak, din støtte er gemt."), NULL)) return;
    html_element(page->html, "h1", WORDS("Tak, din støtte er gemt."));
    idea_words(page->html, &supporting->idea);
    back_to_wall(page);
    page_answer(page, MHD_HTTP_OK, PAGE_SECRET);
}

static void hand_in(struct supporting *supporting, const struct form_token *token)
{
    struct page *page = &supporting->page;
    struct submission submission = {.kind = SUBMISSION_SUPPORT};
    enum verdict verdict = VERDICT_REJECTED;
    const char *problem = NULL;
    snprintf(submission.idea, sizeof(submission.idea), "%s", supporting->idea.id);
    snprintf(submission.lang, sizeof(submission.lang), "%s", page->language->code);
    enum err err = ledger_take(page->service->registry, token->id, &submission, &verdict, &problem);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
    } else if (verdict == VERDICT_REJECTED) {
        ask(supporting, MHD_HTTP_UNPROCESSABLE_CONTENT, WORDS("Din støtte blev ikke gemt. Prøv igen."));
    } else {
        if (verdict == VERDICT_CREATED) page_count(page, page->service->web_forms);
        thank(supporting);
    }
}

void web_support_form(struct service *service, struct call *call)
{
    struct supporting supporting = {.idea = {.document = NULL}};
    if (page_begin(&supporting.page, service, call) && find(&supporting)) ask(&supporting, MHD_HTTP_OK, NULL);
    supporting_finish(&supporting);
}

void web_support_sent(struct service *service, struct call *call)
{
    struct supporting supporting = {.idea = {.document = NULL}};
    struct page *page = &supporting.page;
    struct fields fields = {.memory = NULL};
    struct form_token token;
    if (page_begin(page, service, call) && page_may_go_on(page, service->web_forms) && page_fields(page, &fields) &&
        find(&supporting)) {
        enum form_token_state state =
            form_token_read(&token, service->registry, SUBMISSION_SUPPORT, fields_text(&fields, "form"));
        if (state == FORM_TOKEN_GOOD || state == FORM_TOKEN_TOO_SOON) {
            hand_in(&supporting, &token);
        } else {
            ask(&supporting, MHD_HTTP_UNPROCESSABLE_CONTENT,
                WORDS("Siden har stået åben længe. Se det igennem, og send igen."));
        }
    }
    fields_finish(&fields);
    supporting_finish(&supporting);
}
