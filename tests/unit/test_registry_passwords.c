/* tests/unit/test_registry_passwords.c - who changes a password, and the thread that checks them. */
#include "tests/unit/staff_house.h"

#include <pthread.h>
#include <unistd.h>

#define PASSWORD STAFF_PASSWORD

static void change_password(struct house *house, const struct staff *staff, const char *password, const char *new,
                            long status, const char *code)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "password", password, "new", new);
    AUTO(answer_finish) struct answer answer = {0};
    char *body = json_dumps(json, JSON_COMPACT);
    staff_http(&answer, house, staff, "POST", "/v1/session/password", body);
    free(body);
    assert_string_equal(answer_code(&answer), code);
    assert_int_equal(answer.status, status);
}

static void who_knows_the_password_may_change_it(void **state)
{
    struct house *house = *state;
    struct staff here;
    struct staff elsewhere;
    static const char new[] = "et helt andet kodeord";
    staff_add(house, "anna", PASSWORD);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    staff_sign_in(&first, house, "anna", PASSWORD);
    staff_sign_in(&second, house, "anna", PASSWORD);
    staff_learn(&here, &first);
    staff_learn(&elsewhere, &second);
    change_password(house, &here, "ikke det rigtige", new, 401, "wrong_sign_in");
    change_password(house, &here, PASSWORD, "for kort", 400, "weak_password");
    staff_gets(house, &elsewhere, "GET", "/v1/session", 200);
    change_password(house, &here, PASSWORD, new, 200, "");
    staff_gets(house, &here, "GET", "/v1/session", 200);
    staff_gets(house, &elsewhere, "GET", "/v1/session", 401);
    AUTO(answer_finish) struct answer old = {0};
    AUTO(answer_finish) struct answer changed = {0};
    staff_sign_in(&old, house, "anna", PASSWORD);
    assert_refused(&old, 401, "wrong_sign_in");
    staff_sign_in(&changed, house, "anna", new);
    assert_int_equal(changed.status, 200);
    /* Whoever sits down at an open session guesses no faster than at the door. */
    for (int at = 0; at < 5; at++) {
        AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "password", "gaet", "new", new);
        AUTO(answer_finish) struct answer guess = {0};
        char *body = json_dumps(json, JSON_COMPACT);
        staff_http(&guess, house, &here, "POST", "/v1/session/password", body);
        free(body);
        assert_refused(&guess, 401, "wrong_sign_in");
    }
    change_password(house, &here, new, PASSWORD, 429, "too_many_attempts");
}

/* ---- the thread that checks passwords ---- */

struct visitor {
    const struct house *house;
    long status; /* 0: no answer */
};

static void *visit(void *context)
{
    struct visitor *visitor = context;
    static const char body[] = "{\"name\":\"anna\",\"password\":\"ikke det rigtige\"}";
    char url[256];
    CURL *curl = curl_easy_init();
    struct str nothing;
    str_init(&nothing, 65536);
    snprintf(url, sizeof(url), "%s/v1/session", visitor->house->url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &nothing);
    if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &visitor->status);
    curl_easy_cleanup(curl);
    str_finish(&nothing);
    return NULL;
}

enum { VISITORS = 12 };

static void begin_visits(const struct house *house, struct visitor visitors[VISITORS], pthread_t threads[VISITORS])
{
    for (size_t at = 0; at < VISITORS; at++) {
        visitors[at] = (struct visitor){.house = house};
        assert_int_equal(pthread_create(&threads[at], NULL, visit, &visitors[at]), 0);
    }
}

static void passwords_of_many_are_checked_or_put_off(void **state)
{
    struct house *house = *state;
    struct visitor visitors[VISITORS];
    pthread_t threads[VISITORS];
    int checked = 0;
    staff_add(house, "anna", PASSWORD);
    begin_visits(house, visitors, threads);
    for (size_t at = 0; at < VISITORS; at++) {
        pthread_join(threads[at], NULL);
        assert_true(visitors[at].status == 401 || visitors[at].status == 429);
        checked += visitors[at].status == 401;
    }
    assert_true(checked > 0);
}

/* libmicrohttpd aborts when it is ended while a connection sleeps. */
static void the_end_comes_well_in_the_middle_of_passwords(void **state)
{
    struct house *house = *state;
    struct visitor visitors[VISITORS];
    pthread_t threads[VISITORS];
    staff_add(house, "anna", PASSWORD);
    begin_visits(house, visitors, threads);
    usleep(50 * 1000);
    server_stop(house->server);
    house->server = NULL;
    int let_in = 0;
    for (size_t at = 0; at < VISITORS; at++) {
        pthread_join(threads[at], NULL);
        let_in += visitors[at].status != 0 && visitors[at].status < 400;
    }
    assert_int_equal(let_in, 0); /* whether they were answered or cut off */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(who_knows_the_password_may_change_it),
        house_test(passwords_of_many_are_checked_or_put_off),
        house_test(the_end_comes_well_in_the_middle_of_passwords),
    };
    return cmocka_run_group_tests_name("registry passwords", tests, house_begin, NULL);
}
