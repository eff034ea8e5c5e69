/* tests/unit/test_registry_oidc.c - staff whom a proxy names: whom it is believed, and what they become. The whole way,
 * with a real provider and a real proxy, is tests/oidc/run.sh. */
#include "tests/unit/staff_house.h"

#include <arpa/inet.h>

#include "sync/registry/staff/oidc.h"

#define SECRET "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct hall {
    struct house *house;
    struct settings settings;
};

static void put(struct settings *settings, const char *section, const char *key, const char *value)
{
    struct settings_reader reader = {.tell = NULL};
    assert_int_equal(settings_put(settings, &reader, section, key, value, "here"), ERR_OK);
}

static int hall_setup(void **state)
{
    struct hall *hall = calloc(1, sizeof(*hall));
    void *house = NULL;
    if (hall == NULL || house_setup(&house) != 0 || settings_init(&hall->settings) != ERR_OK) return -1;
    hall->house = house;
    put(&hall->settings, "oidc", "enabled", "yes");
    put(&hall->settings, "oidc", "secret", SECRET);
    put(&hall->settings, "oidc", "administrators", "Admins");
    put(&hall->settings, "oidc", "secretariat", "Sekretariat, Ledelse");
    put(&hall->settings, "oidc", "editors", "Redaktion og netværk");
    *state = hall;
    return 0;
}

static void serve(struct hall *hall)
{
    struct house *house = hall->house;
    struct server_options options = {.settings = &hall->settings};
    char text[ADDRESS_TEXT_BYTES];
    server_stop(house->server);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    struct address address = server_address(house->server);
    address_text(&address, text);
    snprintf(house->url, sizeof(house->url), "http://%s", text);
}

static int hall_teardown(void **state)
{
    struct hall *hall = *state;
    server_stop(hall->house->server);
    hall->house->server = NULL;
    settings_finish(&hall->settings);
    void *house = hall->house;
    free(hall);
    return house_teardown(&house);
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, hall_setup, hall_teardown)

static void ask(struct answer *out, struct hall *hall, const char *secret, const char *user, const char *groups)
{
    char lines[3][300];
    const char *headers[4] = {NULL};
    const char *const names[] = {"X-Forhal-Proxy-Secret", "X-Forhal-User", "X-Forhal-Groups"};
    const char *const values[] = {secret, user, groups};
    size_t count = 0;
    for (size_t at = 0; at < 3; at++) {
        if (values[at] == NULL) continue;
        snprintf(lines[count], sizeof(lines[count]), "%s: %s", names[at], values[at]);
        headers[count] = lines[count];
        count++;
    }
    http(out, hall->house->url, "GET", "/oidc", NULL, 0, headers);
}

/* Where the browser is sent. */
static void assert_sent(struct hall *hall, const char *user, const char *groups, const char *where, bool signed_in)
{
    char header[256];
    AUTO(answer_finish) struct answer answer = {0};
    ask(&answer, hall, SECRET, user, groups);
    assert_int_equal(answer.status, 303);
    assert_string_equal(answer_header(&answer, "Location", header), where);
    assert_int_equal(answer_header(&answer, "Set-Cookie", header)[0] != '\0', signed_in);
}

static enum role role_in_table(struct hall *hall, const char *name)
{
    struct user user;
    return user_find(hall->house->registry, name, &user) == ERR_OK ? user.role : ROLE_COUNT;
}

