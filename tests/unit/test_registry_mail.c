/* tests/unit/test_registry_mail.c - mails: their headers, the queue, and a real mail server. */
#include "tests/unit/post_office.h"
#include "tests/unit/registry_past.h"

#include "tests/unit/papers.h"

#include "sync/registry/mail/mail.h"
#include "sync/registry/mail/postman.h"

#define NOBODY "0000000000000000"

enum { PATIENCE_MS = 20 * 1000, STEP_MS = 10, ASIDE_DAYS = 14 };

/* ---- headers ---- */

static void only_addresses_that_can_be_told_are_good(void **state)
{
    (void)state;
    static const char *const good[] = {"anna@example.dk", "a.b+c@x.y-z.dk", "o'neil@example.org", "root@localhost"};
    static const char *const bad[] = {"",
                                      "anna",
                                      "@example.dk",
                                      "anna@",
                                      "an na@example.dk",
                                      "anna@exa mple.dk",
                                      "anna@example.dk\r\nBcc: x@y.z",
                                      "anna@example.dk\n",
                                      "<anna@example.dk>",
                                      "a@b@c.dk",
                                      "anna@example.dk,bo@example.dk",
                                      "\"a b\"@example.dk",
                                      "æble@example.dk",
                                      "anna@ærø.dk",
                                      ".anna@example.dk",
                                      "anna.@example.dk",
                                      "an..na@example.dk",
                                      "anna@-example.dk",
                                      "anna@example-.dk",
                                      "anna@a.-b.dk",
                                      "anna@0123456789012345678901234567890123456789012345678901234567890123.dk",
                                      "anna@example.dk."};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) assert_true(mail_address_is_good(good[at]));
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        if (mail_address_is_good(bad[at])) fail_msg("taken: \"%s\"", bad[at]);
    }
    assert_false(mail_address_is_good(NULL));
    assert_null(mail_address_problem("drift@albertslund"));
    assert_non_null(strstr(mail_address_problem("anna"), "no @"));
    assert_non_null(strstr(mail_address_problem("æble@example.dk"), "letters like æ"));
    assert_non_null(strstr(mail_address_problem("anna@example.dk,bo@example.dk"), "one address"));
    assert_non_null(strstr(mail_address_problem("<anna@example.dk>"), "before the @"));
    char text[400];
    memset(text, 'a', sizeof(text));
    snprintf(text + 64, 20, "@example.dk");
    assert_true(mail_address_is_good(text));
    memset(text, 'a', 65);
    snprintf(text + 65, 20, "@example.dk");
    assert_false(mail_address_is_good(text));
}

static void assert_header(const char *text, const char *wanted)
{
    AUTO(str_finish) struct str out;
    str_init(&out, 8192);
    mail_header_add_text(&out, text);
    assert_string_equal(str_text(&out), wanted);
}

static void what_is_not_ascii_is_encoded(void **state)
{
    (void)state;
    assert_header("Svar fra forhallen", "Svar fra forhallen");
    assert_header("Grøn mad", "=?UTF-8?B?R3LDuG4gbWFk?=");
    assert_header("=?plain?=", "=?UTF-8?B?PT9wbGFpbj89?=");
    assert_header("a\r\nBcc: x@y.z", "=?UTF-8?B?YSAgQmNjOiB4QHkueg==?=");
    /* A letter is never parted: 41 a's and an æ don't fit into the first word. */
    AUTO(str_finish) struct str out;
    str_init(&out, 8192);
    mail_header_add_text(&out, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaæ!");
    assert_non_null(strstr(str_text(&out), "?=\r\n =?UTF-8?B?w6Yh?="));
    for (const char *line = str_text(&out); line != NULL; line = strstr(line, "\r\n")) {
        line += strspn(line, "\r\n ");
        assert_true(strcspn(line, "\r") <= 75);
    }
}

static void a_date_is_as_mail_writes_it(void **state)
{
    (void)state;
    char text[MAIL_DATE_BYTES];
    mail_date(text, HOUSE_NOW_S);
    assert_string_equal(text, "Sat, 21 Nov 2026 07:00:00 +0000");
    mail_date(text, INT64_MAX);
    assert_string_equal(text, "");
}

static void a_server_without_tls_is_only_here(void **state)
{
    (void)state;
    const char *problem = NULL;
    assert_true(mail_url_is_loopback("smtp://127.0.0.1:25"));
    assert_true(mail_url_is_loopback("smtp://localhost"));
    assert_true(mail_url_is_loopback("smtp://[::1]:25"));
    assert_false(mail_url_is_loopback("smtp://127.0.0.1.example.dk"));
    assert_false(mail_url_is_loopback("smtp://127.0.0.1@example.dk"));
    assert_false(mail_url_is_loopback("smtp://localhost.example.dk"));
    struct mail_server server = {.url = "smtp://mail.example.dk", .from = "forhal@example.dk"};
    assert_true(mail_server_is_good(&server, &problem));
    server.user = "forhal";
    assert_false(mail_server_is_good(&server, &problem));
    assert_non_null(problem);
    server.password = "x";
    assert_true(mail_server_is_good(&server, &problem));
    static const char *const bad[] = {NULL, "", "mail.example.dk", "https://example.dk", "smtp://u:p@example.dk"};
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        server.url = bad[at];
        assert_false(mail_server_is_good(&server, &problem));
    }
}

