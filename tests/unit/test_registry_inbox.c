/* tests/unit/test_registry_inbox.c - what staff see of what citizens said: the inbox, marks, likeness, joins, exports;
 * and that nothing of it becomes public by itself. */
#include "tests/unit/inbox_desk.h"

#include <libical/ical.h>

#include "sync/registry/entries/exports.h"
#include "sync/registry/entries/joins.h"
#include "sync/registry/entries/likeness.h"
#include "sync/registry/entries/marks.h"
#include "sync/registry/entries/seats.h"
#include "sync/registry/formats/csv.h"
#include "sync/registry/web/html.h"
#include "tests/unit/registry_past.h"

/* ---- marks ---- */

/* Pieces in one line: what is marked as {kind:text}. */
static void marked(const char *text, const struct mark_words *words, char *out, size_t out_bytes)
{
    size_t used = 0;
    size_t at;
    json_t *piece;
    AUTO(json_auto) json_t *pieces = marks_pieces(text, words);
    out[0] = '\0';
    json_array_foreach (pieces, at, piece) {
        const char *kind = json_text_at(piece, "mark");
        int written = kind != NULL
                          ? snprintf(out + used, out_bytes - used, "{%s:%s}", kind, json_text_at(piece, "text"))
                          : snprintf(out + used, out_bytes - used, "%s", json_text_at(piece, "text"));
        used += (size_t)written;
    }
}

static void what_is_marked_stands_where_it_stands(void **state)
{
    (void)state;
    static const char *const words_list[] = {"Skiderik", "bånddælen", " øh ", ""};
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"Intet her", "Intet her"},
        {"Ring 28 12 34 56 i dag", "Ring {phone:28 12 34 56} i dag"},
        {"28123456", "{phone:28123456}"},
        {"+45 28123456.", "{phone:+45 28123456}."},
        {"tlf. 28-12-34-56", "tlf. {phone:28-12-34-56}"},
        {"i årene 2014-2015", "i årene 2014-2015"},
        {"kl. 12.30 og 14.00", "kl. 12.30 og 14.00"},
        {"2620 Albertslund", "2620 Albertslund"},
        {"mit nummer er 070761-4285!", "mit nummer er {cpr:070761-4285}!"},
        {"skriv til åse@example.dk.", "skriv til {email:åse@example.dk}."},
        {"anna(at)example.dk", "{email:anna(at)example.dk}"},
        {"kl. 17 @ rådhuset", "kl. 17 @ rådhuset"},
        {"Din skiderik!", "Din {word:skiderik}!"},
        {"SKIDERIK", "{word:SKIDERIK}"},
        {"skiderikker", "skiderikker"},
        {"BAANDDAELEN og Bånddælen", "{word:BAANDDAELEN} og {word:Bånddælen}"},
        {"Øh, ja", "{word:Øh}, ja"},
        {"a@b.dk 28123456 skiderik", "{email:a@b.dk} {phone:28123456} {word:skiderik}"},
    };
    struct mark_words *words = NULL;
    char out[400];
    assert_int_equal(mark_words_create(&words, words_list, 4), ERR_OK);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        marked(cases[at].text, words, out, sizeof(out));
        assert_string_equal(out, cases[at].wanted);
    }
    assert_int_equal(marks_bits("a@b.dk 28123456", NULL), 1u << MARK_EMAIL | 1u << MARK_PHONE);
    mark_words_destroy(words);
    const char *const bad[] = {"\xff"};
    assert_int_equal(mark_words_create(&words, bad, 1), ERR_INVALID);
    assert_null(words);
}

static unsigned marks_of(struct house *house, const struct given *given)
{
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, given->order, &entry), ERR_OK);
    unsigned bits = 0;
    size_t at;
    json_t *mark;
    json_array_foreach (json_object_get(entry, "marks"), at, mark) {
        for (int kind = 0; kind < MARK_KIND_COUNT; kind++) {
            if (strcmp(mark_kind_name((enum mark_kind)kind), json_string_value(mark)) == 0) bits |= 1u << kind;
        }
    }
    return bits;
}

static void ideas_are_marked_when_they_come_and_change(void **state)
{
    struct house *house = *state;
    static const char *const first[] = {"cykler"};
    struct mark_words *words = NULL;
    house_import(house, 1);
    struct given given = give_idea(house, "Ring til mig", "på 28 12 34 56, om cykler");
    assert_int_equal(marks_of(house, &given), 1u << MARK_PHONE);
    struct submission request = request_by(SUBMISSION_CORRECT, &given);
    snprintf(request.text, sizeof(request.text), "Skriv til a@b.dk om cykler");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    assert_int_equal(marks_of(house, &given), 1u << MARK_EMAIL);
    assert_int_equal(mark_words_create(&words, first, 1), ERR_OK);
    assert_int_equal(inbox_mark_with(house->registry, words), ERR_OK);
    assert_int_equal(inbox_catch_up(house->registry), ERR_OK);
    assert_int_equal(marks_of(house, &given), 1u << MARK_EMAIL | 1u << MARK_WORD);
    assert_int_equal(mark_words_create(&words, first, 1), ERR_OK);
    assert_int_equal(inbox_mark_with(house->registry, words), ERR_OK); /* the same: nothing is due */
    int64_t due = -1;
    assert_int_equal(
        db_int(house->registry->db, &due, "SELECT count(*) FROM entry WHERE kind = 'idea' AND marks IS NULL", ""),
        ERR_OK);
    assert_int_equal(due, 0);
    assert_int_equal(inbox_mark_with(house->registry, NULL), ERR_OK);
    assert_int_equal(inbox_catch_up(house->registry), ERR_OK);
    assert_int_equal(marks_of(house, &given), 1u << MARK_EMAIL);
}

