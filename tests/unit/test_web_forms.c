/* tests/unit/test_web_forms.c - the pages' forms, over real HTTP: what they take, refuse, and keep exactly once. */
#include "tests/unit/registry_house.h"

#include "sync/model/receipt_code.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/web/form_token.h"
#include "tests/unit/web_content.h"

/* A form as a browser sends it. */
struct sent {
    char token[FORM_TOKEN_TEXT_BYTES];
    struct str body;
};

static void wait_s(struct house *house, int64_t seconds)
{
    atomic_fetch_add(&house->wall_s, seconds);
}

/* Reads the hidden field `form` of a page. */
static void read_token(char out[FORM_TOKEN_TEXT_BYTES], const struct answer *page)
{
    static const char before[] = "name=\"form\" value=\"";
    const char *at = strstr(str_text(&page->body), before);
    assert_non_null(at);
    at += sizeof(before) - 1;
    snprintf(out, FORM_TOKEN_TEXT_BYTES, "%.*s", (int)strcspn(at, "\""), at);
}

/* Gets the form, and waits as long as a person needs. */
static void begin(struct house *house, struct sent *sent, const char *path)
{
    AUTO(answer_finish) struct answer page = {0};
    http(&page, house->url, "GET", path, NULL, 0, NULL);
    assert_int_equal(page.status, 200);
    read_token(sent->token, &page);
    str_init(&sent->body, 64 * 1024);
    str_addf(&sent->body, "form=%s&notice=2026-1&website=", sent->token);
    wait_s(house, 30);
}

static void add(struct sent *sent, const char *name, const char *value)
{
    char *encoded = curl_easy_escape(NULL, value, 0);
    str_addf(&sent->body, "&%s=%s", name, encoded);
    curl_free(encoded);
}

static void submit(struct answer *out, struct house *house, const struct sent *sent, const char *path)
{
    char value[256];
    http(out, house->url, "POST", path, str_text(&sent->body), sent->body.length, NULL);
    assert_string_equal(answer_header(out, "Cache-Control", value), "no-store");
}

#define assert_says(answer, words)     assert_non_null(strstr(str_text(&(answer)->body), (words)))
#define assert_does_not(answer, words) assert_null(strstr(str_text(&(answer)->body), (words)))

static void read_code(char out[RECEIPT_CODE_TEXT_BYTES], const struct answer *thanks)
{
    static const char before[] = "<p class=\"given\" dir=\"ltr\">";
    char code[RECEIPT_CODE_TEXT_BYTES];
    const char *at = strstr(str_text(&thanks->body), before);
    assert_non_null(at);
    snprintf(code, sizeof(code), "%s", at + sizeof(before) - 1);
    assert_int_equal(receipt_code_read(out, code), ERR_OK);
}

static void stored(struct house *house, const char *column_sql, const char *wanted)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(house->registry->db, &rows, column_sql, ""), ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_string_equal(rows_text(rows, 0), wanted);
}

static void an_interest_is_kept_and_followed(void **state)
{
    struct house *house = *state;
    struct sent sent;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char body[64];
    AUTO(answer_finish) struct answer thanks = {0};
    AUTO(answer_finish) struct answer followed = {0};
    web_import(house, NULL);
    begin(house, &sent, "/interest/maden?lang=en");
    add(&sent, "name", " Åse  ");
    add(&sent, "contact", "aase@example.dk");
    submit(&thanks, house, &sent, "/interest/maden?lang=en");
    assert_int_equal(thanks.status, 200);
    read_code(code, &thanks);
    stored(house,
           "SELECT kind || '|' || network || '|' || name || '|' || contact || '|' || lang || '|' || notice || '|' "
           "|| kiosk FROM entry",
           "interest|maden|Åse|aase@example.dk|en|2026-1|web");
    snprintf(body, sizeof(body), "code=%s", code);
    http(&followed, house->url, "POST", "/follow", body, strlen(body), NULL);
    assert_says(&followed, "Din interesse for: Maden");
    str_finish(&sent.body);
}

