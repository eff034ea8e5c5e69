/* tests/unit/test_openapi.c - sync/registry/openapi.json against what the routes really answer. */
#include "tests/unit/openapi_asker.h"
#include "tests/unit/openapi_kiosks.h"
#include "tests/unit/staff_house.h"
#include "tests/unit/web_content.h"

#include "sync/model/picture.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/staff/invitations.h"
#include "sync/registry/staff/users.h"
#include "sync/wire/heartbeat.h"

#define PASSWORD "tolv tegn og lidt til"

static void sign_in(struct asker *asker)
{
    static const char body[] = "{\"name\":\"Anna\",\"password\":\"" PASSWORD "\"}";
    char value[256];
    AUTO(answer_finish) struct answer answer = {0};
    assert_int_equal(user_add(asker->house->registry, "Anna", PASSWORD), ERR_OK);
    assert_int_equal(user_set_password_only(asker->house->registry, "Anna"), ERR_OK);
    check_body(asker, "POST", "/v1/session", body);
    http(&answer, asker->house->url, "POST", "/v1/session", body, strlen(body), NULL);
    expect(asker, &answer, "POST", "/v1/session", 200);
    answer_header(&answer, "Set-Cookie", value);
    value[strcspn(value, ";")] = '\0';
    snprintf(asker->cookie, sizeof(asker->cookie), "Cookie: %.240s", value);
    snprintf(asker->csrf, sizeof(asker->csrf), "Forhal-Csrf: %.80s", json_text_at(answer.json, "csrf"));
}

/* As on the registry's own pages. */
static void give_on_a_page(struct asker *asker)
{
    struct submission submission;
    unsigned char id[ENTRY_ID_BYTES];
    enum verdict verdict = VERDICT_COUNT;
    const char *problem = NULL;
    submission_make(&submission, "network-0");
    randombytes_buf(id, sizeof(id));
    assert_int_equal(ledger_take(asker->house->registry, id, &submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CREATED);
}

static void staff_routes_are_as_described(void **state)
{
    static const char entries[] = "/v1/staff/entries", ideas[] = "/v1/staff/ideas", session[] = "/v1/session";
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    send_entries(&asker);
    give_on_a_page(&asker);
    sign_in(&asker);
    staff_expect(&asker, true, "GET", entries, entries, NULL, 200);
    staff_expect(&asker, true, "GET", entries, "/v1/staff/entries?limit=501", NULL, 400);
    staff_expect(&asker, false, "GET", entries, entries, NULL, 401);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":1,\"status\":\"read\",\"answer\":\"Tak\"}", 200);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":99,\"status\":\"read\"}", 404);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":1}", 400);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":1,\"status\":\"read\",\"text\":\"Tak\"}", 400);
    staff_expect(&asker, true, "GET", ideas, ideas, NULL, 200);
    staff_expect(&asker, true, "POST", ideas, ideas, "{\"order\":2,\"publish\":true,\"status\":\"considered\"}", 200);
    staff_expect(&asker, true, "POST", ideas, ideas, "{\"order\":2,\"publish\":true,\"title\":\"\"}", 400);
    staff_expect(&asker, true, "GET", ideas, ideas, NULL, 200);
    staff_expect(&asker, false, "POST", ideas, ideas, "{}", 401);
    static const char code[] = "/v1/session/code", totp[] = "/v1/session/totp", log[] = "/v1/staff/log";
    staff_expect(&asker, true, "GET", session, session, NULL, 200);
    staff_expect(&asker, true, "GET", log, log, NULL, 403);
    staff_expect(&asker, true, "POST", code, code, "{\"code\":\"123456\"}", 409);
    staff_expect(&asker, true, "POST", code, code, "{}", 400);
    staff_expect(&asker, true, "POST", totp, totp, "{\"code\":\"123456\"}", 409);
    staff_expect(&asker, true, "POST", totp, totp, "{}", 200);
    staff_expect(&asker, true, "POST", totp, totp, "{\"code\":\"1\"}", 403);
    static const char proof[] = "/v1/session/proof";
    staff_expect(&asker, true, "POST", proof, proof, "{\"password\":\"" PASSWORD "\"}", 200);
    staff_expect(&asker, true, "POST", proof, proof, "{\"password\":\"no\"}", 401);
    staff_expect(&asker, true, "POST", proof, proof, "{\"code\":\"123456\"}", 409);
    staff_expect(&asker, true, "POST", proof, proof, "{}", 400);
    static const char mail[] = "/v1/session/mail";
    staff_expect(&asker, true, "GET", mail, mail, NULL, 200);
    staff_expect(&asker, true, "POST", mail, mail, "{\"mail\":\"a@b.dk\"}", 200);
    staff_expect(&asker, true, "POST", mail, mail, "{\"mail\":\"no\"}", 400);
    static const char password[] = "/v1/session/password";
    staff_expect(&asker, true, "POST", password, password, "{\"password\":\"" PASSWORD "\",\"new\":\"kort\"}", 400);
    staff_expect(&asker, true, "POST", password, password, "{\"password\":\"no\",\"new\":\"" PASSWORD "\"}", 401);
    staff_expect(&asker, true, "POST", password, password, "{\"password\":\"" PASSWORD "\",\"new\":\"" PASSWORD "!\"}",
                 200);
    staff_expect(&asker, false, "POST", session, session, "{\"name\":\"Anna\",\"password\":\"no\"}", 401);
    staff_expect(&asker, false, "POST", session, session, "{}", 400);
    staff_expect(&asker, true, "DELETE", session, session, NULL, 200);
}

