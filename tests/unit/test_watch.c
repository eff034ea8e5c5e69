/* tests/unit/test_watch.c - what whoever watches the registry sees: /healthz, /metrics, and the log's lines. */
#include "tests/unit/registry_house.h"

#include <ctype.h>
#include <fcntl.h>

#include "sync/base/log.h"
#include "sync/registry/settings/settings.h"

#define TOKEN "0123456789abcdef0123456789abcdef"

static void serve_with(struct house *house, const struct settings *settings)
{
    struct server_options options = {.settings = settings};
    char text[ADDRESS_TEXT_BYTES];
    server_stop(house->server);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    struct address address = server_address(house->server);
    address_text(&address, text);
    snprintf(house->url, sizeof(house->url), "http://%s", text);
}

static void put(struct settings *settings, const char *section, const char *key, const char *value)
{
    struct settings_reader reader = {.tell = NULL};
    assert_int_equal(settings_put(settings, &reader, section, key, value, "here"), ERR_OK);
}

static void health_is_alive_and_ready(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer alive = {0};
    AUTO(answer_finish) struct answer ready = {0};
    http(&alive, house->url, "GET", "/healthz", NULL, 0, NULL);
    assert_int_equal(alive.status, 200);
    http(&ready, house->url, "GET", "/healthz?ready", NULL, 0, NULL);
    assert_int_equal(ready.status, 200);
    assert_true(json_is_true(json_object_get(ready.json, "ready")));
    /* Without its table it is alive, and not ready. */
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE state RENAME TO gone", ""), ERR_OK);
    AUTO(answer_finish) struct answer still = {0};
    AUTO(answer_finish) struct answer not_ready = {0};
    http(&still, house->url, "GET", "/healthz", NULL, 0, NULL);
    assert_int_equal(still.status, 200);
    http(&not_ready, house->url, "GET", "/healthz?ready", NULL, 0, NULL);
    assert_refused(&not_ready, 503, "unavailable");
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE gone RENAME TO state", ""), ERR_OK);
}

/* ---- the text format, read strictly --------------------------------------------------------- */

static bool is_name(const char *text, size_t length)
{
    for (size_t at = 0; at < length; at++) {
        if (!isalnum((unsigned char)text[at]) && text[at] != '_') return false;
    }
    return length > 0 && !isdigit((unsigned char)text[0]);
}

/* The metric a sample belongs to: a histogram's samples have an ending. */
static bool belongs(const char *sample, size_t length, const char *metric, bool histogram)
{
    static const char *const ends[] = {"_bucket", "_sum", "_count"};
    size_t base = strlen(metric);
    if (length < base || strncmp(sample, metric, base) != 0) return false;
    if (!histogram) return length == base;
    for (size_t at = 0; at < 3; at++) {
        if (length == base + strlen(ends[at]) && strncmp(sample + base, ends[at], strlen(ends[at])) == 0) return true;
    }
    return false;
}

static const char *read_labels(const char *at)
{
    while (*at != '}') {
        size_t length = strcspn(at, "=");
        assert_true(is_name(at, length));
        at += length + 1;
        assert_int_equal(*at++, '"');
        for (; *at != '"'; at++) {
            assert_int_not_equal(*at, '\n');
            if (*at == '\\') at++;
        }
        at++;
        if (*at == ',') at++;
    }
    return at + 1;
}

static void assert_strict(const char *text)
{
    char metric[100] = "";
    bool histogram = false;
    size_t metrics = 0;
    double bucket = 0;
    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        assert_non_null(strchr(line, '\n'));
        if (strncmp(line, "# HELP ", 7) == 0) {
            size_t length = strcspn(line + 7, " ");
            assert_true(is_name(line + 7, length) && length < sizeof(metric));
            snprintf(metric, sizeof(metric), "%.*s", (int)length, line + 7);
            const char *again = strstr(text, line);
            assert_ptr_equal(again, line); /* a metric stands in one place */
            metrics++;
        } else if (line[0] == '#') {
            assert_int_equal(strncmp(line, "# TYPE ", 7), 0);
            assert_int_equal(strncmp(line + 7, metric, strlen(metric)), 0);
            histogram = strstr(line, " histogram\n") == strchr(line, '\n') - strlen(" histogram");
        } else {
            size_t length = strcspn(line, "{ ");
            assert_true(belongs(line, length, metric, histogram));
            const char *at = line + length;
            if (*at == '{') at = read_labels(at + 1);
            assert_int_equal(*at++, ' ');
            char *end = NULL;
            double value = strtod(at, &end);
            assert_int_equal(*end, '\n');
            bool in_bucket = histogram && strncmp(line + strlen(metric), "_bucket", 7) == 0;
            if (in_bucket && strstr(line, "le=\"0.0005\"") < end && strstr(line, "le=\"0.0005\"") != NULL) bucket = 0;
            if (in_bucket) assert_true(value >= bucket);
            if (in_bucket) bucket = value;
        }
    }
    assert_true(metrics > 15);
}