static void only_the_proxy_is_believed(void **state)
{
    struct hall *hall = *state;
    struct sockaddr_in host = {.sin_family = AF_INET};
    const struct sockaddr *asks = (const struct sockaddr *)(const void *)&host;
    inet_pton(AF_INET, "127.0.0.1", &host.sin_addr);
    assert_true(oidc_is_proxy(&hall->settings, asks, SECRET));
    assert_false(oidc_is_proxy(&hall->settings, asks, NULL));
    assert_false(oidc_is_proxy(&hall->settings, asks, ""));
    assert_false(oidc_is_proxy(&hall->settings, asks, SECRET "0"));
    assert_false(
        oidc_is_proxy(&hall->settings, asks, "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
    inet_pton(AF_INET, "10.0.0.1", &host.sin_addr);
    assert_false(oidc_is_proxy(&hall->settings, asks, SECRET));
    put(&hall->settings, "oidc", "trusted", "10.0.0.0/24");
    assert_true(oidc_is_proxy(&hall->settings, asks, SECRET));
    put(&hall->settings, "oidc", "enabled", "no");
    assert_false(oidc_is_proxy(&hall->settings, asks, SECRET));
    /* On the line, too: without the secret, with a wrong one, and from elsewhere. */
    put(&hall->settings, "oidc", "enabled", "yes");
    serve(hall);
    AUTO(answer_finish) struct answer elsewhere = {0};
    ask(&elsewhere, hall, SECRET, "mette", "Admins");
    assert_refused(&elsewhere, 403, "oidc_off");
    put(&hall->settings, "oidc", "trusted", "127.0.0.1");
    AUTO(answer_finish) struct answer without = {0};
    ask(&without, hall, NULL, "mette", "Admins");
    assert_refused(&without, 403, "oidc_off");
    assert_int_equal(role_in_table(hall, "mette"), ROLE_COUNT);
}

static void groups_give_roles(void **state)
{
    struct hall *hall = *state;
    const struct settings *settings = &hall->settings;
    assert_int_equal(oidc_role(settings, "Alle,Sekretariat"), ROLE_SECRETARIAT);
    assert_int_equal(oidc_role(settings, "Sekretariat , Admins"), ROLE_ADMINISTRATOR);
    assert_int_equal(oidc_role(settings, "Redaktion og netværk"), ROLE_EDITOR);
    assert_int_equal(oidc_role(settings, "sekretariat"), ROLE_COUNT);
    assert_int_equal(oidc_role(settings, "Sekretariatet,Ledels"), ROLE_COUNT);
    assert_int_equal(oidc_role(settings, ""), ROLE_COUNT);
    assert_int_equal(oidc_role(settings, " , ,"), ROLE_COUNT);
    assert_int_equal(oidc_role(settings, NULL), ROLE_COUNT);
}

static void who_comes_first_becomes_a_user(void **state)
{
    struct hall *hall = *state;
    char hash[PASSWORD_HASH_BYTES];
    serve(hall);
    assert_sent(hall, "mette@albertslund.dk", "Alle,Sekretariat", "staff", true);
    assert_int_equal(role_in_table(hall, "mette@albertslund.dk"), ROLE_SECRETARIAT);
    /* No password fits, and a try costs what it costs with others. */
    assert_int_equal(user_stored_password(hall->house->registry, "mette@albertslund.dk", hash), ERR_OK);
    assert_int_equal(
        crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE),
        0);
    assert_int_equal(password_check(hash, ""), ERR_REFUSED);
    /* The role follows the groups; an editor's networks stay. */
    assert_sent(hall, "mette@albertslund.dk", "Redaktion og netværk", "staff", true);
    assert_int_equal(user_set_role(hall->house->registry, "mette@albertslund.dk", ROLE_EDITOR, "grusgravene,hersted"),
                     ERR_OK);
    assert_sent(hall, "mette@albertslund.dk", "Admins", "staff", true);
    assert_int_equal(role_in_table(hall, "mette@albertslund.dk"), ROLE_ADMINISTRATOR);
    AUTO(json_auto) json_t *networks = NULL;
    assert_int_equal(user_networks(hall->house->registry, "mette@albertslund.dk", &networks), ERR_OK);
    assert_int_equal(json_array_size(networks), 2);
    int64_t logged = 0;
    assert_int_equal(db_int(hall->house->registry->db, &logged,
                            "SELECT count(*) FROM staff_log WHERE what = 'session.begin' AND target = 'oidc'", ""),
                     ERR_OK);
    assert_int_equal(logged, 3);
}

static void who_may_not_is_told_why(void **state)
{
    struct hall *hall = *state;
    struct house *house = hall->house;
    int64_t sessions = 0;
    serve(hall);
    assert_sent(hall, "ole", "Alle", "staff/sign-in?oidc=no_role", false);
    assert_int_equal(role_in_table(hall, "ole"), ROLE_COUNT);
    assert_sent(hall, NULL, "Admins", "staff/sign-in?oidc=bad_name", false);
    assert_sent(hall, "(command)", "Admins", "staff/sign-in?oidc=bad_name", false);
    /* A name that was made here is nobody else's. */
    assert_int_equal(user_add(house->registry, "Anna", STAFF_PASSWORD), ERR_OK);
    assert_sent(hall, "Anna", "Admins", "staff/sign-in?oidc=local_name", false);
    assert_int_equal(role_in_table(hall, "Anna"), ROLE_SECRETARIAT);
    /* Disabled here, and later out of every group: the sessions there were are over. */
    assert_sent(hall, "mette", "Sekretariat", "staff", true);
    assert_int_equal(user_set_disabled(house->registry, "mette", true), ERR_OK);
    assert_sent(hall, "mette", "Admins", "staff/sign-in?oidc=disabled", false);
    assert_int_equal(user_set_disabled(house->registry, "mette", false), ERR_OK);
    assert_sent(hall, "mette", "Sekretariat", "staff", true);
    assert_sent(hall, "mette", "Alle", "staff/sign-in?oidc=no_role", false);
    assert_int_equal(db_int(house->registry->db, &sessions, "SELECT count(*) FROM session", ""), ERR_OK);
    assert_int_equal(sessions, 0);
}

/* For the provider they are the same account; who was disabled does not come back in other letters. */
static void other_letters_are_the_same_account(void **state)
{
    struct hall *hall = *state;
    struct house *house = hall->house;
    int64_t count = 0;
    serve(hall);
    assert_sent(hall, "mette@albertslund.dk", "Sekretariat", "staff", true);
    assert_sent(hall, "Mette@Albertslund.DK", "Sekretariat", "staff", true);
    assert_int_equal(role_in_table(hall, "Mette@Albertslund.DK"), ROLE_COUNT);
    assert_int_equal(user_set_disabled(house->registry, "mette@albertslund.dk", true), ERR_OK);
    assert_sent(hall, "METTE@albertslund.dk", "Admins", "staff/sign-in?oidc=disabled", false);
    assert_int_equal(user_add(house->registry, "Anna", STAFF_PASSWORD), ERR_OK);
    assert_sent(hall, "anna", "Admins", "staff/sign-in?oidc=local_name", false);
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM staff", ""), ERR_OK);
    assert_int_equal(count, 2);
}

static void what_the_provider_does_is_logged(void **state)
{
    struct hall *hall = *state;
    int64_t added = 0;
    int64_t changed = 0;
    serve(hall);
    assert_sent(hall, "mette", "Sekretariat", "staff", true);
    assert_sent(hall, "mette", "Sekretariat", "staff", true);
    assert_sent(hall, "mette", "Admins", "staff", true);
    struct db *db = hall->house->registry->db;
    assert_int_equal(db_int(db, &added,
                            "SELECT count(*) FROM staff_log WHERE who = '(oidc)' AND what = 'user.add'"
                            " AND target = 'mette'",
                            ""),
                     ERR_OK);
    assert_int_equal(db_int(db, &changed,
                            "SELECT count(*) FROM staff_log WHERE who = '(oidc)' AND what = 'user.role'"
                            " AND target = 'mette'",
                            ""),
                     ERR_OK);
    assert_int_equal(added, 1);
    assert_int_equal(changed, 1);
}

/* Signs in, the provider having asked `text` (NULL: it does not say when). Is what is grave open then? */
static bool is_proved(struct hall *hall, const char *target, const char *text)
{
    char asked[64];
    char where[256];
    struct staff staff;
    const char *headers[] = {"X-Forhal-Proxy-Secret: " SECRET, "X-Forhal-User: mette", "X-Forhal-Groups: Admins", NULL,
                             NULL};
    snprintf(asked, sizeof(asked), "X-Forhal-Auth-Time: %s", text != NULL ? text : "");
    if (text != NULL) headers[3] = asked;
    AUTO(answer_finish) struct answer signed_in = {0};
    http(&signed_in, hall->house->url, "GET", target, NULL, 0, headers);
    assert_int_equal(signed_in.status, 303);
    bool again = strcmp(target, "/oidc/again") == 0;
    assert_string_equal(answer_header(&signed_in, "Location", where), again ? "../staff/account?proved=1" : "staff");
    staff_cookie(&signed_in, staff.cookie);
    staff_csrf(hall->house, staff.cookie, staff.csrf);
    AUTO(answer_finish) struct answer grave = {0};
    staff_http(&grave, hall->house, &staff, "POST", "/v1/staff/users", "{}");
    if (grave.status == 403) assert_refused(&grave, 403, "proof_needed");
    return grave.status == 400;
}

/* A provider lets people through for days without asking; that is no proof of who sits there. */
static void only_a_provider_that_just_asked_proves_who_it_is(void **state)
{
    struct hall *hall = *state;
    serve(hall);
    assert_false(is_proved(hall, "/oidc", NULL));
    assert_false(is_proved(hall, "/oidc/again", NULL));
    assert_false(is_proved(hall, "/oidc/again", "1795243500")); /* fifteen minutes ago */
    assert_true(is_proved(hall, "/oidc/again", "1795243501"));
    assert_true(is_proved(hall, "/oidc", "1795244400"));
    /* Two machines' clocks are never quite the same; one that is minutes ahead says nothing, now or when it is then. */
    assert_true(is_proved(hall, "/oidc/again", "1795244401"));
    assert_true(is_proved(hall, "/oidc/again", "1795244460"));
    assert_false(is_proved(hall, "/oidc/again", "1795244461"));
    assert_false(is_proved(hall, "/oidc", "-1"));
    assert_false(is_proved(hall, "/oidc", "1795244400x"));
    assert_false(is_proved(hall, "/oidc", "99999999999999999999"));
}

static void passwords_can_be_switched_off(void **state)
{
    struct hall *hall = *state;
    AUTO(answer_finish) struct answer both = {0};
    AUTO(answer_finish) struct answer one = {0};
    AUTO(answer_finish) struct answer refused = {0};
    AUTO(answer_finish) struct answer welcome = {0};
    serve(hall);
    assert_int_equal(user_add(hall->house->registry, "Anna", STAFF_PASSWORD), ERR_OK);
    http(&both, hall->house->url, "GET", "/v1/session/ways", NULL, 0, NULL);
    assert_int_equal(both.status, 200);
    assert_true(json_is_true(json_object_get(both.json, "password")));
    assert_true(json_is_true(json_object_get(both.json, "oidc")));
    put(&hall->settings, "oidc", "local_sign_in", "no");
    http(&one, hall->house->url, "GET", "/v1/session/ways", NULL, 0, NULL);
    assert_false(json_is_true(json_object_get(one.json, "password")));
    staff_sign_in(&refused, hall->house, "Anna", STAFF_PASSWORD);
    assert_refused(&refused, 403, "password_off");
    http(&welcome, hall->house->url, "POST", "/v1/welcome", "{}", 2, NULL);
    assert_refused(&welcome, 403, "password_off");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        hall_test(only_the_proxy_is_believed),
        hall_test(groups_give_roles),
        hall_test(who_comes_first_becomes_a_user),
        hall_test(who_may_not_is_told_why),
        hall_test(other_letters_are_the_same_account),
        hall_test(what_the_provider_does_is_logged),
        hall_test(only_a_provider_that_just_asked_proves_who_it_is),
        hall_test(passwords_can_be_switched_off),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