/* ---- the list ---- */

static size_t found(struct house *house, struct inbox_view view, int64_t *next)
{
    int64_t after = 0;
    AUTO(json_auto) json_t *list = NULL;
    if (view.kinds == NULL) view.kinds = "";
    if (view.network == NULL) view.network = "";
    if (view.state == NULL) view.state = "";
    if (view.search == NULL) view.search = "";
    if (view.count_max == 0) view.count_max = INBOX_LIST_MAX;
    assert_int_equal(inbox_list(house->registry, &view, &list, &after), ERR_OK);
    if (next != NULL) *next = after;
    return json_array_size(list);
}

static void answer(struct house *house, const struct given *given, enum answer_status status)
{
    const char *problem = NULL;
    struct reply reply = {.status = status, .who = "Anna", .text = "Tak"};
    assert_int_equal(answers_reply(house->registry, given->order, &reply, &problem), ERR_OK);
}

static void the_inbox_shows_what_is_asked_for(void **state)
{
    struct house *house = *state;
    struct submission interest;
    const char *problem = NULL;
    open_group(house, 2);
    submission_make(&interest, "haven");
    struct given one = give(house, &interest);
    struct given two = give_seat(house, "Bo Ægidius", "+4528123456");
    struct given three = give_idea(house, "Æbler på Blokland", "Til alle; ring 28 12 34 56");
    assert_int_equal(ideas_publish(house->registry, three.order, NULL, NULL, &problem), ERR_OK);
    give_support(house, three.order);
    assert_int_equal(found(house, (struct inbox_view){0}, NULL), 4);
    assert_int_equal(found(house, (struct inbox_view){.state = "open"}, NULL), 3);
    assert_int_equal(found(house, (struct inbox_view){.kinds = "idea"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.kinds = "idea,seat"}, NULL), 2);
    assert_int_equal(found(house, (struct inbox_view){.kinds = "withdraw"}, NULL), 0);
    assert_int_equal(found(house, (struct inbox_view){.network = "maden"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.marked = true}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "ÆBLER"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "aegidius"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "aase@"}, NULL), 1);
    assert_int_equal(found(house, (struct inbox_view){.search = "findes ikke"}, NULL), 0);
    assert_int_equal(found(house, (struct inbox_view){.search = "%"}, NULL), 0);
    answer(house, &one, ANSWER_READ);
    answer(house, &three, ANSWER_READ); /* owes its giver more */
    assert_int_equal(found(house, (struct inbox_view){.state = "open"}, NULL), 2);
    assert_int_equal(found(house, (struct inbox_view){.state = "answered"}, NULL), 1);
    answer(house, &three, ANSWER_CONSIDERED);
    assert_int_equal(found(house, (struct inbox_view){.state = "answered"}, NULL), 2);
    ask_for(house, SUBMISSION_WITHDRAW, &two);
    assert_int_equal(found(house, (struct inbox_view){.state = "withdrawn"}, NULL), 1);
    ask_for(house, SUBMISSION_ERASE, &one);
    assert_int_equal(found(house, (struct inbox_view){0}, NULL), 3);
}

static void a_list_goes_on_from_its_cursor(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    for (int at = 0; at < 5; at++) give_idea(house, at == 3 ? "Hul i vejen" : "Noget", "Noget andet");
    int64_t next = 0;
    struct inbox_view view = {.count_max = 2};
    assert_int_equal(found(house, view, &next), 2);
    assert_int_equal(next, 2);
    view.cursor = next;
    assert_int_equal(found(house, view, &next), 2);
    view.cursor = next;
    assert_int_equal(found(house, view, &next), 1);
    assert_int_equal(next, 0);
    view = (struct inbox_view){.count_max = 3, .newest = true};
    assert_int_equal(found(house, view, &next), 3);
    assert_int_equal(next, 3);
    view.cursor = next;
    assert_int_equal(found(house, view, &next), 2);
    assert_int_equal(next, 0);
    view = (struct inbox_view){.search = "HUL", .count_max = 1};
    assert_int_equal(found(house, view, &next), 1);
}

static void counts_tell_what_waits_longest(void **state)
{
    struct house *house = *state;
    AUTO(json_auto) json_t *counts = NULL;
    open_group(house, 2);
    struct given one = give_idea(house, "Den første", "Ring 28 12 34 56");
    atomic_fetch_add(&house->wall_s, 3600);
    struct given two = give_idea(house, "Den anden", "Noget");
    give_seat(house, "Bo", "+4528123456");
    atomic_fetch_add(&house->wall_s, 3600);
    give_idea(house, "Den tredje", "Andet"); /* waits less long */
    answer(house, &one, ANSWER_CONSIDERED);
    assert_int_equal(inbox_counts(house->registry, &counts), ERR_OK);
    const json_t *ideas = json_array_get(json_object_get(counts, "kinds"), 2);
    assert_int_equal(json_int_at(ideas, "all", 0), 3);
    assert_int_equal(json_int_at(ideas, "open", 0), 2);
    assert_int_equal(json_int_at(json_object_get(ideas, "longest"), "order", 0), two.order);
    assert_string_equal(json_text_at(json_object_get(ideas, "longest"), "received"), "2026-11-21T08:00:00Z");
    assert_int_equal(json_int_at(counts, "marked", -1), 0); /* it was answered */
    const json_t *network = json_array_get(json_object_get(counts, "networks"), 0);
    assert_string_equal(json_text_at(network, "title"), "Maden");
    assert_int_equal(json_int_at(network, "open", 0), 1);
}