/* All there is to know, and nothing. */
static void tell_heartbeats(struct asker *asker)
{
    AUTO(str_finish) struct str text;
    static const char all[] =
        "{\"agent\":{\"version\":\"1\",\"link\":\"good\",\"clock\":\"doubtful\",\"wall_s\":1,\"up_s\":1,"
        "\"resident_kib\":1,\"pss_kib\":1,\"watchdog_s\":1,\"certificate_days\":-1,\"beats\":1},"
        "\"outbox\":{\"waiting\":1,\"set_aside\":1,\"oldest_s\":1},\"content\":{\"generation\":\"1-a\",\"sequence\":1},"
        "\"screen\":{\"age_s\":1,\"shown\":\"board\",\"doing\":\"used\",\"voice\":\"good\",\"version\":\"1\","
        "\"generation\":\"1-a\",\"sequence\":1,\"at_ms\":1,\"up_s\":1,\"frames\":1,\"presented_ms\":1,\"content_s\":1,"
        "\"touched_s\":1,\"touch_devices\":1,\"watchdog_s\":1,\"fed_ms\":1,\"resident_kib\":1,\"heap_kib\":1,"
        "\"caches_kib\":1,\"width_px\":1,\"height_px\":1,\"width_mm\":1,\"height_mm\":1},"
        "\"board\":{\"cpu_mc\":1,\"throttled\":1,\"under_voltage\":1,\"disk_free_mib\":1,\"disk_mib\":1,"
        "\"memory_available_mib\":1,\"memory_mib\":1,\"up_s\":1,\"hardware_watchdog_s\":1}}";
    struct heartbeat beat;
    assert_int_equal(heartbeat_read(&beat, all, strlen(all)), ERR_OK);
    assert_int_equal(heartbeat_write(&text, &beat), ERR_OK);
    assert_int_equal(text.length, strlen(all)); /* nothing of it was passed over */
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{}", NULL, 200);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", all, NULL, 200);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{\"board\":{\"up_s\":-1}}", NULL, 400);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "[[[[[[1]]]]]]", NULL, 413);
}

/* The look that staff ask for; the kiosk hears of it. */
static void ask_look(struct asker *asker, char target[PATH_BYTES], char seen[PATH_BYTES])
{
    char body[128];
    AUTO(answer_finish) struct answer asked = {0};
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\"}", asker->kiosk.id);
    check_body(asker, "POST", "/v1/staff/kiosks/look", body);
    http(&asked, asker->house->url, "POST", "/v1/staff/kiosks/look", body, strlen(body),
         (const char *const[]){asker->cookie, asker->csrf, NULL});
    expect(asker, &asked, "POST", "/v1/staff/kiosks/look", 200);
    kiosk_expects(asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{}", NULL, 200);
    snprintf(target, PATH_BYTES, "/v1/look?id=%s", json_text_at(asked.json, "look"));
    snprintf(seen, PATH_BYTES, "/v1/staff/looks/%s", json_text_at(asked.json, "look"));
}

