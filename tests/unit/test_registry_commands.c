/* tests/unit/test_registry_commands.c - what the commands say, to whom, and with which status;
 * `serve` is test_registry_serve.c's. */
#include "tests/unit/command_run.h"

#include <sodium.h>
#include <sys/stat.h>

#include "sync/base/clock.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"
#include "sync/registry/content/site_facts.h"
#include "sync/registry/registry.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/wire/feed.h"

#define DEMO "assets/content/albertslund-2014.json"

static void without_init_every_command_says_what_to_do(void **state)
{
    char data[PATH_MAX];
    char wanted[PATH_MAX * 2];
    struct arguments arguments = arguments_of(*state, data);
    arguments.what = DEMO;
    command_run *const commands[] = {command_serve,          command_stats,        command_content_import,
                                     command_content_export, command_kiosk_invite, command_kiosk_list,
                                     command_kiosk_revoke,   command_user_add,     command_kiosk_pending,
                                     command_kiosk_accept,   command_kiosk_refuse, command_kiosk_rename,
                                     command_kiosk_rotate};
    snprintf(wanted, sizeof(wanted), "forhal-registry init --data %s\n", data);
    for (size_t at = 0; at < sizeof(commands) / sizeof(commands[0]); at++) {
        AUTO(run_finish) struct run done = {0};
        run(&done, *state, commands[at], &arguments);
        assert_int_equal(done.status, EXIT_FAILED);
        assert_string_equal(str_text(&done.out), "");
        assert_non_null(strstr(str_text(&done.said), wanted));
    }
}

