/* tests/unit/test_registry_guard.c - what is noted and told about signing in, and what is asked once more within a
 * session. */
#include "tests/unit/registry_past.h"
#include "tests/unit/staff_house.h"

#include <sys/stat.h>
#include <unistd.h>

#include "sync/registry/mail/mail.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/known_passwords.h"
#include "sync/registry/staff/refusals.h"
#include "sync/registry/staff/session_proof.h"
#include "sync/registry/staff/staff_mail.h"
#include "sync/registry/staff/staff_secrets.h"

/* ---- who was not let in ---- */

/* The lines of the log about refusals, the oldest first, as "who: target" each. */
static void refusals_of(struct house *house, char *out, size_t out_bytes)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t length = 0;
    assert_int_equal(db_query(house->registry->db, &rows,
                              "SELECT who, target FROM staff_log WHERE what = 'session.refused' ORDER BY number", ""),
                     ERR_OK);
    out[0] = '\0';
    while (rows_next(rows) == ERR_OK) {
        length +=
            (size_t)snprintf(out + length, out_bytes - length, "%s: %s\n", rows_text(rows, 0), rows_text(rows, 1));
        assert_true(length < out_bytes);
    }
}

static void assert_refusals(struct house *house, const char *wanted)
{
    char found[1024];
    refusals_of(house, found, sizeof(found));
    assert_string_equal(found, wanted);
}

static void sign_in_refused(struct house *house, const char *name, const char *password)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_sign_in(&answer, house, name, password);
    assert_refused(&answer, 401, "wrong_sign_in");
}

static void half(struct house *house, const char *name, struct staff *out)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_sign_in(&answer, house, name, STAFF_PASSWORD);
    assert_string_equal(json_text_at(answer.json, "needs"), "code");
    staff_learn(out, &answer);
}

static void give_wrong(struct house *house, const struct staff *staff, const char *kind, const char *code)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_send(&answer, house, staff, "/v1/session/code", kind, code);
    assert_refused(&answer, 403, "wrong_code");
}

/* Whoever types the password where the name belongs does not find it in the log. */
static void a_refusal_names_users_and_nobody_else(void **state)
{
    struct house *house = *state;
    staff_add(house, "anna", STAFF_PASSWORD);
    sign_in_refused(house, "anna", "noget helt andet");
    sign_in_refused(house, STAFF_PASSWORD, "anna");
    sign_in_refused(house, "(command line)", "x");
    sign_in_refused(house, "anna\x01", "x");
    AUTO(answer_finish) struct answer link = {0};
    const char *body = "{\"token\":\"ukendt\"}";
    http(&link, house->url, "POST", "/v1/welcome/look", body, strlen(body), NULL);
    assert_refused(&link, 403, "invitation_unknown");
    assert_refusals(house, "anna: password\n(unknown): password\n(unknown): password\n(unknown): password\n"
                           "(unknown): invitation\n");
}

/* To whoever gives it, it is a wrong code: it may have been read over a shoulder. */
static void a_repeated_code_is_told_apart_in_the_log_alone(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    char other[TOTP_DIGITS + 1];
    staff_administrator(house, "anna", &staff, uri);
    half(house, "anna", &staff);
    staff_code(house, uri, 0, code);
    staff_code(house, uri, 50, other);
    give_wrong(house, &staff, "code", code); /* it set the app up */
    give_wrong(house, &staff, "code", other);
    give_wrong(house, &staff, "code", "12345");
    give_wrong(house, &staff, "recovery", "0000-0000-0000-0000");
    assert_refusals(house, "anna: repeated code\nanna: code\nanna: code\nanna: recovery code\n");
}