static void give_picture(struct asker *asker, const char *target)
{
    AUTO(str_finish) struct str png;
    AUTO(answer_finish) struct answer given = {0};
    char signature[REQUEST_SIGNATURE_TEXT_BYTES], who[160], signed_by[160];
    assert_int_equal(file_read(&png, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    request_sign(signature, SIGN_REQUEST, "POST", target, str_text(&png), png.length, asker->kiosk.sign_secret);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %s", asker->kiosk.id);
    snprintf(signed_by, sizeof(signed_by), "Forhal-Signature: %s", signature);
    http(&given, asker->house->url, "POST", target, str_text(&png), png.length,
         (const char *const[]){who, signed_by, NULL});
    expect(asker, &given, "POST", "/v1/look", 200);
}

static void see_part(struct asker *asker, const char *target, const char *range, long status)
{
    AUTO(answer_finish) struct answer part = {0};
    http(&part, asker->house->url, "GET", target, NULL, 0, (const char *const[]){asker->cookie, range, NULL});
    expect(asker, &part, "GET", "/v1/staff/looks/", status);
}

/* A kiosk that asks to be accepted; `fingerprint` as staff see it. */
static void newcomer(struct asker *asker, char fingerprint[FINGERPRINT_TEXT_BYTES])
{
    unsigned char key[SIGN_PUBLIC_BYTES];
    enum pending_answer answered = PENDING_FULL;
    bool is_new = false;
    struct kiosk kiosk;
    randombytes_buf(key, sizeof(key));
    assert_int_equal(pending_ask(asker->house->registry, key, "192.0.2.7", true, &answered, &is_new, &kiosk), ERR_OK);
    fingerprint_text(fingerprint, key);
}

/* What is in routes_kiosks.c; the asker signs in anew as an administrator. */
static void look_after_kiosks(struct asker *asker)
{
    static const char kiosks[] = "/v1/staff/kiosks", identity[] = "/v1/staff/kiosks/identity",
                      invite[] = "/v1/staff/kiosks/invite", newcomers[] = "/v1/staff/newcomers",
                      mail[] = "/v1/staff/mail", alerts[] = "/v1/staff/alerts", building[] = "/v1/staff/building";
    char body[256], first[FINGERPRINT_TEXT_BYTES], second[FINGERPRINT_TEXT_BYTES];
    assert_int_equal(db_run(asker->house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\",\"name\":\"Foyer 2\"}", asker->kiosk.id);
    staff_expect(asker, true, "POST", kiosks, kiosks, body, 200);
    staff_expect(asker, true, "POST", kiosks, kiosks, "{\"kiosk\":\"nobody\",\"name\":\"x\"}", 404);
    staff_expect(asker, true, "POST", kiosks, kiosks, "{}", 400);
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\",\"do\":\"rotate\"}", asker->kiosk.id);
    staff_expect(asker, true, "POST", identity, identity, body, 200);
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\",\"do\":\"trust\"}", asker->kiosk.id);
    staff_expect(asker, true, "POST", identity, identity, body, 409);
    staff_expect(asker, true, "POST", identity, identity, "{\"kiosk\":\"nobody\",\"do\":\"revoke\"}", 404);
    staff_expect(asker, true, "POST", identity, identity, "{\"kiosk\":\"nobody\",\"do\":\"melt\"}", 400);
    staff_expect(asker, true, "POST", invite, invite, "{\"name\":\"Biblioteket\",\"minutes\":60}", 200);
    staff_expect(asker, true, "POST", invite, invite, "{\"name\":\"x\",\"minutes\":0}", 400);
    newcomer(asker, first);
    newcomer(asker, second);
    staff_expect(asker, true, "GET", newcomers, newcomers, NULL, 200);
    staff_expect(asker, false, "GET", newcomers, newcomers, NULL, 401);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"accept\",\"name\":\"Ny\"}", first);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 200);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"refuse\"}", second);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 200);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"refuse\"}", first);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 409);
    first[0] = first[0] == '0' ? '1' : '0';
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%s\",\"do\":\"refuse\"}", first);
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 404);
    snprintf(body, sizeof(body), "{\"fingerprint\":\"%.9s\",\"do\":\"refuse\"}", second); /* the short code */
    staff_expect(asker, true, "POST", newcomers, newcomers, body, 400);
    assert_int_equal(db_run(asker->house->registry->db,
                            "INSERT INTO mail (number, id, recipient, subject, text, queued_s, aside, why)"
                            " VALUES (7, 'x', 'anna@example.dk', 'S', 'T', 1795244400, 1, '550'),"
                            " (8, 'y', 'anna@example.dk', 'S', 'T', 1795244400, 0, '')",
                            ""),
                     ERR_OK);
    staff_expect(asker, true, "GET", mail, mail, NULL, 200);
    staff_expect(asker, true, "POST", mail, mail, "{\"number\":7,\"do\":\"again\"}", 200);
    staff_expect(asker, true, "POST", mail, mail, "{\"number\":7,\"do\":\"drop\"}", 404);
    staff_expect(asker, true, "POST", mail, mail, "{\"number\":7}", 400);
    assert_int_equal(db_run(asker->house->registry->db,
                            "INSERT INTO alert (kind, about, begun_s) VALUES ('disk', 'm', 1), ('silent', ?, 2)", "t",
                            asker->kiosk.id),
                     ERR_OK);
    staff_expect(asker, true, "GET", alerts, alerts, NULL, 200);
    staff_expect(asker, true, "GET", building, building, NULL, 200);
    staff_expect(asker, true, "PUT", building, building,
                 "{\"part\":\"announcements\",\"base\":null,\"value\":[{\"text\":\"Vi lukker kl. 14\"}]}", 200);
    staff_expect(asker, true, "GET", building, building, NULL, 200);
    staff_expect(asker, true, "PUT", building, building, "{\"part\":\"announcements\",\"base\":null,\"value\":null}",
                 409);
    staff_expect(asker, true, "PUT", building, building, "{\"part\":\"opening_hours\",\"value\":{\"monday\":1}}", 400);
    staff_expect(asker, true, "PUT", building, building, "{\"part\":\"door\",\"value\":null}", 400);
}