static void an_entry_tells_what_happened(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    struct given given = give_idea(house, "Bænk ved søen", "Så man kan sidde");
    struct reply reply = {.status = ANSWER_CONSIDERED, .text = "Vi ser på det", .who = "Anna"};
    struct idea_change change = {.reply = &reply, .wall = IDEA_SHOW, .who = "Anna"};
    assert_int_equal(ideas_change(house->registry, given.order, &change, &problem), ERR_OK);
    struct submission request = request_by(SUBMISSION_CORRECT, &given);
    snprintf(request.title, sizeof(request.title), "To bænke");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, given.order, &entry), ERR_OK);
    const json_t *history = json_object_get(entry, "history");
    static const char *const whats[] = {"answered", "published", "corrected"};
    static const char *const whos[] = {"Anna", "Anna", "(giver)"};
    assert_int_equal(json_array_size(history), 3);
    for (size_t at = 0; at < 3; at++) {
        assert_string_equal(json_text_at(json_array_get(history, at), "what"), whats[at]);
        assert_string_equal(json_text_at(json_array_get(history, at), "who"), whos[at]);
        assert_string_equal(json_text_at(json_array_get(history, at), "at"), "2026-11-21T07:00:00Z");
    }
    assert_null(json_object_get(entry, "shown")); /* it came down with the correction */
    ask_for(house, SUBMISSION_ERASE, &given);
    int64_t left = -1;
    assert_int_equal(db_int(house->registry->db, &left,
                            "SELECT (SELECT count(*) FROM entry_event) + (SELECT count(*) FROM idea_stem)", ""),
                     ERR_OK);
    assert_int_equal(left, 0);
    AUTO(json_auto) json_t *none = NULL;
    assert_int_equal(inbox_entry(house->registry, given.order, &none), ERR_NOT_FOUND);
}

/* ---- nothing is public before a person says so ---- */

/* Everything that anybody can read: pages, open data, and what kiosks fetch. */
static bool is_public(struct house *house, const struct test_kiosk *kiosk, const char *words)
{
    static const char *const places[] = {"/",
                                         "/ideas",
                                         "/ideas?lang=en",
                                         "/n/maden",
                                         "/networks",
                                         "/data/ideas.json",
                                         "/data/networks.json",
                                         "/data/feed.atom",
                                         "/data/meetings.ics",
                                         "/v1/health",
                                         "/v1/openapi.json"};
    bool seen = false;
    for (size_t at = 0; at < sizeof(places) / sizeof(places[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, house->url, "GET", places[at], NULL, 0, (const char *const[]){"Accept: text/html", NULL});
        seen = seen || strstr(str_text(&answer.body), words) != NULL;
    }
    for (int64_t after = 0, head = 1; after < head;) {
        char target[200];
        AUTO(answer_finish) struct answer page = {0};
        char generation[REGISTRY_GENERATION_TEXT_BYTES];
        int64_t ignored = 0;
        assert_int_equal(registry_head(house->registry, generation, &ignored), ERR_OK);
        snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%d", generation, (int)after);
        kiosk_http(&page, house->url, kiosk, "GET", target, NULL, NULL);
        assert_int_equal(page.status, 200);
        seen = seen || strstr(str_text(&page.body), words) != NULL;
        after = json_int_at(page.json, "to", head);
        head = json_int_at(page.json, "head", 0);
    }
    return seen;
}

static void nothing_is_public_before_a_person_says_so(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    const char *problem = NULL;
    kiosk_make(house, &kiosk);
    web_import(house, NULL);
    struct given idea = give_idea(house, "Zeppelinbroen", "En bro, Zeppelinbroen, over kanalen ved skolen");
    struct given like = give_idea(house, "Kanalbroen", "En bro over kanalen ved skolen, Qvirinusbroen");
    struct submission named;
    seat_make(&named, "maden");
    snprintf(named.name, sizeof(named.name), "Qvirinus Zeppelinbroen");
    give(house, &named);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen")); /* it arrived */
    answer(house, &idea, ANSWER_CONSIDERED);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen")); /* it was answered */
    assert_int_equal(joins_join(house->registry, like.order, idea.order, NULL, "Anna", &problem), ERR_OK);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen")); /* another one was joined with it, and says so */
    assert_int_equal(joins_part(house->registry, like.order, NULL, "Anna"), ERR_OK);
    assert_int_equal(joins_join(house->registry, idea.order, like.order, NULL, "Anna", &problem), ERR_OK);
    assert_int_equal(ideas_publish(house->registry, like.order, "Broen", "En bro over kanalen", &problem), ERR_OK);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen"));
    assert_false(is_public(house, &kiosk, "Qvirinus")); /* what staff wrote is what is shown */
    assert_true(is_public(house, &kiosk, "En bro over kanalen"));
    give_support(house, like.order);
    assert_int_equal(joins_part(house->registry, idea.order, NULL, "Anna"), ERR_OK);
    struct submission request = request_by(SUBMISSION_CORRECT, &idea);
    snprintf(request.title, sizeof(request.title), "Zeppelinbroen 2");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen"));
    assert_int_equal(ideas_publish(house->registry, idea.order, NULL, NULL, &problem), ERR_OK); /* a person says so */
    assert_true(is_public(house, &kiosk, "Zeppelinbroen 2"));
    snprintf(request.title, sizeof(request.title), "Zeppelinbroen 3");
    assert_int_equal(take(house, &request), VERDICT_CREATED);
    assert_false(is_public(house, &kiosk, "Zeppelinbroen"));
    AUTO(answer_finish) struct answer follow = {0};
    char form[100];
    snprintf(form, sizeof(form), "code=%s", idea.code);
    http(&follow, house->url, "POST", "/follow", form, strlen(form), NULL);
    assert_null(strstr(str_text(&follow.body), "Qvirinus"));
}

/* ---- likeness ---- */

static void ideas_that_are_alike_are_found(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    struct given bench =
        give_idea(house, "Bænke ved søen", "Der mangler bænke ved Vejlesøen, så de ældre kan hvile sig");
    give_idea(house, "Cykelværksted", "Et sted, hvor unge og gamle reparerer cykler");
    struct given same = give_idea(house, "Flere bænke", "Bænke langs Vejlesøen til ældre, der vil hvile");
    struct given gone = give_idea(house, "Bænke!", "Bænke ved Vejlesøen, hvile for ældre");
    ask_for(house, SUBMISSION_WITHDRAW, &gone);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, bench.order, &entry), ERR_OK);
    const json_t *similar = json_object_get(entry, "similar");
    assert_int_equal(json_array_size(similar), 1);
    assert_int_equal(json_int_at(json_array_get(similar, 0), "order", 0), same.order);
    assert_in_range(json_int_at(json_array_get(similar, 0), "percent", 0), 40, 100);
    assert_string_equal(json_text_at(json_array_get(similar, 0), "title"), "Flere bænke");
}

