#define _GNU_SOURCE
#include "tests/unit/folder.h"

#include "tests/e2e/town.h"

#include <signal.h>
#include <time.h>

#include "sync/base/db.h"
#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"

enum { COMMAND_MS_MAX = 60000, START_MS_MAX = 60000, CONTENT_BYTES_MAX = 4 << 20 };

static const char content_file[] = "assets/content/albertslund-2014.json";

uint32_t town_seed(void)
{
    const char *text = getenv("TOWN_SEED");
    uint32_t seed = text != NULL ? (uint32_t)strtoul(text, NULL, 10) : (uint32_t)time(NULL);
    print_message("TOWN_SEED=%u\n", seed);
    return seed;
}

static int run_program(struct town *town, const char *name, const char *const words[], struct str *output)
{
    char program[TOWN_PATH_BYTES];
    const char *argv[PROC_ARGS_MAX + 1] = {program};
    proc_program(program, sizeof(program), name);
    for (size_t at = 0; words[at] != NULL && at + 1 < PROC_ARGS_MAX; at++) argv[at + 1] = words[at];
    return proc_run(argv, town->command_log, COMMAND_MS_MAX, output);
}

int town_sync(struct town *town, const char *const words[], struct str *output)
{
    return run_program(town, "forhal-sync", words, output);
}

int town_registry(struct town *town, const char *const words[], struct str *output)
{
    return run_program(town, "forhal-registry", words, output);
}

/* Asserts that it worked. */
static void must_registry(struct town *town, const char *const words[])
{
    AUTO(str_finish) struct str output;
    int status = town_registry(town, words, &output);
    if (status != 0) print_message("forhal-registry %s: %s\n", words[0], str_text(&output));
    assert_int_equal(status, 0);
}

void town_start_registry(struct town *town)
{
    char program[TOWN_PATH_BYTES];
    char listen[32];
    char line[256];
    proc_program(program, sizeof(program), "forhal-registry");
    snprintf(listen, sizeof(listen), "127.0.0.1:%u", (unsigned)town->port);
    const char *const argv[] = {program, "serve", "--data", town->registry_data, "--listen", listen, NULL};
    proc_finish(&town->registry);
    struct stat info;
    size_t from = stat(town->registry_log, &info) == 0 ? (size_t)info.st_size : 0;
    assert_int_equal(proc_start(&town->registry, argv, town->registry_log), ERR_OK);
    assert_int_equal(proc_wait_line(&town->registry, from, "http://127.0.0.1:", line, sizeof(line), START_MS_MAX),
                     ERR_OK);
    const char *port = strstr(line, "http://127.0.0.1:") + strlen("http://127.0.0.1:");
    town->port = (uint16_t)strtoul(port, NULL, 10);
    snprintf(town->url, sizeof(town->url), "http://127.0.0.1:%u", (unsigned)town->port);
}

void town_import(struct town *town, const char *title)
{
    AUTO(str_finish) struct str text;
    assert_int_equal(file_read(&text, content_file, CONTENT_BYTES_MAX), ERR_OK);
    AUTO(json_auto) json_t *content = NULL;
    assert_int_equal(json_parse(&content, str_text(&text), text.length, CONTENT_BYTES_MAX, 16, NULL), ERR_OK);
    json_t *first = json_array_get(json_object_get(content, "networks"), 0);
    if (title != NULL) json_object_set_new(first, "title", json_string(title));
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/content.json", town->folder);
    assert_int_equal(json_dump_file(content, path, JSON_INDENT(1)), 0);
    must_registry(town, (const char *const[]){"content", "import", path, "--data", town->registry_data, NULL});
}

