#define _POSIX_C_SOURCE 200809L
#include "sync/registry/content/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/letters.h"
#include "sync/model/picture.h"
#include "sync/registry/content/content.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/pictures.h"

enum { SENTENCE_BYTES_MAX = 400, FIELD_BYTES_MAX = 2048, POINTER_BYTES_MAX = 1200, REFERENCES_MAX = 64 };

enum { PAGES_MAX = 60 /* as content.schema.json has it */ };

/* ---- what a field is called ---- */

static const struct {
    const char *name;
    const char *danish;
} fields[] = {
    {"networks", "Netværk"},
    {"pages", "Side"},
    {"site", "Huset"},
    {"contact", "kontakt"},
    {"phases", "fase"},
    {"notice", "erklæring"},
    {"sections", "afsnit"},
    {"name", "navn"},
    {"heading", "overskrift"},
    {"email", "mail"},
    {"phone", "telefon"},
    {"address", "adresse"},
    {"intro", "indledning"},
    {"public_url", "QR-kodernes adresse"},
    {"file", "billede"},
    {"opening_hours", "åbningstider"},
    {"announcements", "besked"},
    {"id", "Id"},
    {"kind", "Slags"},
    {"title", "Titel"},
    {"short_title", "Kort titel"},
    {"question", "Spørgsmål"},
    {"status", "Status"},
    {"phase", "Fase"},
    {"phase_history", "Faser indtil nu"},
    {"remarks", "Sådan går det"},
    {"leaders", "Leder"},
    {"role", "rolle"},
    {"department", "afdeling"},
    {"training", "uddannelse"},
    {"participants", "Hvem er med"},
    {"petals", "Blad"},
    {"side", "side"},
    {"state", "tilstand"},
    {"keyword", "ord"},
    {"sentence", "sætning"},
    {"spawned", "Ringe i vandet"},
    {"network", "netværk"},
    {"founding_group", "Founding Group"},
    {"invitation", "invitation"},
    {"starts", "tidspunkt"},
    {"place", "sted"},
    {"seats", "pladser"},
    {"asked", "ønskede pladser"},
    {"granted", "givne pladser"},
    {"gift", "Gave"},
    {"text", "tekst"},
    {"receiver", "modtager"},
    {"updated", "Sidste nyt"},
    {"blocks", "Del"},
    {"items", "punkt"},
    {"left", "venstre"},
    {"right", "højre"},
    {"rows", "række"},
    {"picture", "billede"},
    {"alt", "billedets ord"},
    {"caption", "billedtekst"},
    {"translations", "Oversættelse"},
    {"en", "engelsk"},
    {"tr", "tyrkisk"},
    {"ar", "arabisk"},
    {"ur", "urdu"},
    {"pl", "polsk"},
};

static const char *field_name(const char *token)
{
    for (size_t at = 0; at < sizeof(fields) / sizeof(fields[0]); at++) {
        if (strcmp(fields[at].name, token) == 0) return fields[at].danish;
    }
    return token;
}

void problems_field(struct str *out, const char *pointer)
{
    char token[80];
    bool after_number = false;
    for (const char *at = pointer; *at == '/';) {
        at++;
        size_t length = strcspn(at, "/");
        snprintf(token, sizeof(token), "%.*s", (int)(length < sizeof(token) ? length : sizeof(token) - 1), at);
        letters_end(token);
        bool number = length > 0 && strspn(token, "0123456789") == length;
        if (number) {
            str_addf(out, " %ld", strtol(token, NULL, 10) + 1);
        } else {
            str_addf(out, "%s%s", out->length == 0 ? "" : after_number ? ": " : ", ", field_name(token));
        }
        after_number = number;
        at += length;
    }
    if (out->length > 0 && out->data[0] >= 'a' && out->data[0] <= 'z') out->data[0] -= 'a' - 'A';
}

/* ---- what to do ---- */