/* ---- joins ---- */

static int64_t supports_of(struct house *house, int64_t order)
{
    AUTO(json_auto) json_t *wall = NULL;
    assert_int_equal(ideas_find(house->registry, order, &wall), ERR_OK);
    return json_int_at(wall, "supports", -1);
}

static void assert_says(struct house *house, const struct given *given, const char *status, const char *text)
{
    AUTO(json_auto) json_t *body = answer_of(house, given);
    const char *said = json_text_at(body, "text");
    assert_string_equal(json_text_at(body, "status"), status);
    assert_string_equal(said != NULL ? said : "", text);
}

static void joined_ideas_are_both_kept(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    struct given one = give_idea(house, "Bænke ved søen", "Så man kan sidde");
    struct given two = give_idea(house, "Flere bænke", "Ved søen");
    assert_int_equal(ideas_publish(house->registry, one.order, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(ideas_publish(house->registry, two.order, NULL, NULL, &problem), ERR_OK);
    answer(house, &two, ANSWER_READ);
    give_support(house, one.order);
    give_support(house, two.order);
    give_support(house, two.order);
    assert_int_equal(joins_join(house->registry, two.order, one.order, NULL, "Anna", &problem), ERR_OK);
    assert_int_equal(supports_of(house, one.order), 3); /* each once */
    give_support(house, two.order);                     /* from a kiosk that had not heard of it */
    assert_int_equal(supports_of(house, one.order), 4);
    assert_says(house, &two, "received", "Din idé er lagt sammen med »Bænke ved søen«, som ligner.");
    answer(house, &one, ANSWER_CONSIDERED);
    assert_says(house, &two, "considered", "Din idé er lagt sammen med »Bænke ved søen«, som ligner.\nTak");
    struct reply reply = {.status = ANSWER_READ};
    assert_int_equal(answers_reply(house->registry, two.order, &reply, &problem), ERR_CONFLICT);
    assert_string_equal(problem, ANSWERS_JOINED);
    assert_int_equal(ideas_publish(house->registry, two.order, NULL, NULL, &problem), ERR_CONFLICT);
    assert_int_equal(ideas_unpublish(house->registry, one.order), ERR_OK);
    assert_says(house, &two, "considered", "Din idé er lagt sammen med en anden idé, som ligner.\nTak");
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, two.order, &entry), ERR_OK);
    assert_string_equal(json_text_at(entry, "title"), "Flere bænke");
    assert_int_equal(json_int_at(entry, "joined", 0), one.order);
    assert_int_equal(joins_part(house->registry, two.order, NULL, "Anna"), ERR_OK);
    assert_says(house, &two, "read", "Tak");
    assert_int_equal(joins_part(house->registry, two.order, NULL, "Anna"), ERR_NOT_FOUND);
    assert_int_equal(ideas_publish(house->registry, one.order, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(ideas_publish(house->registry, two.order, NULL, NULL, &problem), ERR_OK);
    assert_int_equal(supports_of(house, one.order), 1);
    assert_int_equal(supports_of(house, two.order), 3);
}

static void a_long_answer_is_cut_at_a_letter(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    char text[IDEA_ANSWER_BYTES_MAX + 1];
    house_import(house, 1);
    struct given one = give_idea(house, "Bænke ved søen", "Så man kan sidde");
    struct given two = give_idea(house, "Flere bænke", "Ved søen");
    assert_int_equal(joins_join(house->registry, two.order, one.order, NULL, "Anna", &problem), ERR_OK);
    for (size_t at = 0; at < IDEA_ANSWER_BYTES_MAX; at += 2) memcpy(text + at, "å", 2);
    text[IDEA_ANSWER_BYTES_MAX] = '\0';
    struct reply reply = {.status = ANSWER_CONSIDERED, .text = text};
    assert_int_equal(answers_reply(house->registry, one.order, &reply, &problem), ERR_OK);
    AUTO(json_auto) json_t *body = answer_of(house, &two);
    const char *said = json_text_at(body, "text");
    assert_in_range(strlen(said), IDEA_ANSWER_BYTES_MAX - 4, IDEA_ANSWER_BYTES_MAX);
    assert_string_equal(said + strlen(said) - 3, "…");
}

static void joins_have_no_knots(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    struct given one = give_idea(house, "En", "Noget");
    struct given two = give_idea(house, "To", "Noget");
    struct given three = give_idea(house, "Tre", "Noget");
    struct submission interest;
    submission_make(&interest, "network-0");
    struct given other = give(house, &interest);
    struct registry *registry = house->registry;
    assert_int_equal(joins_join(registry, one.order, one.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, one.order, other.order, NULL, "A", &problem), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, other.order, one.order, NULL, "A", &problem), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, one.order, 99, NULL, "A", &problem), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, one.order, two.order, NULL, "A", &problem), ERR_OK);
    assert_int_equal(joins_join(registry, one.order, three.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, three.order, one.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, two.order, three.order, NULL, "A", &problem), ERR_INVALID);
    assert_int_equal(joins_join(registry, three.order, two.order, NULL, "A", &problem), ERR_OK);
    ask_for(house, SUBMISSION_ERASE, &two); /* the others stand alone again */
    assert_says(house, &one, "received", "");
    assert_says(house, &three, "received", "");
    assert_int_equal(joins_join(registry, one.order, three.order, NULL, "A", &problem), ERR_OK);
    ask_for(house, SUBMISSION_WITHDRAW, &one);
    assert_says(house, &one, "withdrawn", "");
    assert_int_equal(joins_part(registry, one.order, NULL, "A"), ERR_NOT_FOUND);
    assert_int_equal(joins_join(registry, three.order, one.order, NULL, "A", &problem), ERR_REFUSED);
}