/* Where it is installed: Prometheus' own judgement. */
static void assert_promtool(struct house *house, const char *text)
{
    char path[PATH_MAX];
    char command[PATH_MAX + 100];
    if (system("command -v promtool >/dev/null") != 0) {
        print_message("skipped: promtool is not installed\n");
        return;
    }
    folder_path(house->folder, "metrics", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    snprintf(command, sizeof(command), "promtool check metrics <%s >&2", path);
    assert_int_equal(system(command), 0);
}

static void assert_has(const char *text, const char *line)
{
    if (strstr(text, line) == NULL) fail_msg("no \"%s\" in\n%s", line, text);
}

static void metrics_say_how_things_are(void **state)
{
    struct house *house = *state;
    struct settings settings;
    struct test_kiosk kiosk;
    struct entry entry;
    struct receipt receipt;
    char url[ADDRESS_TEXT_BYTES + 8];
    char text[ADDRESS_TEXT_BYTES];
    static const char *const token[] = {"Authorization: Bearer " TOKEN, NULL};
    static const char *const wrong[] = {"Authorization: Bearer 0123456789abcdef0123456789abcdee", NULL};
    assert_int_equal(settings_init(&settings), ERR_OK);
    put(&settings, "metrics", "token", TOKEN);
    put(&settings, "metrics", "address", "127.0.0.1:0");
    serve_with(house, &settings);
    house_import(house, 3);
    kiosk_make(house, &kiosk);
    entry_of(&entry, &kiosk, "network-1");
    send_one(house, &kiosk, &entry, &receipt);
    entry_finish(&entry);
    atomic_fetch_add(&house->wall_s, 100);
    AUTO(answer_finish) struct answer lost = {0};
    AUTO(answer_finish) struct answer refused = {0};
    AUTO(answer_finish) struct answer none = {0};
    AUTO(answer_finish) struct answer good = {0};
    AUTO(answer_finish) struct answer own = {0};
    AUTO(answer_finish) struct answer elsewhere = {0};
    http(&lost, house->url, "GET", "/nowhere/CVR-0101701234?name=Hemmelig", NULL, 0, NULL);
    http(&none, house->url, "GET", "/metrics", NULL, 0, NULL);
    assert_refused(&none, 401, "token_needed");
    http(&refused, house->url, "GET", "/metrics", NULL, 0, wrong);
    assert_refused(&refused, 401, "token_needed");
    http(&good, house->url, "GET", "/metrics", NULL, 0, token);
    assert_int_equal(good.status, 200);
    const char *page = str_text(&good.body);
    assert_strict(page);
    assert_promtool(house, page);
    assert_has(page, "\nforhal_requests_total{method=\"POST\",route=\"/v1/entries\",status=\"200\"} 1\n");
    assert_has(page, "\nforhal_requests_total{method=\"any\",route=\"none\",status=\"404\"} 1\n");
    assert_has(page, "\nforhal_requests_total{method=\"GET\",route=\"/metrics\",status=\"401\"} 2\n");
    assert_has(page, "\nforhal_entries{kind=\"interest\"} 1\n");
    assert_has(page, "\nforhal_items{type=\"network\"} 3\n");
    assert_has(page, "\nforhal_kiosks{state=\"silent\"} 1\n");
    assert_has(page, "\nforhal_oldest_open_entry_seconds 100\n");
    assert_has(page, "\nforhal_waiting_kiosks 0\n");
    assert_has(page, "\nforhal_mail_queue 0\n");
    assert_has(page, "\nforhal_database_bytes ");
    assert_has(page, "route=\"/v1/entries\",le=\"+Inf\"} 1\n");
    assert_null(strstr(page, "127.0.0.1"));
    assert_null(strstr(page, "Hemmelig"));
    assert_null(strstr(page, "0101701234"));
    assert_null(strstr(page, kiosk.id));
    /* The same at its own address, without a token, and nothing else there. */
    struct address address;
    assert_true(server_metrics_address(house->server, &address));
    address_text(&address, text);
    snprintf(url, sizeof(url), "http://%s", text);
    http(&own, url, "GET", "/metrics", NULL, 0, NULL);
    assert_int_equal(own.status, 200);
    assert_strict(str_text(&own.body));
    http(&elsewhere, url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(elsewhere.status, 404);
    server_stop(house->server);
    house->server = NULL;
    settings_finish(&settings);
}

static void without_a_token_there_are_none(void **state)
{
    struct house *house = *state;
    struct address address;
    AUTO(answer_finish) struct answer none = {0};
    AUTO(answer_finish) struct answer empty = {0};
    static const char *const token[] = {"Authorization: Bearer ", NULL};
    http(&none, house->url, "GET", "/metrics", NULL, 0, NULL);
    assert_refused(&none, 401, "token_needed");
    http(&empty, house->url, "GET", "/metrics", NULL, 0, token);
    assert_refused(&empty, 401, "token_needed");
    assert_false(server_metrics_address(house->server, &address));
}

/* ---- the log -------------------------------------------------------------------------------- */

/* What `log_fields()` writes in this form. */
static void said(struct folder *folder, enum log_format format, enum log_level level, const char *text, struct str *out)
{
    char path[PATH_MAX];
    const struct log_field fields[] = {{"route", "/v1/a b", 0}, {"status", NULL, 200}, {"peer", "", 0}};
    folder_path(folder, "log", path);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    dup2(file, STDERR_FILENO);
    log_set(format, LOG_LEVEL_INFO);
    log_fields(level, text, fields, 3);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(file);
    log_set(LOG_FORMAT_TEXT, LOG_LEVEL_INFO);
    FILE *back = fopen(path, "r");
    char bytes[8192] = "";
    size_t length = fread(bytes, 1, sizeof(bytes) - 1, back);
    fclose(back);
    str_init(out, sizeof(bytes));
    str_add_bytes(out, bytes, length);
}

static void a_line_is_a_line_in_each_form(void **state)
{
    static const char hostile[] = "a \"quoted\"\n<3>line \\ \x01 \xff æ";
    AUTO(str_finish) struct str text = {0};
    AUTO(str_finish) struct str logfmt = {0};
    AUTO(str_finish) struct str json = {0};
    AUTO(str_finish) struct str quiet = {0};
    said(*state, LOG_FORMAT_TEXT, LOG_LEVEL_WARNING, "hello", &text);
    assert_string_equal(str_text(&text), "forhal: hello route=\"/v1/a b\" status=200 peer=\"\"\n");
    said(*state, LOG_FORMAT_LOGFMT, LOG_LEVEL_WARNING, hostile, &logfmt);
    assert_non_null(strstr(str_text(&logfmt), " level=warning program=forhal msg=\"a \\\"quoted\\\" <3>line \\\\ "));
    assert_ptr_equal(strchr(str_text(&logfmt), '\n'), str_text(&logfmt) + logfmt.length - 1);
    said(*state, LOG_FORMAT_JSON, LOG_LEVEL_ERROR, hostile, &json);
    assert_ptr_equal(strchr(str_text(&json), '\n'), str_text(&json) + json.length - 1);
    AUTO(json_auto) json_t *line = json_loads(str_text(&json), 0, NULL);
    assert_string_equal(json_string_value(json_object_get(line, "level")), "error");
    assert_string_equal(json_string_value(json_object_get(line, "route")), "/v1/a b");
    assert_int_equal(json_integer_value(json_object_get(line, "status")), 200);
    said(*state, LOG_FORMAT_JSON, LOG_LEVEL_DEBUG, "hello", &quiet);
    assert_string_equal(str_text(&quiet), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(health_is_alive_and_ready),
        house_test(metrics_say_how_things_are),
        house_test(without_a_token_there_are_none),
        folder_test(a_line_is_a_line_in_each_form),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