static void the_fleet_is_as_described(void **state)
{
    static const char kiosks[] = "/v1/staff/kiosks", ask[] = "/v1/staff/kiosks/look", looks[] = "/v1/staff/looks/";
    AUTO(asker_finish) struct asker asker;
    struct test_kiosk silent;
    char target[PATH_BYTES], seen[PATH_BYTES], large[8192];
    asker_begin(&asker, *state);
    kiosk_make(asker.house, &silent);
    sign_in(&asker);
    tell_heartbeats(&asker);
    staff_expect(&asker, true, "GET", kiosks, kiosks, NULL, 200);
    staff_expect(&asker, false, "GET", kiosks, kiosks, NULL, 401);
    staff_expect(&asker, true, "POST", ask, ask, "{}", 400);
    staff_expect(&asker, true, "POST", ask, ask, "{\"kiosk\":\"nobody\"}", 404);
    staff_expect(&asker, false, "POST", ask, ask, "{}", 401);
    ask_look(&asker, target, seen);
    staff_expect(&asker, true, "GET", looks, seen, NULL, 409);
    kiosk_expects(&asker, "POST", "/v1/look", target, "neither", NULL, 400);
    kiosk_expects(&asker, "POST", "/v1/look", target, "{\"refused\":\"private\"}", NULL, 200);
    staff_expect(&asker, true, "GET", looks, seen, NULL, 409);
    kiosk_expects(&asker, "POST", "/v1/look", target, "{\"refused\":\"private\"}", NULL, 404);
    ask_look(&asker, target, seen);
    give_picture(&asker, target);
    staff_expect(&asker, true, "GET", looks, seen, NULL, 200);
    see_part(&asker, seen, "Range: bytes=2-3", 206);
    see_part(&asker, seen, "Range: bytes=99999999-", 416);
    staff_expect(&asker, true, "GET", looks, "/v1/staff/looks/none", NULL, 404);
    look_after_kiosks(&asker);
    memset(large, ' ', sizeof(large));
    large[sizeof(large) - 1] = '\0';
    kiosk_expects(&asker, "POST", "/v1/heartbeat", "/v1/heartbeat", large, NULL, 413);
    assert_int_equal(kiosk_revoke(asker.house->registry, asker.kiosk.id), ERR_OK);
    kiosk_expects(&asker, "POST", "/v1/heartbeat", "/v1/heartbeat", "{}", NULL, 403);
}

static void publish_an_idea(struct asker *asker)
{
    struct submission submission;
    struct entry entry;
    struct receipt receipt;
    idea_make(&submission);
    entry_with(&entry, &asker->kiosk, &submission);
    send_one(asker->house, &asker->kiosk, &entry, &receipt);
    entry_finish(&entry);
    sign_in(asker);
    staff_expect(asker, true, "POST", "/v1/staff/ideas", "/v1/staff/ideas",
                 "{\"order\":1,\"publish\":true,\"status\":\"invited\",\"network\":\"maden\",\"answer\":\"Kom\"}", 200);
}

#include "tests/unit/openapi_networks.h"

static void open_data_is_as_described(void **state)
{
    static const char *const all[] = {"/data/networks.json", "/data/ideas.json", "/data/feed.atom",
                                      "/data/meetings.ics"};
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    for (size_t at = 0; at < 4; at++) staff_expect(&asker, false, "GET", all[at], all[at], NULL, 404);
    web_import(asker.house, NULL);
    publish_an_idea(&asker);
    for (size_t at = 0; at < 4; at++) {
        char etag[256], known[300];
        AUTO(answer_finish) struct answer answer = {0};
        AUTO(answer_finish) struct answer again = {0};
        http(&answer, asker.house->url, "GET", all[at], NULL, 0, NULL);
        expect(&asker, &answer, "GET", all[at], 200);
        if (at < 2) assert_true(json_array_size(json_object_get(answer.json, at == 0 ? "networks" : "ideas")) > 0);
        snprintf(known, sizeof(known), "If-None-Match: %s", answer_header(&answer, "ETag", etag));
        http(&again, asker.house->url, "GET", all[at], NULL, 0, (const char *const[]){known, NULL});
        expect(&asker, &again, "GET", all[at], 304);
    }
    staff_expect(&asker, false, "GET", all[0], "/data/networks.json?part=2", NULL, 200);
}

