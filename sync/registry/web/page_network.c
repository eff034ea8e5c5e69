/* One network: its flower, its question, its way, what happened, who takes part, what came of it, whom to ask, and how
 * to join. The same things as on the screen (kiosk/screens/network_story.c), in the same order. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/date.h"
#include "sync/model/terms.h"
#include "sync/registry/content/phone_pictures.h"
#include "sync/registry/web/flower.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

struct telling {
    struct page *page;
    struct html *html;
    const struct told_network *told;
    const struct network *network; /* in the reader's language */
    const struct network *danish;
    bool began; /* a list of networks has its heading */
};

static void section(struct telling *telling, const char *heading)
{
    html_open(telling->html, "section");
    html_element(telling->html, "h2", heading);
}

static void marked_item(struct html *html, enum side side)
{
    html_open(html, "li");
    flower_mark(html, side);
    html_text(html, side_words(side));
    html_close(html);
}

static void flower(struct telling *telling)
{
    struct html *html = telling->html;
    char label[200];
    if (telling->network->petals_count == 0) return;
    snprintf(label, sizeof(label), WORDS("Blomst med %zu blade"), telling->network->petals_count);
    html_open(html, "figure");
    flower_write(html, telling->network, label, telling->page->language->right_to_left, true);
    html_open(html, "figcaption");
    html_open(html, "ul");
    html_attribute(html, "class", "legend");
    for (int side = 0; side < SIDE_COUNT; side++) marked_item(html, (enum side)side);
    html_close(html);
    html_element(html, "p", WORDS("Fyldt: det er skabt. Stiplet: det håber vi på."));
    html_close(html);
    html_close(html);
}

/* Its own picture; fetched when one comes near it. */
static enum err picture(struct telling *telling)
{
    const struct network_picture *told = &telling->network->picture;
    struct html *html = telling->html;
    struct picture_size size;
    if (told->name == NULL) return ERR_OK;
    enum err err = phone_pictures_size(telling->page->service->registry->db, told->name, &size);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    html_open(html, "figure");
    html_attribute(html, "class", "picture");
    html_open(html, "img");
    html_attributef(html, "src", "%spictures/%s", telling->page->root, told->name);
    html_attributef(html, "width", "%d", size.width);
    html_attributef(html, "height", "%d", size.height);
    html_attribute(html, "loading", "lazy");
    html_attribute(html, "decoding", "async");
    html_attribute(html, "alt", told->alt);
    page_mark_danish(telling->page, told->alt, telling->danish->picture.alt);
    html_close(html);
    if (told->caption != NULL) {
        page_content(telling->page, "figcaption", told->caption, telling->danish->picture.caption);
    }
    html_close(html);
    return ERR_OK;
}

/* ---- the way ---- */

/* How often it went back to `phase`, or began it again. */
static int times_back(const struct telling *telling, int phase)
{
    const struct network *network = telling->network;
    int times = 0;
    for (size_t at = 1; at < network->phase_history_count; at++) {
        int from = site_phase_index(&telling->page->site, network->phase_history[at - 1]);
        int to = site_phase_index(&telling->page->site, network->phase_history[at]);
        times += from >= 0 && to == phase && to <= from;
    }
    return times;
}

static void times_back_write(struct html *html, int times, const char *label)
{
    html_open(html, "p");
    switch (times) {
    case 1: html_textf(html, WORDS("Én gang tilbage til %s"), label); break;
    case 2: html_textf(html, WORDS("To gange tilbage til %s"), label); break;
    case 3: html_textf(html, WORDS("Tre gange tilbage til %s"), label); break;
    default: html_textf(html, WORDS("%d gange tilbage til %s"), times, label);
    }
    html_close(html);
}

static void returns(struct telling *telling)
{
    const struct site *site = &telling->page->site;
    bool any = false;
    for (size_t at = 0; at < site->phases_count; at++) {
        int times = times_back(telling, (int)at);
        if (times > 0) times_back_write(telling->html, times, site->phases[at].label);
        any = any || times > 0;
    }
    if (!any) return;
    html_element(telling->html, "p",
                 WORDS("Et netværk går frem og tilbage, efterhånden som det bliver klogere. Sådan skal det være."));
}