/* ---- exports ---- */

static void a_field_stays_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"Anna", "\"Anna\""},
        {"", ""},
        {"=1+1", "\"\xc2\xa0=1+1\""},
        {"+4528123456", "\"\xc2\xa0+4528123456\""},
        {"-2", "\"\xc2\xa0-2\""},
        {"@SUM(A1)", "\"\xc2\xa0@SUM(A1)\""},
        {"\t=1+1", "\"\xc2\xa0\t=1+1\""},
        {" =1+1", "\"\xc2\xa0 =1+1\""},
        {"＝1+1", "\"\xc2\xa0＝1+1\""},
        {"\xe2\x80\x8b=1", "\"\xc2\xa0\xe2\x80\x8b=1\""},
        {"0045", "\"\xc2\xa0"
                 "0045\""},
        {"a;b\"c\nd", "\"a;b\"\"c\nd\""},
        {"a=1", "\"a=1\""},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(str_finish) struct str out;
        str_init(&out, 1000);
        csv_field(&out, true, cases[at].text);
        assert_string_equal(str_text(&out), cases[at].wanted);
    }
}

static void what_is_seen_can_be_taken_along(void **state)
{
    struct house *house = *state;
    struct staff anna;
    open_group(house, 2);
    give_seat(house, "=cmd|'/c calc'!A1", "+4528123456");
    give_idea(house, "Bænke; mange", "Linje 1\nLinje \"2\"");
    staff_begin(house, "Anna", &anna);
    AUTO(answer_finish) struct answer csv = {0};
    char value[256];
    staff_ask(&csv, house, &anna, "POST", "/v1/staff/inbox.csv", "{}", 200);
    assert_string_equal(answer_header(&csv, "Content-Type", value), "text/csv; charset=utf-8");
    assert_string_equal(answer_header(&csv, "Content-Disposition", value), "attachment; filename=\"indbakke.csv\"");
    const char *text = str_text(&csv.body);
    static const char head[] = "\xef\xbb\xbf\"Nummer\";\"Modtaget\";";
    assert_memory_equal(text, head, sizeof(head) - 1);
    assert_non_null(strstr(text, "\r\n1;\"\xc2\xa0"
                                 "2026-11-21T07:00:00Z\";\"Plads\";\"maden\";\"Maden\";\"Ønsket\";\"\xc2\xa0=cmd|"));
    assert_non_null(strstr(text, "\"Bænke; mange\";\"Linje 1\nLinje \"\"2\"\"\""));
    int64_t logged = 0;
    assert_int_equal(db_int(house->registry->db, &logged,
                            "SELECT count(*) FROM staff_log WHERE what = 'entry.export' AND target = '2'", ""),
                     ERR_OK);
    assert_int_equal(logged, 1);
    AUTO(answer_finish) struct answer ideas = {0};
    staff_ask(&ideas, house, &anna, "POST", "/v1/staff/inbox.csv", "{\"kinds\":\"idea\"}", 200);
    assert_null(strstr(str_text(&ideas.body), "\"Plads\""));
}