static void give_to_the_inbox(struct asker *asker, void (*make)(struct submission *))
{
    struct submission submission;
    unsigned char id[ENTRY_ID_BYTES];
    enum verdict verdict = VERDICT_COUNT;
    const char *problem = NULL;
    make(&submission);
    randombytes_buf(id, sizeof(id));
    assert_int_equal(ledger_take(asker->house->registry, id, &submission, &verdict, &problem), ERR_OK);
    assert_int_equal(verdict, VERDICT_CREATED);
}

static void make_seat(struct submission *out)
{
    seat_make(out, "maden");
}

static void the_inbox_is_as_described(void **state)
{
    static const char inbox[] = "/v1/staff/inbox", one[] = "/v1/staff/inbox/", csv[] = "/v1/staff/inbox.csv";
    static const char joins[] = "/v1/staff/joins", groups[] = "/v1/staff/seats", seats[] = "/v1/staff/seats/";
    static const char entries[] = "/v1/staff/entries", meetings[] = "/v1/staff/meetings.ics";
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    web_import(asker.house, NULL);
    for (int at = 0; at < 3; at++) give_to_the_inbox(&asker, idea_make);
    for (int at = 0; at < 2; at++) give_to_the_inbox(&asker, make_seat);
    sign_in(&asker);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":2,\"with\":1}", 200);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":2,\"with\":3}", 409);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":3,\"with\":99}", 404);
    staff_expect(&asker, true, "POST", joins, joins, "{\"order\":2,\"with\":null,\"base\":0}", 409);
    staff_expect(&asker, true, "POST", "/v1/staff/ideas", "/v1/staff/ideas", "{\"order\":2,\"publish\":true}", 409);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":5,\"status\":\"granted\"}", 409);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":5,\"status\":\"waiting_list\",\"base\":0}", 200);
    staff_expect(&asker, true, "POST", entries, entries, "{\"order\":5,\"status\":\"declined\",\"base\":0}", 409);
    staff_expect(&asker, true, "POST", "/v1/staff/ideas", "/v1/staff/ideas",
                 "{\"order\":1,\"publish\":true,\"base\":0}", 409);
    staff_expect(&asker, true, "POST", "/v1/staff/ideas", "/v1/staff/ideas",
                 "{\"order\":3,\"publish\":true,\"title\":\"Ring 28 12 34 56\",\"unmarked\":true}", 409);
    staff_expect(&asker, true, "GET", inbox, inbox, NULL, 200);
    staff_expect(&asker, true, "POST", inbox, inbox, "{\"limit\":3,\"search\":\"cykler\"}", 200);
    staff_expect(&asker, true, "POST", inbox, inbox, "{\"limit\":2,\"newest\":true}", 200);
    staff_expect(&asker, true, "POST", inbox, inbox, "{\"limit\":0}", 400);
    staff_expect(&asker, true, "GET", one, "/v1/staff/inbox/1", NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/inbox/5", NULL, 200);
    staff_expect(&asker, true, "GET", one, "/v1/staff/inbox/99", NULL, 404);
    staff_expect(&asker, true, "POST", csv, csv, "{\"kinds\":\"idea\"}", 200);
    staff_expect(&asker, true, "GET", groups, groups, NULL, 200);
    staff_expect(&asker, true, "GET", seats, "/v1/staff/seats/maden", NULL, 200);
    staff_expect(&asker, true, "GET", seats, "/v1/staff/seats/ingen", NULL, 404);
    staff_expect(&asker, true, "POST", seats, "/v1/staff/seats/maden", "{\"do\":\"give\"}", 200);
    staff_expect(&asker, true, "POST", seats, "/v1/staff/seats/haven", "{\"do\":\"give\"}", 404);
    staff_expect(&asker, true, "POST", seats, "/v1/staff/seats/maden", "{}", 400);
    staff_expect(&asker, true, "GET", meetings, meetings, NULL, 200);
}