static void a_double_click_is_one_entry_with_one_code(void **state)
{
    struct house *house = *state;
    struct sent sent;
    char first[RECEIPT_CODE_TEXT_BYTES];
    char again[RECEIPT_CODE_TEXT_BYTES];
    web_import(house, NULL);
    begin(house, &sent, "/seat/maden");
    add(&sent, "comes_as", "association");
    add(&sent, "name", "Bo");
    add(&sent, "contact", "28123456");
    add(&sent, "brings", "Et klubhus\r\nog kaffe");
    for (int times = 0; times < 3; times++) {
        AUTO(answer_finish) struct answer thanks = {0};
        submit(&thanks, house, &sent, "/seat/maden");
        assert_int_equal(thanks.status, 200);
        read_code(times == 0 ? first : again, &thanks);
        if (times > 0) assert_string_equal(first, again);
    }
    assert_int_equal(entries_stored(house), 1);
    stored(house, "SELECT comes_as || '|' || brings FROM entry", "association|Et klubhus\nog kaffe");
    /* Back, another name, and sent again: what came first stays. */
    AUTO(answer_finish) struct answer other = {0};
    str_add(&sent.body, "x");
    submit(&other, house, &sent, "/seat/maden");
    assert_says(&other, "Det nye er ikke gemt.");
    read_code(again, &other);
    assert_string_equal(first, again);
    assert_int_equal(entries_stored(house), 1);
    str_finish(&sent.body);
}

static void an_idea_needs_no_name(void **state)
{
    struct house *house = *state;
    struct sent sent;
    AUTO(answer_finish) struct answer thanks = {0};
    web_import(house, NULL);
    begin(house, &sent, "/idea");
    add(&sent, "title", "Bænke");
    add(&sent, "text", "Ved hvert stoppested");
    add(&sent, "side", "citizens");
    submit(&thanks, house, &sent, "/idea");
    assert_int_equal(thanks.status, 200);
    stored(house, "SELECT kind || '|' || title || '|' || side || '|' || name || network FROM entry",
           "idea|Bænke|citizens|");
    str_finish(&sent.body);
}

/* What is asked under a code, and then sent. */
static void begin_correction(struct house *house, struct sent *sent, const char *code)
{
    char body[64];
    AUTO(answer_finish) struct answer page = {0};
    snprintf(body, sizeof(body), "code=%s", code);
    http(&page, house->url, "POST", "/correct", body, strlen(body), NULL);
    assert_int_equal(page.status, 200);
    assert_says(&page, "<h1>Hvad skal der stå?</h1>");
    read_token(sent->token, &page);
    str_init(&sent->body, 64 * 1024);
    str_addf(&sent->body, "form=%s&notice=2026-1&website=&code=%s", sent->token, code);
    wait_s(house, 30);
}

static void give_interest(struct house *house, char code[RECEIPT_CODE_TEXT_BYTES])
{
    struct sent sent;
    AUTO(answer_finish) struct answer thanks = {0};
    begin(house, &sent, "/interest/maden");
    add(&sent, "name", "Åse");
    add(&sent, "contact", "aase@example.dk");
    submit(&thanks, house, &sent, "/interest/maden");
    read_code(code, &thanks);
    str_finish(&sent.body);
}

static void what_was_given_can_be_corrected(void **state)
{
    struct house *house = *state;
    struct sent sent;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char body[64];
    AUTO(answer_finish) struct answer empty = {0};
    AUTO(answer_finish) struct answer followed = {0};
    web_import(house, NULL);
    give_interest(house, code);
    begin_correction(house, &sent, code);
    submit(&empty, house, &sent, "/correct");
    assert_int_equal(empty.status, 422);
    assert_says(&empty, "Skriv det, der skal rettes. Resten bliver, som det var.");
    add(&sent, "contact", "28123456");
    for (int times = 0; times < 2; times++) { /* a double click */
        AUTO(answer_finish) struct answer done = {0};
        submit(&done, house, &sent, "/correct");
        assert_int_equal(done.status, 200);
        assert_says(&done, "Din rettelse er gemt");
    }
    stored(house, "SELECT name || '|' || contact FROM entry WHERE kind = 'interest'", "Åse|28123456");
    assert_int_equal(entries_stored(house), 2);
    snprintf(body, sizeof(body), "code=%s", code);
    http(&followed, house->url, "POST", "/follow", body, strlen(body), NULL);
    assert_says(&followed, "Rettet af dig");
    assert_says(&followed, "Ret det");
    str_finish(&sent.body);
}

