/* tests/unit/test_registry_staff.c - signing in, the list of what citizens said, and the brakes on
 * guessing. */
#include "tests/unit/staff_house.h"

#include "sync/registry/staff/throttle.h"

#define PASSWORD "tolv tegn og lidt til"

static void sign_in(struct answer *out, const struct house *house, const char *name, const char *password,
                    const char *forwarded_for)
{
    char header[128];
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "name", name, "password", password);
    char *body = json_dumps(json, JSON_COMPACT);
    snprintf(header, sizeof(header), "X-Forwarded-For: %s", forwarded_for != NULL ? forwarded_for : "");
    http(out, house->url, "POST", "/v1/session", body, strlen(body),
         (const char *const[]){forwarded_for != NULL ? header : NULL, NULL});
    free(body);
}

/* "Cookie: forhal_session=…" from the answer. */
static const char *cookie_of(const struct answer *answer, char out[256])
{
    char value[256];
    answer_header(answer, "Set-Cookie", value);
    value[strcspn(value, ";")] = '\0';
    snprintf(out, 256, "Cookie: %.240s", value);
    return out;
}

static void list(struct answer *out, const struct house *house, const char *cookie, const char *query)
{
    char target[128];
    snprintf(target, sizeof(target), "/v1/staff/entries%s", query);
    http(out, house->url, "GET", target, NULL, 0, (const char *const[]){cookie, NULL});
}

static void who_signs_in_sees_the_entries(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    char cookie[256];
    char value[256];
    char id[ENTRY_ID_TEXT_BYTES];
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    send_one(house, &kiosk, &entry, &receipt);
    staff_add(house, "Anna Æbelø", PASSWORD);

    AUTO(answer_finish) struct answer signed_in = {0};
    sign_in(&signed_in, house, "Anna Æbelø", PASSWORD, NULL);
    assert_int_equal(signed_in.status, 200);
    answer_check_headers(&signed_in);
    answer_header(&signed_in, "Set-Cookie", value);
    assert_non_null(strstr(value, "; HttpOnly"));
    assert_non_null(strstr(value, "; SameSite=Strict"));
    assert_null(strstr(value, "Secure"));

    AUTO(answer_finish) struct answer entries = {0};
    list(&entries, house, cookie_of(&signed_in, cookie), "");
    assert_int_equal(entries.status, 200);
    answer_check_headers(&entries);
    entry_id_text(id, entry.id);
    AUTO(json_auto)
    json_t *wanted = json_pack("{s:[{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}], s:b}", "entries", "order",
                               1, "id", id, "kind", "interest", "network", "network-0", "name", "Åse Ørsted", "contact",
                               "aase@example.dk", "notice", "2026-1", "lang", "da", "kiosk", kiosk.id, "received",
                               "2026-11-21T07:00:00Z", "status", "received", "more", 0);
    assert_true(json_equal(entries.json, wanted));
}

static void a_seat_and_an_idea_are_listed_with_what_they_hold(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct submission seat;
    struct submission idea;
    char cookie[256];
    char seat_id[ENTRY_ID_TEXT_BYTES];
    char idea_id[ENTRY_ID_TEXT_BYTES];
    AUTO(entry_finish) struct entry seat_entry = {0};
    AUTO(entry_finish) struct entry idea_entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    seat_make(&seat, "network-0");
    idea_make(&idea);
    entry_with(&seat_entry, &kiosk, &seat);
    entry_with(&idea_entry, &kiosk, &idea);
    send_one(house, &kiosk, &seat_entry, &receipt);
    send_one(house, &kiosk, &idea_entry, &receipt);
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer signed_in = {0};
    sign_in(&signed_in, house, "anna", PASSWORD, NULL);

    AUTO(answer_finish) struct answer entries = {0};
    list(&entries, house, cookie_of(&signed_in, cookie), "");
    assert_int_equal(entries.status, 200);
    entry_id_text(seat_id, seat_entry.id);
    entry_id_text(idea_id, idea_entry.id);
    AUTO(json_auto)
    json_t *wanted = json_pack(
        "{s:[{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s},"
        " {s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}], s:b}",
        "entries", "order", 1, "id", seat_id, "kind", "seat", "network", "network-0", "name", "Åse Ørsted", "contact",
        "aase@example.dk", "notice", "2026-1", "lang", "da", "kiosk", kiosk.id, "received", "2026-11-21T07:00:00Z",
        "comes_as", "association", "brings", "Et klubhus, der står tomt", "status", "wanted", "order", 2, "id", idea_id,
        "kind", "idea", "network", "", "name", "", "contact", "", "notice", "2026-1", "lang", "ar", "kiosk", kiosk.id,
        "received", "2026-11-21T07:00:00Z", "title", "Fælles værksted", "text", "Hvor unge og gamle\nreparerer cykler.",
        "side", "citizens", "status", "received", "more", 0);
    assert_non_null(wanted);
    assert_true(json_equal(entries.json, wanted));
}