static void an_invitation_is_as_described(void **state)
{
    static const char path[] = "/v1/welcome", log[] = "/v1/staff/log";
    struct invitation invitation = {.name = "Bo", .role = ROLE_EDITOR};
    char token[SESSION_TOKEN_TEXT_BYTES], body[200];
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    assert_int_equal(invitation_make(asker.house->registry, &invitation, token), ERR_OK);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"kort\"}", token);
    staff_expect(&asker, false, "POST", path, path, body, 400);
    snprintf(body, sizeof(body), "{\"token\":\"%s\",\"password\":\"" PASSWORD "\"}", token);
    staff_expect(&asker, false, "POST", path, path, body, 200);
    staff_expect(&asker, false, "POST", path, path, body, 403);
    sign_in(&asker);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    staff_expect(&asker, true, "GET", log, log, NULL, 200);
    staff_expect(&asker, true, "GET", log, "/v1/staff/log?limit=0", NULL, 400);
}

static void users_are_as_described(void **state)
{
    static const char users[] = "/v1/staff/users", invite[] = "/v1/staff/invitations", look[] = "/v1/welcome/look";
    static const char all[] = "/v1/session/all", end[] = "/v1/session/end",
                      bo[] = "{\"name\":\"Bo\",\"role\":\"editor\"}";
    char token[SESSION_TOKEN_TEXT_BYTES], body[100];
    struct invitation invitation = {.name = "Cia", .role = ROLE_EDITOR, .networks = "network-0"};
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    sign_in(&asker);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    assert_int_equal(invitation_make(asker.house->registry, &invitation, token), ERR_OK);
    snprintf(body, sizeof(body), "{\"token\":\"%s\"}", token);
    staff_expect(&asker, false, "POST", look, look, body, 200);
    staff_expect(&asker, false, "POST", look, look, "{\"token\":\"x\"}", 403);
    staff_expect(&asker, true, "POST", invite, invite, bo, 200);
    staff_expect(&asker, true, "POST", invite, invite, "{\"name\":\"Anna\",\"role\":\"editor\"}", 409);
    staff_expect(&asker, true, "POST", invite, invite, "{\"name\":\"(\"}", 400);
    staff_expect(&asker, true, "GET", users, users, NULL, 200);
    staff_expect(&asker, true, "GET", "/v1/staff/site", "/v1/staff/site", NULL, 200);
    staff_expect(&asker, true, "POST", users, users, "{\"name\":\"Bo\",\"do\":\"withdraw\"}", 200);
    staff_expect(&asker, true, "POST", users, users, "{\"name\":\"Bo\",\"do\":\"disable\"}", 404);
    staff_expect(&asker, true, "POST", users, users, "{\"name\":\"Anna\",\"do\":\"disable\"}", 409);
    staff_expect(&asker, true, "GET", all, all, NULL, 200);
    staff_expect(&asker, true, "POST", end, end, "{\"id\":\"x\"}", 404);
    staff_expect(&asker, true, "POST", end, end, "{}", 200);
}

/* Somebody who needs a second factor sets it up, and signs in with it. */
static void a_second_factor_is_as_described(void **state)
{
    static const char totp[] = "/v1/session/totp", code_path[] = "/v1/session/code";
    AUTO(asker_finish) struct asker asker;
    struct staff staff;
    char code[TOTP_DIGITS + 1];
    asker_begin(&asker, *state);
    assert_int_equal(user_add(asker.house->registry, "Cia", PASSWORD), ERR_OK);
    AUTO(answer_finish) struct answer half = {0};
    AUTO(answer_finish) struct answer begun = {0};
    AUTO(answer_finish) struct answer finished = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer whole = {0};
    staff_sign_in(&half, asker.house, "Cia", PASSWORD);
    expect(&asker, &half, "POST", "/v1/session", 200);
    staff_learn(&staff, &half);
    staff_http(&begun, asker.house, &staff, "POST", totp, "{}");
    expect(&asker, &begun, "POST", totp, 200);
    staff_code(asker.house, json_text_at(begun.json, "uri"), 0, code);
    staff_send(&finished, asker.house, &staff, totp, "code", code);
    expect(&asker, &finished, "POST", totp, 200);
    staff_sign_in(&again, asker.house, "Cia", PASSWORD);
    staff_learn(&staff, &again);
    staff_code(asker.house, json_text_at(begun.json, "uri"), 1, code); /* each code is good once */
    staff_send(&whole, asker.house, &staff, code_path, "code", code);
    expect(&asker, &whole, "POST", code_path, 200);
    AUTO(answer_finish) struct answer proved = {0};
    staff_learn(&staff, &whole);
    staff_send(&proved, asker.house, &staff, "/v1/session/proof", "code", code);
    expect(&asker, &proved, "POST", "/v1/session/proof", 403);
}

