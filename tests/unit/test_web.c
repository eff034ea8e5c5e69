/* tests/unit/test_web.c - the pages for a citizen's own phone, over real HTTP: what they say, in which language, and
 * that nothing anybody wrote becomes markup. */
#include "tests/unit/registry_past.h"

#include "sync/base/words.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/web/fields.h"
#include "sync/registry/web/html.h"
#include "tests/unit/web_content.h"

/* ---- the writer ---- */

static char *written(void (*write)(struct html *html))
{
    AUTO(html_auto) struct html *html = NULL;
    char *text = NULL;
    assert_int_equal(html_create(&html, true), ERR_OK);
    write(html);
    assert_int_equal(html_take(html, &text), ERR_OK);
    return text;
}

static void write_a_bit(struct html *html)
{
    html_open(html, "p");
    html_attribute(html, "title", "\"a' & <b>");
    html_text(html, "x < \x01y & \"z\" æø\x1få </p><script>");
    html_open(html, "br");
    html_close(html);
    html_open(html, "a");
    html_attribute(html, "href", "javascript:alert(1)");
    html_close(html);
    html_open(html, "a");
    html_attribute(html, "href", " java\tscript:alert(1)");
    html_close(html);
    html_open(html, "a");
    html_attribute(html, "href", "n/ID?lang=da");
}

static void what_is_written_is_escaped_where_it_stands(void **state)
{
    (void)state;
    char *text = written(write_a_bit);
    assert_string_equal(text, "<!DOCTYPE html>\n<p title=\"&quot;a' &amp; &lt;b&gt;\">x &lt; y &amp; &quot;z&quot; æøå "
                              "&lt;/p&gt;&lt;script&gt;<br/><a></a><a></a><a href=\"n/ID?lang=da\"></a></p>");
    free(text);
}

static void write_much(struct html *html)
{
    char words[2 * HTML_TEXT_BYTES_MAX];
    memset(words, 'x', sizeof(words));
    words[sizeof(words) - 1] = '\0';
    memcpy(words + HTML_TEXT_BYTES_MAX - 2, "å", 2); /* the limit lies inside the letter */
    html_open(html, "p");
    html_textf(html, "%s", words);
}

static void a_long_text_is_cut_where_a_letter_ends(void **state)
{
    (void)state;
    char *text = written(write_much);
    assert_null(strstr(text, "\xc3"));
    assert_in_range(strlen(text), HTML_TEXT_BYTES_MAX - 10, HTML_TEXT_BYTES_MAX + 40);
    free(text);
}

static void a_page_has_a_limit(void **state)
{
    (void)state;
    AUTO(html_auto) struct html *html = NULL;
    char *text = NULL;
    char line[1024];
    memset(line, 'x', sizeof(line));
    line[sizeof(line) - 1] = '\0';
    assert_int_equal(html_create(&html, true), ERR_OK);
    html_open(html, "p");
    for (int at = 0; at <= HTML_BYTES_MAX / (int)sizeof(line) + 1; at++) html_text(html, line);
    assert_int_equal(html_take(html, &text), ERR_TOO_LARGE);
    assert_null(text);
}

/* ---- what forms send ---- */

static void fields_are_read_as_browsers_send_them(void **state)
{
    (void)state;
    struct fields fields;
    char name[8];
    static const char sent[] = "name=+%C3%85se+%0D%0AB%09&empty=&flag&name=other&long=123456789";
    assert_int_equal(fields_read(&fields, sent, strlen(sent)), ERR_OK);
    assert_string_equal(fields_text(&fields, "name"), " Åse \nB ");
    assert_string_equal(fields_text(&fields, "empty"), "");
    assert_string_equal(fields_text(&fields, "flag"), "");
    assert_string_equal(fields_text(&fields, "nothing"), "");
    assert_true(fields_copy(&fields, "name", name, sizeof(name)));
    assert_string_equal(name, "Åse \nB");
    assert_false(fields_copy(&fields, "long", name, sizeof(name)));
    assert_string_equal(name, "");
    fields_finish(&fields);
}