/* ---- the queue ---- */

static int64_t count(struct house *house, const char *sql)
{
    int64_t number = -1;
    assert_int_equal(db_int(house->registry->db, &number, sql, ""), ERR_OK);
    return number;
}

static int64_t waiting(struct house *house)
{
    return count(house, "SELECT count(*) FROM mail WHERE aside = 0");
}

static int64_t aside(struct house *house)
{
    return count(house, "SELECT count(*) FROM mail WHERE aside = 1");
}

static void queue(struct house *house, const char *to)
{
    assert_int_equal(mail_queue(house->registry->db, to, "Grøn mad", "Kære dig\n\nVi ses.\n"), ERR_OK);
}

static void a_mail_belongs_to_the_transaction(void **state)
{
    struct house *house = *state;
    struct db *db = house->registry->db;
    assert_int_equal(db_begin(db), ERR_OK);
    queue(house, "anna@example.dk");
    db_rollback(db);
    assert_int_equal(waiting(house), 0);
    assert_int_equal(db_begin(db), ERR_OK);
    queue(house, "anna@example.dk");
    assert_int_equal(db_commit(db), ERR_OK);
    assert_int_equal(waiting(house), 1);
    assert_int_equal(mail_forget(db, 0), ERR_OK); /* of no entry */
    assert_int_equal(waiting(house), 1);
}

static void what_cant_be_sent_is_not_queued(void **state)
{
    struct house *house = *state;
    struct db *db = house->registry->db;
    char subject[MAIL_SUBJECT_BYTES_MAX + 2];
    assert_int_equal(mail_queue(db, "anna", "S", "T"), ERR_INVALID);
    assert_int_equal(mail_queue(db, "anna@example.dk", "", "T"), ERR_INVALID);
    assert_int_equal(mail_queue(db, "anna@example.dk", "S", "\xff"), ERR_INVALID);
    memset(subject, 's', sizeof(subject));
    subject[MAIL_SUBJECT_BYTES_MAX + 1] = '\0';
    assert_int_equal(mail_queue(db, "anna@example.dk", subject, "T"), ERR_TOO_LARGE);
    subject[MAIL_SUBJECT_BYTES_MAX] = '\0';
    assert_int_equal(mail_queue(db, "anna@example.dk", subject, "T"), ERR_OK);
    char *text = calloc(1, MAIL_TEXT_BYTES_MAX + 2);
    memset(text, 't', MAIL_TEXT_BYTES_MAX + 1);
    assert_int_equal(mail_queue(db, "anna@example.dk", "S", text), ERR_TOO_LARGE);
    text[MAIL_TEXT_BYTES_MAX] = '\0';
    assert_int_equal(mail_queue(db, "anna@example.dk", "S", text), ERR_OK);
    free(text);
    /* The end of the room. */
    assert_int_equal(db_run(db, "DELETE FROM mail", ""), ERR_OK);
    assert_int_equal(db_begin(db), ERR_OK);
    for (int at = 0; at < MAIL_WAITING_MAX; at++) {
        assert_int_equal(
            db_run(db, "INSERT INTO mail (id, recipient, subject, text) VALUES ('x', 'a@b.dk', 's', 't')", ""), ERR_OK);
    }
    assert_int_equal(mail_queue(db, "anna@example.dk", "S", "T"), ERR_FULL);
    db_rollback(db);
}

