#include "sync/registry/web/dossier_page.h"

#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/web/html.h"

/* Keys of the dossier and of what is in it, in the order in which they are read. Texts here are for staff and for the
 * person who asked; the page is made in the registry's own language. */
struct label {
    const char *key, *words;
};

static const struct label labels[] = {
    {"received", "Modtaget"},
    {"kiosk", "Givet på skærm"},
    {"network", "Netværk"},
    {"name", "Navn"},
    {"contact", "Mail eller telefon"},
    {"comes_as", "Kommer som"},
    {"brings", "Tager med"},
    {"title", "Titel"},
    {"text", "Tekst"},
    {"side", "Side"},
    {"lang", "Skrevet på"},
    {"notice", "Givet under erklæring, version"},
    {"erased_at_the_latest", "Slettes senest"},
};

static const struct label kinds[] = {
    {"interest", "Interesse for et netværk"},
    {"seat", "Ønske om plads i en Founding Group"},
    {"idea", "Idé"},
    {"support", "Støtte til en idé"},
    {"withdraw", "Ønske om at trække noget tilbage"},
    {"erase", "Ønske om sletning"},
    {"correct", "Ønske om rettelse"},
    {"request", "Ønsker om at rette, slette eller trække tilbage"},
    {"log", "Hvem blandt de ansatte der så hvad"},
    {"mail", "Mails, der venter på at blive sendt"},
    {"proof", "Beviser for sletning"},
};

static const char *words_of(const struct label *list, size_t count, const char *key)
{
    for (size_t at = 0; key != NULL && at < count; at++) {
        if (strcmp(list[at].key, key) == 0) return list[at].words;
    }
    return key;
}

#define KIND_WORDS(key) words_of(kinds, sizeof(kinds) / sizeof(kinds[0]), key)

static void row(struct html *html, const char *words, const char *text)
{
    if (text == NULL || text[0] == '\0') return;
    html_open(html, "tr");
    html_open(html, "th");
    html_attribute(html, "scope", "row");
    html_text(html, words);
    html_close(html);
    html_element(html, "td", text);
    html_close(html);
}

static void entry(struct html *html, const json_t *one)
{
    const json_t *answer = json_object_get(one, "answer");
    const json_t *hold = json_object_get(one, "hold");
    html_element(html, "h2", KIND_WORDS(json_text_at(one, "kind")));
    html_open(html, "table");
    for (size_t at = 0; at < sizeof(labels) / sizeof(labels[0]); at++) {
        row(html, labels[at].words, json_text_at(one, labels[at].key));
    }
    row(html, "Svar", json_text_at(answer, "status"));
    row(html, "Svaret siger", json_text_at(answer, "text"));
    row(html, "Besked om oplysningerne", json_text_at(answer, "note"));
    row(html, "Holdes tilbage til", json_text_at(hold, "until"));
    row(html, "Holdes tilbage fordi", json_text_at(hold, "reason"));
    row(html, "Sletning blev afvist fordi", json_text_at(one, "refusal"));
    html_close(html);
}

static void notice(struct html *html, const char *version, const json_t *texts)
{
    size_t at;
    json_t *section;
    const json_t *latest = json_array_get(texts, 0);
    html_open(html, "h2");
    html_textf(html, "Erklæring, version %s", version);
    html_close(html);
    if (latest == NULL) html_element(html, "p", "Teksten til denne version kender registret ikke.");
    html_element(html, "p", json_text_at(latest, "intro"));
    json_array_foreach (json_object_get(latest, "sections"), at, section) {
        html_element(html, "h3", json_text_at(section, "heading"));
        html_element(html, "p", json_text_at(section, "text"));
    }
}

static void retention(struct html *html, const json_t *dossier)
{
    size_t at;
    json_t *rule;
    html_element(html, "h2", "Hvor længe det gemmes");
    html_open(html, "ul");
    json_array_foreach (json_object_get(dossier, "retention"), at, rule) {
        html_open(html, "li");
        html_textf(html, "%s: %d dage. %s", KIND_WORDS(json_text_at(rule, "kind")), (int)json_int_at(rule, "days", 0),
                   json_text_at(rule, "does"));
        html_close(html);
    }
    html_close(html);
}

static void head(struct html *html, const json_t *dossier)
{
    html_open_head(html);
    html_open(html, "title");
    html_textf(html, "Det har %s om dig", json_text_at(dossier, "place"));
    html_close(html);
    html_close(html);
}

enum err dossier_page(const json_t *dossier, char **out)
{
    AUTO(html_auto) struct html *html = NULL;
    const json_t *contact = json_object_get(dossier, "contact");
    const char *version;
    json_t *texts, *one;
    size_t at;
    enum err err = html_create(&html, true);
    if (err != ERR_OK) return err;
    html_open(html, "html");
    html_attribute(html, "lang", "da");
    head(html, dossier);
    html_open(html, "body");
    html_open(html, "main");
    html_open(html, "h1");
    html_textf(html, "Det har %s om dig", json_text_at(dossier, "place"));
    html_close(html);
    html_open(html, "p");
    html_textf(html, "Lavet %s. Spørg %s, hvis du vil have noget rettet eller slettet: %s, %s.",
               json_text_at(dossier, "made"),
               json_text_at(contact, "name") != NULL ? json_text_at(contact, "name") : "sekretariatet",
               json_text_at(contact, "email") != NULL ? json_text_at(contact, "email") : "-",
               json_text_at(contact, "phone") != NULL ? json_text_at(contact, "phone") : "-");
    html_close(html);
    json_array_foreach (json_object_get(dossier, "entries"), at, one) entry(html, one);
    json_object_foreach (json_object_get(dossier, "notices"), version, texts) notice(html, version, texts);
    retention(html, dossier);
    html_close(html);
    html_close(html);
    html_close(html);
    return html_take(html, out);
}
