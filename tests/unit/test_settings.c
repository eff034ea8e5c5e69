/* tests/unit/test_settings.c - the settings: from where, in which order, and every mistake at once. */
#include "tests/unit/folder.h"

#include <sys/stat.h>

#include "sync/base/file.h"
#include "sync/registry/settings/settings.h"
#include "sync/registry/settings/settings_table.h"

struct told {
    struct str text; /* "WHERE: WHAT\n" */
};

static void tell(void *context, const char *where, const char *what)
{
    struct told *told = context;
    str_addf(&told->text, "%s: %s\n", where, what);
}

struct desk {
    struct folder *folder;
    struct settings settings;
    struct told told;
    struct settings_reader reader;
};

static int desk_setup(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    void *folder = NULL;
    if (desk == NULL || folder_setup(&folder) != 0) return -1;
    desk->folder = folder;
    str_init(&desk->told.text, 64 * 1024);
    desk->reader = (struct settings_reader){.tell = tell, .context = &desk->told};
    *state = desk;
    return settings_init(&desk->settings) == ERR_OK ? 0 : -1;
}

static int desk_teardown(void **state)
{
    struct desk *desk = *state;
    void *folder = desk->folder;
    settings_finish(&desk->settings);
    str_finish(&desk->told.text);
    free(desk);
    return folder_teardown(&folder);
}

static enum err read_text(struct desk *desk, const char *text, mode_t mode, char path[PATH_MAX])
{
    folder_path(desk->folder, "registry.conf", path);
    assert_int_equal(file_write(path, text, strlen(text), mode), ERR_OK);
    assert_int_equal(chmod(path, mode), 0);
    return settings_read_file(&desk->settings, &desk->reader, path);
}

static void assert_told(const struct desk *desk, const char *words)
{
    if (strstr(str_text(&desk->told.text), words) == NULL) {
        fail_msg("not told: %s\ntold:\n%s", words, str_text(&desk->told.text));
    }
}

static void standards_are_good_and_the_example_says_them(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    AUTO(str_finish) struct str before;
    AUTO(str_finish) struct str example;
    AUTO(str_finish) struct str after;
    str_init(&before, 64 * 1024);
    str_init(&example, 64 * 1024);
    str_init(&after, 64 * 1024);
    settings_write(&desk->settings, &before);
    assert_int_equal(settings_check(&desk->settings, &desk->reader), ERR_OK);
    settings_write_example(&example);
    assert_true(str_ok(&example));
    assert_int_equal(read_text(desk, str_text(&example), 0644, path), ERR_OK);
    /* The comments in front of the keys taken away, it says the same. */
    char *text = str_take(&example);
    for (char *line = text; line != NULL; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (line[0] == '#' && line[1] != ' ') line[0] = ' ';
    }
    assert_int_equal(read_text(desk, text, 0644, path), ERR_OK);
    free(text);
    settings_write(&desk->settings, &after);
    assert_string_equal(str_text(&after), str_text(&before));
    assert_string_equal(str_text(&desk->told.text), "");
}

static void the_example_on_the_board_is_this_one(void **state)
{
    (void)state;
    AUTO(str_finish) struct str example;
    AUTO(str_finish) struct str shipped;
    str_init(&example, 64 * 1024);
    settings_write_example(&example);
    assert_int_equal(file_read(&shipped, "board/etc/registry.conf", SETTINGS_FILE_BYTES_MAX), ERR_OK);
    assert_string_equal(str_text(&shipped), str_text(&example));
}