static size_t claim(struct registry *registry, const char *holder, struct mail *out)
{
    size_t claimed = 0;
    assert_int_equal(mail_claim(registry, holder, MAIL_SENDER_ROOM, out, &claimed), ERR_OK);
    return claimed;
}

static void forget_all(struct mail *mails, size_t claimed)
{
    for (size_t at = 0; at < claimed; at++) mail_finish(&mails[at]);
}

/* Two registries on one database, and one of them falls over between sending and saying so. */
static void one_mail_has_one_sender(void **state)
{
    struct house *house = *state;
    struct mail mails[MAIL_SENDER_ROOM];
    AUTO(registry_auto) struct registry *other = NULL;
    assert_int_equal(registry_open(&other, house->data, house_clock(house)), ERR_OK);
    queue(house, "anna@example.dk");
    assert_int_equal(claim(house->registry, "1111111111111111", mails), 1);
    assert_string_equal(mails[0].to, "anna@example.dk");
    assert_string_equal(mails[0].subject, "Grøn mad");
    int64_t number = mails[0].number;
    char id[MAIL_ID_BYTES];
    memcpy(id, mails[0].id, sizeof(id));
    forget_all(mails, 1);
    assert_int_equal(claim(other, "2222222222222222", mails), 0);
    assert_int_equal(claim(house->registry, "1111111111111111", mails), 0);
    /* It is not somebody else's to give back. */
    assert_int_equal(mail_release(other, number, "2222222222222222"), ERR_OK);
    assert_int_equal(claim(other, "2222222222222222", mails), 0);
    /* The first one never came back: the same mail under the same name. */
    atomic_fetch_add(&house->wall_s, MAIL_CLAIM_S);
    assert_int_equal(claim(other, "2222222222222222", mails), 1);
    assert_string_equal(mails[0].id, id);
    forget_all(mails, 1);
    assert_int_equal(mail_sent(other, number), ERR_OK);
    assert_int_equal(waiting(house), 0);
    assert_int_equal(mail_later(house->registry, number, "451"), ERR_OK); /* of one that is gone */
}

static void tries_grow_rarer_and_end(void **state)
{
    struct house *house = *state;
    static const int64_t delays[] = {60, 300, 900, 3600, 10800, 21600, 21600};
    struct mail mails[MAIL_SENDER_ROOM];
    queue(house, "grey@example.dk");
    for (size_t at = 0; at < sizeof(delays) / sizeof(delays[0]); at++) {
        assert_int_equal(claim(house->registry, NOBODY, mails), 1);
        assert_int_equal(mail_later(house->registry, mails[0].number, "451"), ERR_OK);
        forget_all(mails, 1);
        atomic_fetch_add(&house->wall_s, delays[at] - 1);
        assert_int_equal(claim(house->registry, NOBODY, mails), 0);
        atomic_fetch_add(&house->wall_s, 1);
    }
    /* A clock that goes back does not make it wait for years. */
    atomic_fetch_sub(&house->wall_s, 365 * 86400);
    assert_int_equal(claim(house->registry, NOBODY, mails), 1);
    assert_int_equal(mail_release(house->registry, mails[0].number, NOBODY), ERR_OK);
    forget_all(mails, 1);
    atomic_fetch_add(&house->wall_s, 365 * 86400 + MAIL_TRIED_DAYS * 86400);
    assert_int_equal(mail_expire(house->registry, ASIDE_DAYS), ERR_OK);
    assert_int_equal(waiting(house), 0);
    assert_int_equal(aside(house), 1);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(mail_list(house->registry, &list), ERR_OK);
    const json_t *first = json_array_get(json_object_get(list, "aside"), 0);
    assert_string_equal(json_text_at(first, "why"), "451");
    int64_t number = json_int_at(first, "number", 0);
    assert_int_equal(mail_try_again(house->registry, number), ERR_OK);
    assert_int_equal(mail_try_again(house->registry, number), ERR_NOT_FOUND);
    assert_int_equal(waiting(house), 1);
    assert_int_equal(mail_put_aside(house->registry, number, "550"), ERR_OK);
    atomic_fetch_add(&house->wall_s, ASIDE_DAYS * 86400 + 1);
    assert_int_equal(mail_expire(house->registry, ASIDE_DAYS), ERR_OK);
    assert_int_equal(count(house, "SELECT count(*) FROM mail"), 0);
    assert_int_equal(mail_drop(house->registry, number), ERR_NOT_FOUND);
}

