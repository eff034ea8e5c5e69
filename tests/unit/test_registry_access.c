/* tests/unit/test_registry_access.c - every route of every table, asked by everybody there is: may they? Generated from
 * the tables, so that a new route is asked about too. */
#include "tests/unit/staff_house.h"

#include "sync/registry/server/routes.h"
#include "sync/registry/staff/session_proof.h"
#include "sync/registry/web/html.h"
#include "sync/registry/web/routes_web.h"

/* Every table of routes that server.c looks into. */
typedef const struct route *route_table(size_t *out_count);
static route_table *const tables[] = {routes_wire, routes_staff, routes_web};
enum { TABLES_COUNT = sizeof(tables) / sizeof(tables[0]), ROUTES_LEAST = 40 };

enum asker {
    ASKER_NOBODY,
    ASKER_FORGER, /* a token that was never given out */
    ASKER_KIOSK,
    ASKER_HALF, /* an administrator's password, and no second factor yet */
    ASKER_EDITOR,
    ASKER_SECRETARIAT,
    ASKER_ADMINISTRATOR,
    ASKER_LONG_AGO,     /* an administrator who showed long ago who she is */
    ASKER_EXPIRED,      /* an administrator who was away too long */
    ASKER_DISABLED,     /* an administrator who was one */
    ASKER_WITHOUT_CSRF, /* an administrator's browser, made to ask by somebody else's page */
    ASKER_OTHER_CSRF,   /* the same, with the token of another session */
    ASKER_CROSS_SITE,   /* the same, with all tokens, but said to come from another site */
    ASKER_COUNT
};

static const char *const asker_names[ASKER_COUNT] = {"nobody",       "forger",     "kiosk",     "half",    "editor",
                                                     "secretariat",  "admin",      "long ago",  "expired", "disabled",
                                                     "without csrf", "other csrf", "cross site"};

static bool is_staff(enum route_who who)
{
    return who >= ROUTE_HALF;
}

static bool is_grave(enum route_who who)
{
    return who == ROUTE_EDITOR_PROVED || who == ROUTE_SECRETARIAT_PROVED || who == ROUTE_ADMINISTRATOR_PROVED;
}

/* The refusal that is owed; NULL: the route itself answers. Written down apart from gate.c, as people would say it. */
static const char *owed(const struct route *route, enum asker asker)
{
    bool looks = strcmp(route->method, "GET") == 0;
    if (route->who == ROUTE_OPEN) return NULL;
    if (route->who == ROUTE_KIOSK) return asker == ASKER_KIOSK ? NULL : "unknown_kiosk";
    if (route->who == ROUTE_SIGN_IN) return asker == ASKER_CROSS_SITE ? "cross_site" : NULL;
    switch (asker) {
    case ASKER_NOBODY:
    case ASKER_FORGER:
    case ASKER_KIOSK:
    case ASKER_EXPIRED:
    case ASKER_DISABLED: return "sign_in_needed";
    case ASKER_HALF: return route->who == ROUTE_HALF ? NULL : "second_factor_needed";
    case ASKER_EDITOR: return route->who >= ROUTE_SECRETARIAT ? "not_allowed" : NULL;
    case ASKER_SECRETARIAT: return route->who >= ROUTE_ADMINISTRATOR ? "not_allowed" : NULL;
    case ASKER_LONG_AGO: return is_grave(route->who) ? "proof_needed" : NULL;
    case ASKER_WITHOUT_CSRF:
    case ASKER_OTHER_CSRF: return looks ? NULL : "csrf";
    case ASKER_CROSS_SITE: return looks ? NULL : "cross_site";
    default: return NULL;
    }
}

static const char *user_of(enum asker asker)
{
    switch (asker) {
    case ASKER_EDITOR: return "editor";
    case ASKER_SECRETARIAT: return "secretariat";
    case ASKER_DISABLED: return "disabled";
    default: return "administrator";
    }
}