static void a_correction_asks_for_what_can_be_corrected(void **state)
{
    struct house *house = *state;
    struct sent sent;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char body[64];
    AUTO(answer_finish) struct answer thanks = {0};
    AUTO(answer_finish) struct answer cpr = {0};
    AUTO(answer_finish) struct answer done = {0};
    AUTO(answer_finish) struct answer of_interest = {0};
    web_import(house, NULL);
    begin(house, &sent, "/idea");
    add(&sent, "title", "Bænke");
    add(&sent, "text", "Ved hvert stoppested");
    add(&sent, "side", "citizens");
    submit(&thanks, house, &sent, "/idea");
    read_code(code, &thanks);
    str_finish(&sent.body);
    begin_correction(house, &sent, code);
    add(&sent, "title", "Bænke med læ");
    submit(&done, house, &sent, "/correct");
    assert_int_equal(done.status, 200);
    stored(house, "SELECT title || '|' || text FROM entry WHERE kind = 'idea'", "Bænke med læ|Ved hvert stoppested");
    str_finish(&sent.body);
    begin_correction(house, &sent, code);
    add(&sent, "text", "Spørg 070761-4285");
    submit(&cpr, house, &sent, "/correct");
    assert_int_equal(cpr.status, 422);
    str_finish(&sent.body);
    give_interest(house, code);
    snprintf(body, sizeof(body), "code=%s", code);
    http(&of_interest, house->url, "POST", "/correct", body, strlen(body), NULL);
    assert_does_not(&of_interest, "name=\"title\"");
    assert_says(&of_interest, "name=\"contact\"");
}

static void nobodys_code_corrects_nothing(void **state)
{
    struct house *house = *state;
    static const char *const codes[] = {"code=", "code=K7F2-9QXM-3DPA-W6TM", "code=K7F2-9QXM-3DPA-W6TX"};
    web_import(house, NULL);
    for (size_t at = 0; at < 3; at++) {
        AUTO(answer_finish) struct answer page = {0};
        http(&page, house->url, "POST", "/correct", codes[at], strlen(codes[at]), NULL);
        assert_int_equal(page.status, 404);
        assert_does_not(&page, "name=\"contact\"");
    }
    assert_int_equal(entries_stored(house), 0);
}

static void what_was_taken_back_is_not_corrected(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char body[64];
    AUTO(answer_finish) struct answer gone = {0};
    AUTO(answer_finish) struct answer page = {0};
    web_import(house, NULL);
    give_interest(house, code);
    snprintf(body, sizeof(body), "code=%s&wish=withdraw&sure=yes", code);
    http(&gone, house->url, "POST", "/follow", body, strlen(body), NULL);
    assert_int_equal(gone.status, 200);
    snprintf(body, sizeof(body), "code=%s", code);
    http(&page, house->url, "POST", "/correct", body, strlen(body), NULL);
    assert_int_equal(page.status, 409);
    assert_says(&page, "Du har trukket det tilbage");
    assert_does_not(&page, "Koden passer ikke");
}

/* On the wall, as its entry's number says. */
static void give_published_idea(struct house *house)
{
    struct sent sent;
    const struct idea_change change = {.wall = IDEA_SHOW};
    const char *problem = NULL;
    AUTO(answer_finish) struct answer thanks = {0};
    begin(house, &sent, "/idea");
    add(&sent, "title", "Bænke");
    add(&sent, "text", "Ved hvert <stoppested>");
    add(&sent, "side", "citizens");
    submit(&thanks, house, &sent, "/idea");
    str_finish(&sent.body);
    assert_int_equal(ideas_change(house->registry, 1, &change, &problem), ERR_OK);
}

static void an_idea_is_supported_once_a_page(void **state)
{
    struct house *house = *state;
    struct sent sent;
    AUTO(answer_finish) struct answer wall = {0};
    AUTO(answer_finish) struct answer old = {0};
    AUTO(answer_finish) struct answer none = {0};
    web_import(house, NULL);
    give_published_idea(house);
    http(&wall, house->url, "GET", "/ideas", NULL, 0, NULL);
    assert_says(&wall, "support/idea-1");
    begin(house, &sent, "/support/idea-1");
    for (int times = 0; times < 2; times++) { /* a double click */
        AUTO(answer_finish) struct answer thanks = {0};
        submit(&thanks, house, &sent, "/support/idea-1");
        assert_int_equal(thanks.status, 200);
        assert_says(&thanks, "Tak, din støtte er gemt.");
        assert_says(&thanks, "Ved hvert &lt;stoppested&gt;");
    }
    stored(house, "SELECT body ->> 'supports' FROM item WHERE type = 'idea'", "1");
    wait_s(house, FORM_SECONDS_MOST + 1);
    submit(&old, house, &sent, "/support/idea-1");
    assert_int_equal(old.status, 422);
    http(&none, house->url, "GET", "/support/idea-2", NULL, 0, NULL);
    assert_int_equal(none.status, 404);
    assert_int_equal(entries_stored(house), 2);
    str_finish(&sent.body);
}