static void fields_have_limits(void **state)
{
    (void)state;
    struct fields fields;
    AUTO(str_finish) struct str sent = {0};
    str_init(&sent, 2 * FIELDS_BYTES_MAX);
    for (int at = 0; at < FIELDS_COUNT_MAX; at++) str_add(&sent, at > 0 ? "&a=b" : "a=b");
    assert_int_equal(fields_read(&fields, str_text(&sent), sent.length), ERR_OK);
    fields_finish(&fields);
    str_add(&sent, "&a=b");
    assert_int_equal(fields_read(&fields, str_text(&sent), sent.length), ERR_TOO_LARGE);
    str_clear(&sent);
    while (sent.length < FIELDS_BYTES_MAX) str_add(&sent, "x");
    assert_int_equal(fields_read(&fields, str_text(&sent), sent.length), ERR_OK);
    fields_finish(&fields);
    str_add(&sent, "x");
    assert_int_equal(fields_read(&fields, str_text(&sent), sent.length), ERR_TOO_LARGE);
    assert_int_equal(fields_read(&fields, "a=%ff", 5), ERR_INVALID);
    assert_int_equal(fields_read(&fields, "%c3%28=x", 8), ERR_INVALID);
}

/* ---- pages ---- */

static void get(struct answer *out, const struct house *house, const char *target, const char *header)
{
    http(out, house->url, "GET", target, NULL, 0, (const char *const[]){header, NULL});
}

static void assert_page(const struct answer *answer, long status)
{
    char value[256];
    assert_int_equal(answer->status, status);
    assert_string_equal(answer_header(answer, "Content-Type", value), "text/html; charset=utf-8");
    assert_string_equal(answer_header(answer, "X-Content-Type-Options", value), "nosniff");
    assert_string_equal(answer_header(answer, "Referrer-Policy", value), "no-referrer");
    assert_string_equal(answer_header(answer, "Set-Cookie", value), "");
    answer_header(answer, "Content-Security-Policy", value);
    assert_non_null(strstr(value, "default-src 'none'"));
    assert_null(strstr(value, "unsafe"));
    assert_null(strstr(str_text(&answer->body), " style="));
    assert_null(strstr(str_text(&answer->body), " on")); /* no attribute that runs */
}

#define assert_says(answer, words)     assert_non_null(strstr(str_text(&(answer)->body), (words)))
#define assert_does_not(answer, words) assert_null(strstr(str_text(&(answer)->body), (words)))

static void a_network_has_a_page(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer answer = {0};
    web_import(house, NULL);
    get(&answer, house, "/n/maden", NULL);
    assert_page(&answer, 200);
    assert_says(&answer, "<html lang=\"da\" dir=\"ltr\">");
    assert_says(&answer, "<h1>Maden</h1>");
    assert_says(&answer, "Hvem spiser med?");
    assert_says(&answer, "aria-label=\"Blomst med 3 blade\"");
    assert_says(&answer, "class=\"petal citizens created\"");
    assert_says(&answer, "class=\"petal staff expected\"");
    assert_says(&answer, "Innovation · i gang");
    assert_says(&answer, "<li class=\"now\" aria-current=\"step\">Tema</li>");
    assert_says(&answer, "Én gang tilbage til Tema");
    assert_says(&answer, "torsdag den 26. november 2026 kl. 16.30");
    assert_says(&answer, "12 pladser");
    assert_says(&answer, "Borgere og pårørende");
    assert_says(&answer, "Kok · Køkkenet");
    assert_says(&answer, "Ligger på hylden");
    assert_says(&answer, "href=\"../n/haven\"");
    assert_says(&answer, "En suppedag");
}

static void a_page_names_what_it_came_from(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer answer = {0};
    web_import(house, NULL);
    get(&answer, house, "/n/haven", NULL);
    assert_page(&answer, 200);
    assert_says(&answer, "<h2>Det kommer fra</h2><ul><li><a href=\"../n/maden\">Maden</a>");
}