/* More than one list of them. */
static void a_long_table_is_whole(void **state)
{
    struct house *house = *state;
    struct inbox_view view = {.kinds = "", .network = "", .state = "", .search = ""};
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *orders = json_array();
    int64_t next = -1;
    house_import(house, 1);
    for (int at = 0; at < INBOX_LIST_MAX + 3; at++) give_idea(house, "Noget", "Noget andet");
    assert_int_equal(exports_inbox(house->registry, &view, &text, orders, &next), ERR_OK);
    assert_int_equal(next, 0);
    assert_int_equal(json_array_size(orders), INBOX_LIST_MAX + 3);
    for (size_t at = 0; at < json_array_size(orders); at++) {
        assert_int_equal(json_integer_value(json_array_get(orders, at)), at + 1);
    }
}

/* libical reads it. */
static void meetings_can_be_read_by_a_calendar(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char value[256];
    open_group(house, 2);
    give_seat(house, "Zeppelin", "+4528123456");
    staff_begin(house, "Anna", &anna);
    AUTO(answer_finish) struct answer answer = {0};
    staff_ask(&answer, house, &anna, "GET", "/v1/staff/meetings.ics", NULL, 200);
    assert_string_equal(answer_header(&answer, "Content-Type", value), "text/calendar; charset=utf-8");
    icalcomponent *calendar = icalparser_parse_string(str_text(&answer.body));
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_summary(event), "Founding Group: Maden");
    assert_string_equal(icalcomponent_get_description(event),
                        "0 af 2 pladser er givet. Venteliste: 0. Venter på svar: 1.");
    struct icaltimetype starts = icalcomponent_get_dtstart(event);
    assert_int_equal(starts.hour, 16);
    assert_int_equal(starts.day, 26);
    icalcomponent_free(calendar);
    icaltimezone_free_builtin_timezones();
    assert_null(strstr(str_text(&answer.body), "Zeppelin"));
}

/* ---- over HTTP ---- */