static void a_queue_comes_with_the_migration(void **state)
{
    struct house *house = *state;
    db_close(past_begin(house, past_before("CREATE TABLE mail")));
    past_end(house);
    queue(house, "anna@example.dk");
    assert_int_equal(waiting(house), 1);
}

/* ---- a real server ---- */

static void open_office(struct house *house, struct post_office *office, const char *const *more)
{
    char folder[PATH_MAX];
    folder_path(house->folder, "mails", folder);
    post_office_open(office, folder, more);
}

/* The postman does his rounds until `sql` is `wanted`. */
static void work_until(struct house *house, struct postman *postman, const char *sql, int64_t wanted)
{
    for (int passed_ms = 0; passed_ms < PATIENCE_MS; passed_ms += STEP_MS) {
        postman_tidy(postman);
        if (count(house, sql) == wanted) return;
        pause_ms(STEP_MS);
        atomic_fetch_add(&house->monotonic_ms, STEP_MS);
    }
    fail_msg("%s: not %d within %d ms", sql, (int)wanted, PATIENCE_MS);
}

static struct postman *hire(struct house *house, const struct mail_server *server)
{
    struct postman *postman = NULL;
    const char *problem = NULL;
    if (!mail_server_is_good(server, &problem)) fail_msg("%s", problem);
    assert_int_equal(postman_create(&postman, house->registry, server, ASIDE_DAYS, house_report, house), ERR_OK);
    return postman;
}

#define WAITING "SELECT count(*) FROM mail WHERE aside = 0"
#define ASIDE   "SELECT count(*) FROM mail WHERE aside = 1"
#define TRIED   "SELECT count(*) FROM mail WHERE tries = 1"

static void a_mail_arrives_as_it_was_meant(void **state)
{
    struct house *house = *state;
    struct post_office office;
    AUTO(str_finish) struct str mail = {0};
    char envelope[600];
    open_office(house, &office, NULL);
    struct postman *postman = hire(house, &(struct mail_server){.url = office.url,
                                                                .from = "forhal@example.dk",
                                                                .from_name = "Forhallen, Albertslund",
                                                                .tls = MAIL_TLS_NEVER});
    assert_int_equal(mail_queue(house->registry->db, "anna@example.dk", "Grøn mad: svar\r\nBcc: ond@example.dk",
                                "Kære Åse\n\n.\nÆblerne er høstet.\n"),
                     ERR_OK);
    work_until(house, postman, WAITING, 0);
    postman_destroy(postman);
    assert_true(post_office_mail(&office, 1, &mail));
    post_office_envelope(&office, 1, envelope);
    assert_string_equal(envelope, "forhal@example.dk anna@example.dk plain");
    const char *text = str_text(&mail);
    assert_non_null(strstr(text, "From: =?UTF-8?B?Rm9yaGFsbGVuLCBBbGJlcnRzbHVuZA==?= <forhal@example.dk>\r\n"));
    assert_non_null(strstr(text, "To: anna@example.dk\r\n"));
    assert_non_null(strstr(text, "Subject: =?UTF-8?B?"));
    assert_null(strstr(text, "Bcc"));
    assert_non_null(strstr(text, "Date: Sat, 21 Nov 2026 07:00:00 +0000\r\n"));
    assert_non_null(strstr(text, "Message-ID: <"));
    assert_non_null(strstr(text, "@example.dk>\r\n"));
    assert_non_null(strstr(text, "Auto-Submitted: auto-generated\r\n"));
    assert_non_null(strstr(text, "Mime-Version: 1.0\r\n"));
    assert_non_null(strstr(text, "charset=utf-8"));
    assert_non_null(strstr(text, "K=C3=A6re =C3=85se\r\n\r\n"));
    assert_non_null(strstr(text, "=C3=86blerne er h=C3=B8stet.\r\n"));
    post_office_close(&office);
}