/* On the PostgreSQL that FORHAL_TEST_DB names, in a schema of its own, or on SQLite. */
static void init_registry(struct town *town)
{
    static int number = 0;
    const char *base = getenv("FORHAL_TEST_DB");
    if (base == NULL) {
        must_registry(town, (const char *const[]){"init", "--data", town->registry_data, NULL});
        return;
    }
    char sql[100];
    AUTO(str_finish) struct str output;
    snprintf(sql, sizeof(sql), "CREATE SCHEMA town_%d_%d", (int)getpid(), ++number);
    snprintf(town->db_url, sizeof(town->db_url), "%s&options=-csearch_path%%3Dtown_%d_%d", base, (int)getpid(), number);
    const char *const argv[] = {"/usr/bin/psql", "-q", base, "-c", sql, NULL};
    assert_int_equal(proc_run(argv, town->command_log, COMMAND_MS_MAX, &output), 0);
    must_registry(town, (const char *const[]){"init", "--data", town->registry_data, "--db", town->db_url, NULL});
}

int town_setup(void **state)
{
    struct town *town = calloc(1, sizeof(*town));
    if (town == NULL) return -1;
    *state = town;
    snprintf(town->folder, sizeof(town->folder), "/tmp/forhal-town-XXXXXX");
    if (mkdtemp(town->folder) == NULL) return -1;
    char beside[PATH_MAX], pictures[PATH_MAX];
    snprintf(beside, sizeof(beside), "%s/pictures", town->folder); /* of the content that is imported from there */
    if (realpath("assets/content/pictures", pictures) == NULL || symlink(pictures, beside) != 0) return -1;
    snprintf(town->registry_data, sizeof(town->registry_data), "%s/registry", town->folder);
    snprintf(town->registry_log, sizeof(town->registry_log), "%s/registry.log", town->folder);
    snprintf(town->command_log, sizeof(town->command_log), "%s/command.log", town->folder);
    snprintf(town->agent_log, sizeof(town->agent_log), "%s/agent.log", town->folder);
    snprintf(town->kiosk_data, sizeof(town->kiosk_data), "%s/kiosk", town->folder);
    init_registry(town);
    town_import(town, NULL);
    town_start_registry(town);
    return 0;
}

int town_teardown(void **state)
{
    struct town *town = *state;
    proc_finish(&town->agent);
    proc_finish(&town->registry);
    data_dir_finish(&town->dir);
    int code = nftw(town->folder, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(town);
    return code;
}

void town_invite(struct town *town, char *code, size_t code_bytes)
{
    AUTO(str_finish) struct str output;
    const char *const words[] = {"kiosk", "invite", "Foyer", "--data", town->registry_data, NULL};
    assert_int_equal(town_registry(town, words, &output), 0);
    const char *line = str_text(&output);
    while (line != NULL && (strcspn(line, "\n") != 14 || line[4] != '-' || line[9] != '-')) {
        line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL;
    }
    assert_non_null(line);
    snprintf(code, code_bytes, "%.14s", line);
}

void town_enrol(struct town *town, const char *url)
{
    char code[32];
    town_invite(town, code, sizeof(code));
    AUTO(str_finish) struct str output;
    const char *const words[] = {"enrol", "--data", town->kiosk_data, "--registry", url, "--code", code, NULL};
    int status = town_sync(town, words, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
    if (town->dir.folder == NULL) assert_int_equal(data_dir_init(&town->dir, town->kiosk_data), ERR_OK);
}

int town_once(struct town *town)
{
    AUTO(str_finish) struct str output;
    const char *const words[] = {"once", "--data", town->kiosk_data, "--stall-seconds", "1", NULL};
    return town_sync(town, words, &output);
}

void town_start_agent(struct town *town, const char *poll_seconds)
{
    char program[TOWN_PATH_BYTES];
    proc_program(program, sizeof(program), "forhal-sync");
    const char *const argv[] = {program,           "run", "--data", town->kiosk_data, "--poll-seconds", poll_seconds,
                                "--stall-seconds", "1",   NULL};
    proc_finish(&town->agent);
    assert_int_equal(proc_start(&town->agent, argv, town->agent_log), ERR_OK);
}

void town_put_in(struct town *town, int count)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct identity identity;
    assert_int_equal(identity_read(&identity, town->dir.identity), ERR_OK);
    assert_int_equal(outbox_open(&outbox, town->dir.outbox), ERR_OK);
    for (int at = 0; at < count; at++) {
        struct submission submission = {.kind = SUBMISSION_INTEREST,
                                        .network = "frivilligt-arbejde",
                                        .contact = "28123456",
                                        .notice = "2026-1",
                                        .lang = "da"};
        snprintf(submission.name, sizeof(submission.name), "Gæst nr. %d", town->put_in);
        assert_int_equal(outbox_submit(outbox, &identity, &submission), ERR_OK);
        town->put_in++;
    }
    identity_finish(&identity);
    town_ring(town);
}

void town_ring(struct town *town)
{
    doorbell_ring(town->dir.sync_bell);
}

static struct outbox_counts outbox_of(const struct town *town)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct outbox_counts counts = {0};
    assert_int_equal(outbox_open(&outbox, town->dir.outbox), ERR_OK);
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    return counts;
}