static void a_flood_of_refusals_does_not_fill_the_disk(void **state)
{
    struct house *house = *state;
    struct refusals refusals = {0};
    int64_t count = 0;
    for (int at = 0; at < 3 * REFUSALS_PER_HOUR_MAX; at++) {
        assert_int_equal(refusals_note(&refusals, house->registry, NULL, REFUSAL_PASSWORD), ERR_OK);
    }
    static const char all[] = "SELECT count(*) FROM staff_log WHERE what = 'session.refused'";
    assert_int_equal(db_int(house->registry->db, &count, all, ""), ERR_OK);
    assert_int_equal(count, REFUSALS_PER_HOUR_MAX + 1);
    atomic_fetch_add(&house->monotonic_ms, 60 * 60 * 1000);
    assert_int_equal(refusals_note(&refusals, house->registry, NULL, REFUSAL_PASSWORD), ERR_OK);
    assert_int_equal(db_int(house->registry->db, &count, all, ""), ERR_OK);
    assert_int_equal(count, REFUSALS_PER_HOUR_MAX + 2);
    assert_int_equal(db_int(house->registry->db, &count,
                            "SELECT count(*) FROM staff_log WHERE target = 'more' AND who = '(unknown)'", ""),
                     ERR_OK);
    assert_int_equal(count, 1);
}

/* ---- which passwords are none ---- */

static void passwords_that_everybody_tries_are_refused(void **state)
{
    static const char *const known[] = {"administrator",    "AdMiNiStRaToR",    "Sommer-2026!",   "1234567890123456",
                                        "1q2w3e4r5t6y",     "passwordpassword", "Password2026!!", "2026albertslund2026",
                                        "aaaaaaaaaaaaaaaa", "Åse Ørsted",       "(Åse Ørsted 1)", "--RådhusRådhus",
                                        "qwertyuiop....",   "sonyericsson",     "121212121212"};
    static const char *const unknown[] = {STAFF_PASSWORD,          "hest kop lampe regn",
                                          "en anden lang sætning", "Vores sommer i Albertslund",
                                          "kj4#fG9!pQz2",          ""};
    (void)state;
    for (size_t at = 0; at < sizeof(known) / sizeof(known[0]); at++) {
        if (!password_is_known(known[at], "Åse Ørsted")) fail_msg("\"%s\" is not known", known[at]);
    }
    for (size_t at = 0; at < sizeof(unknown) / sizeof(unknown[0]); at++) {
        if (password_is_known(unknown[at], "Åse Ørsted")) fail_msg("\"%s\" is known", unknown[at]);
    }
    for (size_t at = 1; at < known_password_hashes_count; at++) {
        assert_true(known_password_hashes[at - 1] < known_password_hashes[at]);
    }
    assert_true(known_password_hashes_count > 40000);
    char longest[USER_PASSWORD_BYTES_MAX + 2];
    memset(longest, 'x', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    assert_true(password_is_known(longest, NULL));
}

static void change_to(struct house *house, const struct staff *staff, const char *new, const char *code)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "password", STAFF_PASSWORD, "new", new);
    AUTO(answer_finish) struct answer answer = {0};
    char *body = json_dumps(json, JSON_COMPACT);
    staff_http(&answer, house, staff, "POST", "/v1/session/password", body);
    free(body);
    assert_string_equal(answer_code(&answer), code);
}

static void a_known_password_can_not_be_taken(void **state)
{
    struct house *house = *state;
    struct invitation invitation = {.name = "eva", .role = ROLE_EDITOR};
    struct staff staff;
    char token[SESSION_TOKEN_TEXT_BYTES];
    char body[200];
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_add(house, "anna", STAFF_PASSWORD);
    staff_sign_in(&signed_in, house, "anna", STAFF_PASSWORD);
    staff_learn(&staff, &signed_in);
    change_to(house, &staff, "Sommer-2026!", "known_password");
    change_to(house, &staff, "anna--------", "known_password");
    change_to(house, &staff, "kort", "weak_password");
    change_to(house, &staff, "hest kop lampe regn", "");
    assert_int_equal(invitation_make(house->registry, &invitation, token), ERR_OK);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"Password2026!!\"}", token);
    AUTO(answer_finish) struct answer welcome = {0};
    http(&welcome, house->url, "POST", "/v1/welcome", body, strlen(body), NULL);
    assert_refused(&welcome, 400, "known_password");
}

/* ---- what users are told ---- */

/* What the queue holds for somebody, the oldest first, as "subject\n" each; and empties it. */
static void assert_mails(struct house *house, const char *to, const char *wanted)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    char found[1024] = "";
    size_t length = 0;
    assert_int_equal(db_query(house->registry->db, &rows,
                              "SELECT subject, text FROM mail WHERE recipient = ? ORDER BY number", "t", to),
                     ERR_OK);
    while (rows_next(rows) == ERR_OK) {
        length += (size_t)snprintf(found + length, sizeof(found) - length, "%s\n", rows_text(rows, 0));
        assert_true(length < sizeof(found));
        assert_non_null(strstr(rows_text(rows, 1), "Hej anna\n"));
        assert_non_null(strstr(rows_text(rows, 1), "sig det straks til en administrator"));
    }
    assert_string_equal(found, wanted);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM mail", ""), ERR_OK);
}