static void a_server_that_says_later_is_asked_again(void **state)
{
    struct house *house = *state;
    struct post_office office;
    open_office(house, &office, NULL);
    struct postman *postman =
        hire(house, &(struct mail_server){.url = office.url, .from = "forhal@example.dk", .tls = MAIL_TLS_NEVER});
    queue(house, "grey@example.dk");
    queue(house, "never@example.dk");
    queue(house, "anna@example.dk");
    work_until(house, postman, TRIED, 1);
    work_until(house, postman, WAITING, 1);
    assert_int_equal(aside(house), 1);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(postman_list(postman, &list), ERR_OK);
    const json_t *first = json_array_get(json_object_get(list, "aside"), 0);
    assert_string_equal(json_text_at(first, "to"), "never@example.dk");
    assert_string_equal(json_text_at(first, "why"), "550");
    assert_true(json_true_at(list, "can_send"));
    assert_null(json_text_at(list, "trouble"));
    atomic_fetch_add(&house->wall_s, 60);
    work_until(house, postman, WAITING, 0);
    postman_destroy(postman);
    post_office_close(&office);
    assert_int_equal(house->reports, 0);
}

static void a_server_that_is_down_costs_no_mail(void **state)
{
    struct house *house = *state;
    struct post_office office;
    char port[16];
    open_office(house, &office, NULL);
    snprintf(port, sizeof(port), "%s", strrchr(office.url, ':') + 1);
    post_office_close(&office);
    struct postman *postman =
        hire(house, &(struct mail_server){.url = office.url, .from = "forhal@example.dk", .tls = MAIL_TLS_NEVER});
    queue(house, "anna@example.dk");
    for (int passed_ms = 0; house->reports == 0 && passed_ms < PATIENCE_MS; passed_ms += STEP_MS) {
        postman_tidy(postman);
        pause_ms(STEP_MS);
    }
    assert_int_equal(house->reports, 1);
    assert_int_equal(count(house, "SELECT count(*) FROM mail WHERE tries = 0 AND holder = ''"), 1);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(postman_list(postman, &list), ERR_OK);
    assert_string_equal(json_text_at(list, "trouble"), "no connection");
    struct post_office again;
    open_office(house, &again, (const char *const[]){"--port", port, NULL});
    atomic_fetch_add(&house->monotonic_ms, POSTMAN_PAUSE_FIRST_MS);
    work_until(house, postman, WAITING, 0);
    assert_int_equal(house->reports, 2); /* it is well again */
    /* 421 is of the server, too. */
    queue(house, "ends@example.dk");
    for (int passed_ms = 0; house->reports == 2 && passed_ms < PATIENCE_MS; passed_ms += STEP_MS) {
        atomic_fetch_add(&house->monotonic_ms, STEP_MS);
        postman_tidy(postman);
        pause_ms(STEP_MS);
    }
    assert_int_equal(count(house, "SELECT count(*) FROM mail WHERE tries = 0"), 1);
    postman_destroy(postman);
    post_office_close(&again);
}

/* What `server` comes to, with one mail: "" when it was taken. */
static void outcome(struct house *house, const struct mail_server *server, char out[MAIL_WHY_BYTES])
{
    struct postman *postman = hire(house, server);
    out[0] = '\0';
    queue(house, "anna@example.dk");
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && out[0] == '\0' && waiting(house) > 0; passed_ms += STEP_MS) {
        AUTO(json_auto) json_t *list = NULL;
        postman_tidy(postman);
        assert_int_equal(postman_list(postman, &list), ERR_OK);
        const char *trouble = json_text_at(list, "trouble");
        if (trouble != NULL) snprintf(out, MAIL_WHY_BYTES, "%s", trouble);
        pause_ms(STEP_MS);
        atomic_fetch_add(&house->monotonic_ms, STEP_MS);
    }
    postman_destroy(postman);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM mail", ""), ERR_OK);
}