static void privacy_is_as_described(void **state)
{
#define PRIVACY "/v1/staff/privacy/"
    static const char notices[] = "/v1/staff/notices";
    static const struct {
        const char *method, *path, *target, *body;
        long status;
    } asked[] = {
        {"POST", PRIVACY "search", NULL, "{\"text\":\"Ørsted\",\"reason\":\"Indsigt\"}", 200},
        {"POST", PRIVACY "search", NULL, "{\"text\":\"Ørsted\"}", 400},
        {"POST", PRIVACY "export", NULL, "{\"orders\":[1,2],\"reason\":\"Indsigt\",\"form\":\"json\"}", 200},
        {"POST", PRIVACY "export", NULL, "{\"orders\":[1],\"reason\":\"Indsigt\",\"form\":\"page\"}", 200},
        {"POST", PRIVACY "export", NULL, "{\"orders\":[]}", 400},
        {"POST", PRIVACY "correct", NULL, "{\"order\":1,\"name\":\"Åse Ørsted Lund\"}", 200},
        {"POST", PRIVACY "correct", NULL, "{\"order\":1,\"name\":\"Åse\",\"base\":0}", 409},
        {"POST", PRIVACY "correct", NULL, "{\"order\":1,\"name\":\"\"}", 400},
        {"POST", PRIVACY "correct", NULL, "{\"order\":99,\"name\":\"Bo\"}", 404},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"until\":\"2028-01-01\",\"reason\":\"Klagesag\"}", 200},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"until\":\"2020-01-01\",\"reason\":\"Klagesag\"}", 400},
        {"POST", PRIVACY "refuse", NULL, "{\"order\":1,\"reason\":\"Klagesag\"}", 200},
        {"POST", PRIVACY "refuse", NULL, "{\"order\":99,\"reason\":\"Klagesag\"}", 404},
        {"GET", PRIVACY "retention", NULL, NULL, 200},
        {"POST", PRIVACY "search", NULL, "{\"text\":\"aase@\",\"reason\":\"Indsigt\"}", 200},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"release\":true}", 200},
        {"POST", PRIVACY "holds", NULL, "{\"order\":1,\"release\":true}", 404},
        {"POST", PRIVACY "erase", NULL, "{\"order\":1,\"reason\":\"Har bedt om det\"}", 200},
        {"POST", PRIVACY "erase", NULL, "{\"order\":1,\"reason\":\"Igen\"}", 404},
        {"GET", PRIVACY "proofs", NULL, NULL, 200},
        {"GET", PRIVACY "proofs", PRIVACY "proofs?number=x", NULL, 400},
        {"GET", notices, NULL, NULL, 200},
        {"POST", notices, NULL, "{}", 400},
        {"POST", notices, NULL, "{\"version\":\"2026-2\"}", 400},
        {"GET", "/v1/staff/log", "/v1/staff/log?entry=1&who=Anna", NULL, 200},
    };
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    web_import(asker.house, NULL);
    struct submission submission;
    for (int at = 0; at < 2; at++) {
        unsigned char id[ENTRY_ID_BYTES];
        enum verdict verdict = VERDICT_COUNT;
        const char *problem = NULL;
        submission_make(&submission, "maden");
        randombytes_buf(id, sizeof(id));
        assert_int_equal(ledger_take(asker.house->registry, id, &submission, &verdict, &problem), ERR_OK);
    }
    sign_in(&asker);
    assert_int_equal(db_run(asker.house->registry->db, "UPDATE staff SET role = 'administrator'", ""), ERR_OK);
    for (size_t at = 0; at < sizeof(asked) / sizeof(asked[0]); at++) {
        staff_expect(&asker, true, asked[at].method, asked[at].path,
                     asked[at].target != NULL ? asked[at].target : asked[at].path, asked[at].body, asked[at].status);
    }
    AUTO(json_auto)
    json_t *notice =
        json_pack("{s:s, s:s, s:s, s:[]}", "version", "2026-2", "title", "Sådan", "intro", "Kort", "sections");
    for (int at = 0; at < 8; at++) {
        json_array_append_new(json_object_get(notice, "sections"),
                              json_pack("{s:s, s:s}", "heading", "Hvem?", "text", "Os"));
    }
    char *body = json_dumps(notice, JSON_COMPACT);
    staff_expect(&asker, true, "POST", notices, notices, body, 200);
    body[strstr(body, "Kort") - body] = 'S';
    staff_expect(&asker, true, "POST", notices, notices, body, 409);
    free(body);
    staff_expect(&asker, true, "GET", notices, notices, NULL, 200);
}

