/* "What happened?": a receipt code is typed, or comes in the address behind a '#', which no browser sends; its holder
 * sees the answer and may withdraw or erase what was given. The code travels in the bodies of POST only, so that it
 * stands in no server's log, and these pages are kept by nobody. */
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/answer.h"
#include "sync/model/terms.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/web/assets.h"
#include "sync/registry/web/form.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

/* What somebody asks about. */
struct following {
    struct page *page;
    char code[RECEIPT_CODE_TEXT_BYTES];
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    struct outcome outcome;    /* document NULL: not heard of */
    struct told_network about; /* the network it is about; id NULL: none */
};

static void following_finish(struct following *following)
{
    outcome_finish(&following->outcome);
    told_network_finish(&following->about);
    sodium_memzero(following, sizeof(*following));
}

/* ---- the form ---- */

static void code_field(struct page *page, const char *typed, const char *error)
{
    struct html *html = page->html;
    form_label(html, "code", WORDS("Din kode"));
    html_open(html, "p");
    html_attribute(html, "id", "code-help");
    html_attribute(html, "class", "hint");
    html_text(html, WORDS("16 tegn, som du fik, da du sendte noget. Store og små bogstaver er lige gode."));
    html_close(html);
    if (error != NULL) {
        html_open(html, "p");
        html_attribute(html, "id", "code-error");
        html_attribute(html, "class", "error");
        html_textf(html, "▲ %s", error);
        html_close(html);
    }
    html_open(html, "input");
    html_attribute(html, "id", "code");
    html_attribute(html, "name", "code");
    html_attribute(html, "class", "code");
    html_attribute(html, "dir", "ltr");
    html_attribute(html, "maxlength", "40");
    html_attribute(html, "autocomplete", "off");
    html_attribute(html, "autocapitalize", "characters");
    html_attribute(html, "spellcheck", "false");
    html_attribute(html, "required", "required");
    html_attribute(html, "aria-describedby", error != NULL ? "code-help code-error" : "code-help");
    html_attribute(html, "aria-invalid", error != NULL ? "true" : NULL);
    html_attribute(html, "value", typed);
    html_close(html);
}

/* `error` NULL: it is shown for the first time. */
static void show_form(struct page *page, const char *typed, const char *error)
{
    struct html *html = NULL;
    if (!page_open(page, WORDS("Hvad skete der?"), "follow")) return;
    html = page->html;
    html_element(html, "h1", WORDS("Hvad skete der?"));
    html_open(html, "p");
    html_attribute(html, "class", "lead");
    html_text(html, WORDS("Skriv koden, så ser du svaret. Du kan også trække det tilbage eller slette det."));
    html_close(html);
    form_begin(page, "follow");
    code_field(page, typed, error);
    form_button(html, "button", WORDS("Vis svaret"));
    html_close(html);
    html_open(html, "script");
    html_attributef(html, "src", "%sfollow.js?v=%s", page->root, web_follow.version);
    html_attribute(html, "defer", "defer");
    html_close(html);
    page_answer(page, error == NULL ? MHD_HTTP_OK : MHD_HTTP_UNPROCESSABLE_CONTENT,
                error == NULL ? PAGE_PUBLIC : PAGE_SECRET);
}

void web_follow_form(struct service *service, struct call *call)
{
    struct page page;
    if (page_begin(&page, service, call)) show_form(&page, NULL, NULL);
    page_finish(&page);
}

/* ---- what became of it ---- */

static enum err find_outcome(struct following *following)
{
    char name[RECEIPT_CODE_NAME_BYTES];
    AUTO(json_auto) json_t *body = NULL;
    struct db *db = following->page->service->registry->db;
    receipt_code_hash(following->hash, following->code);
    receipt_code_name(name, following->hash);
    outcome_finish(&following->outcome);
    told_network_finish(&following->about);
    enum err err = items_find(db, "answer", name, &body);
    if (err == ERR_OK) err = outcome_from_json(&following->outcome, body);
    if (err == ERR_NOT_FOUND) return ERR_OK; /* not heard of */
    if (err != ERR_OK || following->outcome.network == NULL) return err;
    err = networks_find(db, following->outcome.network, following->page->language->code, &following->about);
    return err == ERR_NOT_FOUND || err == ERR_DAMAGED ? ERR_OK : err; /* the network may be gone */
}

static void kind_line(struct html *html, const struct following *following)
{
    const char *title = following->about.in_language.title;
    html_open(html, "p");
    html_attribute(html, "class", "kicker");
    switch (following->outcome.kind) {
    case SUBMISSION_SEAT:
        if (title != NULL) html_textf(html, WORDS("Din plads i Founding Group: %s"), title);
        if (title == NULL) html_text(html, WORDS("Din plads i en Founding Group"));
        break;
    case SUBMISSION_INTEREST:
        if (title != NULL) html_textf(html, WORDS("Din interesse for: %s"), title);
        if (title == NULL) html_text(html, WORDS("Din interesse for et netværk"));
        break;
    default: html_text(html, WORDS("Din idé"));
    }
    html_close(html);
}