static void set_mail(struct house *house, const struct staff *staff, const char *address, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_send(&answer, house, staff, "/v1/session/mail", "mail", address);
    assert_int_equal(answer.status, status);
}

static void users_are_told_of_changes(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    AUTO(json_auto) json_t *recovery = NULL;
    staff_administrator(house, "anna", &staff, uri);
    assert_mails(house, "anna@example.dk", ""); /* she has given no address */
    set_mail(house, &staff, "anna@example.dk", 200);
    set_mail(house, &staff, "anna@example.dk\r\nBcc: bo@example.dk", 400);
    assert_mails(house, "anna@example.dk", "");
    assert_int_equal(user_set_password(house->registry, "anna", "et helt andet kodeord"), ERR_OK);
    assert_mails(house, "anna@example.dk", "Din adgangskode er skiftet\n");
    assert_int_equal(totp_reset(house->registry, "anna"), ERR_OK);
    assert_int_equal(totp_begin(house->registry, "anna", uri), ERR_OK);
    staff_code(house, uri, 0, code);
    assert_int_equal(totp_finish(house->registry, "anna", "nocode", &recovery), ERR_INVALID);
    assert_int_equal(totp_finish(house->registry, "anna", code, &recovery), ERR_OK);
    assert_int_equal(recovery_take(house->registry, "anna", "0000-0000-0000-0000"), ERR_REFUSED);
    assert_int_equal(recovery_take(house->registry, "anna", json_string_value(json_array_get(recovery, 0))), ERR_OK);
    assert_mails(house, "anna@example.dk",
                 "Telefonen til dit login er nulstillet\nDer er sat en telefon op til dit login\n"
                 "Der er brugt en nødkode\n");
    /* Who takes the account over can't make it silent. */
    assert_int_equal(staff_mail_set(house->registry, "anna", "bo@example.dk"), ERR_OK);
    assert_mails(house, "anna@example.dk", "Besked om dit login går nu et andet sted hen\n");
    assert_int_equal(staff_mail_set(house->registry, "nobody", "bo@example.dk"), ERR_NOT_FOUND);
}

static void a_full_queue_stops_no_change(void **state)
{
    struct house *house = *state;
    int64_t count = 0;
    staff_add(house, "anna", STAFF_PASSWORD);
    assert_int_equal(staff_mail_set(house->registry, "anna", "anna@example.dk"), ERR_OK);
    assert_int_equal(db_begin(house->registry->db), ERR_OK);
    for (int at = 0; at < MAIL_WAITING_MAX; at++) {
        assert_int_equal(mail_queue(house->registry->db, "a@b.dk", "x", "x"), ERR_OK);
    }
    assert_int_equal(db_commit(house->registry->db), ERR_OK);
    assert_int_equal(user_set_password(house->registry, "anna", "et helt andet kodeord"), ERR_OK);
    assert_int_equal(db_int(house->registry->db, &count, "SELECT count(*) FROM mail", ""), ERR_OK);
    assert_int_equal(count, MAIL_WAITING_MAX);
}

/* ---- what is asked once more ---- */

static void prove(struct house *house, const struct staff *staff, const char *kind, const char *text, long status,
                  const char *code)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_send(&answer, house, staff, "/v1/session/proof", kind, text);
    assert_string_equal(answer_code(&answer), code);
    assert_int_equal(answer.status, status);
}

static void erase_is(struct house *house, const struct staff *staff, const char *code)
{
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, staff, "POST", "/v1/staff/privacy/erase", "{}");
    assert_string_equal(answer_code(&answer), code);
}

/* Time passes, and the session is used meanwhile, as somebody does who is at work. */
static void wait_long(struct house *house, struct staff *staff)
{
    atomic_fetch_add(&house->wall_s, SESSION_PROOF_S);
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, staff, "GET", "/v1/session", NULL);
    assert_int_equal(answer.status, 200);
    staff_cookie(&answer, staff->cookie);
}