static void way(struct telling *telling)
{
    struct page *page = telling->page;
    struct html *html = telling->html;
    const struct site *site = &page->site;
    int now = site_phase_index(site, telling->network->phase);
    if (now < 0) return;
    section(telling, WORDS("Vejen"));
    html_open(html, "ol");
    html_attribute(html, "class", "way");
    for (int at = 0; at < (int)site->phases_count; at++) {
        html_open(html, "li");
        html_attribute(html, "class", at < now ? "done" : at == now ? "now" : "ahead");
        html_attribute(html, "aria-current", at == now ? "step" : NULL);
        page_mark_danish(page, site->phases[at].label, page->danish.phases[at].label);
        html_text(html, site->phases[at].label);
        html_close(html);
    }
    html_close(html);
    html_open(html, "p");
    html_attribute(html, "class", "strong");
    html_textf(html, WORDS("Fase %d af %zu: %s"), now + 1, site->phases_count, site->phases[now].label);
    html_close(html);
    page_content(page, "p", site->phases[now].explanation, page->danish.phases[now].explanation);
    returns(telling);
    html_close(html);
}

/* ---- the Founding Group ---- */

static void fact(struct html *html, const char *name, const char *value)
{
    html_open(html, "div");
    html_element(html, "dt", name);
    html_element(html, "dd", value);
    html_close(html);
}

static void group_facts(struct telling *telling)
{
    const struct network *network = telling->network;
    struct html *html = telling->html;
    char text[DATE_WORDS_BYTES];
    const char *starts = WORDS("Ikke fastlagt endnu. Sekretariatet skriver til dig.");
    html_open(html, "dl");
    if (network->group_starts != NULL)
        starts = date_in_words(text, network->group_starts) ? text : network->group_starts;
    fact(html, WORDS("Hvornår"), starts);
    if (network->group_place != NULL) fact(html, WORDS("Hvor"), network->group_place);
    if (network->group_seats > 0) {
        snprintf(text, sizeof(text), WORDS_COUNT("%d plads", "%d pladser", (unsigned long)network->group_seats),
                 network->group_seats);
        fact(html, WORDS("Pladser"), text);
    }
    html_close(html);
}

static void group(struct telling *telling)
{
    const struct network *network = telling->network;
    if (network->group_state == GROUP_NONE) return;
    if (network->group_state == GROUP_HELD) {
        section(telling, WORDS("Founding Group er holdt"));
        html_element(telling->html, "p", WORDS("De første har mødtes. Du kan stadig være med i netværket."));
        html_close(telling->html);
        return;
    }
    section(telling, WORDS("Founding Group er åben"));
    page_content(telling->page, "p", network->group_invitation, telling->danish->group_invitation);
    group_facts(telling);
    html_close(telling->html);
}

/* ---- what is told ---- */

static void remarks(struct telling *telling)
{
    if (telling->network->remarks_count == 0) return;
    section(telling, WORDS("Sådan er det gået"));
    for (size_t at = 0; at < telling->network->remarks_count; at++) {
        page_content(telling->page, "p", telling->network->remarks[at], telling->danish->remarks[at]);
    }
    html_close(telling->html);
}

static void gift(struct telling *telling)
{
    const struct gift *gift = &telling->network->gift;
    const struct gift *danish = &telling->danish->gift;
    struct html *html = telling->html;
    if (gift->state == GIFT_NONE) return;
    section(telling, WORDS("Netværkets gave"));
    page_content(telling->page, "h3", gift->title, danish->title);
    html_open(html, "p");
    html_attribute(html, "class", "strong");
    html_text(html, gift_words(gift->state));
    html_close(html);
    page_content(telling->page, "p", gift->text, danish->text);
    html_open(html, "p");
    html_textf(html, WORDS("Givet til: %s"), gift->receiver);
    html_close(html);
    html_close(html);
}