static void file_environment_and_command_line_in_order(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    char one[] = "FORHAL_MAIL_FROM=b@b.dk";
    char two[] = "FORHAL_LISTEN_ADDRESS=127.0.0.1:2";
    char other[] = "FORHAL_BUILD=build";
    char *environment[] = {one, other, two, NULL};
    assert_int_equal(
        read_text(desk,
                  "# a comment\n; another\n[listen]\naddress = 127.0.0.1:1\n\n[mail]\n"
                  "url=smtp://mail.albertslund.dk:587//\nfrom = a@a.dk\nfrom_name = \" Byens netværk # ; \"\n"
                  "[alerts]\nto = a@a.dk , b@b.dk,\n[log]\nformat = json\n[oidc]\nlocal_sign_in = no\n"
                  "[limits]\nwaiting = 10\n",
                  0644, path),
        ERR_OK);
    assert_string_equal(desk->settings.mail.url, "smtp://mail.albertslund.dk:587");
    assert_string_equal(desk->settings.mail.from_name, " Byens netværk # ; ");
    assert_int_equal(desk->settings.alerts.to.count, 2);
    assert_string_equal(desk->settings.alerts.to.texts[1], "b@b.dk");
    assert_int_equal(desk->settings.log.format, SETTINGS_LOG_JSON);
    assert_int_equal(desk->settings.limits.waiting, 10);
    assert_false(desk->settings.oidc.local_sign_in);
    assert_int_equal(settings_read_environment(&desk->settings, &desk->reader, environment), ERR_OK);
    assert_string_equal(desk->settings.mail.from, "b@b.dk");
    assert_string_equal(desk->settings.listen.address, "127.0.0.1:2");
    assert_int_equal(settings_put(&desk->settings, &desk->reader, "listen", "address", "127.0.0.1:3", "--listen"),
                     ERR_OK);
    assert_string_equal(desk->settings.listen.address, "127.0.0.1:3");
    assert_string_equal(str_text(&desk->told.text), "");
}

static void every_mistake_is_told_with_its_line(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    assert_int_equal(read_text(desk,
                               "[mail]\nurll = x\nurl = http://x\n[liste]\naddress = 3\n[limits]\nwaiting = many\n"
                               "waiting = 20\nhead_seconds = 0\nbody_seconds = 12x\nhello\n[x\n[log]\nformat = xml\n"
                               "addresses = maybe\n[tls]\nkey = tls.key\n[listen]\nproxies = 10.0.0.1/8\n"
                               "address = localhost\n[alerts]\nto = a@a.dk, b\n[public]\nurl = https://a@b.dk\n"
                               "FORHAL_REGISTRY_OPTIONS=--listen 3\n",
                               0600, path),
                     ERR_INVALID);
    assert_int_equal(desk->reader.problems, 17);
    static const char *const told[] = {
        "registry.conf:2: [mail] urll: there is no such setting; did you mean url under [mail]?",
        "registry.conf:3: mail.url = http://x: write an address that begins with smtp:// smtps://",
        "registry.conf:5: [liste] address: there is no such setting; did you mean address under [listen]?",
        "registry.conf:7: limits.waiting = many: write a whole number from 10 to 50000",
        "registry.conf:8: limits.waiting stands here a second time",
        "registry.conf:9: limits.head_seconds = 0: write",
        "registry.conf:10: limits.body_seconds = 12x: write",
        "registry.conf:11: this line is no setting",
        "registry.conf:12: a ] is missing",
        "registry.conf:14: log.format = xml: write one of: text logfmt json",
        "registry.conf:15: log.addresses = maybe: write yes or no",
        "registry.conf:17: tls.key = tls.key: write the whole path",
        "registry.conf:19: listen.proxies = 10.0.0.1/8: write IP addresses",
        "registry.conf:20: listen.address = localhost: write an IP address and a port",
        "registry.conf:22: alerts.to = b: it has no @: write NAME@HOST",
        "registry.conf:24: public.url: write the address without a name or password, and without @",
        "registry.conf:25: FORHAL_REGISTRY_OPTIONS: this file is no list of environment variables any more",
    };
    for (size_t at = 0; at < sizeof(told) / sizeof(told[0]); at++) assert_told(desk, told[at]);
    /* What was wrong changed nothing. */
    assert_int_equal(desk->settings.limits.head_seconds, 15);
    assert_int_equal(desk->settings.alerts.to.count, 0);
}