static void what_is_grave_takes_a_code_that_is_young(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char code[TOTP_DIGITS + 1];
    staff_administrator(house, "anna", &staff, uri);
    erase_is(house, &staff, "bad_request"); /* just signed in */
    wait_long(house, &staff);
    erase_is(house, &staff, "proof_needed");
    prove(house, &staff, "code", "12345", 403, "wrong_code");
    prove(house, &staff, "password", STAFF_PASSWORD, 409, "another_proof"); /* it may be the browser that knows it */
    erase_is(house, &staff, "proof_needed");
    staff_code(house, uri, 0, code);
    prove(house, &staff, "code", code, 200, "");
    erase_is(house, &staff, "bad_request");
    prove(house, &staff, "code", code, 403, "wrong_code");
    wait_long(house, &staff);
    erase_is(house, &staff, "proof_needed");
    /* The table of the inbox holds everybody's names at once. */
    AUTO(answer_finish) struct answer table = {0};
    staff_http(&table, house, &staff, "POST", "/v1/staff/inbox.csv", "{}");
    assert_string_equal(answer_code(&table), "proof_needed");
    /* What is everyday work does not ask. */
    AUTO(answer_finish) struct answer everyday = {0};
    staff_http(&everyday, house, &staff, "GET", "/v1/staff/users", NULL);
    assert_int_equal(everyday.status, 200);
}

static void who_has_no_code_gives_the_password(void **state)
{
    struct house *house = *state;
    struct staff staff;
    AUTO(answer_finish) struct answer signed_in = {0};
    staff_add(house, "anna", STAFF_PASSWORD);
    staff_sign_in(&signed_in, house, "anna", STAFF_PASSWORD);
    assert_string_equal(json_text_at(signed_in.json, "proof"), "password");
    staff_learn(&staff, &signed_in);
    wait_long(house, &staff);
    erase_is(house, &staff, "proof_needed");
    prove(house, &staff, "password", "noget helt andet", 401, "wrong_sign_in");
    prove(house, &staff, "code", "123456", 409, "another_proof");
    prove(house, &staff, "none", "x", 400, "bad_request");
    erase_is(house, &staff, "proof_needed");
    prove(house, &staff, "password", STAFF_PASSWORD, 200, "");
    erase_is(house, &staff, "bad_request");
    /* Guessing here is no faster than at the door. */
    for (int at = 0; at < 5; at++) prove(house, &staff, "password", "gaet", 401, "wrong_sign_in");
    prove(house, &staff, "password", STAFF_PASSWORD, 429, "too_many_attempts");
}

static void another_session_is_not_proved_with_it(void **state)
{
    struct house *house = *state;
    struct session session = {.user = {.has_second_factor = false}};
    const int64_t now_s = HOUSE_NOW_S;
    session.proof_s = now_s;
    assert_true(session_is_proved(&session, now_s));
    assert_true(session_is_proved(&session, now_s + SESSION_PROOF_S - 1));
    assert_false(session_is_proved(&session, now_s + SESSION_PROOF_S));
    assert_false(session_is_proved(&session, now_s - 1)); /* the clock was put back */
    session.proof_s = 0;
    assert_false(session_is_proved(&session, 1));
    /* A half session has proved nothing yet, and one that is over cannot. */
    char token[SESSION_TOKEN_TEXT_BYTES];
    staff_add(house, "anna", STAFF_PASSWORD);
    assert_int_equal(session_begin(house->registry, "anna", true, token, &session), ERR_OK);
    assert_int_equal(session.proof_s, 0);
    assert_int_equal(session_end(house->registry, &session), ERR_OK);
    assert_int_equal(session_prove(house->registry, &session, now_s), ERR_REFUSED);
}

/* ---- what a copy of the database alone gives ---- */

static void text_of(struct house *house, const char *sql, char *out, size_t out_bytes)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(house->registry->db, &rows, sql, ""), ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    snprintf(out, out_bytes, "%s", rows_text(rows, 0));
}