static void participants(struct telling *telling)
{
    bool any = false;
    for (int at = 0; at < PARTICIPANT_COUNT; at++) any = any || telling->network->takes_part[at];
    if (!any) return;
    section(telling, WORDS("De er med"));
    html_open(telling->html, "ul");
    for (int at = 0; at < PARTICIPANT_COUNT; at++) {
        if (telling->network->takes_part[at]) {
            html_element(telling->html, "li", participant_words((enum participant)at));
        }
    }
    html_close(telling->html);
    html_close(telling->html);
}

static void petals(struct telling *telling)
{
    struct html *html = telling->html;
    if (telling->network->petals_count == 0) return;
    section(telling, WORDS("Blad for blad"));
    html_open(html, "ul");
    html_attribute(html, "class", "petals");
    for (size_t at = 0; at < telling->network->petals_count; at++) {
        const struct petal *petal = &telling->network->petals[at];
        const struct petal *danish = &telling->danish->petals[at];
        html_open(html, "li");
        flower_mark(html, petal->side);
        html_open(html, "div");
        html_open(html, "h3");
        page_mark_danish(telling->page, petal->keyword, danish->keyword);
        html_text(html, petal->keyword);
        html_close(html);
        html_open(html, "p");
        html_attribute(html, "class", "muted");
        html_textf(html, "%s · %s", side_words(petal->side), petal->created ? WORDS("skabt") : WORDS("ventes"));
        html_close(html);
        page_content(telling->page, "p", petal->sentence, danish->sentence);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

/* ---- where it came from and what it set off ---- */

static void network_item(struct telling *telling, const struct network *network, const struct network *danish)
{
    char path[PAGE_PATH_BYTES_MAX];
    snprintf(path, sizeof(path), "n/%s", network->id);
    html_open(telling->html, "li");
    html_open(telling->html, "a");
    page_address(telling->page, "href", path);
    page_mark_danish(telling->page, network->title, danish->title);
    html_text(telling->html, network->title);
    html_close(telling->html);
    html_close(telling->html);
}

static void begin_list(struct telling *telling, const char *heading)
{
    if (telling->began) return;
    section(telling, heading);
    html_open(telling->html, "ul");
    telling->began = true;
}

static void end_list(struct telling *telling)
{
    if (telling->began) {
        html_close(telling->html);
        html_close(telling->html);
    }
    telling->began = false;
}

static bool source_visit(void *context, const struct told_network *told)
{
    struct telling *telling = context;
    begin_list(telling, WORDS("Det kommer fra"));
    network_item(telling, &told->in_language, &told->danish);
    return true;
}

/* False: the database failed. */
static enum err lineage(struct telling *telling)
{
    struct db *db = telling->page->service->registry->db;
    const char *lang = telling->page->language->code;
    enum err err = networks_each_source(db, telling->network->id, lang, source_visit, telling);
    end_list(telling);
    for (size_t at = 0; err == ERR_OK && at < telling->network->spawned_count; at++) {
        const struct spawned *spawned = &telling->network->spawned[at];
        const char *heading = WORDS("Det har sat i gang");
        if (spawned->title != NULL) {
            begin_list(telling, heading);
            page_content(telling->page, "li", spawned->title, telling->danish->spawned[at].title);
            continue;
        }
        struct told_network told;
        enum err found = networks_find(db, spawned->network, lang, &told);
        if (found == ERR_NOT_FOUND || found == ERR_DAMAGED) continue; /* it is gone */
        if (found != ERR_OK) err = found;
        if (found != ERR_OK) break;
        begin_list(telling, heading);
        network_item(telling, &told.in_language, &told.danish);
        told_network_finish(&told);
    }
    end_list(telling);
    return err;
}

static void leaders(struct telling *telling)
{
    const struct network *network = telling->network;
    const struct site *site = &telling->page->site;
    struct html *html = telling->html;
    section(telling, network->leaders_count > 1    ? WORDS("De leder netværket")
                     : network->leaders_count == 1 ? WORDS("Leder netværket")
                                                   : WORDS("Spørg"));
    for (size_t at = 0; at < network->leaders_count; at++) {
        html_open(html, "p");
        page_mark_danish(telling->page, network->leaders[at].role, telling->danish->leaders[at].role);
        html_textf(html, "%s · %s", network->leaders[at].role, network->leaders[at].department);
        html_close(html);
    }
    html_open(html, "p");
    html_textf(html, WORDS("Spørg %s: %s eller %s."), site->contact_name, site->contact_phone, site->contact_email);
    html_close(html);
    html_close(html);
}

/* ---- joining ---- */

static void actions(struct telling *telling)
{
    const struct network *network = telling->network;
    char path[PAGE_PATH_BYTES_MAX];
    if (!network_status_is_open(network->status)) return;
    html_open(telling->html, "p");
    html_attribute(telling->html, "class", "actions");
    bool group_open = network->group_state == GROUP_OPEN;
    if (group_open) {
        snprintf(path, sizeof(path), "seat/%s", network->id);
        page_link(telling->page, "button", path, WORDS("Ønsk en plads"));
    }
    snprintf(path, sizeof(path), "interest/%s", network->id);
    page_link(telling->page, group_open ? "button quiet" : "button", path, WORDS("Jeg er interesseret"));
    html_close(telling->html);
}

/* ---- the whole ---- */

static void top(struct telling *telling)
{
    struct html *html = telling->html;
    const struct network *network = telling->network;
    html_open(html, "p");
    html_attribute(html, "class", "kicker");
    html_textf(html, "%s · %s", kind_words(network->kind), status_words(network->status));
    html_close(html);
    page_danish_note(telling->page, network->some_danish);
    page_content(telling->page, "h1", network->title, telling->danish->title);
    html_open(html, "p");
    html_attribute(html, "class", "lead");
    page_mark_danish(telling->page, network->question, telling->danish->question);
    html_text(html, network->question);
    html_close(html);
}

static void tell(struct page *page, const struct told_network *told)
{
    const struct network *network = &told->in_language;
    char path[PAGE_PATH_BYTES_MAX];
    snprintf(path, sizeof(path), "n/%s", network->id);
    if (!page_open(page, network->title, path)) return;
    struct telling telling = {
        .page = page, .html = page->html, .told = told, .network = network, .danish = &told->danish};
    html_open(page->html, "article");
    top(&telling);
    flower(&telling);
    enum err err = picture(&telling);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
        return;
    }
    group(&telling);
    actions(&telling);
    way(&telling);
    remarks(&telling);
    gift(&telling);
    participants(&telling);
    petals(&telling);
    err = lineage(&telling);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
        return;
    }
    leaders(&telling);
    html_close(page->html);
    page_answer(page, MHD_HTTP_OK, PAGE_PUBLIC);
}

static void answer(struct page *page, const char *id)
{
    struct told_network told;
    enum err err =
        id[0] != '\0' ? networks_find(page->service->registry->db, id, page->language->code, &told) : ERR_NOT_FOUND;
    if (err == ERR_OK) {
        tell(page, &told);
        told_network_finish(&told);
    } else if (err == ERR_NOT_FOUND) {
        page_problem(page, MHD_HTTP_NOT_FOUND, WORDS("Netværket er her ikke mere"),
                     WORDS("Måske er det lagt sammen med et andet. Her finder du alle netværkene."));
    } else {
        service_failed(page->service, page->call, err);
    }
}

void web_network(struct service *service, struct call *call)
{
    char id[NETWORK_ID_BYTES_MAX + 1] = "";
    size_t length = 0;
    const char *word = call_word(call, &length);
    if (length < sizeof(id)) snprintf(id, sizeof(id), "%.*s", (int)length, word);
    struct page page;
    if (page_begin(&page, service, call)) answer(&page, id);
    page_finish(&page);
}