/* What set off what follows the content: changed, removed, and there again. */
static void what_set_off_what_follows_the_content(void **state)
{
    struct house *house = *state;
    struct content_summary summary;
    AUTO(json_auto) json_t *document = json_loads(web_content_text, 0, NULL);
    json_t *networks = json_object_get(document, "networks");
    json_t *first = json_incref(json_array_get(networks, 0));
    static const int counts[] = {1, 0, 1};
    for (int round = 0; round < 3; round++) {
        AUTO(answer_finish) struct answer answer = {0};
        if (round == 1) json_array_remove(networks, 0);
        if (round == 2) json_array_insert(networks, 0, first);
        assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
        get(&answer, house, "/n/haven", NULL);
        assert_int_equal(answer.status, 200);
        assert_int_equal(strstr(str_text(&answer.body), "Det kommer fra") != NULL, counts[round]);
    }
    json_object_set_new(first, "spawned", json_array());
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
    AUTO(answer_finish) struct answer answer = {0};
    get(&answer, house, "/n/haven", NULL);
    assert_does_not(&answer, "Det kommer fra");
    json_decref(first);
}

static void a_network_that_is_gone_says_so(void **state)
{
    struct house *house = *state;
    static const char *const targets[] = {"/n/nothing", "/n/%3Cscript%3E", "/nothing"};
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(targets) / sizeof(targets[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        get(&answer, house, targets[at], "Accept: text/html,*/*;q=0.8");
        assert_page(&answer, 404);
        assert_does_not(&answer, "<script>");
    }
    AUTO(answer_finish) struct answer machine = {0};
    get(&machine, house, "/v1/nothing", "Accept: text/html");
    assert_refused(&machine, 404, "not_found");
}

static void the_language_is_the_readers(void **state)
{
    struct house *house = *state;
    static const struct {
        const char *target;
        const char *header;
        const char *html;
    } cases[] = {
        {"/n/maden", "Accept-Language: ar-EG,ar;q=0.9,en;q=0.8", "<html lang=\"ar\" dir=\"rtl\">"},
        {"/n/maden", "Accept-Language: de, pl;q=0.4, en;q=0.7", "<html lang=\"en\" dir=\"ltr\">"},
        {"/n/maden", "Accept-Language: de", "<html lang=\"da\" dir=\"ltr\">"},
        {"/n/maden", "Accept-Language: ;;;=,,q=9,en;q=0", "<html lang=\"da\" dir=\"ltr\">"},
        {"/n/maden?lang=ur", "Accept-Language: en", "<html lang=\"ur\" dir=\"rtl\">"},
        {"/n/maden?lang=xx", "Accept-Language: tr", "<html lang=\"tr\" dir=\"ltr\">"},
    };
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        get(&answer, house, cases[at].target, cases[at].header);
        assert_page(&answer, 200);
        assert_says(&answer, cases[at].html);
    }
}

static void what_is_not_translated_is_marked_as_danish(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer answer = {0};
    web_import(house, NULL);
    get(&answer, house, "/n/maden?lang=ar", NULL);
    assert_page(&answer, 200);
    assert_says(&answer, "<h1>الطعام</h1>");
    assert_says(&answer, "lang=\"da\" dir=\"ltr\">Hvem spiser med?</p>");
    assert_says(&answer, "href=\"../n/haven?lang=ar\"");
}

static void pages_are_kept_until_they_change(void **state)
{
    struct house *house = *state;
    char etag[256];
    char header[300];
    char value[256];
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer other = {0};
    web_import(house, NULL);
    get(&first, house, "/n/maden", NULL);
    answer_header(&first, "ETag", etag);
    assert_string_equal(answer_header(&first, "Cache-Control", value), "no-cache");
    assert_string_equal(answer_header(&first, "Vary", value), "Accept-Language");
    snprintf(header, sizeof(header), "If-None-Match: %s", etag);
    get(&again, house, "/n/maden", header);
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.length, 0);
    web_import(house, "En anden overskrift");
    get(&other, house, "/n/maden", header);
    assert_page(&other, 200);
    assert_says(&other, "En anden overskrift");
}