static void numbers_are_as_described(void **state)
{
    static const char wire[] = "/v1/numbers", staff[] = "/v1/staff/numbers";
    static const char range[] = "/v1/staff/numbers?from=2026-11-01&to=2026-11-30";
    AUTO(asker_finish) struct asker asker;
    char csv[100];
    asker_begin(&asker, *state);
    kiosk_expects(&asker, "POST", wire, wire,
                  "{\"days\":{\"2026-11-21\":{\"visits\":9,\"language.da\":9,\"aid.large\":1,\"begun.idea\":3,"
                  "\"left.idea.form\":1}}}",
                  NULL, 200);
    kiosk_expects(&asker, "POST", wire, wire, "{\"days\":[]}", NULL, 400);
    kiosk_expects(&asker, "POST", wire, wire, "[[[[[[1]]]]]]", NULL, 413);
    send_entries(&asker);
    sign_in(&asker);
    snprintf(csv, sizeof(csv), "%s&form=csv", range);
    staff_expect(&asker, true, "GET", staff, range, NULL, 200);
    staff_expect(&asker, true, "GET", staff, csv, NULL, 200);
    staff_expect(&asker, true, "GET", staff, staff, NULL, 400);
}

static void watching_is_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    asker_begin(&asker, *state);
    staff_expect(&asker, false, "GET", "/v1/health", "/v1/health", NULL, 200);
    staff_expect(&asker, false, "GET", "/v1/session/ways", "/v1/session/ways", NULL, 200);
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, asker.house->url, "GET", "/v1/openapi.json", NULL, 0, NULL);
    expect(&asker, &answer, "GET", "/v1/openapi.json", 200);
    assert_true(json_equal(answer.json, asker.document));
}

/* Whatever is added later: asked by nobody, with nothing, and with too much. */
static void bare_questions_are_answered_as_described(void **state)
{
    AUTO(asker_finish) struct asker asker;
    const char *path, *name;
    json_t *item, *operation;
    asker_begin(&asker, *state);
    json_object_foreach (json_object_get(asker.document, "paths"), path, item) {
        json_object_foreach (item, name, operation) {
            char target[PATH_BYTES], method[16];
            snprintf(target, sizeof(target), "%.*s", (int)strcspn(path, "{"), path);
            if (strchr(path, '{') != NULL) strncat(target, "x", sizeof(target) - strlen(target) - 1);
            for (size_t at = 0; at <= strlen(name); at++) method[at] = (char)toupper((unsigned char)name[at]);
            static const char *const bodies[] = {NULL, "", "{}", "[", "[[[[[[[[[[[[]]]]]]]]]]]]"};
            for (size_t at = 0; at < sizeof(bodies) / sizeof(bodies[0]); at++) {
                if (bodies[at] != NULL && strcmp(method, "GET") == 0) continue;
                AUTO(answer_finish) struct answer answer = {0};
                size_t bytes = bodies[at] != NULL ? strlen(bodies[at]) : 0;
                http(&answer, asker.house->url, method, target, bodies[at], bytes, NULL);
                check_answer(asker.document, &answer, method, path);
            }
            AUTO(answer_finish) struct answer other = {0};
            http(&other, asker.house->url, "PATCH", target, NULL, 0, NULL);
            assert_refused(&other, 405, "bad_method");
            check_answer(asker.document, &other, method, path);
        }
    }
}

/* The last of the tests. */
static void every_address_was_asked_for_real(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *document = document_read();
    const char *path, *method;
    json_t *item, *operation;
    json_object_foreach (json_object_get(document, "paths"), path, item) {
        json_object_foreach (item, method, operation) {
            if (is_reached(json_text_at(operation, "operationId"))) continue;
            fail_msg("%s %s is described, and no test here has had an answer of 200 from it", method, path);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(enrolment_is_as_described),
        house_test(asking_to_be_accepted_is_as_described),
        house_test(turns_are_as_described),
        house_test(a_new_key_is_as_described),
        house_test(feed_and_keys_are_as_described),
        house_test(pictures_are_as_described),
        house_test(entries_are_as_described),
        house_test(staff_routes_are_as_described),
        house_test(the_fleet_is_as_described),
        house_test(networks_are_as_described),
        house_test(pages_are_as_described),
        house_test(facts_are_as_described),
        house_test(the_first_content_is_as_described),
        house_test(staffs_pictures_are_as_described),
        house_test(open_data_is_as_described),
        house_test(the_inbox_is_as_described),
        house_test(an_invitation_is_as_described),
        house_test(users_are_as_described),
        house_test(a_second_factor_is_as_described),
        house_test(privacy_is_as_described),
        house_test(numbers_are_as_described),
        house_test(watching_is_as_described),
        house_test(bare_questions_are_answered_as_described),
        cmocka_unit_test(every_address_was_asked_for_real),
    };
    return cmocka_run_group_tests_name("openapi", tests, house_begin, NULL);
}