/* An address that mail_queue() would not take is told now, not when there is an alert that nobody gets. */
static void an_address_is_one_that_mails_go_to(void **state)
{
    static const char *const bad[] = {"sekretariatet.ø@a.dk", "a..b@a.dk", "a@b_c.dk", "a@-b.dk", ".a@b.dk", "a@b.dk."};
    struct desk *desk = *state;
    char path[PATH_MAX];
    char text[120];
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        snprintf(text, sizeof(text), "[mail]\nfrom = %s\n[alerts]\nto = drift@a.dk, %s\n", bad[at], bad[at]);
        int before = (int)desk->reader.problems;
        if (read_text(desk, text, 0600, path) != ERR_INVALID) fail_msg("%s is an address", bad[at]);
        assert_int_equal((int)desk->reader.problems - before, 2);
    }
}

static void lines_and_files_have_a_limit(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    AUTO(str_finish) struct str text;
    str_init(&text, 1024 * 1024);
    str_add(&text, "[moderation]\nwords = ");
    while (text.length < 21 + SETTINGS_VALUE_BYTES_MAX) str_add_bytes(&text, "a", 1);
    str_add(&text, "\n");
    assert_int_equal(read_text(desk, str_text(&text), 0600, path), ERR_OK);
    assert_int_equal(strlen(desk->settings.moderation.words.texts[0]), SETTINGS_VALUE_BYTES_MAX);
    text.data[--text.length] = '\0';
    str_add(&text, "aaaa\n[mail]\nurl = x\n");
    assert_int_equal(read_text(desk, str_text(&text), 0600, path), ERR_INVALID);
    assert_told(desk, "registry.conf:2: ");
    assert_told(desk, "registry.conf:4: mail.url = x");
    while (text.length <= SETTINGS_FILE_BYTES_MAX) str_add(&text, "# more\n");
    assert_int_equal(read_text(desk, str_text(&text), 0600, path), ERR_TOO_LARGE);
    assert_told(desk, "larger than 256 KiB");
    assert_int_equal(settings_read_file(&desk->settings, &desk->reader, "/nowhere/x"), ERR_NOT_FOUND);
    assert_told(desk, "/nowhere/x: this file cannot be read");
}