static void a_restored_copy_begins_a_generation(void **state)
{
    char data[PATH_MAX];
    char before[REGISTRY_GENERATION_TEXT_BYTES];
    char after[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    struct registry *registry = NULL;
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    assert_int_equal(registry_open(&registry, data, clock_system()), ERR_OK);
    assert_int_equal(registry_head(registry, before, &head), ERR_OK);
    registry_close(registry);
    /* One that was cut off: nobody serves what it left before it is said again. */
    char path[PATH_MAX];
    folder_path(*state, "registry/restore-begun", path);
    assert_int_equal(file_write(path, "", 0, 0600), ERR_OK);
    command_run *const refusing[] = {command_serve, command_check};
    for (size_t at = 0; at < 2; at++) {
        AUTO(run_finish) struct run done = {0};
        run(&done, *state, refusing[at], &arguments);
        assert_int_equal(done.status, EXIT_FAILED);
        assert_non_null(strstr(str_text(&done.said), "a restore was cut off"));
    }
    run_well(*state, command_restore, &arguments);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(registry_open(&registry, data, clock_system()), ERR_OK);
    assert_int_equal(registry_head(registry, after, &head), ERR_OK);
    registry_close(registry);
    assert_string_not_equal(before, after);
}

static void the_second_init_is_refused(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    AUTO(run_finish) struct run again = {0};
    run(&again, *state, command_init, &arguments);
    assert_int_equal(again.status, EXIT_FAILED);
    assert_non_null(strstr(str_text(&again.said), "there is a registry here already"));
    char deeper[PATH_MAX];
    snprintf(deeper, sizeof(deeper), "%.200s/no/such/place", data);
    arguments.data = deeper;
    AUTO(run_finish) struct run nowhere = {0};
    run(&nowhere, *state, command_init, &arguments);
    assert_int_equal(nowhere.status, EXIT_FAILED);
}

/* The demo as it comes out: with a picture's name in the place of its file. The caller frees. */
static char *demo_exported(void)
{
    size_t page_at, at;
    json_t *page, *block;
    AUTO(json_auto) json_t *demo = json_load_file(DEMO, 0, NULL);
    json_array_foreach (json_object_get(demo, "pages"), page_at, page) {
        json_array_foreach (json_object_get(page, "blocks"), at, block) {
            char path[PATH_MAX], name[PICTURE_NAME_BYTES];
            AUTO(str_finish) struct str bytes = {0};
            if (json_text_at(block, "file") == NULL) continue;
            snprintf(path, sizeof(path), "assets/content/%s", json_text_at(block, "file"));
            assert_int_equal(file_read(&bytes, path, PICTURE_BYTES_MAX), ERR_OK);
            picture_name(name, str_text(&bytes), bytes.length);
            json_object_del(block, "file");
            json_object_set_new(block, "picture", json_string(name));
        }
    }
    char *text = json_dumps(demo, JSON_INDENT(2));
    AUTO(str_finish) struct str line = {0};
    str_init(&line, RUN_OUTPUT_BYTES_MAX);
    str_addf(&line, "%s\n", text);
    free(text);
    return str_take(&line);
}

/* What staff changed in the browser is not lost without a word. */
static void an_import_says_what_it_replaces(void **state)
{
    char data[PATH_MAX], file[PATH_MAX], name[64], problem[SITE_PROBLEM_BYTES];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    arguments.what = DEMO;
    run_well(*state, command_content_import, &arguments);
    {
        AUTO(registry_auto) struct registry *registry = NULL;
        AUTO(json_auto) json_t *facts = NULL;
        AUTO(json_auto) json_t *current = NULL;
        assert_int_equal(registry_open(&registry, data, clock_system()), ERR_OK);
        assert_int_equal(site_facts_read(registry, &facts), ERR_OK);
        const json_t *base = json_object_get(facts, "names");
        AUTO(json_auto) json_t *value = json_deep_copy(base);
        json_object_set_new(json_object_get(value, "da"), "name", json_string("Huset ved søen"));
        assert_int_equal(site_facts_change(registry, "Anna", SITE_NAMES, base, value, &current, problem), ERR_OK);
    }
    AUTO(run_finish) struct run told = {0};
    AUTO(run_finish) struct run again = {0};
    AUTO(str_finish) struct str before = {0};
    run(&told, *state, command_content_import, &arguments);
    assert_int_equal(told.status, EXIT_DONE);
    assert_non_null(strstr(str_text(&told.out), "replaced what staff had changed in the browser: names (Anna).\n"));
    const char *said = strstr(str_text(&told.out), "/site-before-");
    assert_non_null(said);
    snprintf(name, sizeof(name), "registry%.*s", (int)strcspn(said, ":"), said);
    assert_int_equal(file_read(&before, folder_path(*state, name, file), RUN_OUTPUT_BYTES_MAX), ERR_OK);
    assert_non_null(strstr(str_text(&before), "\"name\": \"Huset ved søen\""));
    run(&again, *state, command_content_import, &arguments);
    assert_null(strstr(str_text(&again.out), "replaced"));
}

static void content_goes_in_and_comes_out(void **state)
{
    char data[PATH_MAX];
    char file[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    arguments.what = DEMO;
    AUTO(run_finish) struct run first = {0};
    AUTO(run_finish) struct run second = {0};
    run(&first, *state, command_content_import, &arguments);
    assert_int_equal(first.status, EXIT_DONE);
    assert_non_null(strstr(str_text(&first.out), " new, 0 changed, 0 removed, head is now "));
    run(&second, *state, command_content_import, &arguments);
    assert_non_null(strstr(str_text(&second.out), ": 0 new, 0 changed, 0 removed, head is now "));

    char *demo = demo_exported();
    char folder[PATH_MAX], picture[2 * PATH_MAX];
    AUTO(str_finish) struct str written = {0};
    AUTO(run_finish) struct run printed = {0};
    arguments.what = "-";
    run(&printed, *state, command_content_export, &arguments);
    assert_string_equal(str_text(&printed.out), demo);
    arguments.what = folder_path(*state, "export.json", file);
    run_well(*state, command_content_export, &arguments);
    assert_int_equal(file_read(&written, file, RUN_OUTPUT_BYTES_MAX), ERR_OK);
    assert_string_equal(str_text(&written), demo);
    free(demo);
    arguments.pictures = folder_path(*state, "pictures", folder);
    run_well(*state, command_content_export, &arguments);
    const char *named = strstr(str_text(&written), "\"picture\": \"");
    assert_non_null(named);
    snprintf(picture, sizeof(picture), "%s/%.64s.png", folder, named + strlen("\"picture\": \""));
    assert_int_equal(access(picture, F_OK), 0);
}

static const char *stats_of(struct run *out, const struct folder *folder, struct arguments arguments)
{
    arguments.json = true;
    run(out, folder, command_stats, &arguments);
    assert_int_equal(out->status, EXIT_DONE);
    return str_text(&out->out);
}

/* All the problems are printed, up to 200 of them, and nothing is imported. */
static void a_faulty_file_is_refused_whole(void **state)
{
    enum { FAULTS = 210 };
    char data[PATH_MAX];
    char file[PATH_MAX];
    char wanted[PATH_MAX + 64];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    AUTO(json_auto) json_t *document = json_load_file(DEMO, 0, NULL);
    json_t *site = json_object_get(document, "site");
    for (int at = 0; at < FAULTS; at++) {
        char name[32];
        snprintf(name, sizeof(name), "extra-%03d", at);
        json_object_set_new(site, name, json_true());
    }
    assert_int_equal(json_dump_file(document, folder_path(*state, "faulty.json", file), 0), 0);
    arguments.what = file;
    AUTO(run_finish) struct run before = {0};
    AUTO(run_finish) struct run refused = {0};
    AUTO(run_finish) struct run after = {0};
    stats_of(&before, *state, arguments);
    run(&refused, *state, command_content_import, &arguments);
    assert_int_equal(refused.status, EXIT_FAILED);
    snprintf(wanted, sizeof(wanted), "%s: /site/extra-199: there is no member of this name\n", file);
    assert_non_null(strstr(str_text(&refused.said), wanted));
    assert_null(strstr(str_text(&refused.said), "/site/extra-200"));
    snprintf(wanted, sizeof(wanted), "%s: and 10 more\n", file);
    assert_non_null(strstr(str_text(&refused.said), wanted));
    assert_string_equal(stats_of(&after, *state, arguments), str_text(&before.out));
}

static void what_is_not_json_is_placed(void **state)
{
    char data[PATH_MAX];
    char file[PATH_MAX];
    char wanted[PATH_MAX + 64];
    struct arguments arguments = arguments_of(*state, data);
    folder_path(*state, "broken.json", file);
    assert_int_equal(file_write(file, "{\n  \"site\": ,\n", 14, 0600), ERR_OK);
    arguments.what = file;
    AUTO(run_finish) struct run broken = {0};
    run(&broken, *state, command_content_import, &arguments);
    assert_int_equal(broken.status, EXIT_FAILED);
    snprintf(wanted, sizeof(wanted), "%s: line 2, column 11: ", file);
    assert_non_null(strstr(str_text(&broken.said), wanted));
    arguments.what = "/no/such/file.json";
    AUTO(run_finish) struct run missing = {0};
    run(&missing, *state, command_content_import, &arguments);
    assert_int_equal(missing.status, EXIT_FAILED);
    assert_non_null(strstr(str_text(&missing.said), "/no/such/file.json: cannot be read: "));
}

static void the_code_stands_alone_on_standard_output(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    arguments.what = "Foyer øst";
    AUTO(run_finish) struct run invited = {0};
    run(&invited, *state, command_kiosk_invite, &arguments);
    assert_int_equal(invited.status, EXIT_DONE);
    assert_int_equal(invited.out.length, 15);
    for (size_t at = 0; at < 14; at++) assert_int_equal(invited.out.data[at] == '-', at == 4 || at == 9);
    assert_int_equal(invited.out.data[14], '\n');
    invited.out.data[14] = '\0';
    assert_null(strstr(str_text(&invited.said), invited.out.data));
    assert_non_null(strstr(str_text(&invited.said), "Foyer øst"));
    arguments.what = "";
    AUTO(run_finish) struct run unnamed = {0};
    run(&unnamed, *state, command_kiosk_invite, &arguments);
    assert_int_equal(unnamed.status, EXIT_ASKED_WRONGLY);
    arguments.what = "nobody";
    AUTO(run_finish) struct run unknown = {0};
    run(&unknown, *state, command_kiosk_revoke, &arguments);
    assert_int_equal(unknown.status, EXIT_FAILED);
}

static void a_user_is_added_from_standard_input(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    arguments.what = "anna";
    static const struct {
        command_run *command;
        const char *input;
        int status;
    } cases[] = {
        {command_user_add, "for kort\n", EXIT_ASKED_WRONGLY},
        {command_user_add, "", EXIT_ASKED_WRONGLY},
        {command_user_password, "et langt kodeord\n", EXIT_FAILED},
        {command_user_add, "et langt kodeord\nog mere\n", EXIT_DONE},
        {command_user_add, "et langt kodeord", EXIT_FAILED},
        {command_user_password, "et andet langt kodeord", EXIT_DONE},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(run_finish) struct run done = {0};
        run_input(&done, *state, cases[at].command, &arguments, cases[at].input);
        assert_int_equal(done.status, cases[at].status);
        assert_null(strstr(str_text(&done.said), "kodeord"));
    }
}

/* What a command printed; it must have ended so. */
static void expect_run(const struct folder *folder, command_run *command, const struct arguments *arguments, int status,
                       const char *out)
{
    AUTO(run_finish) struct run done = {0};
    run_input(&done, folder, command, arguments, "et langt kodeord\n");
    assert_int_equal(done.status, status);
    if (out != NULL) assert_string_equal(str_text(&done.out), out);
}

static void staff_are_managed_from_the_command_line(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    arguments.what = "Eva";
    expect_run(*state, command_user_invite, &arguments, EXIT_ASKED_WRONGLY, ""); /* with which role? */
    arguments.role = "king";
    expect_run(*state, command_user_invite, &arguments, EXIT_ASKED_WRONGLY, "");
    arguments.role = "secretariat";
    arguments.network = "haven";
    expect_run(*state, command_user_invite, &arguments, EXIT_ASKED_WRONGLY, "");
    expect_run(*state, command_user_add, &arguments, EXIT_ASKED_WRONGLY, "");
    arguments.role = "editor";
    AUTO(run_finish) struct run invited = {0};
    run(&invited, *state, command_user_invite, &arguments);
    assert_int_equal(invited.status, EXIT_DONE);
    assert_int_equal(strncmp(str_text(&invited.out), "/staff/welcome#", 15), 0);
    assert_int_equal(invited.out.length, 15 + 43 + 1);
    assert_null(strstr(str_text(&invited.said), str_text(&invited.out) + 15)); /* the log does not have it */

    expect_run(*state, command_user_add, &arguments, EXIT_DONE, "");
    expect_run(*state, command_user_invite, &arguments, EXIT_FAILED, ""); /* there is one now */
    expect_run(*state, command_user_list, &arguments, EXIT_DONE,
               "editor         no second factor  enabled   Eva  haven\n");
    arguments.network = NULL;
    arguments.role = "administrator";
    expect_run(*state, command_user_role, &arguments, EXIT_DONE, "");
    expect_run(*state, command_user_disable, &arguments, EXIT_DONE, "");
    expect_run(*state, command_user_totp_reset, &arguments, EXIT_DONE, "");
    expect_run(*state, command_user_list, &arguments, EXIT_DONE, "administrator  no second factor  disabled  Eva\n");
    expect_run(*state, command_user_enable, &arguments, EXIT_DONE, "");
    arguments.json = true;
    expect_run(*state, command_user_list, &arguments, EXIT_DONE,
               "[{\"name\":\"Eva\",\"role\":\"administrator\",\"second_factor\":false,\"networks\":[]}]\n");
    arguments.what = "nobody";
    command_run *const commands[] = {command_user_role, command_user_disable, command_user_enable,
                                     command_user_totp_reset};
    for (size_t at = 0; at < sizeof(commands) / sizeof(commands[0]); at++) {
        expect_run(*state, commands[at], &arguments, EXIT_FAILED, "");
    }

    /* All of it is noted, and the first thing that failed is not. */
    struct registry *registry = NULL;
    AUTO(json_auto) json_t *log = NULL;
    bool more = true;
    static const char *const wanted[] = {"user.enable", "user.totp_reset", "user.disable",
                                         "user.role",   "user.add",        "user.invite"};
    assert_int_equal(registry_open(&registry, data, clock_system()), ERR_OK);
    assert_int_equal(staff_log_list(registry, 0, STAFF_LOG_LIST_MAX, &log, &more), ERR_OK);
    registry_close(registry);
    assert_int_equal(json_array_size(log), sizeof(wanted) / sizeof(wanted[0]));
    for (size_t at = 0; at < json_array_size(log); at++) {
        assert_string_equal(json_text_at(json_array_get(log, at), "what"), wanted[at]);
        assert_string_equal(json_text_at(json_array_get(log, at), "who"), STAFF_LOG_COMMAND);
        assert_string_equal(json_text_at(json_array_get(log, at), "target"), "Eva");
    }
}

/* A new registry has nobody who could invite anybody. */
static void a_registry_without_an_administrator_invites_one(void **state)
{
    char data[PATH_MAX];
    char link[COMMAND_LINK_BYTES];
    struct arguments arguments = arguments_of(*state, data);
    struct registry *registry = NULL;
    run_well(*state, command_init, &arguments);
    arguments.what = "Eva";
    expect_run(*state, command_user_add, &arguments, EXIT_DONE, ""); /* of the secretariat */
    assert_int_equal(registry_open(&registry, data, clock_system()), ERR_OK);
    assert_true(command_invite_first(&arguments, registry, link));
    assert_int_equal(strncmp(link, "/staff/welcome#", 15), 0);
    assert_int_equal(strlen(link), 15 + 43);
    arguments.role = "administrator";
    expect_run(*state, command_user_role, &arguments, EXIT_DONE, "");
    assert_true(command_invite_first(&arguments, registry, link));
    assert_string_equal(link, "");
    registry_close(registry);
}

static void stats_are_lines_or_json(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    AUTO(run_finish) struct run lines = {0};
    AUTO(run_finish) struct run json = {0};
    run(&lines, *state, command_stats, &arguments);
    assert_non_null(strstr(str_text(&lines.out), "\nnetworks 0\npages 0\nhead 0\nkiosks 0\nentries 0\n"));
    AUTO(json_auto) json_t *stats = json_loads(stats_of(&json, *state, arguments), 0, NULL);
    assert_int_equal(json_int_at(stats, "entries", -1), 0);
    assert_true(feed_generation_number(json_text_at(stats, "generation")) > 0);
}

static void an_answer_to_nothing_says_what_is_wrong(void **state)
{
    static const struct {
        command_run *run;
        const char *what, *status;
        int exit_status;
        const char *said;
    } table[] = {
        {command_idea_publish, "seven", NULL, EXIT_ASKED_WRONGLY, "is no number of an entry"},
        {command_idea_publish, "-1", NULL, EXIT_ASKED_WRONGLY, "is no number of an entry"},
        {command_idea_publish, "idea-7", NULL, EXIT_FAILED, "forhal-registry idea list"},
        {command_idea_unpublish, "7", NULL, EXIT_FAILED, "forhal-registry idea list"},
        {command_entry_answer, "7", NULL, EXIT_ASKED_WRONGLY, "--status"},
        {command_entry_answer, "7", "splendid", EXIT_ASKED_WRONGLY, "--status"},
        {command_entry_answer, "7", "granted", EXIT_FAILED, "forhal-registry entry list"},
    };
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    run_well(*state, command_idea_list, &arguments);
    run_well(*state, command_entry_list, &arguments);
    for (size_t at = 0; at < sizeof(table) / sizeof(table[0]); at++) {
        AUTO(run_finish) struct run done = {0};
        arguments.what = table[at].what;
        arguments.status = table[at].status;
        run(&done, *state, table[at].run, &arguments);
        assert_int_equal(done.status, table[at].exit_status);
        assert_string_equal(str_text(&done.out), "");
        assert_non_null(strstr(str_text(&done.said), table[at].said));
    }
    arguments.json = true;
    AUTO(run_finish) struct run list = {0};
    run(&list, *state, command_idea_list, &arguments);
    assert_string_equal(str_text(&list.out), "[]\n");
}

static void add_entry(const char *data)
{
    unsigned char bytes[80];
    struct registry *registry = NULL;
    randombytes_buf(bytes, sizeof(bytes));
    assert_int_equal(registry_open(&registry, data, clock_system()), ERR_OK);
    assert_int_equal(db_run(registry->db,
                            "INSERT INTO entry (id, hash, kiosk, kind, network, name, contact, comes_as, brings, title,"
                            " text, side, notice, lang, receipt, received_s) VALUES (?, ?, 'web', 'interest', 'maden',"
                            " 'Sigurd Hemmeligsen', '', '', '', '', '', '', '1', 'da', ?, 1795000000)",
                            "bbb", bytes, (size_t)16, bytes + 16, (size_t)32, bytes + 48, (size_t)32),
                     ERR_OK);
    registry_close(registry);
}

static void an_entry_is_erased_with_its_proof(void **state)
{
    char data[PATH_MAX];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    add_entry(data);
    arguments.what = "1";
    AUTO(run_finish) struct run why = {0};
    run(&why, *state, command_erase, &arguments);
    assert_int_equal(why.status, EXIT_ASKED_WRONGLY);
    arguments.text = "asked for by letter";
    arguments.what = "one";
    AUTO(run_finish) struct run which = {0};
    run(&which, *state, command_erase, &arguments);
    assert_int_equal(which.status, EXIT_ASKED_WRONGLY);
    arguments.what = "1";
    AUTO(run_finish) struct run done = {0};
    run(&done, *state, command_erase, &arguments);
    assert_string_equal(str_text(&done.said), "");
    assert_int_equal(done.status, EXIT_DONE);
    assert_non_null(strstr(str_text(&done.out), ": clean\nlooked in "));
    AUTO(run_finish) struct run again = {0};
    run(&again, *state, command_erase, &arguments);
    assert_int_equal(again.status, EXIT_FAILED);
    assert_non_null(strstr(str_text(&again.said), "there is no entry 1"));
    struct arguments list = arguments_of(*state, data);
    AUTO(run_finish) struct run left = {0};
    run(&left, *state, command_entry_list, &list);
    assert_null(strstr(str_text(&left.out), "Hemmeligsen"));
}

static void check_tells_all_at_once(void **state)
{
    char data[PATH_MAX];
    char path[PATH_MAX + 32];
    struct arguments arguments = arguments_of(*state, data);
    run_well(*state, command_init, &arguments);
    AUTO(run_finish) struct run good = {0};
    run(&good, *state, command_check, &arguments);
    assert_string_equal(str_text(&good.said), "");
    assert_string_equal(str_text(&good.out), "all is well\n");
    assert_int_equal(good.status, EXIT_DONE);
    static const char wrong[] = "[mail]\nurll = smtp://x\npassword = meget-hemmelig\n[listen]\naddress = 1\n"
                                "[tls]\ncertificate = /nowhere/tls.pem\nkey = /nowhere/tls.key\n";
    snprintf(path, sizeof(path), "%s/registry.conf", data);
    assert_int_equal(file_write(path, wrong, sizeof(wrong) - 1, 0600), ERR_OK);
    snprintf(path, sizeof(path), "%s/keys/seal.json", data);
    assert_int_equal(chmod(path, 0640), 0);
    AUTO(run_finish) struct run told = {0};
    run(&told, *state, command_check, &arguments);
    assert_int_equal(told.status, EXIT_FAILED);
    static const char *const words[] = {
        "registry.conf:2: [mail] urll", "did you mean url", "registry.conf:5: listen.address",
        "mail.user and mail.password",  "/nowhere/tls",     "seal.json: others may read"};
    for (size_t at = 0; at < sizeof(words) / sizeof(words[0]); at++) {
        if (strstr(str_text(&told.said), words[at]) == NULL) fail_msg("no %s in %s", words[at], str_text(&told.said));
    }
    assert_null(strstr(str_text(&told.said), "hemmelig"));
    assert_string_equal(str_text(&told.out), "");
}

static int group_setup(void **state)
{
    (void)state;
    unsetenv("JOURNAL_STREAM");
    return sodium_init() >= 0 ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        folder_test(without_init_every_command_says_what_to_do),
        folder_test(a_restored_copy_begins_a_generation),
        folder_test(the_second_init_is_refused),
        folder_test(an_import_says_what_it_replaces),
        folder_test(content_goes_in_and_comes_out),
        folder_test(a_faulty_file_is_refused_whole),
        folder_test(what_is_not_json_is_placed),
        folder_test(the_code_stands_alone_on_standard_output),
        folder_test(a_user_is_added_from_standard_input),
        folder_test(staff_are_managed_from_the_command_line),
        folder_test(a_registry_without_an_administrator_invites_one),
        folder_test(stats_are_lines_or_json),
        folder_test(an_answer_to_nothing_says_what_is_wrong),
        folder_test(check_tells_all_at_once),
        folder_test(an_entry_is_erased_with_its_proof),
    };
    return cmocka_run_group_tests_name("registry commands", tests, group_setup, NULL);
}