/* Does any of the database's files hold these bytes? */
static bool files_hold(const struct house *house, const void *bytes, size_t count)
{
    static const char *const files[] = {"registry.db", "registry.db-wal"};
    bool found = false;
    for (size_t at = 0; at < 2; at++) {
        AUTO(str_finish) struct str text = {0};
        char *path = file_join(house->data, files[at]);
        if (file_read(&text, path, 64 * 1024 * 1024) == ERR_OK) {
            found = found || memmem(str_text(&text), text.length, bytes, count) != NULL;
        }
        free(path);
    }
    return found;
}

static void open_again(struct house *house)
{
    server_stop(house->server);
    registry_close(house->registry);
    house->server = NULL;
    house->registry = NULL;
    past_end(house);
}

static void half_with(struct house *house, const char *name, struct staff *out, const char *uri, int steps, long status)
{
    char code[TOTP_DIGITS + 1];
    AUTO(answer_finish) struct answer answer = {0};
    half(house, name, out);
    staff_code(house, uri, steps, code);
    staff_send(&answer, house, out, "/v1/session/code", "code", code);
    assert_int_equal(answer.status, status);
}

static void a_copy_of_the_database_opens_nothing(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char stored[512];
    int64_t bytes = 0;
    staff_administrator(house, "anna", &staff, uri);
    text_of(house, "SELECT password FROM staff", stored, sizeof(stored));
    assert_int_equal(strncmp(stored, "sealed:", 7), 0);
    assert_int_equal(db_int(house->registry->db, &bytes, "SELECT length(totp) FROM staff", ""), ERR_OK);
    assert_int_equal(bytes, STAFF_FACTOR_BYTES);
    assert_false(files_hold(house, "$argon2id$", 10));
    open_again(house);
    half_with(house, "anna", &staff, uri, 1, 200);
}

/* Who can write the database, and has no key, makes nobody else's password that of a user. */
static void what_is_sealed_is_its_users_alone(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer answer = {0};
    staff_add(house, "anna", STAFF_PASSWORD);
    staff_add(house, "bo", "et helt andet kodeord");
    assert_int_equal(db_run(house->registry->db,
                            "UPDATE staff SET password = (SELECT password FROM staff WHERE name = 'bo')"
                            " WHERE name = 'anna'",
                            ""),
                     ERR_OK);
    staff_sign_in(&answer, house, "anna", "et helt andet kodeord");
    assert_refused(&answer, 503, "unavailable");
    assert_int_equal(user_set_password(house->registry, "anna", "endnu et nyt kodeord"), ERR_OK);
    AUTO(answer_finish) struct answer mended = {0};
    staff_sign_in(&mended, house, "anna", "endnu et nyt kodeord");
    assert_int_equal(mended.status, 200);
}

/* From before: the row is open, and the key is not there. */
static void make_past(struct house *house, const char *hash, const unsigned char secret[TOTP_SECRET_BYTES])
{
    char *key = file_join(house->data, "keys/" STAFF_KEY_FILE);
    struct db *db = past_begin(house, past_before("ADD COLUMN proof_s"));
    assert_int_equal(db_run(db, "INSERT INTO staff (name, password, role, totp) VALUES ('anna', ?, 'administrator', ?)",
                            "tb", hash, secret, (size_t)TOTP_SECRET_BYTES),
                     ERR_OK);
    db_close(db);
    assert_int_equal(unlink(key), 0);
    free(key);
}

static void what_was_open_is_sealed_and_scrubbed(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char hash[PASSWORD_HASH_BYTES];
    char uri[TOTP_URI_BYTES];
    char stored[512];
    unsigned char secret[TOTP_SECRET_BYTES];
    char *base32 = NULL;
    size_t base32_bytes = 0;
    randombytes_buf(secret, sizeof(secret));
    assert_int_equal(password_hash(hash, STAFF_PASSWORD), ERR_OK);
    assert_int_equal(oath_base32_encode((const char *)secret, sizeof(secret), &base32, &base32_bytes), OATH_OK);
    snprintf(uri, sizeof(uri), "otpauth://totp/x?secret=%s&", base32);
    free(base32);
    make_past(house, hash, secret);
    past_end(house);
    text_of(house, "SELECT password FROM staff", stored, sizeof(stored));
    assert_int_equal(strncmp(stored, "sealed:", 7), 0);
    half_with(house, "anna", &staff, uri, 0, 200);
    if (house_on_postgres()) return;
    assert_false(files_hold(house, hash, strlen(hash)));
    assert_false(files_hold(house, secret, sizeof(secret)));
}