static void secrets_are_never_said(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    char secret[PATH_MAX];
    char variable[PATH_MAX + 40];
    char *environment[] = {variable, NULL};
    AUTO(str_finish) struct str all;
    str_init(&all, 64 * 1024);
    folder_path(desk->folder, "secret", secret);
    assert_int_equal(file_write(secret, "hemmelig-2\nmore\n", 16, 0600), ERR_OK);
    assert_int_equal(read_text(desk, "[mail]\nuser = u\npassword = hemmelig-1\n", 0644, path), ERR_INVALID);
    assert_told(desk, "registry.conf:3: others may read this file, and a secret is in it");
    snprintf(variable, sizeof(variable), "FORHAL_MAIL_PASSWORD_FILE=%s", secret);
    assert_int_equal(settings_read_environment(&desk->settings, &desk->reader, environment), ERR_OK);
    assert_string_equal(desk->settings.mail.password, "hemmelig-2");
    assert_int_equal(chmod(secret, 0604), 0);
    assert_int_equal(settings_read_environment(&desk->settings, &desk->reader, environment), ERR_INVALID);
    assert_told(desk, "FORHAL_MAIL_PASSWORD_FILE: password_file = ");
    assert_told(desk, "others may read it");
    assert_int_equal(settings_put(&desk->settings, &desk->reader, "oidc", "secret_file", "relative", "here"),
                     ERR_INVALID);
    assert_int_equal(settings_put(&desk->settings, &desk->reader, "oidc", "secret_file", "/nowhere/x", "here"),
                     ERR_INVALID);
    char longer[600];
    memset(longer, 'h', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_int_equal(settings_put(&desk->settings, &desk->reader, "oidc", "secret", longer, "here"), ERR_INVALID);
    settings_write(&desk->settings, &all);
    assert_non_null(strstr(str_text(&all), "mail.password = (set)\n"));
    assert_null(strstr(str_text(&all), "hemmelig"));
    assert_null(strstr(str_text(&desk->told.text), "hemmelig"));
    assert_null(strstr(str_text(&desk->told.text), "hhhh"));
}

static void what_does_not_fit_together_is_told(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    assert_int_equal(read_text(desk,
                               "[tls]\ncertificate = /a\n[listen]\nbehind_proxy = yes\n[mail]\nurl = smtp://a\n"
                               "user = u\n[oidc]\nenabled = yes\nsecret = short\n[limits]\nconnections = 50\n",
                               0600, path),
                     ERR_OK);
    assert_int_equal(settings_check(&desk->settings, &desk->reader), ERR_INVALID);
    static const char *const told[] = {"tls.key",    "listen.behind_proxy", "mail.from",     "mail.password",
                                       "32 letters", "no group has a role", "limits.waiting"};
    for (size_t at = 0; at < sizeof(told) / sizeof(told[0]); at++) assert_told(desk, told[at]);
    assert_int_equal(desk->reader.problems, sizeof(told) / sizeof(told[0]));
}

/* The proxy signs people in; a cookie that may go over a plain line would be worth nothing. */
static void the_municipalitys_accounts_need_tls(void **state)
{
    static const char oidc[] = "[oidc]\nenabled = yes\nsecret = 0123456789abcdef0123456789abcdef\neditors = e\n";
    static const struct {
        const char *more;
        bool good;
    } cases[] = {{"", false},
                 {"[listen]\nbehind_proxy = no\n", false},
                 {"[listen]\nbehind_proxy = yes\n", true},
                 {"[tls]\ncertificate = /a\nkey = /b\n", true}};
    struct desk *desk = *state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        char path[PATH_MAX];
        char text[300];
        snprintf(text, sizeof(text), "%s%s", oidc, cases[at].more);
        settings_finish(&desk->settings);
        assert_int_equal(settings_init(&desk->settings), ERR_OK);
        assert_int_equal(read_text(desk, text, 0600, path), ERR_OK);
        assert_int_equal(settings_check(&desk->settings, &desk->reader), cases[at].good ? ERR_OK : ERR_INVALID);
        if (!cases[at].good) assert_told(desk, "set listen.behind_proxy = yes");
    }
}

static void which_file_is_read(void **state)
{
    struct desk *desk = *state;
    char path[PATH_MAX];
    char folder[PATH_MAX];
    folder_path(desk->folder, "", folder);
    char *found = settings_find(folder, "/asked");
    assert_string_equal(found, "/asked");
    free(found);
    assert_int_equal(read_text(desk, "", 0600, path), ERR_OK);
    found = settings_find(folder, NULL);
    assert_non_null(strstr(found, "registry.conf"));
    assert_int_not_equal(strcmp(found, SETTINGS_SYSTEM_FILE), 0);
    free(found);
}

/* Every row has its words, and no key ends as a secret's file does. */
static void the_table_is_whole(void **state)
{
    (void)state;
    assert_true(settings_table_count < 200);
    for (size_t at = 0; at < settings_table_count; at++) {
        const struct setting *row = &settings_table[at];
        size_t length = strlen(row->key);
        assert_ptr_equal(settings_row(row->section, row->key), row);
        assert_true(strlen(row->help) > 5);
        assert_false(length > 5 && strcmp(row->key + length - 5, "_file") == 0);
    }
}

#define desk_test(function) cmocka_unit_test_setup_teardown(function, desk_setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        desk_test(standards_are_good_and_the_example_says_them),
        cmocka_unit_test(the_example_on_the_board_is_this_one),
        desk_test(file_environment_and_command_line_in_order),
        desk_test(every_mistake_is_told_with_its_line),
        desk_test(an_address_is_one_that_mails_go_to),
        desk_test(lines_and_files_have_a_limit),
        desk_test(secrets_are_never_said),
        desk_test(what_does_not_fit_together_is_told),
        desk_test(the_municipalitys_accounts_need_tls),
        desk_test(which_file_is_read),
        cmocka_unit_test(the_table_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