static void what_is_wrong_is_said_and_what_was_typed_stays(void **state)
{
    struct house *house = *state;
    static const struct {
        const char *name, *contact, *says;
    } cases[] = {
        {"", "a@b.dk", "Skriv det navn, vi må kalde dig."},
        {"Bo", "", "Skriv en e-mail eller et telefonnummer, så vi kan svare dig."},
        {"Bo", "281234", "Der mangler to."},
        {"Bo", "bo@", "En e-mail ser sådan ud"},
        {"Bo 070761-4285", "a@b.dk", "Det ligner et CPR-nummer."},
        {"<b>Bo", "aaa", "value=\"&lt;b&gt;Bo\""},
    };
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        struct sent sent;
        char token[FORM_TOKEN_TEXT_BYTES];
        AUTO(answer_finish) struct answer answer = {0};
        begin(house, &sent, "/interest/maden");
        add(&sent, "name", cases[at].name);
        add(&sent, "contact", cases[at].contact);
        submit(&answer, house, &sent, "/interest/maden");
        assert_int_equal(answer.status, 422);
        assert_says(&answer, cases[at].says);
        assert_says(&answer, "aria-invalid=\"true\"");
        assert_does_not(&answer, "<b>");
        read_token(token, &answer);
        assert_string_equal(token, sent.token); /* the same form, so the same code in the end */
        str_finish(&sent.body);
    }
    assert_int_equal(entries_stored(house), 0);
}

/* The browser counts letters, and we bytes: whoever writes Arabic can send more than there is room for. */
static void what_is_too_long_stays_to_be_cut(void **state)
{
    struct house *house = *state;
    struct sent sent;
    AUTO(str_finish) struct str text = {0};
    AUTO(answer_finish) struct answer page = {0};
    str_init(&text, 8192);
    for (int letter = 0; letter < SUBMISSION_TEXT_BYTES_MAX; letter++) str_add(&text, "م");
    web_import(house, NULL);
    begin(house, &sent, "/idea");
    add(&sent, "title", "Ma");
    add(&sent, "text", str_text(&text));
    add(&sent, "side", "citizens");
    submit(&page, house, &sent, "/idea");
    assert_int_equal(page.status, 422);
    assert_says(&page, "Der er ikke plads til så mange tegn.");
    assert_says(&page, str_text(&text));
    assert_says(&page, "value=\"Ma\"");
    assert_int_equal(entries_stored(house), 0);
    str_finish(&sent.body);
}

static void a_slip_is_asked_about_once(void **state)
{
    struct house *house = *state;
    struct sent sent;
    AUTO(answer_finish) struct answer asked = {0};
    AUTO(answer_finish) struct answer thanks = {0};
    web_import(house, NULL);
    begin(house, &sent, "/interest/maden");
    add(&sent, "name", "Bo");
    add(&sent, "contact", "bo@gmial.com");
    submit(&asked, house, &sent, "/interest/maden");
    assert_int_equal(asked.status, 422);
    assert_says(&asked, "Mente du bo@gmail.com?");
    assert_says(&asked, "name=\"asked\" value=\"bo@gmial.com\"");
    add(&sent, "asked", "bo@gmial.com");
    submit(&thanks, house, &sent, "/interest/maden");
    assert_int_equal(thanks.status, 200);
    stored(house, "SELECT contact FROM entry", "bo@gmial.com");
    str_finish(&sent.body);
}

/* Sends a good interest after `change`. */
static void submit_changed(struct answer *out, struct house *house, void (*change)(struct house *, struct sent *))
{
    struct sent sent;
    begin(house, &sent, "/interest/maden");
    if (change != NULL) change(house, &sent);
    add(&sent, "name", "Bo");
    add(&sent, "contact", "a@b.dk");
    submit(out, house, &sent, "/interest/maden");
    str_finish(&sent.body);
}

static void fill_the_trap(struct house *house, struct sent *sent)
{
    (void)house;
    str_clear(&sent->body);
    str_addf(&sent->body, "form=%s&notice=2026-1&website=http%%3A%%2F%%2Fx", sent->token);
}

static void be_faster_than_people(struct house *house, struct sent *sent)
{
    (void)sent;
    wait_s(house, -29);
}

static void come_back_tomorrow(struct house *house, struct sent *sent)
{
    (void)sent;
    wait_s(house, FORM_SECONDS_MOST);
}

static void forge(struct house *house, struct sent *sent)
{
    (void)house;
    sent->body.data[10] = sent->body.data[10] == 'A' ? 'B' : 'A';
}