static void add(struct house *house, const char *name, enum role role)
{
    static const char hash[PASSWORD_HASH_BYTES] = "nobody signs in with this";
    struct user user = {.role = role};
    snprintf(user.name, sizeof(user.name), "%s", name);
    assert_int_equal(user_insert(house->registry, &user, NULL, hash), ERR_OK);
}

/* A session of its own for every question: some end it. */
static void begin(struct house *house, enum asker asker, struct staff *out)
{
    char token[SESSION_TOKEN_TEXT_BYTES];
    struct session session;
    struct session other;
    if (asker == ASKER_DISABLED) assert_int_equal(user_set_disabled(house->registry, "disabled", false), ERR_OK);
    assert_int_equal(session_begin(house->registry, "administrator", false, token, &other), ERR_OK);
    assert_int_equal(session_begin(house->registry, user_of(asker), asker == ASKER_HALF, token, &session), ERR_OK);
    if (asker == ASKER_FORGER) token_make(token);
    if (asker == ASKER_DISABLED) {
        /* The row alone, so that it is not the end of the sessions that keeps them out. */
        assert_int_equal(db_run(house->registry->db, "UPDATE staff SET disabled_s = 1 WHERE name = 'disabled'", ""),
                         ERR_OK);
    }
    if (asker == ASKER_LONG_AGO) {
        assert_int_equal(session_prove(house->registry, &session, HOUSE_NOW_S - SESSION_PROOF_S), ERR_OK);
    }
    if (asker == ASKER_EXPIRED) {
        assert_int_equal(db_run(house->registry->db, "UPDATE session SET seen_s = ? WHERE token_hash = ?", "ib",
                                (int64_t)HOUSE_NOW_S - SESSION_IDLE_S, session.hash, sizeof(session.hash)),
                         ERR_OK);
    }
    snprintf(out->cookie, sizeof(out->cookie), "Cookie: forhal_session=%s", token);
    snprintf(out->csrf, sizeof(out->csrf), "Forhal-Csrf: %s", asker == ASKER_OTHER_CSRF ? other.csrf : session.csrf);
}

static void ask(struct answer *out, struct house *house, const struct test_kiosk *kiosk, enum asker asker,
                const char *method, const char *target)
{
    struct staff staff = {.cookie = ""};
    const char *body = strcmp(method, "GET") == 0 ? NULL : "{}";
    size_t bytes = body != NULL ? strlen(body) : 0;
    if (asker == ASKER_NOBODY) {
        http(out, house->url, method, target, body, bytes, NULL);
    } else if (asker == ASKER_KIOSK) {
        kiosk_http(out, house->url, kiosk, method, target, body, NULL);
    } else {
        begin(house, asker, &staff);
        const char *csrf = asker != ASKER_WITHOUT_CSRF ? staff.csrf : NULL;
        const char *site = asker == ASKER_CROSS_SITE ? "Sec-Fetch-Site: cross-site" : "Sec-Fetch-Site: same-origin";
        http(out, house->url, method, target, body, bytes,
             (const char *const[]){staff.cookie, csrf != NULL ? csrf : site, csrf != NULL ? site : NULL, NULL});
    }
}

/* Is it a refusal that says who may not, whatever was asked? */
static bool is_refusal_of_asker(const char *code)
{
    static const char *const codes[] = {"sign_in_needed", "second_factor_needed", "not_allowed",   "csrf",
                                        "cross_site",     "unknown_kiosk",        "bad_signature", "proof_needed"};
    for (size_t at = 0; at < sizeof(codes) / sizeof(codes[0]); at++) {
        if (strcmp(code, codes[at]) == 0) return true;
    }
    return false;
}

/* JSON is never a page: a browser that is led to it keeps it as a file. Kiosks' own routes go without (server.h). */
static bool is_no_page(const struct answer *answer, const struct route *route)
{
    char type[256], disposition[256];
    bool api = strcmp(answer_header(answer, "Content-Type", type), "application/json") == 0;
    bool owed = api && route->who != ROUTE_KIOSK;
    bool has =
        strcmp(answer_header(answer, "Content-Disposition", disposition), "attachment; filename=\"api.json\"") == 0;
    if (has != owed) print_error("%s %s: \"%s\" for %s\n", route->method, route->path, disposition, type);
    return has == owed;
}