static void the_list_and_the_other_pages_are_there(void **state)
{
    struct house *house = *state;
    static const char *const targets[] = {"/", "/n", "/ideas", "/follow", "/notice", "/accessibility"};
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(targets) / sizeof(targets[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        get(&answer, house, targets[at], NULL);
        assert_page(&answer, 200);
        assert_says(&answer, "href=\"follow\"");
        if (at < 2) assert_says(&answer, "href=\"n/maden\"");
    }
    AUTO(answer_finish) struct answer style = {0};
    char value[256];
    get(&style, house, "/style.css", NULL);
    assert_int_equal(style.status, 200);
    assert_string_equal(answer_header(&style, "Content-Type", value), "text/css; charset=utf-8");
    assert_string_equal(answer_header(&style, "Cache-Control", value), "public, max-age=31536000, immutable");
}

/* ---- open data ---- */

static void what_is_shown_is_there_for_programs(void **state)
{
    struct house *house = *state;
    char value[256];
    AUTO(answer_finish) struct answer networks = {0};
    AUTO(answer_finish) struct answer ideas = {0};
    web_import(house, NULL);
    get(&networks, house, "/data/networks.json", NULL);
    assert_int_equal(networks.status, 200);
    assert_string_equal(answer_header(&networks, "Access-Control-Allow-Origin", value), "*");
    assert_string_equal(answer_header(&networks, "Content-Type", value), "application/json");
    const json_t *first = json_array_get(json_object_get(networks.json, "networks"), 0);
    assert_int_equal(json_array_size(json_object_get(networks.json, "networks")), 2);
    assert_string_equal(json_text_at(first, "title"), "Maden");
    assert_string_equal(json_text_at(first, "url"), "https://forhal.example/a/n/maden");
    assert_null(json_object_get(first, "translations"));
    assert_null(json_object_get(networks.json, "next"));
    get(&ideas, house, "/data/ideas.json", NULL);
    assert_int_equal(json_array_size(json_object_get(ideas.json, "ideas")), 0);
}

static void many_networks_come_in_parts(void **state)
{
    struct house *house = *state;
    enum { PART = 100 };
    struct content_summary summary;
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    AUTO(json_auto) json_t *document = json_loads(web_content_text, 0, NULL);
    for (int at = 0; at < PART - 1; at++)
        json_array_append_new(json_object_get(document, "networks"), house_network(at));
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
    get(&first, house, "/data/networks.json", NULL);
    assert_int_equal(json_array_size(json_object_get(first.json, "networks")), PART);
    assert_string_equal(json_text_at(first.json, "next"), "networks.json?part=2");
    get(&second, house, "/data/networks.json?part=2", NULL);
    assert_int_equal(json_array_size(json_object_get(second.json, "networks")), 1);
    assert_null(json_object_get(second.json, "next"));
}

static void news_and_meetings_are_told(void **state)
{
    struct house *house = *state;
    char value[256];
    AUTO(answer_finish) struct answer feed = {0};
    AUTO(answer_finish) struct answer meetings = {0};
    web_import(house,
               "Salg, <kaffe>; og\nkage BEGIN:VEVENT med mange ord, så at linjen bliver længere end den må være æøå");
    get(&feed, house, "/data/feed.atom", NULL);
    assert_int_equal(feed.status, 200);
    assert_string_equal(answer_header(&feed, "Content-Type", value), "application/atom+xml; charset=utf-8");
    assert_says(&feed, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    assert_says(&feed, "<updated>2026-11-18T00:00:00Z</updated>");
    assert_says(&feed, "<id>urn:forhal:network:maden</id><title>Maden</title>");
    assert_says(&feed, "href=\"https://forhal.example/a/n/maden\"");
    get(&meetings, house, "/data/meetings.ics", NULL);
    assert_int_equal(meetings.status, 200);
    assert_string_equal(answer_header(&meetings, "Content-Type", value), "text/calendar; charset=utf-8");
    assert_says(&meetings, "DTSTART;TZID=Europe/Copenhagen:20261126T163000\r\n");
    assert_says(&meetings, "LOCATION:Salg\\, <kaffe>\\; og\\nkage BEGIN:VEVENT");
    const char *line = str_text(&meetings.body);
    while (*line != '\0') {
        size_t length = strcspn(line, "\r");
        assert_in_range(length, 0, 75);
        assert_true(((unsigned char)line[0] & 0xc0) != 0x80);
        line += length + 2;
    }
}

/* ---- nothing becomes markup ---- */

/* From the usual lists: whatever stands in a text must come out as that text. */
static const char *const hostile[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title></head><script>1</script>",
    "</textarea><script>1</script>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>1</script>]]>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;1&#60;/script&#62;",
    "<iframe srcdoc='<script>1</script>'>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "{{constructor.constructor('alert(1)')()}}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
};

/* Markup that is not ours can only begin with one of these. */
static void assert_harmless(const struct answer *answer)
{
    static const char *const signs[] = {
        "<script>",          "<img src=x", /* ours have their addresses in quotes */
        "<img src ",         "<iframe",           "<math",        "<![CDATA", "<!--", "<svg/", "<style",
        "onerror=alert(1)>", "href=\"javascript", "<a href=\"jav"};
    for (size_t at = 0; at < sizeof(signs) / sizeof(signs[0]); at++) {
        if (strstr(str_text(&answer->body), signs[at]) != NULL)
            fail_msg("%s in %s", signs[at], str_text(&answer->body));
    }
}

static void whatever_stands_in_the_content_is_text(void **state)
{
    struct house *house = *state;
    static const char *const targets[] = {
        "/n/maden",       "/n/maden?lang=en", "/",           "/ideas", "/notice",
        "/accessibility", "/interest/maden",  "/seat/maden", "/idea",  "/data/feed.atom"};
    for (size_t at = 0; at < sizeof(hostile) / sizeof(hostile[0]); at++) {
        web_import(house, hostile[at]);
        for (size_t page = 0; page < sizeof(targets) / sizeof(targets[0]); page++) {
            AUTO(answer_finish) struct answer answer = {0};
            get(&answer, house, targets[page], NULL);
            assert_int_equal(answer.status, 200);
            assert_harmless(&answer);
        }
    }
}

static void whatever_is_typed_comes_back_as_text(void **state)
{
    struct house *house = *state;
    web_import(house, NULL);
    for (size_t at = 0; at < sizeof(hostile) / sizeof(hostile[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        char body[1024] = "code=";
        char *encoded = curl_easy_escape(NULL, hostile[at], 0);
        strncat(body, encoded, sizeof(body) - strlen(body) - 1);
        curl_free(encoded);
        http(&answer, house->url, "POST", "/follow", body, strlen(body), NULL);
        assert_int_equal(answer.status, 422);
        assert_harmless(&answer);
    }
}

/* ---- what happened ---- */

struct given {
    char code[RECEIPT_CODE_TEXT_BYTES];
    struct submission submission;
    unsigned char id[ENTRY_ID_BYTES];
};

static void give_seat(struct house *house, struct given *given)
{
    enum verdict verdict = VERDICT_REJECTED;
    const char *problem = NULL;
    receipt_code_make(given->code);
    seat_make(&given->submission, "maden");
    receipt_code_hash(given->submission.receipt_hash, given->code);
    randombytes_buf(given->id, sizeof(given->id));
    assert_int_equal(ledger_take(house->registry, given->id, &given->submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CREATED);
}

static void ask(struct answer *out, struct house *house, const char *code, const char *more)
{
    char body[256];
    snprintf(body, sizeof(body), "code=%s%s", code, more);
    http(out, house->url, "POST", "/follow", body, strlen(body), NULL);
}

static void a_code_shows_what_became_of_it(void **state)
{
    struct house *house = *state;
    struct given given;
    struct reply reply = {.status = ANSWER_WAITING_LIST, .place = 3, .text = "Vi skriver <snart>."};
    const char *problem = NULL;
    char value[256];
    AUTO(answer_finish) struct answer before = {0};
    AUTO(answer_finish) struct answer after = {0};
    web_import(house, NULL);
    give_seat(house, &given);
    ask(&before, house, given.code, "");
    assert_page(&before, 200);
    assert_string_equal(answer_header(&before, "Cache-Control", value), "no-store");
    assert_string_equal(answer_header(&before, "ETag", value), "");
    assert_says(&before, "Din plads i Founding Group: Maden");
    assert_says(&before, "<h1>Din plads er ønsket</h1>");
    assert_int_equal(answers_reply(house->registry, 1, &reply, &problem), ERR_OK);
    ask(&after, house, given.code, "");
    assert_says(&after, "<h1>Du er nummer 3 på ventelisten</h1>");
    assert_says(&after, "Vi skriver &lt;snart&gt;.");
    assert_int_equal(entries_stored(house), 1); /* asking leaves nothing */
}

static void a_wish_is_asked_about_and_then_done_once(void **state)
{
    struct house *house = *state;
    struct given given;
    AUTO(answer_finish) struct answer asked = {0};
    web_import(house, NULL);
    give_seat(house, &given);
    ask(&asked, house, given.code, "&wish=withdraw");
    assert_page(&asked, 200);
    assert_says(&asked, "Vil du trække det tilbage?");
    assert_int_equal(entries_stored(house), 1);
    for (int times = 0; times < 2; times++) {
        AUTO(answer_finish) struct answer done = {0};
        ask(&done, house, given.code, "&wish=withdraw&sure=yes");
        assert_page(&done, 200);
        assert_says(&done, "<h1>Du har trukket det tilbage</h1>");
    }
    assert_int_equal(entries_stored(house), 2);
    for (int times = 0; times < 2; times++) {
        AUTO(answer_finish) struct answer done = {0};
        ask(&done, house, given.code, "&wish=erase&sure=yes");
        assert_says(&done, "<h1>Det er slettet</h1>");
        assert_does_not(&done, "name=\"wish\"");
    }
    int64_t names = -1;
    assert_int_equal(db_int(house->registry->db, &names, "SELECT count(*) FROM entry WHERE name <> ''", ""), ERR_OK);
    assert_int_equal(names, 0);
}

static void a_code_that_is_none_is_said_kindly(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    AUTO(answer_finish) struct answer wrong = {0};
    AUTO(answer_finish) struct answer unknown = {0};
    web_import(house, NULL);
    ask(&wrong, house, "K7F2-9QXM-3DPA-W6T1", "");
    assert_page(&wrong, 422);
    assert_says(&wrong, "Koden passer ikke.");
    assert_says(&wrong, "value=\"K7F2-9QXM-3DPA-W6T1\"");
    receipt_code_make(code);
    ask(&unknown, house, code, "");
    assert_page(&unknown, 404);
    assert_says(&unknown, "Vi har ikke hørt om den endnu");
}

static void who_tries_many_codes_waits(void **state)
{
    struct house *house = *state;
    struct given given;
    enum { FREE = 100 };
    char value[256];
    web_import(house, NULL);
    give_seat(house, &given);
    for (int at = 0; at <= FREE; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        ask(&answer, house, "XXXX", "");
        assert_int_equal(answer.status, 422);
    }
    AUTO(answer_finish) struct answer slow = {0};
    AUTO(answer_finish) struct answer later = {0};
    ask(&slow, house, given.code, "");
    assert_page(&slow, 429);
    assert_string_equal(answer_header(&slow, "Retry-After", value), "1");
    atomic_fetch_add(&house->monotonic_ms, 1000);
    ask(&later, house, given.code, "");
    assert_page(&later, 200);
}

/* ---- the ledger ---- */

static void the_same_form_is_one_entry(void **state)
{
    struct house *house = *state;
    struct given given;
    enum verdict verdict = VERDICT_REJECTED;
    const char *problem = NULL;
    web_import(house, NULL);
    give_seat(house, &given);
    assert_int_equal(ledger_take(house->registry, given.id, &given.submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_EXISTS);
    snprintf(given.submission.name, sizeof(given.submission.name), "Bo");
    assert_int_equal(ledger_take(house->registry, given.id, &given.submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CONFLICT);
    assert_int_equal(entries_stored(house), 1);
    snprintf(given.submission.name, sizeof(given.submission.name), "1107520000");
    snprintf(given.submission.brings, sizeof(given.submission.brings), "070761-4285");
    randombytes_buf(given.id, sizeof(given.id));
    assert_int_equal(ledger_take(house->registry, given.id, &given.submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_REJECTED);
    assert_string_equal(problem, "cpr_number");
    assert_int_equal(entries_stored(house), 1);
}

/* A database of the version before: what is in it stays, and the pages' own kiosk comes. */
static void an_older_database_learns_of_the_pages(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct given given;
    int64_t count = 0;
    kiosk_make(house, &kiosk);
    struct db *db = past_begin(house, past_before("CREATE TABLE spawned"));
    past_add_kiosk(db, &kiosk);
    past_add_item(db, "network", "maden", 1,
                  "{\"id\":\"maden\",\"title\":\"@\",\"spawned\":[{\"network\":\"haven\"},{\"title\":\"@\"}]}");
    db_close(db);
    past_end(house);
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM kiosk", ""), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM spawned WHERE target = 'haven'", ""),
                     ERR_OK);
    assert_int_equal(count, 1);
    web_import(house, NULL);
    give_seat(house, &given);
    assert_int_equal(entries_stored(house), 1);
}

static void nobody_signs_for_the_pages(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk = {.id = LEDGER_WEB};
    AUTO(answer_finish) struct answer answer = {0};
    web_import(house, NULL);
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    kiosk_http(&answer, house->url, &kiosk, "GET", "/v1/feed", NULL, NULL);
    assert_refused(&answer, 401, "bad_signature");
}

static void assert_unable(struct house *house, const char *method, const char *target, const char *heading)
{
    static const char *const browser[] = {"Accept: text/html,*/*", "Accept-Language: da",
                                          "Content-Type: application/x-www-form-urlencoded", NULL};
    char header[256];
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, method, target, "a=b", strcmp(method, "POST") == 0 ? 3 : 0, browser);
    assert_int_equal(answer.status, 503);
    assert_string_equal(answer_header(&answer, "Content-Type", header), "text/html; charset=utf-8");
    assert_non_null(strstr(str_text(&answer.body), heading));
}

/* A database that fails: people's browsers get a page, and no JSON. */
static void who_can_not_be_served_gets_a_page(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer machine = {0};
    house_import(house, 2);
    server_stop(house->server);
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE item RENAME TO elsewhere", ""), ERR_OK);
    house_serve_on(house, &house->server, house->registry, house->url);
    assert_unable(house, "GET", "/", "<h1>Vent et øjeblik</h1>");
    assert_unable(house, "GET", "/n/network-1", "<h1>Vent et øjeblik</h1>");
    assert_unable(house, "POST", "/idea", "<h1>Det blev ikke gemt</h1>");
    assert_unable(house, "POST", "/follow", "<h1>Vent et øjeblik</h1>");
    http(&machine, house->url, "GET", "/", NULL, 0, NULL);
    assert_refused(&machine, 503, "unavailable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_escaped_where_it_stands),
        cmocka_unit_test(a_long_text_is_cut_where_a_letter_ends),
        cmocka_unit_test(a_page_has_a_limit),
        cmocka_unit_test(fields_are_read_as_browsers_send_them),
        cmocka_unit_test(fields_have_limits),
        house_test(a_network_has_a_page),
        house_test(a_page_names_what_it_came_from),
        house_test(what_set_off_what_follows_the_content),
        house_test(a_network_that_is_gone_says_so),
        house_test(the_language_is_the_readers),
        house_test(what_is_not_translated_is_marked_as_danish),
        house_test(pages_are_kept_until_they_change),
        house_test(the_list_and_the_other_pages_are_there),
        house_test(what_is_shown_is_there_for_programs),
        house_test(many_networks_come_in_parts),
        house_test(news_and_meetings_are_told),
        house_test(whatever_stands_in_the_content_is_text),
        house_test(whatever_is_typed_comes_back_as_text),
        house_test(a_code_shows_what_became_of_it),
        house_test(a_wish_is_asked_about_and_then_done_once),
        house_test(a_code_that_is_none_is_said_kindly),
        house_test(who_tries_many_codes_waits),
        house_test(the_same_form_is_one_entry),
        house_test(an_older_database_learns_of_the_pages),
        house_test(nobody_signs_for_the_pages),
        house_test(who_can_not_be_served_gets_a_page),
    };
    return cmocka_run_group_tests_name("web", tests, house_begin, NULL);
}