static void tls_is_required_and_checked(void **state)
{
    struct house *house = *state;
    struct post_office office;
    char chain[PATH_MAX + 64];
    char key[PATH_MAX + 64];
    char ca[PATH_MAX + 64];
    char unused[PATH_MAX + 64];
    char why[MAIL_WHY_BYTES];
    char envelope[600];
    int64_t now_s = (int64_t)time(NULL);
    struct paper authority = paper_make(NULL, "CA", NULL, now_s - 86400, now_s + 86400);
    struct paper paper = paper_make(&authority, "mail", "IP:127.0.0.1", now_s - 86400, now_s + 86400);
    paper_write(&authority, house->data, "authority", ca, unused, sizeof(ca));
    paper_write(&paper, house->data, "mail", chain, key, sizeof(chain));
    for (int smtps = 0; smtps < 2; smtps++) {
        open_office(house, &office,
                    (const char *const[]){"--cert", chain, "--key", key, "--user", "forhal", "--password",
                                          "hemmelig æøå", smtps ? "--smtps" : NULL, NULL});
        struct mail_server server = {
            .url = office.url, .from = "forhal@example.dk", .user = "forhal", .password = "hemmelig æøå", .ca = ca};
        outcome(house, &server, why);
        assert_string_equal(why, "");
        post_office_envelope(&office, 1, envelope);
        assert_string_equal(envelope, "forhal@example.dk anna@example.dk tls");
        server.password = "forkert";
        outcome(house, &server, why);
        assert_string_equal(why, "sign-in refused");
        server.ca = "";
        outcome(house, &server, why);
        assert_string_equal(why, "certificate");
        post_office_close(&office);
    }
    /* A server that offers none, or whose offer was taken out of the line. */
    open_office(house, &office, NULL);
    outcome(house, &(struct mail_server){.url = office.url, .from = "forhal@example.dk"}, why);
    assert_string_equal(why, "no TLS");
    post_office_close(&office);
    paper_finish(&paper);
    paper_finish(&authority);
}

/* The server's own postman, asked through its rounds; a slow mail server is nobody's wait. */
static void a_slow_server_keeps_nobody_waiting(void **state)
{
    struct house *house = *state;
    struct post_office office;
    enum { ASKED = 40, WAIT_MS = 500 };
    AUTO(str_finish) struct str mail = {0};
    open_office(house, &office, NULL);
    server_stop(house->server);
    AUTO(settings_finish) struct settings settings;
    struct settings_reader reader = {.context = NULL};
    assert_int_equal(settings_init(&settings), ERR_OK);
    assert_int_equal(settings_put(&settings, &reader, "mail", "url", office.url, "test"), ERR_OK);
    assert_int_equal(settings_put(&settings, &reader, "mail", "from", "forhal@example.dk", "test"), ERR_OK);
    assert_int_equal(settings_put(&settings, &reader, "mail", "tls", "never", "test"), ERR_OK);
    struct server_options options = {.settings = &settings, .report = house_report, .report_context = house};
    char text[ADDRESS_TEXT_BYTES];
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    queue(house, "slow@example.dk");
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    struct address address = server_address(house->server);
    address_text(&address, text);
    snprintf(house->url, sizeof(house->url), "http://%s", text);
    bool came = false;
    int asked = 0;
    const struct clock clock = clock_system();
    for (; !came && asked < 100 * ASKED; asked++) {
        AUTO(answer_finish) struct answer answer = {0};
        int64_t before_ms = clock_monotonic_ms(&clock);
        http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
        assert_int_equal(answer.status, 200);
        assert_true(clock_monotonic_ms(&clock) - before_ms < WAIT_MS);
        atomic_fetch_add(&house->monotonic_ms, STEP_MS);
        came = post_office_mail(&office, 1, &mail);
        pause_ms(STEP_MS);
    }
    assert_true(came);
    assert_true(asked >= ASKED); /* it took two seconds, and many were answered meanwhile */
    server_stop(house->server);
    house->server = NULL;
    assert_int_equal(waiting(house), 0); /* written down at the end, if not before */
    post_office_close(&office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_addresses_that_can_be_told_are_good),
        cmocka_unit_test(what_is_not_ascii_is_encoded),
        cmocka_unit_test(a_date_is_as_mail_writes_it),
        cmocka_unit_test(a_server_without_tls_is_only_here),
        house_test(a_mail_belongs_to_the_transaction),
        house_test(what_cant_be_sent_is_not_queued),
        house_test(one_mail_has_one_sender),
        house_test(tries_grow_rarer_and_end),
        house_test(a_queue_comes_with_the_migration),
        house_test(a_mail_arrives_as_it_was_meant),
        house_test(a_server_that_says_later_is_asked_again),
        house_test(a_server_that_is_down_costs_no_mail),
        house_test(tls_is_required_and_checked),
        house_test(a_slow_server_keeps_nobody_waiting),
    };
    return cmocka_run_group_tests_name("registry mail", tests, house_begin, NULL);
}