static void status_line(struct html *html, const struct outcome *outcome)
{
    html_open(html, "h1");
    if (outcome->status == ANSWER_WAITING_LIST && outcome->place > 0) {
        html_textf(html, WORDS("Du er nummer %d på ventelisten"), outcome->place);
    } else {
        html_text(html, answer_status_words(outcome->status));
    }
    html_close(html);
}

static void dates(struct html *html, const struct outcome *outcome)
{
    char date[64];
    html_open(html, "p");
    html_attribute(html, "class", "muted");
    if (outcome->corrected != NULL && outcome->status != ANSWER_ERASED) {
        page_date(date, outcome->corrected);
        html_textf(html, WORDS("Rettet af dig %s."), date);
        html_text(html, " ");
    }
    if (outcome->at != NULL) {
        page_date(date, outcome->at);
        html_textf(html, WORDS("Siden %s."), date);
    }
    html_close(html);
}

static void network_link(struct following *following)
{
    const struct network *network = &following->about.in_language;
    char path[PAGE_PATH_BYTES_MAX];
    if (network->id == NULL) return;
    snprintf(path, sizeof(path), "n/%s", network->id);
    html_open(following->page->html, "p");
    page_link(following->page, NULL, path, network->title);
    html_close(following->page->html);
}

static void wish_button(struct following *following, enum submission_kind wish, const char *text)
{
    struct html *html = following->page->html;
    form_begin(following->page, "follow");
    form_hidden(html, "code", following->code);
    form_hidden(html, "wish", submission_kind_name(wish));
    form_button(html, "button quiet", text);
    html_close(html);
}

static void correct_button(struct following *following)
{
    struct html *html = following->page->html;
    form_begin(following->page, "correct");
    form_hidden(html, "code", following->code);
    form_button(html, "button quiet", WORDS("Ret det"));
    html_close(html);
}

static bool may(const struct following *following, enum submission_kind wish)
{
    enum answer_status status = following->outcome.status;
    if (status == ANSWER_ERASED) return false;
    return wish == SUBMISSION_ERASE || status != ANSWER_WITHDRAWN;
}

static void show_outcome(struct following *following)
{
    const struct outcome *outcome = &following->outcome;
    if (!page_open(following->page, WORDS("Hvad skete der?"), NULL)) return;
    struct html *html = following->page->html;
    kind_line(html, following);
    status_line(html, outcome);
    if (outcome->text != NULL) {
        html_open(html, "figure");
        html_attribute(html, "class", "quote");
        html_element(html, "figcaption", WORDS("Sekretariatet skriver:"));
        html_open(html, "blockquote");
        html_attribute(html, "dir", "auto");
        html_text(html, outcome->text);
        html_close(html);
        html_close(html);
    } else if (answer_status_more_words(outcome->status) != NULL) {
        html_element(html, "p", answer_status_more_words(outcome->status));
    }
    if (outcome->note != NULL) page_content(following->page, "p", outcome->note, outcome->note);
    network_link(following);
    dates(html, outcome);
    html_open(html, "div");
    html_attribute(html, "class", "actions");
    if (may(following, SUBMISSION_CORRECT)) correct_button(following);
    if (may(following, SUBMISSION_WITHDRAW)) wish_button(following, SUBMISSION_WITHDRAW, WORDS("Træk det tilbage"));
    if (may(following, SUBMISSION_ERASE)) wish_button(following, SUBMISSION_ERASE, WORDS("Slet det"));
    html_close(html);
    page_answer(following->page, MHD_HTTP_OK, PAGE_SECRET);
}

/* ---- a wish ---- */

static void ask_about(struct following *following, enum submission_kind wish)
{
    bool erase = wish == SUBMISSION_ERASE;
    const char *heading = erase ? WORDS("Vil du slette det?") : WORDS("Vil du trække det tilbage?");
    if (!page_open(following->page, heading, NULL)) return;
    struct html *html = following->page->html;
    html_element(html, "h1", heading);
    html_element(
        html, "p",
        erase ? WORDS("Så sletter registret alt, hvad du gav, også navn og kontakt. Hænger idéen på væggen, tages den "
                      "ned. Det kan ikke gøres om. Kun koden kan stadig vise, at det er slettet.")
              : WORDS("Så er det ikke med mere. En plads går videre til en anden, og en idé tages ned fra væggen. "
                      "Sekretariatet kan stadig se, hvad du gav, til du sletter det."));
    html_open(html, "div");
    html_attribute(html, "class", "actions");
    form_begin(following->page, "follow");
    form_hidden(html, "code", following->code);
    form_button(html, "button quiet", WORDS("Nej, behold det"));
    html_close(html);
    form_begin(following->page, "follow");
    form_hidden(html, "code", following->code);
    form_hidden(html, "wish", submission_kind_name(wish));
    form_hidden(html, "sure", "yes");
    form_button(html, "button", erase ? WORDS("Ja, slet det") : WORDS("Ja, træk det tilbage"));
    html_close(html);
    html_close(html);
    page_answer(following->page, MHD_HTTP_OK, PAGE_SECRET);
}