static bool check(struct house *house, const struct test_kiosk *kiosk, const struct route *route, enum asker asker)
{
    char target[128];
    AUTO(answer_finish) struct answer answer = {0};
    size_t length = strlen(route->path);
    bool open_ended = length > 1 && route->path[length - 1] == '/';
    bool below = route->path[length - 1] == '*';
    snprintf(target, sizeof(target), "%.*s%s", (int)(below ? length - 1 : length), route->path,
             open_ended || below ? "x" : "");
    ask(&answer, house, kiosk, asker, route->method, target);
    const char *wanted = owed(route, asker);
    const char *code = answer_code(&answer);
    bool good = wanted != NULL ? strcmp(code, wanted) == 0 : !is_refusal_of_asker(code);
    if (wanted != NULL) good = good && answer.status >= 401 && answer.status <= 403;
    /* A route that is not there proves nothing. */
    good = good && answer.status != 405 && answer.status != 503;
    if (!is_no_page(&answer, route)) return false;
    if (!good) {
        print_error("%s %s, asked by %s: %ld \"%s\", wanted %s\n", route->method, target, asker_names[asker],
                    answer.status, code, wanted != NULL ? wanted : "an answer of the route");
    }
    return good;
}

static void every_route_lets_in_whom_it_names(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    size_t asked = 0;
    size_t wrong = 0;
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    add(house, "editor", ROLE_EDITOR);
    add(house, "secretariat", ROLE_SECRETARIAT);
    add(house, "administrator", ROLE_ADMINISTRATOR);
    add(house, "disabled", ROLE_ADMINISTRATOR);
    for (size_t table = 0; table < TABLES_COUNT; table++) {
        size_t count = 0;
        const struct route *routes = tables[table](&count);
        assert_true(count > 0);
        for (size_t at = 0; at < count; at++) {
            for (int asker = 0; asker < ASKER_COUNT; asker++) {
                wrong += !check(house, &kiosk, &routes[at], (enum asker)asker);
                asked++;
            }
        }
    }
    print_message("%zu questions\n", asked);
    assert_int_equal(wrong, 0);
}

static void every_route_says_who_may_call_it(void **state)
{
    (void)state;
    size_t all = 0;
    for (size_t table = 0; table < TABLES_COUNT; table++) {
        size_t count = 0;
        const struct route *routes = tables[table](&count);
        assert_true(count > 0);
        for (size_t at = 0; at < count; at++) {
            const struct route *route = &routes[at];
            if (route->who == ROUTE_UNDECIDED || route->who >= ROUTE_WHO_COUNT) {
                fail_msg("%s %s: say in its table who may call it", route->method, route->path);
            }
            /* What is under /v1/staff/ is for staff, and nothing else is. */
            bool inside = strncmp(route->path, "/v1/staff/", strlen("/v1/staff/")) == 0;
            bool session = strncmp(route->path, "/v1/session", strlen("/v1/session")) == 0;
            if (inside && route->who < ROUTE_EDITOR) fail_msg("%s %s is open", route->method, route->path);
            if (is_staff(route->who) && !inside && !session) fail_msg("%s is for staff by another name", route->path);
        }
        all += count;
    }
    assert_true(all >= ROUTES_LEAST);
}

/* The decisions a second time, by hand: a slip in the table would otherwise be what the table says. What does not stand
 * here is the secretariat's. */