static void bad_questions_are_refused(void **state)
{
    static const char *const bodies[] = {"{\"state\":\"closed\"}", "{\"limit\":0}", "{\"limit\":101}",
                                         "{\"cursor\":-1}",        "{\"kinds\":7}", "[]",
                                         "{\"search\":7}"};
    static const char *const joins[] = {"{}", "{\"order\":1}", "{\"order\":0,\"with\":1}",
                                        "{\"order\":1,\"with\":\"2\"}"};
    struct house *house = *state;
    struct staff anna;
    char body[INBOX_SEARCH_BYTES_MAX + 100];
    house_import(house, 1);
    staff_begin(house, "Anna", &anna);
    for (size_t at = 0; at < sizeof(bodies) / sizeof(bodies[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_ask(&answer, house, &anna, "POST", "/v1/staff/inbox", bodies[at], 400);
    }
    for (size_t at = 0; at < sizeof(joins) / sizeof(joins[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_ask(&answer, house, &anna, "POST", "/v1/staff/joins", joins[at], 400);
    }
    snprintf(body, sizeof(body), "{\"search\":\"%0*d\"}", INBOX_SEARCH_BYTES_MAX + 1, 0);
    AUTO(answer_finish) struct answer wide = {0};
    AUTO(answer_finish) struct answer none = {0};
    AUTO(answer_finish) struct answer word = {0};
    staff_ask(&wide, house, &anna, "POST", "/v1/staff/inbox", body, 400);
    staff_ask(&none, house, &anna, "GET", "/v1/staff/inbox/99", NULL, 404);
    staff_ask(&word, house, &anna, "GET", "/v1/staff/inbox/idea-1", NULL, 404);
}

/* ---- from before ---- */

static void what_came_before_there_was_an_inbox_is_in_it(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    unsigned char receipts[3][RECEIPT_CODE_HASH_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    randombytes_buf(receipts, sizeof(receipts));
    kiosk_make(house, &kiosk);
    struct db *db = past_begin(house, past_before("CREATE TABLE entry_event"));
    past_add_kiosk(db, &kiosk);
    for (int at = 0; at < 3; at++) past_add_entry(db, kiosk.id, at < 2 ? "interest" : "idea", "Karoline", receipts[at]);
    receipt_code_name(name, receipts[1]);
    past_add_item(db, "answer", name, 1, "{\"kind\":\"interest\",\"status\":\"read\"}");
    assert_int_equal(db_run(db, "UPDATE entry SET text = 'ring 28123456' WHERE kind = 'idea'", ""), ERR_OK);
    db_close(db);
    past_end(house);
    assert_int_equal(found(house, (struct inbox_view){.state = "open"}, NULL), 2);
    assert_int_equal(found(house, (struct inbox_view){.state = "answered"}, NULL), 1);
    assert_int_equal(inbox_catch_up(house->registry), ERR_OK);
    assert_int_equal(found(house, (struct inbox_view){.marked = true}, NULL), 1);
}

/* ---- two of the staff at one entry ---- */

static int64_t version_of(struct house *house, const struct staff *staff, int64_t order)
{
    char target[40];
    AUTO(answer_finish) struct answer answer = {0};
    snprintf(target, sizeof(target), "/v1/staff/inbox/%d", (int)order);
    staff_ask(&answer, house, staff, "GET", target, NULL, 200);
    assert_true(json_is_integer(json_object_get(answer.json, "version")));
    return json_int_at(answer.json, "version", -1);
}

/* A change of entry `order` on what was seen of it; `more` are the other members. */
static void change_on(struct answer *out, struct house *house, const struct staff *staff, const char *target,
                      int64_t order, int64_t base, const char *more, long status)
{
    char body[300];
    snprintf(body, sizeof(body), "{\"order\":%d,\"base\":%d,%s}", (int)order, (int)base, more);
    staff_ask(out, house, staff, "POST", target, body, status);
}

static bool is_joined(struct house *house, int64_t idea)
{
    int64_t other = 0;
    assert_int_equal(joins_other(house->registry->db, idea, &other), ERR_OK);
    return other != 0;
}

static void joins_ask_for_what_was_seen(void **state)
{
    struct house *house = *state;
    struct staff anna, bo;
    AUTO(answer_finish)
    struct answer said = {0}, late = {0}, other = {0}, done = {0}, again = {0}, part = {0}, parted = {0}, lost = {0},
                  bad = {0};
    struct given one = give_idea(house, "Baenke", "Ved soeen"), two = give_idea(house, "Baenke", "Ved soeen igen");
    char more[60];
    staff_begin(house, "Anna", &anna);
    staff_begin(house, "Bo", &bo);
    int64_t seen_one = version_of(house, &anna, one.order), seen_two = version_of(house, &anna, two.order);
    change_on(&said, house, &bo, "/v1/staff/entries", two.order, seen_two, "\"status\":\"considered\"", 200);
    snprintf(more, sizeof(more), "\"with\":%d", (int)one.order);
    change_on(&late, house, &anna, "/v1/staff/joins", two.order, seen_two, more, 409);
    assert_string_equal(answer_code(&late), "conflict");
    assert_int_equal(json_int_at(json_object_get(late.json, "current"), "order", 0), two.order);
    snprintf(more, sizeof(more), "\"with\":%d,\"with_base\":%d", (int)two.order, (int)seen_two);
    change_on(&other, house, &anna, "/v1/staff/joins", one.order, seen_one, more, 409);
    assert_int_equal(json_int_at(json_object_get(other.json, "current"), "order", 0), two.order);
    assert_false(is_joined(house, one.order) || is_joined(house, two.order));
    seen_two = version_of(house, &anna, two.order);
    snprintf(more, sizeof(more), "\"with\":%d,\"with_base\":%d", (int)two.order, (int)seen_two);
    change_on(&done, house, &anna, "/v1/staff/joins", one.order, seen_one, more, 200);
    change_on(&again, house, &anna, "/v1/staff/joins", one.order, seen_one, more, 200); /* its answer was lost */
    change_on(&part, house, &bo, "/v1/staff/joins", one.order, seen_one, "\"with\":null", 409);
    assert_true(is_joined(house, one.order));
    seen_one = version_of(house, &bo, one.order);
    change_on(&parted, house, &bo, "/v1/staff/joins", one.order, seen_one, "\"with\":null", 200);
    change_on(&lost, house, &bo, "/v1/staff/joins", one.order, seen_one, "\"with\":null", 200);
    change_on(&bad, house, &bo, "/v1/staff/joins", one.order, -1, "\"with\":null", 400);
    assert_false(is_joined(house, one.order));
}

static void who_answers_what_a_colleague_answered_is_told(void **state)
{
    struct house *house = *state;
    struct staff anna, bo;
    AUTO(answer_finish) struct answer first = {0}, late = {0}, again = {0}, bare = {0};
    struct given given = give_idea(house, "Baenke", "Ved soeen");
    staff_begin(house, "Anna", &anna);
    staff_begin(house, "Bo", &bo);
    int64_t seen = version_of(house, &anna, given.order);
    assert_int_equal(version_of(house, &bo, given.order), seen);
    change_on(&first, house, &anna, "/v1/staff/entries", given.order, seen,
              "\"status\":\"considered\",\"answer\":\"Vi ser p\u00e5 det.\"", 200);
    change_on(&late, house, &bo, "/v1/staff/entries", given.order, seen,
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 409);
    assert_string_equal(answer_code(&late), "conflict");
    const json_t *current = json_object_get(late.json, "current");
    const json_t *history = json_object_get(current, "history");
    const json_t *last = json_array_get(history, json_array_size(history) - 1);
    assert_string_equal(json_text_at(current, "status"), "considered");
    assert_string_equal(json_text_at(last, "who"), "Anna");
    assert_string_equal(json_text_at(last, "what"), "answered");
    assert_status(house, &given, "considered", 0);
    change_on(&again, house, &bo, "/v1/staff/entries", given.order, json_int_at(current, "version", -1),
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 200);
    assert_status(house, &given, "not_now", 0);
    /* The same from the same hand: only its answer was lost. */
    AUTO(answer_finish) struct answer lost = {0}, mine = {0};
    change_on(&lost, house, &bo, "/v1/staff/entries", given.order, json_int_at(current, "version", -1),
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 200);
    change_on(&mine, house, &anna, "/v1/staff/entries", given.order, json_int_at(current, "version", -1),
              "\"status\":\"not_now\",\"answer\":\"Nej tak.\"", 409);
    AUTO(json_auto) json_t *entry = NULL;
    assert_int_equal(inbox_entry(house->registry, given.order, &entry), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(entry, "history")), 2);
    /* Who does not say on what, means whatever it is. */
    staff_ask(&bare, house, &anna, "POST", "/v1/staff/entries", "{\"order\":1,\"status\":\"read\"}", 200);
}

static void the_wall_and_a_correction_are_changes_too(void **state)
{
    struct house *house = *state;
    struct staff anna;
    AUTO(answer_finish) struct answer shown = {0}, late = {0}, hidden = {0}, both = {0}, wrong = {0}, corrected = {0};
    struct given given = give_idea(house, "Baenke", "Ved soeen");
    staff_begin(house, "Anna", &anna);
    int64_t seen = version_of(house, &anna, given.order);
    change_on(&shown, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":true", 200);
    int64_t now = version_of(house, &anna, given.order);
    change_on(&late, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":true,\"title\":\"Andet\"", 409);
    assert_string_equal(json_text_at(json_object_get(json_object_get(late.json, "current"), "shown"), "title"),
                        "Baenke");
    change_on(&hidden, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":false", 409);
    change_on(&both, house, &anna, "/v1/staff/ideas", given.order, now,
              "\"publish\":true,\"title\":\"Andet\",\"status\":\"considered\"", 200);
    AUTO(answer_finish) struct answer lost = {0};
    change_on(&lost, house, &anna, "/v1/staff/ideas", given.order, now,
              "\"publish\":true,\"title\":\"Andet\",\"status\":\"considered\"", 200);
    now = version_of(house, &anna, given.order);
    change_on(&wrong, house, &anna, "/v1/staff/ideas", given.order, -3, "\"publish\":false", 400);
    struct submission correction = request_by(SUBMISSION_CORRECT, &given);
    snprintf(correction.text, sizeof(correction.text), "Ved kanalen");
    assert_int_equal(take(house, &correction), VERDICT_CREATED);
    change_on(&corrected, house, &anna, "/v1/staff/entries", given.order, now, "\"status\":\"read\"", 409);
}

/* Asked so, nothing that is marked gets onto the wall by any way, whoever wrote it; and not asked so, a person decided. */
static void what_is_marked_is_asked_about_first(void **state)
{
    struct house *house = *state;
    struct staff anna;
    json_t *shown = NULL;
    AUTO(answer_finish) struct answer own = {0}, typed = {0}, stale = {0}, clean = {0}, kept = {0}, decided = {0};
    struct given given = give_idea(house, "Baenke", "Ring 28 12 34 56");
    staff_begin(house, "Anna", &anna);
    int64_t seen = version_of(house, &anna, given.order);
    change_on(&own, house, &anna, "/v1/staff/ideas", given.order, seen, "\"publish\":true,\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(own.json, "error"), "code"), "marked");
    const json_t *pieces = json_object_get(json_object_get(own.json, "marked"), "text");
    assert_string_equal(json_text_at(json_array_get(pieces, 1), "text"), "28 12 34 56");
    assert_string_equal(json_text_at(json_array_get(pieces, 1), "mark"), "phone");
    change_on(&typed, house, &anna, "/v1/staff/ideas", given.order, seen,
              "\"title\":\"Skriv til bo@example.dk\",\"text\":\"Ved soeen\",\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(typed.json, "error"), "code"), "marked");
    assert_int_equal(ideas_find(house->registry, given.order, &shown), ERR_NOT_FOUND);
    assert_int_equal(version_of(house, &anna, given.order), seen);
    change_on(&clean, house, &anna, "/v1/staff/ideas", given.order, seen,
              "\"publish\":true,\"text\":\"Ved soeen\",\"unmarked\":true", 200);
    /* That somebody else was there first is told before. */
    change_on(&stale, house, &anna, "/v1/staff/ideas", given.order, seen,
              "\"text\":\"Ring 28 12 34 56\",\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(stale.json, "error"), "code"), "conflict");
    int64_t now = version_of(house, &anna, given.order);
    change_on(&decided, house, &anna, "/v1/staff/ideas", given.order, now, "\"text\":\"Ring 28 12 34 56\"", 200);
    now = version_of(house, &anna, given.order);
    change_on(&kept, house, &anna, "/v1/staff/ideas", given.order, now, "\"title\":\"Andet\",\"unmarked\":true", 409);
    assert_string_equal(json_text_at(json_object_get(kept.json, "error"), "code"), "marked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_marked_stands_where_it_stands),
        cmocka_unit_test(a_field_stays_text),
        house_test(ideas_are_marked_when_they_come_and_change),
        house_test(the_inbox_shows_what_is_asked_for),
        house_test(a_list_goes_on_from_its_cursor),
        house_test(counts_tell_what_waits_longest),
        house_test(an_entry_tells_what_happened),
        house_test(nothing_is_public_before_a_person_says_so),
        house_test(what_is_marked_is_asked_about_first),
        house_test(ideas_that_are_alike_are_found),
        house_test(joined_ideas_are_both_kept),
        house_test(a_long_answer_is_cut_at_a_letter),
        house_test(joins_have_no_knots),
        house_test(joins_ask_for_what_was_seen),
        house_test(what_is_seen_can_be_taken_along),
        house_test(a_long_table_is_whole),
        house_test(meetings_can_be_read_by_a_calendar),
        house_test(bad_questions_are_refused),
        house_test(what_came_before_there_was_an_inbox_is_in_it),
        house_test(who_answers_what_a_colleague_answered_is_told),
        house_test(the_wall_and_a_correction_are_changes_too),
    };
    html_wipe_on_free();
    return cmocka_run_group_tests_name("registry inbox", tests, house_begin, NULL);
}