static void read_an_old_notice(struct house *house, struct sent *sent)
{
    (void)house;
    str_clear(&sent->body);
    str_addf(&sent->body, "form=%s&notice=2025-1", sent->token);
}

static void use_the_token_of_a_seat(struct house *house, struct sent *sent)
{
    str_finish(&sent->body);
    begin(house, sent, "/seat/maden");
}

static void programs_and_old_pages_are_asked_again(void **state)
{
    struct house *house = *state;
    static const struct {
        void (*change)(struct house *, struct sent *);
        const char *says;
    } cases[] = {
        {fill_the_trap, "Et skjult felt var udfyldt"},      {be_faster_than_people, "hurtigere, end nogen kan skrive"},
        {come_back_tomorrow, "Siden har stået åben længe"}, {forge, "Siden har stået åben længe"},
        {read_an_old_notice, "Læs den, og send igen."},     {use_the_token_of_a_seat, "Siden har stået åben længe"},
    };
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        submit_changed(&answer, house, cases[at].change);
        assert_int_equal(answer.status, 422);
        assert_says(&answer, cases[at].says);
        assert_says(&answer, "value=\"Bo\"");
    }
    assert_int_equal(entries_stored(house), 0);
    AUTO(answer_finish) struct answer good = {0};
    submit_changed(&good, house, NULL);
    assert_int_equal(good.status, 200);
    assert_int_equal(entries_stored(house), 1);
}

static void limits_are_held(void **state)
{
    struct house *house = *state;
    char name[SUBMISSION_NAME_BYTES_MAX + 2];
    web_import(house, NULL);
    memset(name, 'n', sizeof(name));
    for (size_t over = 0; over <= 1; over++) {
        struct sent sent;
        AUTO(answer_finish) struct answer answer = {0};
        name[SUBMISSION_NAME_BYTES_MAX + over] = '\0';
        begin(house, &sent, "/interest/maden");
        add(&sent, "name", name);
        add(&sent, "contact", "a@b.dk");
        submit(&answer, house, &sent, "/interest/maden");
        assert_int_equal(answer.status, over == 0 ? 200 : 422);
        str_finish(&sent.body);
        name[SUBMISSION_NAME_BYTES_MAX + over] = 'n';
    }
    AUTO(answer_finish) struct answer large = {0};
    char *body = calloc(1, 20000);
    memset(body, 'x', 19999);
    http(&large, house->url, "POST", "/idea", body, 19999, NULL);
    assert_int_equal(large.status, 413);
    free(body);
}

static void who_sends_very_much_waits_and_is_not_locked_out(void **state)
{
    struct house *house = *state;
    enum { FREE = 60 };
    char value[256];
    web_import(house, NULL);
    for (int at = 0; at <= FREE; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        submit_changed(&answer, house, NULL);
        assert_int_equal(answer.status, 200);
    }
    AUTO(answer_finish) struct answer slow = {0};
    AUTO(answer_finish) struct answer later = {0};
    submit_changed(&slow, house, NULL);
    assert_int_equal(slow.status, 429);
    assert_string_equal(answer_header(&slow, "Retry-After", value), "1");
    atomic_fetch_add(&house->monotonic_ms, 10000);
    submit_changed(&later, house, NULL);
    assert_int_equal(later.status, 200);
}

static void what_is_closed_has_no_form(void **state)
{
    struct house *house = *state;
    static const char *const targets[] = {"/interest/haven", "/seat/haven", "/interest/nothing", "/seat/"};
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(targets) / sizeof(targets[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, house->url, "GET", targets[at], NULL, 0, (const char *const[]){"Accept: text/html", NULL});
        assert_int_equal(answer.status, 404);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_interest_is_kept_and_followed),
        house_test(a_double_click_is_one_entry_with_one_code),
        house_test(an_idea_needs_no_name),
        house_test(what_was_given_can_be_corrected),
        house_test(a_correction_asks_for_what_can_be_corrected),
        house_test(nobodys_code_corrects_nothing),
        house_test(what_was_taken_back_is_not_corrected),
        house_test(an_idea_is_supported_once_a_page),
        house_test(what_is_wrong_is_said_and_what_was_typed_stays),
        house_test(what_is_too_long_stays_to_be_cut),
        house_test(a_slip_is_asked_about_once),
        house_test(programs_and_old_pages_are_asked_again),
        house_test(limits_are_held),
        house_test(who_sends_very_much_waits_and_is_not_locked_out),
        house_test(what_is_closed_has_no_form),
    };
    return cmocka_run_group_tests_name("web forms", tests, house_begin, NULL);
}