static const struct decision {
    const char *method, *path;
    enum route_who who;
} decisions[] = {
    {"POST", "/v1/session", ROUTE_SIGN_IN},
    {"GET", "/v1/session", ROUTE_HALF},
    {"GET", "/v1/session/ways", ROUTE_OPEN},
    {"GET", "/oidc", ROUTE_OPEN},
    {"GET", "/oidc/again", ROUTE_OPEN},
    {"DELETE", "/v1/session", ROUTE_HALF},
    {"POST", "/v1/session/code", ROUTE_HALF},
    {"POST", "/v1/session/password", ROUTE_EDITOR},
    {"GET", "/v1/session/mail", ROUTE_EDITOR},
    {"POST", "/v1/session/mail", ROUTE_EDITOR_PROVED},
    {"POST", "/v1/session/proof", ROUTE_EDITOR},
    {"POST", "/v1/session/totp", ROUTE_HALF},
    {"GET", "/v1/session/all", ROUTE_EDITOR},
    {"POST", "/v1/session/end", ROUTE_EDITOR},
    {"POST", "/v1/welcome", ROUTE_SIGN_IN},
    {"POST", "/v1/welcome/look", ROUTE_SIGN_IN},
    {"GET", "/v1/staff/site", ROUTE_EDITOR},
    {"GET", "/v1/staff/users", ROUTE_ADMINISTRATOR},
    {"POST", "/v1/staff/users", ROUTE_ADMINISTRATOR_PROVED},
    {"POST", "/v1/staff/invitations", ROUTE_ADMINISTRATOR_PROVED},
    {"POST", "/v1/staff/inbox.csv", ROUTE_SECRETARIAT_PROVED},
    {"POST", "/v1/staff/kiosks/identity", ROUTE_ADMINISTRATOR_PROVED},
    {"POST", "/v1/staff/kiosks/invite", ROUTE_ADMINISTRATOR},
    {"POST", "/v1/staff/newcomers", ROUTE_ADMINISTRATOR},
    {"POST", "/v1/staff/content", ROUTE_ADMINISTRATOR},
    {"GET", "/v1/staff/networks", ROUTE_EDITOR},
    {"GET", "/v1/staff/networks/", ROUTE_EDITOR},
    {"PUT", "/v1/staff/networks/", ROUTE_EDITOR},
    {"POST", "/v1/staff/networks/", ROUTE_EDITOR},
    {"GET", "/v1/staff/versions/", ROUTE_EDITOR},
    {"POST", "/v1/staff/pictures", ROUTE_EDITOR},
    {"GET", "/v1/staff/pictures/", ROUTE_EDITOR},
    {"POST", "/v1/staff/preview", ROUTE_EDITOR},
    {"GET", "/v1/staff/log", ROUTE_ADMINISTRATOR},
    {"POST", "/v1/staff/privacy/export", ROUTE_SECRETARIAT_PROVED},
    {"POST", "/v1/staff/privacy/erase", ROUTE_SECRETARIAT_PROVED},
    {"POST", "/v1/staff/notices", ROUTE_ADMINISTRATOR},
};
enum { DECISIONS_COUNT = sizeof(decisions) / sizeof(decisions[0]) };

static void nobody_is_let_in_by_a_slip(void **state)
{
    (void)state;
    size_t count = 0;
    size_t met = 0;
    const struct route *routes = routes_staff(&count);
    for (size_t at = 0; at < count; at++) {
        enum route_who decided = ROUTE_SECRETARIAT;
        for (size_t nth = 0; nth < DECISIONS_COUNT; nth++) {
            const struct decision *one = &decisions[nth];
            if (strcmp(one->method, routes[at].method) != 0 || strcmp(one->path, routes[at].path) != 0) continue;
            decided = one->who;
            met++;
        }
        if (routes[at].who != decided) fail_msg("%s %s is for others", routes[at].method, routes[at].path);
    }
    assert_int_equal(met, DECISIONS_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_says_who_may_call_it),
        cmocka_unit_test(nobody_is_let_in_by_a_slip),
        house_test(every_route_lets_in_whom_it_names),
    };
    html_wipe_on_free();
    return cmocka_run_group_tests_name("registry access", tests, house_begin, NULL);
}