static void a_lost_key_is_said_and_not_replaced(void **state)
{
    struct house *house = *state;
    char *key = file_join(house->data, "keys/" STAFF_KEY_FILE);
    struct registry *beside = NULL;
    struct stat before, after;
    staff_add(house, "anna", STAFF_PASSWORD);
    assert_int_equal(stat(key, &before), 0);
    assert_int_equal(before.st_mode & 07777, 0600);
    assert_int_equal(unlink(key), 0);
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_DAMAGED);
    assert_int_equal(stat(key, &after), -1);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM staff", ""), ERR_OK); /* nothing is sealed */
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_OK);
    registry_close(beside);
    assert_int_equal(stat(key, &after), 0);
    free(key);
}

/* As if keys/staff.json alone had been put back from elsewhere. */
static void a_key_that_does_not_fit_is_found_out(void **state)
{
    struct house *house = *state;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    char *keys = file_join(house->data, "keys");
    char *key = file_join(keys, STAFF_KEY_FILE);
    char *problem = NULL;
    struct registry *beside = NULL;
    struct staff_fit fit;
    staff_add(house, "anna", STAFF_PASSWORD);
    staff_administrator(house, "bo", &staff, uri);
    assert_int_equal(
        user_insert(house->registry, &(struct user){.name = "carl"}, NULL, (const char[PASSWORD_HASH_BYTES]){"none"}),
        ERR_OK);
    assert_int_equal(db_run(house->registry->db, "UPDATE staff SET oidc = 1 WHERE name = 'carl'", ""), ERR_OK);
    assert_int_equal(registry_open_to_look(&beside, house->data, NULL, &problem), ERR_OK);
    assert_int_equal(staff_secrets_fit(beside, &fit), ERR_OK);
    registry_close(beside);
    assert_int_equal(fit.users, 2);
    assert_int_equal(fit.misfits, 0);
    assert_int_equal(unlink(key), 0);
    for (int at = 0; at < 2; at++) { /* without one, and with another */
        assert_int_equal(registry_open_to_look(&beside, house->data, NULL, &problem), ERR_OK);
        assert_int_equal(staff_secrets_fit(beside, &fit), ERR_OK);
        registry_close(beside);
        assert_int_equal(fit.users, 2);
        assert_int_equal(fit.misfits, 2);
        assert_string_equal(fit.names[0], "anna");
        assert_string_equal(fit.names[1], "bo");
        if (at == 0) assert_int_equal(staff_key_make(keys), ERR_OK);
    }
    /* The way out when it is lost: what is given anew is sealed under the new one. */
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(user_set_password(beside, "bo", "et helt andet kodeord"), ERR_OK);
    assert_int_equal(staff_secrets_fit(beside, &fit), ERR_OK);
    assert_int_equal(fit.misfits, 2); /* the telephone */
    assert_int_equal(totp_reset(beside, "bo"), ERR_OK);
    assert_int_equal(staff_secrets_fit(beside, &fit), ERR_OK);
    assert_int_equal(fit.misfits, 1);
    assert_string_equal(fit.names[0], "anna");
    assert_string_equal(fit.names[1], "");
    registry_close(beside);
    free(key);
    free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_that_everybody_tries_are_refused),
        house_test(a_known_password_can_not_be_taken),
        house_test(a_copy_of_the_database_opens_nothing),
        house_test(what_is_sealed_is_its_users_alone),
        house_test(what_was_open_is_sealed_and_scrubbed),
        house_test(a_lost_key_is_said_and_not_replaced),
        house_test(a_key_that_does_not_fit_is_found_out),
        house_test(users_are_told_of_changes),
        house_test(a_full_queue_stops_no_change),
        house_test(what_is_grave_takes_a_code_that_is_young),
        house_test(who_has_no_code_gives_the_password),
        house_test(another_session_is_not_proved_with_it),
        house_test(a_refusal_names_users_and_nobody_else),
        house_test(a_repeated_code_is_told_apart_in_the_log_alone),
        house_test(a_flood_of_refusals_does_not_fill_the_disk),
    };
    return cmocka_run_group_tests_name("registry guard", tests, house_begin, NULL);
}