int64_t town_waiting(const struct town *town)
{
    return outbox_of(town).waiting;
}

int64_t town_set_aside(const struct town *town)
{
    return outbox_of(town).set_aside;
}

int town_networks(const struct town *town, char *title, size_t title_bytes)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct network_card card;
    size_t count = 0;
    size_t cards = 0;
    if (catalog_open(&catalog, town->dir.content, CATALOG_READER) != ERR_OK) return -1;
    if (catalog_count(catalog, &count) != ERR_OK) return -1;
    if (catalog_cards(catalog, "da", NULL, 0, &card, 1, &cards) != ERR_OK) return -1;
    if (cards == 1 && title != NULL) snprintf(title, title_bytes, "%s", card.title);
    return (int)count;
}

/* Asked by the database's own program: whatever ours may say. */
static int64_t postgres_number(const struct town *town, const char *sql)
{
    AUTO(str_finish) struct str output;
    const char *const argv[] = {"/usr/bin/psql", "-qAt", town->db_url, "-c", sql, NULL};
    assert_int_equal(proc_run(argv, town->command_log, COMMAND_MS_MAX, &output), 0);
    return strtoll(str_text(&output), NULL, 10);
}

static int64_t ledger_number(const struct town *town, const char *sql)
{
    char path[PATH_MAX];
    AUTO(db_auto) struct db *db = NULL;
    int64_t number = -1;
    if (town->db_url[0] != '\0') return postgres_number(town, sql);
    snprintf(path, sizeof(path), "%s/registry.db", town->registry_data);
    assert_int_equal(db_open(&db, path, NULL, DB_READ_ONLY), ERR_OK);
    assert_int_equal(db_int(db, &number, sql, ""), ERR_OK);
    return number;
}

int64_t town_ledger(const struct town *town)
{
    return ledger_number(town, "SELECT count(*) FROM entry");
}

void town_assert_exactly_once(struct town *town)
{
    AUTO(str_finish) struct str output;
    assert_int_equal(town_waiting(town), 0);
    assert_int_equal(town_set_aside(town), 0);
    assert_int_equal(ledger_number(town, "SELECT count(DISTINCT name) FROM entry"), town->put_in); /* none lost */
    assert_int_equal(ledger_number(town, "SELECT count(*) FROM entry"), town->put_in);             /* none twice */
    const char *const words[] = {"stats", "--json", "--data", town->registry_data, NULL};
    assert_int_equal(town_registry(town, words, &output), 0);
    AUTO(json_auto) json_t *stats = NULL;
    assert_int_equal(json_parse(&stats, str_text(&output), output.length, output.length, 8, NULL), ERR_OK);
    assert_int_equal(json_int_at(stats, "entries", -1), town->put_in);
}