static const char *last_token(const char *pointer)
{
    const char *slash = strrchr(pointer, '/');
    return slash != NULL ? slash + 1 : pointer;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* How a text that can't be read by its pattern is to be written. */
static const char *form_of(const char *pointer)
{
    static const struct {
        const char *token;
        const char *danish;
    } forms[] = {
        {"id", "Brug kun små bogstaver a-z, tal og bindestreger."},
        {"keyword", "Skriv ét eller to ord med højst 11 bogstaver i hvert, så de kan stå på bladet."},
        {"updated", "Skriv datoen som 2026-11-26."},
        {"starts", "Skriv dag og klokkeslæt som 2026-11-26T16:30."},
        {"picture", "Vælg billedet igen."},
    };
    for (size_t at = 0; at < sizeof(forms) / sizeof(forms[0]); at++) {
        if (strcmp(last_token(pointer), forms[at].token) == 0) return forms[at].danish;
    }
    return "Skriv det på én linje uden mellemrum først eller sidst.";
}

/* "is 23 characters": the number between the two. */
static bool count_in(const char *message, const char *before, const char *after, long long *out)
{
    char *end = NULL;
    if (!begins(message, before)) return false;
    const char *digits = message + strlen(before);
    *out = strtoll(digits, &end, 10);
    return end != digits && begins(end, after);
}

/* "is 23 characters long; at most 18 allowed", "has 4 items; at least 5 needed" */
static bool say_count(struct str *out, const char *message)
{
    long long count = 0;
    const char *limit = strstr(message, "at most ");
    bool most = limit != NULL;
    if (limit == NULL) limit = strstr(message, "at least ");
    if (limit == NULL) return false;
    long long number = strtoll(limit + strcspn(limit, "0123456789"), NULL, 10);
    if (count_in(message, "is ", " character", &count)) {
        if (count == 0) {
            str_add(out, "Skriv noget her.");
        } else if (most) {
            str_addf(out, "Skriv højst %lld tegn. Nu er der %lld.", number, count);
        } else {
            str_addf(out, "Skriv mindst %lld tegn. Nu er der %lld.", number, count);
        }
        return true;
    }
    if (count_in(message, "has ", " item", &count)) {
        str_addf(out,
                 most ? "Her er der højst plads til %lld. Nu er der %lld."
                      : "Her skal der være mindst %lld. Nu er der %lld.",
                 number, count);
        return true;
    }
    if (count_in(message, "takes ", " bytes", &count)) {
        str_add(out, "Det fylder for meget til skærmene. Gør teksterne kortere.");
        return true;
    }
    return false;
}

static bool say_number(struct str *out, const char *message)
{
    bool small = begins(message, "is too small");
    if (!small && !begins(message, "is too large")) return false;
    const char *number = message + strcspn(message, "0123456789-");
    str_addf(out, small ? "Tallet skal være mindst %.20s." : "Tallet må højst være %.20s.", number);
    return true;
}

bool problems_danish(struct str *out, const char *pointer, const char *message)
{
    static const struct {
        const char *begins;
        const char *danish;
    } sentences[] = {
        {"the member ", "Det mangler endnu. Udfyld det."},
        {"must be one of ", "Vælg en af mulighederne."},
        {"must be text", "Skriv noget her."},
        {"must be a whole number", "Skriv et helt tal."},
        {"must be a list", "Tilføj noget her."},
        {"must name a phase", "Vælg den fase, netværket er i."},
        {"must be ", "Udfyld dette felt."},
        {"has none of the forms", "Udfyld det, eller vælg, at der ikke er noget."},
        {"fits more than one", "Vælg enten det ene eller det andet."},
        {"is the same as item ", "Det står her allerede. Fjern det ene."},
        {"there is no member of this name", "Feltet hører ikke til her. Fjern det."},
        {"there is no phase ", "Den fase findes ikke. Vælg en anden."},
        {"there is no network ", "Det netværk er ikke på skærmene. Fjern henvisningen, eller offentliggør det først."},
        {"names a picture that did not come", "Billedet er ikke med. Vælg det sammen med filen."},
        {"there is no picture ", "Billedet findes ikke længere. Læg det op igen."},
        {"there are too many pages",
         "Der er allerede så mange sider, skærmene har plads til. Tag en anden af dem først."},
        {"there are too many pictures", "Der er for mange billeder på netværk og sider i alt. Fjern et af dem."},
        {"there is no site", "Der er endnu intet indhold. En administrator kan lægge det ind fra overblikket."},
        {"is used already", "Et andet netværk har den id."},
        {"the id ", "Den id har en anden før i filen. Vælg en ny."},
        {"nothing is allowed", "Fjern det her."},
    };
    if (begins(message, "does not have the form ")) {
        str_add(out, form_of(pointer));
        return true;
    }
    if (begins(message, "is \"")) {
        str_add(out, "Fasen skal være den, der står sidst i rækken af faser.");
        return true;
    }
    if (say_count(out, message) || say_number(out, message)) return true;
    for (size_t at = 0; at < sizeof(sentences) / sizeof(sentences[0]); at++) {
        if (!begins(message, sentences[at].begins)) continue;
        str_add(out, sentences[at].danish);
        return true;
    }
    str_add(out, "Her er noget, der ikke kan vises. Se på feltet igen.");
    return false;
}

/* ---- finding them ---- */

struct finding {
    json_t *list; /* borrowed */
    int64_t count;
    enum err err;
};

/* "the member "title" is missing" of the whole is a problem of /title. */
static void place_of(struct str *out, const char *pointer, const char *message)
{
    static const char missing[] = "the member \"";
    str_add(out, pointer);
    if (!begins(message, missing)) return;
    const char *name = message + sizeof(missing) - 1;
    str_add(out, "/");
    str_add_bytes(out, name, strcspn(name, "\""));
}

json_t *problems_text(const char *text)
{
    json_t *whole = json_string(text);
    if (whole != NULL) return whole;
    char *plain = strdup(text);
    for (char *at = plain; at != NULL && *at != '\0'; at++) {
        if ((unsigned char)*at >= 0x80) *at = '?';
    }
    whole = plain != NULL ? json_string(plain) : NULL;
    free(plain);
    return whole;
}

static void note(void *context, const char *pointer, const char *message)
{
    struct finding *finding = context;
    AUTO(str_finish) struct str place;
    AUTO(str_finish) struct str field;
    AUTO(str_finish) struct str danish;
    finding->count++;
    if (json_array_size(finding->list) >= PROBLEMS_MAX) return;
    str_init(&place, POINTER_BYTES_MAX);
    str_init(&field, FIELD_BYTES_MAX);
    str_init(&danish, SENTENCE_BYTES_MAX);
    place_of(&place, pointer, message);
    problems_field(&field, str_text(&place));
    (void)problems_danish(&danish, str_text(&place), message);
    json_t *one = json_pack("{s:s, s:s, s:s, s:s}", "pointer", str_text(&place), "field", str_text(&field), "message",
                            message, "danish", str_text(&danish));
    if (json_array_append_new(finding->list, one) != 0) finding->err = ERR_NOMEM;
}

/* Those of the networks it says it set off that are on the screens. */
static enum err find_references(struct registry *registry, const json_t *network, json_t *out)
{
    size_t at;
    json_t *one;
    json_array_foreach (json_object_get(network, "spawned"), at, one) {
        const char *id = json_text_at(one, "network");
        int64_t there = 0;
        if (at == REFERENCES_MAX) break;
        if (id == NULL) continue;
        enum err err = db_int(registry->db, &there,
                              "SELECT 1 FROM item WHERE type = 'network' AND id = ? AND body IS NOT NULL", "t", id);
        if (err == ERR_NOT_FOUND) continue;
        if (err != ERR_OK) return err;
        if (json_object_set_new(out, id, json_integer(0)) != 0) return ERR_NOMEM;
    }
    return ERR_OK;
}

static enum err check_network(struct registry *registry, const json_t *network, struct finding *finding)
{
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *known = json_object();
    if (known == NULL) return ERR_NOMEM;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err == ERR_NOT_FOUND) {
        note(finding, "", "there is no site yet: import a content file first");
        err = ERR_OK;
    }
    if (err == ERR_OK) err = find_references(registry, network, known);
    return err == ERR_OK ? content_check_network(site, network, known, note, finding) : err;
}