static void the_list_comes_in_parts(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    char cookie[256];
    char query[64];
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    for (int at = 0; at < 5; at++) {
        AUTO(entry_finish) struct entry entry = {0};
        entry_of(&entry, &kiosk, "network-0");
        send_one(house, &kiosk, &entry, &receipt);
    }
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer signed_in = {0};
    sign_in(&signed_in, house, "anna", PASSWORD, NULL);
    cookie_of(&signed_in, cookie);
    int64_t order = 0;
    static const size_t sizes[] = {2, 2, 1, 0};
    for (size_t at = 0; at < sizeof(sizes) / sizeof(sizes[0]); at++) {
        AUTO(answer_finish) struct answer part = {0};
        snprintf(query, sizeof(query), "?after=%lld&limit=2", (long long)order);
        list(&part, house, cookie, query);
        const json_t *entries = json_object_get(part.json, "entries");
        assert_int_equal(json_array_size(entries), sizes[at]);
        assert_int_equal(json_is_true(json_object_get(part.json, "more")), at < 2);
        if (sizes[at] > 0) order = json_int_at(json_array_get(entries, sizes[at] - 1), "order", -1);
    }
    assert_int_equal(order, 5);
    static const char *const wrong[] = {"?limit=0", "?limit=501", "?limit=x", "?after=-1"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        AUTO(answer_finish) struct answer refused = {0};
        list(&refused, house, cookie, wrong[at]);
        assert_refused(&refused, 400, "bad_request");
    }
    AUTO(answer_finish) struct answer most = {0};
    list(&most, house, cookie, "?limit=500");
    assert_int_equal(most.status, 200);
}

/* Posts `json`, which is taken over. */
static void staff_post(struct answer *out, const struct house *house, const char *cookie, const char *target,
                       json_t *json)
{
    char *body = json_dumps(json, JSON_COMPACT);
    char csrf[128];
    staff_csrf(house, cookie, csrf);
    http(out, house->url, "POST", target, body, strlen(body),
         (const char *const[]){cookie != NULL ? cookie : csrf, cookie != NULL ? csrf : NULL, NULL});
    free(body);
    json_decref(json);
}