/* One code is withdrawn, or erased, once: a double click makes the same id. */
static void id_of_wish(unsigned char out[ENTRY_ID_BYTES], const struct submission *wish, const struct keys *keys)
{
    static const char purpose[] = "forhal wish on a page\n";
    crypto_generichash_state state;
    crypto_generichash_init(&state, keys->seal_secret, SEAL_SECRET_BYTES, ENTRY_ID_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof(purpose));
    crypto_generichash_update(&state, wish->receipt_hash, sizeof(wish->receipt_hash));
    crypto_generichash_update(&state, (const unsigned char *)submission_kind_name(wish->kind),
                              strlen(submission_kind_name(wish->kind)));
    crypto_generichash_final(&state, out, ENTRY_ID_BYTES);
    sodium_memzero(&state, sizeof(state));
}

static void do_wish(struct following *following, enum submission_kind kind)
{
    struct registry *registry = following->page->service->registry;
    struct submission wish = {.kind = kind};
    unsigned char id[ENTRY_ID_BYTES];
    enum verdict verdict = VERDICT_REJECTED;
    const char *problem = NULL;
    snprintf(wish.code, sizeof(wish.code), "%s", following->code);
    snprintf(wish.lang, sizeof(wish.lang), "%s", following->page->language->code);
    memcpy(wish.receipt_hash, following->hash, sizeof(wish.receipt_hash));
    id_of_wish(id, &wish, &registry->keys);
    enum err err = ledger_take(registry, id, &wish, &verdict, &problem);
    submission_finish(&wish);
    if (err == ERR_OK) err = find_outcome(following);
    if (err == ERR_OK) {
        show_outcome(following);
    } else {
        service_failed(following->page->service, following->page->call, err);
    }
}

/* ---- the whole ---- */

static void show_unheard(struct following *following)
{
    char text[400];
    page_count(following->page, following->page->service->web_codes);
    snprintf(text, sizeof(text),
             WORDS("Koden er skrevet rigtigt. Er det fra en skærm uden forbindelse, kan der gå lidt tid, før det når "
                   "frem. Prøv igen senere, eller ring på %s og sig koden."),
             following->page->site.contact_phone);
    page_problem(following->page, MHD_HTTP_NOT_FOUND, WORDS("Vi har ikke hørt om den endnu"), text);
}

static void say_wrong(struct page *page, const char *typed)
{
    char text[300];
    int group = receipt_code_doubtful_group(typed);
    page_count(page, page->service->web_codes);
    if (group < 0) {
        show_form(page, typed, WORDS("Koden passer ikke. Sammenlign den med din egen, gruppe for gruppe."));
        return;
    }
    snprintf(text, sizeof(text), WORDS("Koden passer ikke. Måske er det i gruppe %d."), group + 1);
    show_form(page, typed, text);
}

static void answer(struct following *following, const struct fields *fields)
{
    enum submission_kind wish = submission_kind_from_name(fields_text(fields, "wish"));
    bool wished = wish == SUBMISSION_WITHDRAW || wish == SUBMISSION_ERASE;
    bool sure = strcmp(fields_text(fields, "sure"), "yes") == 0;
    const char *typed = fields_text(fields, "code");
    if (receipt_code_read(following->code, typed) != ERR_OK) {
        say_wrong(following->page, typed);
        return;
    }
    enum err err = find_outcome(following);
    if (err != ERR_OK) {
        service_failed(following->page->service, following->page->call, err);
    } else if (following->outcome.document == NULL) {
        show_unheard(following);
    } else if (!wished || !may(following, wish)) {
        show_outcome(following);
    } else if (!sure) {
        ask_about(following, wish);
    } else {
        do_wish(following, wish);
    }
}

void web_follow_answer(struct service *service, struct call *call)
{
    struct page page;
    struct fields fields = {.memory = NULL};
    if (page_begin(&page, service, call) && page_may_go_on(&page, service->web_codes) && page_fields(&page, &fields)) {
        struct following following = {.page = &page};
        answer(&following, &fields);
        following_finish(&following);
    }
    fields_finish(&fields);
    page_finish(&page);
}