/* A picture that nobody has would stay a hole on every screen. `holder`: a page's block, or a network's "picture". */
static enum err find_picture(struct registry *registry, const json_t *holder, const char *pointer,
                             struct finding *finding)
{
    const char *name = json_text_at(holder, "picture");
    int64_t there = 0;
    enum err err =
        name != NULL ? db_int(registry->db, &there, "SELECT 1 FROM picture WHERE name = ?", "t", name) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) note(finding, pointer, "there is no picture of this name");
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err find_pictures(struct registry *registry, const json_t *page, struct finding *finding)
{
    size_t at;
    json_t *block;
    json_array_foreach (json_object_get(page, "blocks"), at, block) {
        char pointer[64];
        if (!picture_is_block(block)) continue;
        snprintf(pointer, sizeof(pointer), "/blocks/%zu/picture", at);
        enum err err = find_picture(registry, block, pointer, finding);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

static size_t pictures_in(const json_t *page)
{
    size_t count = 0;
    size_t at;
    json_t *block;
    json_array_foreach (json_object_get(page, "blocks"), at, block) count += picture_is_block(block);
    return count;
}

/* How many pictures what is published names beside this item, and how many pages there are beside it. */
static enum err count_others(struct registry *registry, struct item_key item, size_t *out_pictures, size_t *out_pages)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    int64_t networks = 0;
    bool page = strcmp(item.type, ITEM_PAGE) == 0;
    *out_pictures = *out_pages = 0;
    enum err err =
        db_query(registry->db, &rows, "SELECT id, body FROM item WHERE type = 'page' AND body IS NOT NULL", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (page && strcmp(rows_text(rows, 0), item.id) == 0) continue;
        AUTO(json_auto) json_t *other = json_loads(rows_text(rows, 1), 0, NULL);
        *out_pictures += pictures_in(other);
        ++*out_pages;
    }
    if (err != ERR_NOT_FOUND) return err;
    err = db_int(registry->db, &networks,
                 "SELECT count(*) FROM item WHERE (body ->> '$.picture.picture') IS NOT NULL AND id <> ?", "t",
                 page ? "" : item.id);
    *out_pictures += (size_t)networks;
    return err;
}

/* A kiosk keeps no more than PICTURES_MAX, and a file with more than PAGES_MAX could not be imported again. */
static enum err count_with_others(struct registry *registry, struct item_key item, size_t own, struct finding *finding)
{
    size_t pictures = 0;
    size_t pages = 0;
    enum err err = count_others(registry, item, &pictures, &pages);
    if (err != ERR_OK) return err;
    if (own > 0 && own + pictures > PICTURES_MAX) note(finding, "", "there are too many pictures in all");
    if (strcmp(item.type, ITEM_PAGE) == 0 && 1 + pages > PAGES_MAX) note(finding, "", "there are too many pages");
    return ERR_OK;
}

static enum err find_in_network(struct registry *registry, struct item_key item, const json_t *network,
                                struct finding *finding)
{
    const json_t *picture = json_object_get(network, "picture");
    enum err err = check_network(registry, network, finding);
    if (picture == NULL || (err != ERR_OK && err != ERR_INVALID)) return err;
    err = find_picture(registry, picture, "/picture/picture", finding);
    return err == ERR_OK ? count_with_others(registry, item, 1, finding) : err;
}

static enum err find_in_page(struct registry *registry, struct item_key item, const json_t *page,
                             struct finding *finding)
{
    enum err err = content_check_page(page, note, finding);
    if (err == ERR_OK || err == ERR_INVALID) err = find_pictures(registry, page, finding);
    return err == ERR_OK ? count_with_others(registry, item, pictures_in(page), finding) : err;
}

enum err problems_find(struct registry *registry, struct item_key item, const json_t *body, json_t **out)
{
    AUTO(json_auto) json_t *list = json_array();
    struct finding finding = {.list = list};
    if (list == NULL) return ERR_NOMEM;
    enum err err = strcmp(item.type, ITEM_PAGE) == 0 ? find_in_page(registry, item, body, &finding)
                                                     : find_in_network(registry, item, body, &finding);
    if (err == ERR_INVALID) err = ERR_OK;
    if (err == ERR_OK) err = finding.err;
    if (err != ERR_OK) return err;
    *out = list;
    list = NULL; /* the caller owns it now */
    return ERR_OK;
}

enum err problems_find_in_document(struct registry *registry, json_t *document, json_t **out, int64_t *out_count)
{
    AUTO(json_auto) json_t *list = json_array();
    struct finding finding = {.list = list};
    struct pictures *pictures = calloc(1, sizeof(*pictures));
    if (list == NULL || pictures == NULL) {
        free(pictures);
        return ERR_NOMEM;
    }
    enum err err = content_check(document, note, &finding);
    if (err == ERR_OK || err == ERR_INVALID) err = pictures_read(pictures, document, NULL, registry, note, &finding);
    pictures_finish(pictures);
    free(pictures);
    if (err == ERR_INVALID) err = ERR_OK;
    if (err == ERR_OK) err = finding.err;
    if (err != ERR_OK) return err;
    *out_count = finding.count;
    *out = json_incref(list);
    return ERR_OK;
}