static void staff_publish_and_answer(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct submission idea;
    char cookie[256];
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    idea_make(&idea);
    entry_with(&entry, &kiosk, &idea);
    send_one(house, &kiosk, &entry, &receipt);
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer signed_in = {0};
    sign_in(&signed_in, house, "anna", PASSWORD, NULL);
    cookie_of(&signed_in, cookie);
    struct {
        const char *target;
        const char *body;
        long status;
        const char *code;
    } tries[] = {
        {"/v1/staff/ideas", "{\"order\":1,\"publish\":true,\"title\":\"Ring 070761-4285\"}", 400, "bad_request"},
        {"/v1/staff/ideas", "{\"order\":9,\"publish\":true}", 404, "not_found"},
        {"/v1/staff/ideas", "{\"publish\":true}", 400, "bad_request"},
        {"/v1/staff/ideas", "{\"order\":1,\"status\":\"splendid\"}", 400, "bad_request"},
        {"/v1/staff/ideas", "{\"order\":1,\"publish\":true,\"title\":\" \",\"status\":\"project\"}", 400,
         "bad_request"},
        {"/v1/staff/ideas", "{\"order\":1,\"publish\":false,\"status\":\"project\"}", 404, "not_found"},
        {"/v1/staff/ideas", "{\"order\":1,\"publish\":true,\"status\":\"considered\",\"answer\":\"Tak.\"}", 200, ""},
        {"/v1/staff/entries", "{\"order\":1,\"status\":\"granted\"}", 400, "bad_request"},
        {"/v1/staff/entries", "{\"order\":1}", 400, "bad_request"},
        {"/v1/staff/entries", "{\"order\":1,\"status\":\"read\",\"answer\":\"Vi har læst den.\"}", 200, ""},
    };
    for (size_t at = 0; at < sizeof(tries) / sizeof(tries[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_post(&answer, house, cookie, tries[at].target, json_loads(tries[at].body, 0, NULL));
        assert_int_equal(answer.status, tries[at].status);
        assert_string_equal(answer_code(&answer), tries[at].code);
        if (tries[at].status == 200) continue;
        AUTO(answer_finish) struct answer list = {0}; /* what is refused in part is refused whole */
        http(&list, house->url, "GET", "/v1/staff/ideas", NULL, 0, (const char *const[]){cookie, NULL});
        const json_t *listed = json_array_get(json_object_get(list.json, "ideas"), 0);
        assert_string_not_equal(json_text_at(listed, "status"), "project");
    }
    AUTO(answer_finish) struct answer ideas = {0};
    http(&ideas, house->url, "GET", "/v1/staff/ideas", NULL, 0, (const char *const[]){cookie, NULL});
    const json_t *first = json_array_get(json_object_get(ideas.json, "ideas"), 0);
    assert_string_equal(json_text_at(first, "published"), "2026-11-21");
    assert_string_equal(json_text_at(first, "answer"), "Vi har læst den.");
    assert_string_equal(json_text_at(first, "status"), "read");
    AUTO(answer_finish) struct answer nobody = {0};
    staff_post(&nobody, house, NULL, "/v1/staff/ideas", json_pack("{s:i, s:b}", "order", 1, "publish", 0));
    assert_refused(&nobody, 401, "sign_in_needed");
}

static void without_a_session_there_is_no_list(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer none = {0};
    AUTO(answer_finish) struct answer made_up = {0};
    list(&none, house, NULL, "");
    assert_refused(&none, 401, "sign_in_needed");
    list(&made_up, house, "Cookie: forhal_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "");
    assert_refused(&made_up, 401, "sign_in_needed");
}

static void a_session_ends(void **state)
{
    struct house *house = *state;
    char cookie[256];
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer signed_in = {0};
    sign_in(&signed_in, house, "anna", PASSWORD, NULL);
    cookie_of(&signed_in, cookie);
    int64_t plain = -1;
    assert_int_equal(db_int(house->registry->db, &plain, "SELECT count(*) FROM session WHERE token_hash = ?", "b",
                            cookie + strlen("Cookie: forhal_session="),
                            strlen(cookie + strlen("Cookie: forhal_session="))),
                     ERR_OK);
    assert_int_equal(plain, 0);

    atomic_fetch_add(&house->wall_s, SESSION_IDLE_S - 1);
    AUTO(answer_finish) struct answer just = {0};
    list(&just, house, cookie, "");
    assert_int_equal(just.status, 200);
    cookie_of(&just, cookie); /* it is another by now */
    atomic_fetch_add(&house->wall_s, SESSION_IDLE_S);
    AUTO(answer_finish) struct answer late = {0};
    list(&late, house, cookie, "");
    assert_refused(&late, 401, "sign_in_needed");

    AUTO(answer_finish) struct answer again = {0};
    sign_in(&again, house, "anna", PASSWORD, NULL);
    cookie_of(&again, cookie);
    AUTO(answer_finish) struct answer out = {0};
    char csrf[128];
    staff_csrf(house, cookie, csrf);
    http(&out, house->url, "DELETE", "/v1/session", NULL, 0, (const char *const[]){cookie, csrf, NULL});
    assert_int_equal(out.status, 200);
    AUTO(answer_finish) struct answer after = {0};
    list(&after, house, cookie, "");
    assert_refused(&after, 401, "sign_in_needed");
}

static void a_new_password_ends_the_sessions(void **state)
{
    struct house *house = *state;
    char cookie[256];
    assert_int_equal(user_set_password(house->registry, "anna", PASSWORD), ERR_NOT_FOUND);
    staff_add(house, "anna", PASSWORD);
    assert_int_equal(user_add(house->registry, "anna", PASSWORD), ERR_CONFLICT);
    AUTO(answer_finish) struct answer signed_in = {0};
    sign_in(&signed_in, house, "anna", PASSWORD, NULL);
    assert_int_equal(user_set_password(house->registry, "anna", PASSWORD PASSWORD), ERR_OK);
    AUTO(answer_finish) struct answer after = {0};
    list(&after, house, cookie_of(&signed_in, cookie), "");
    assert_refused(&after, 401, "sign_in_needed");
    AUTO(answer_finish) struct answer old = {0};
    AUTO(answer_finish) struct answer new = {0};
    sign_in(&old, house, "anna", PASSWORD, NULL);
    assert_refused(&old, 401, "wrong_sign_in");
    sign_in(&new, house, "anna", PASSWORD PASSWORD, NULL);
    assert_int_equal(new.status, 200);
}

static void a_wrong_password_and_a_wrong_name_look_the_same(void **state)
{
    struct house *house = *state;
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer password = {0};
    AUTO(answer_finish) struct answer name = {0};
    sign_in(&password, house, "anna", "ikke det rigtige", NULL);
    sign_in(&name, house, "bo", PASSWORD, NULL);
    assert_refused(&password, 401, "wrong_sign_in");
    assert_refused(&name, 401, "wrong_sign_in");
    assert_true(json_equal(password.json, name.json));
    AUTO(answer_finish) struct answer half = {0};
    http(&half, house->url, "POST", "/v1/session", "{\"name\":\"anna\"}", 15, NULL);
    assert_refused(&half, 400, "bad_request");
}

/* A server that believes its proxy, so that the test can come from several addresses. */
static void guessing_slows_down_the_guesser_and_nobody_else(void **state)
{
    struct house *house = *state;
    struct server_options options = {.behind_proxy = true};
    server_stop(house->server);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    char text[ADDRESS_TEXT_BYTES];
    struct address address = server_address(house->server);
    address_text(&address, text);
    snprintf(house->url, sizeof(house->url), "http://%s", text);

    staff_add(house, "anna", PASSWORD);
    for (int at = 0; at < 5; at++) {
        AUTO(answer_finish) struct answer wrong = {0};
        sign_in(&wrong, house, "anna", "ikke det rigtige", "192.0.2.1");
        assert_refused(&wrong, 401, "wrong_sign_in");
    }
    char wait[256];
    AUTO(answer_finish) struct answer held = {0};
    sign_in(&held, house, "anna", PASSWORD, "192.0.2.1");
    assert_refused(&held, 429, "too_many_attempts");
    assert_string_equal(answer_header(&held, "Retry-After", wait), "1");
    /* What anybody can write before the proxy's own word does not make another guesser. */
    AUTO(answer_finish) struct answer disguised = {0};
    sign_in(&disguised, house, "anna", PASSWORD, "198.51.100.9, 198.51.100.8, 192.0.2.1");
    assert_refused(&disguised, 429, "too_many_attempts");
    AUTO(answer_finish) struct answer anna = {0};
    sign_in(&anna, house, "anna", PASSWORD, "192.0.2.1, 198.51.100.7");
    assert_int_equal(anna.status, 200);
    assert_non_null(strstr(answer_header(&anna, "Set-Cookie", wait), "; Secure"));
    atomic_fetch_add(&house->monotonic_ms, 1000);
    AUTO(answer_finish) struct answer later = {0};
    sign_in(&later, house, "anna", PASSWORD, "192.0.2.1");
    assert_int_equal(later.status, 200);
}

static void names_and_passwords_are_held_to_their_limits(void **state)
{
    struct house *house = *state;
    char name[USER_NAME_BYTES_MAX + 2];
    char password[USER_PASSWORD_BYTES_MAX + 2];
    memset(name, 'n', sizeof(name));
    memset(password, 'p', sizeof(password));
    name[sizeof(name) - 1] = '\0';
    password[sizeof(password) - 1] = '\0';
    assert_false(user_password_is_good("elleve tegn"));
    assert_true(user_password_is_good("tolv tegn ja"));
    assert_false(user_password_is_good("ææææææææææø")); /* eleven, in 22 bytes */
    assert_true(user_password_is_good("æææææææææææø"));
    assert_false(user_password_is_good(password));
    assert_true(user_password_is_good(password + 1));
    assert_int_equal(user_add(house->registry, name, PASSWORD), ERR_INVALID);
    assert_int_equal(user_add(house->registry, name + 1, PASSWORD), ERR_OK);
    assert_int_equal(user_add(house->registry, "", PASSWORD), ERR_INVALID);
    assert_int_equal(user_add(house->registry, "anna", "kort"), ERR_INVALID);
}

/* ---- the brake itself --------------------------------------------------------------------- */

static const struct throttle_rule rule = {.failures_free = 2, .delay_first_ms = 100, .delay_max_ms = 350};

static void delays_double_up_to_their_limit(void **state)
{
    (void)state;
    struct throttle *throttle = NULL;
    assert_int_equal(throttle_create(&throttle, rule), ERR_OK);
    static const int64_t wanted[] = {0, 0, 100, 200, 350, 350};
    int64_t now = 5000;
    assert_int_equal(throttle_wait_ms(throttle, "a", now), 0);
    for (size_t at = 0; at < sizeof(wanted) / sizeof(wanted[0]); at++) {
        throttle_failed(throttle, "a", now);
        assert_int_equal(throttle_wait_ms(throttle, "a", now), wanted[at]);
        assert_int_equal(throttle_wait_ms(throttle, "b", now), 0);
    }
    assert_int_equal(throttle_wait_ms(throttle, "a", now + 349), 1);
    assert_int_equal(throttle_wait_ms(throttle, "a", now + 350), 0);
    throttle_forgive(throttle, "a");
    throttle_failed(throttle, "a", now);
    assert_int_equal(throttle_wait_ms(throttle, "a", now), 0);
    throttle_destroy(throttle);
}

static void failures_are_forgotten_after_a_while(void **state)
{
    (void)state;
    struct throttle *throttle = NULL;
    assert_int_equal(throttle_create(&throttle, rule), ERR_OK);
    for (int at = 0; at < 3; at++) throttle_failed(throttle, "a", 0);
    for (int at = 0; at < 3; at++) throttle_failed(throttle, "b", 0);
    throttle_failed(throttle, "a", THROTTLE_FORGET_MS);
    throttle_failed(throttle, "b", THROTTLE_FORGET_MS + 1);
    assert_int_equal(throttle_wait_ms(throttle, "a", THROTTLE_FORGET_MS), 200);
    assert_int_equal(throttle_wait_ms(throttle, "b", THROTTLE_FORGET_MS + 1), 0);
    throttle_destroy(throttle);
}

static void a_full_table_drops_the_quietest(void **state)
{
    (void)state;
    struct throttle *throttle = NULL;
    char key[16];
    assert_int_equal(throttle_create(&throttle, rule), ERR_OK);
    for (int number = 0; number <= THROTTLE_KEYS_MAX; number++) {
        snprintf(key, sizeof(key), "%d", number);
        for (int at = 0; at < 3; at++) throttle_failed(throttle, key, number);
    }
    assert_int_equal(throttle_wait_ms(throttle, "0", 0), 0);
    assert_int_equal(throttle_wait_ms(throttle, "1", 1), 100);
    assert_int_equal(throttle_wait_ms(throttle, key, THROTTLE_KEYS_MAX), 100);
    throttle_destroy(throttle);
}

static void mails_put_aside_are_counted_without_being_read(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer entered = {0};
    AUTO(answer_finish) struct answer alerts = {0};
    AUTO(answer_finish) struct answer mail = {0};
    static const char read[] = "SELECT count(*) FROM staff_log WHERE what = 'mail.read'";
    struct staff anna = {0};
    int64_t lines = -1;
    staff_add(house, "Anna", STAFF_PASSWORD);
    assert_int_equal(db_run(house->registry->db,
                            "INSERT INTO mail (number, id, recipient, subject, text, queued_s, aside, why)"
                            " VALUES (7, 'x', 'bo@example.dk', 'S', 'T', 1795244400, 1, '550'),"
                            " (8, 'y', 'bo@example.dk', 'S', 'T', 1795244400, 0, '')",
                            ""),
                     ERR_OK);
    staff_sign_in(&entered, house, "Anna", STAFF_PASSWORD);
    staff_learn(&anna, &entered);
    staff_http(&alerts, house, &anna, "GET", "/v1/staff/alerts", NULL);
    assert_int_equal(json_int_at(alerts.json, "mails_aside", -1), 1);
    assert_null(strstr(str_text(&alerts.body), "example.dk"));
    assert_int_equal(db_int(house->registry->db, &lines, read, ""), ERR_OK);
    assert_int_equal(lines, 0);
    staff_http(&mail, house, &anna, "GET", "/v1/staff/mail", NULL);
    assert_int_equal(db_int(house->registry->db, &lines, read, ""), ERR_OK);
    assert_int_equal(lines, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(who_signs_in_sees_the_entries),
        house_test(a_seat_and_an_idea_are_listed_with_what_they_hold),
        house_test(the_list_comes_in_parts),
        house_test(staff_publish_and_answer),
        house_test(without_a_session_there_is_no_list),
        house_test(a_session_ends),
        house_test(mails_put_aside_are_counted_without_being_read),
        house_test(a_new_password_ends_the_sessions),
        house_test(a_wrong_password_and_a_wrong_name_look_the_same),
        house_test(guessing_slows_down_the_guesser_and_nobody_else),
        house_test(names_and_passwords_are_held_to_their_limits),
        cmocka_unit_test(delays_double_up_to_their_limit),
        cmocka_unit_test(failures_are_forgotten_after_a_while),
        cmocka_unit_test(a_full_table_drops_the_quietest),
    };
    return cmocka_run_group_tests_name("registry staff", tests, house_begin, NULL);
}
