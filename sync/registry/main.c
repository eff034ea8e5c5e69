/* forhal-registry: the town hall's end of the wire. Reads what was asked and hands it on. */
#define _GNU_SOURCE /* getopt_long */
#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/base/secrecy.h"
#include "sync/model/answer.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/database/db_postgres.h"
#include "sync/registry/fleet/kiosks.h"

enum option_bit {
    OPTION_DATA = 1 << 0,
    OPTION_LISTEN = 1 << 1,
    OPTION_BEHIND_PROXY = 1 << 2,
    OPTION_MINUTES = 1 << 3,
    OPTION_JSON = 1 << 4,
    OPTION_HELP = 1 << 5,
    OPTION_TITLE = 1 << 6,
    OPTION_TEXT = 1 << 7,
    OPTION_STATUS = 1 << 8,
    OPTION_NETWORK = 1 << 9,
    OPTION_PLACE = 1 << 10,
    OPTION_PICTURES = 1 << 11,
    OPTION_DB = 1 << 12,
    OPTION_NAME = 1 << 13,
    OPTION_SEAL = 1 << 14,
    OPTION_CONTENT = 1 << 15,
    OPTION_RECEIPT = 1 << 16,
    OPTION_DAYS = 1 << 17,
    OPTION_ABOVE = 1 << 18,
    OPTION_OUT = 1 << 19,
    OPTION_WAIT = 1 << 20,
    OPTION_TLS_CERT = 1 << 21,
    OPTION_TLS_KEY = 1 << 22,
    OPTION_ROLE = 1 << 23,
    OPTION_PASSWORD_ONLY = 1 << 24,
    OPTION_CONFIG = 1 << 30,
    OPTION_FROM = 1 << 29,
};

struct command {
    const char *group; /* "content", or NULL for a command of one word */
    const char *name;
    const char *what; /* the name of the one further word, or NULL */
    int options;      /* beside --data, --db and --help */
    int (*run)(const struct arguments *arguments);
    const char *help;
};

static const struct command commands[] = {
    {NULL, "init", NULL, 0, command_init,
     "Makes a new registry in the folder DIR: its database and its keys. With --db postgres://… the database is\n"
     "there, and DIR remembers where. Further machines get a copy of DIR.\n"},
    {NULL, "check", NULL, OPTION_LISTEN | OPTION_BEHIND_PROXY | OPTION_TLS_CERT | OPTION_TLS_KEY | OPTION_CONFIG,
     command_check,
     "Tells every mistake at once: in the settings (file and environment), the keys, the database, the certificate,\n"
     "the room on the disk. Exits 0 when all is well, 1 otherwise. Options as in serve. Changes nothing.\n"
     "  --config FILE   the settings; default DIR/registry.conf, else /etc/forhal/registry.conf\n"},
    {NULL, "serve", NULL, OPTION_LISTEN | OPTION_BEHIND_PROXY | OPTION_TLS_CERT | OPTION_TLS_KEY | OPTION_CONFIG,
     command_serve,
     "Serves kiosks and staff until SIGTERM or SIGINT. What is said here comes before FORHAL_SECTION_KEY in the\n"
     "environment, and that before the file; `forhal-registry check` looks at all of it.\n"
     "  --config FILE           the settings; default DIR/registry.conf, else /etc/forhal/registry.conf\n"
     "  --listen ADDRESS:PORT   default 127.0.0.1:8440; port 0 takes a free one and prints it\n"
     "  --tls-cert FILE         serves https itself, with this certificate and those between it and the\n"
     "                          root (PEM); other addresses than this machine's own are allowed then.\n"
     "                          SIGHUP reads both files again\n"
     "  --tls-key FILE          its key (PEM, no password, mode 600)\n"
     "  --behind-proxy          TLS is terminated by a proxy in front: other addresses than\n"
     "                          this machine's own are allowed, X-Forwarded-For is believed\n"},
    {"content", "import", "FILE", 0, command_content_import,
     "Makes FILE the content that kiosks show, with the pictures beside it that its pages name.\n"
     "All of it or, if anything is wrong, nothing.\n"},
    {"content", "export", "FILE", OPTION_PICTURES, command_content_export,
     "Writes the content to FILE; - is standard output.\n"
     "  --pictures FOLDER   writes the pages' pictures there; named pictures, beside FILE, it can be\n"
     "                      imported again elsewhere\n"},
    {"kiosk", "invite", "NAME", OPTION_MINUTES, command_kiosk_invite,
     "Prints a code that makes one kiosk called NAME.\n"
     "  --minutes N   how long the code is good, default 15\n"},
    {"kiosk", "list", NULL, OPTION_JSON, command_kiosk_list,
     "Lists kiosks: id, since when, active, forked or revoked, name, and how each is: fresh, or what is to be\n"
     "looked after (silent, frozen screen, behind, hot, …; board/README.md says what to do).\n"
     "  --json   as JSON, with the latest heartbeat\n"},
    {"kiosk", "look", "ID", OPTION_OUT | OPTION_WAIT, command_kiosk_look,
     "Writes a picture of what the kiosk ID shows now, if nothing personal can be on it. It is asked for\n"
     "at once when the kiosk waits for news, otherwise with its next heartbeat, and kept nowhere else.\n"
     "  --out FILE.png   where it goes\n"
     "  --wait SECONDS   how long to wait for it, default 150\n"},
    {"kiosk", "pending", NULL, 0, command_kiosk_pending,
     "Lists who asks to become a kiosk: short code, since when, whether it was refused, the whole fingerprint\n"
     "and from where. Who is not heard of for 24 hours is forgotten.\n"},
    {"kiosk", "accept", "CODE", OPTION_NAME, command_kiosk_accept,
     "Makes a kiosk of what asks to become one. CODE stands on the kiosk's own screen: the short code, or the\n"
     "whole fingerprint. May be repeated. Or CODE is the ID of a kiosk that is forked: two machines have its\n"
     "identity, or an old copy of its card was put back; switch off the one that shall not go on, then accept:\n"
     "the next one that comes is the kiosk from then on.\n"
     "  --name NAME   what the kiosk is called\n"},
    {"kiosk", "refuse", "CODE", 0, command_kiosk_refuse,
     "Says no to what asks to become a kiosk; it may still be accepted later. CODE \"all\" is everybody who waits.\n"},
    {"kiosk", "rename", "ID", OPTION_NAME, command_kiosk_rename,
     "Gives the kiosk ID another name.\n"
     "  --name NAME   the new one\n"},
    {"kiosk", "rotate", "ID", 0, command_kiosk_rotate,
     "Tells the kiosk ID to make itself a new key. It hears of it with its next delivery, or within four hours,\n"
     "or at once with forhal-sync rotate-key on the kiosk.\n"},
    {"kiosk", "revoke", "ID", 0, command_kiosk_revoke,
     "From now on nothing is accepted from the kiosk ID, nor from its key under another id.\n"},
    {"user", "invite", "NAME", OPTION_ROLE | OPTION_NETWORK, command_user_invite,
     "Prints a link by which NAME sets a password and the second factor. It is good for seven days, once.\n"
     "  --role ROLE      editor (of own networks), secretariat (and what citizens sent) or administrator\n"
     "                   (and who staff are, and what they did)\n"
     "  --network IDS    an editor's own networks, with commas between them\n"},
    {"user", "add", "NAME", OPTION_ROLE | OPTION_NETWORK | OPTION_PASSWORD_ONLY, command_user_add,
     "Lets NAME sign in. The password (12 characters or more) is read from standard input. Better: user invite.\n"
     "  --role ROLE      as in user invite; default secretariat\n"
     "  --network IDS    as in user invite\n"
     "  --password-only  for a demo on a desk: no second factor is needed, where the registry is asked over\n"
     "                   plain HTTP on its own machine\n"},
    {"user", "list", NULL, OPTION_JSON, command_user_list,
     "Lists who may sign in: role, second factor, enabled or disabled, name, an editor's networks.\n"
     "  --json   as JSON\n"},
    {"user", "role", "NAME", OPTION_ROLE | OPTION_NETWORK, command_user_role,
     "Gives NAME another role, or other networks, and signs NAME out everywhere. Options as in user invite.\n"},
    {"user", "disable", "NAME", 0, command_user_disable, "Signs NAME out everywhere and lets NAME in no more.\n"},
    {"user", "enable", "NAME", 0, command_user_enable, "Lets NAME sign in again.\n"},
    {"user", "totp-reset", "NAME", 0, command_user_totp_reset,
     "Forgets NAME's second factor and recovery codes, and signs NAME out everywhere: for a lost telephone. NAME\n"
     "sets it up anew at the next sign-in; be sure who asks for this.\n"},
    {"user", "password", "NAME", 0, command_user_password,
     "Gives NAME a new password, read from standard input, and signs NAME out everywhere.\n"},
    {"idea", "list", NULL, OPTION_JSON, command_idea_list,
     "Lists ideas, the newest first: number, since when it is public, status, how many support it, title.\n"
     "  --json   as JSON, with the whole text\n"},
    {"idea", "publish", "NUMBER", OPTION_TITLE | OPTION_TEXT, command_idea_publish,
     "Puts an idea on the wall of every kiosk, or changes what hangs there.\n"
     "  --title TEXT   instead of the author's\n"
     "  --text TEXT    instead of the author's\n"},
    {"idea", "answer", "NUMBER", OPTION_STATUS | OPTION_TEXT | OPTION_NETWORK, command_entry_answer,
     "Says what became of an idea: to its author, and on the wall if it is public.\n"
     "  --status STATUS   received, read, considered, invited, network, project or not_now\n"
     "  --text TEXT       the answer in your words; nothing personal, everybody may read it\n"
     "  --network ID      the network it was invited to or became\n"},
    {"idea", "unpublish", "NUMBER", 0, command_idea_unpublish, "Takes an idea off the wall.\n"},
    {"entry", "list", NULL, OPTION_JSON, command_entry_list,
     "Lists what citizens sent: number, when it came, kind, status, network.\n"
     "  --json   one JSON object a line, with everything that was given, names too\n"},
    {"entry", "answer", "NUMBER", OPTION_STATUS | OPTION_TEXT | OPTION_NETWORK | OPTION_PLACE, command_entry_answer,
     "Says what became of an entry. Who gave it sees it with the receipt code, at any kiosk.\n"
     "  --status STATUS   a seat: wanted, granted, waiting_list or declined; an interest: received or\n"
     "                    read; an idea: see idea answer\n"
     "  --place N         the place on the waiting list\n"
     "  --text TEXT       in your words; nothing personal, it is sent to every kiosk\n"
     "  --network ID      the network an idea was invited to or became\n"},
    {"keys", "list", NULL, OPTION_DAYS, command_keys_list,
     "Lists the registry's keys: number, since when, the keys' short names, and what the sealing key does.\n"
     "  --days N   as in keys forget\n"},
    {"keys", "rotate", NULL, OPTION_SEAL | OPTION_CONTENT | OPTION_RECEIPT, command_keys_rotate,
     "Makes new keys, signed for with the old ones, so that kiosks follow by themselves. All three, or only\n"
     "  --content   what signs pages      --receipt   what signs receipts      --seal   what entries are sealed to\n"
     "A registry that serves takes them over with the next request. Back up the folder keys afterwards.\n"},
    {"keys", "forget", NULL, OPTION_DAYS, command_keys_forget,
     "Removes old sealing keys. What a kiosk still holds that was sealed to them can't be opened any more.\n"
     "  --days N   those that a newer one took the place of longer ago, default 400\n"},
    {NULL, "backup", "FOLDER", 0, command_backup,
     "Copies the database of one moment, the keys and erased.log into FOLDER, which must not be there yet, while the\n"
     "registry serves. The copy is read again before FOLDER has its name. Of a PostgreSQL it is what pg_dump writes\n"
     "(postgresql-client). Whoever has FOLDER can read what citizens wrote: keep it as you keep DIR.\n"},
    {NULL, "restore", NULL, OPTION_FROM | OPTION_ABOVE, command_restore,
     "Puts a backup back and begins a new generation, so that kiosks fetch everything again and deliver again what\n"
     "they have kept and the copy lacks. Stop the registry first. What was erased since the backup is erased again:\n"
     "erased.log and keys that are in DIR stay, but for keys/staff.json, which belongs to its database. Without --from:\n"
     "to be said once after registry.db (without -wal and -shm beside it) or PostgreSQL was put back by hand, before\n"
     "serve is started.\n"
     "  --from FOLDER    what `backup` wrote; it is checked first. The former database stays as registry.db.former,\n"
     "                   its keys/staff.json as staff.json.former\n"
     "  --above NUMBER   when kiosks say that it is older than theirs: the number that theirs begins with\n"},
    {NULL, "migrate", NULL, 0, command_migrate,
     "Brings the database to the schema that this program has, as every other command does when it opens it. There is\n"
     "no way back but a backup: make one first. A database of a newer program is left alone.\n"},
    {NULL, "erase", "NUMBER", OPTION_TEXT, command_erase,
     "Erases the entry NUMBER, as the staff page does, and looks for its bytes in every file afterwards. A late kiosk\n"
     "or an older backup can't bring it back.\n"
     "  --text REASON   why; kept with the proof, so nothing personal\n"},
    {NULL, "stats", NULL, OPTION_JSON, command_stats,
     "Counts networks, pages, kiosks and entries.\n"
     "  --json   as JSON\n"},
};

enum { COMMANDS_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void print_line_of(FILE *file, const struct command *command)
{
    fprintf(file, "forhal-registry %s%s%s%s%s --data DIR%s\n", command->group != NULL ? command->group : "",
            command->group != NULL ? " " : "", command->name, command->what != NULL ? " " : "",
            command->what != NULL ? command->what : "", command->options != 0 ? " [options]" : "");
}

/* The group that is called so ("kiosk"); NULL: none. */
static const char *group_of(const char *word)
{
    for (size_t at = 0; at < COMMANDS_COUNT; at++) {
        if (commands[at].group != NULL && strcmp(commands[at].group, word) == 0) return commands[at].group;
    }
    return NULL;
}

/* `group` NULL: all of them. */
static void print_overview(FILE *file, const char *group)
{
    fputs("The registry behind the kiosks: their content, and what citizens said.\n\n", file);
    for (size_t at = 0; at < COMMANDS_COUNT; at++) {
        const char *own = commands[at].group;
        if (group == NULL || (own != NULL && strcmp(own, group) == 0)) print_line_of(file, &commands[at]);
    }
    fputs("\nforhal-registry COMMAND --help says more.\n", file);
}

static void print_help(const struct command *command)
{
    fputs("Usage: ", stdout);
    print_line_of(stdout, command);
    printf("%s  --data DIR   the registry's folder\n"
           "  --db URL     postgres://USER@HOST/NAME: another database than the one init was told, or registry.db\n",
           command->help);
}

/* Takes the command's words off the front. */
static const struct command *find_command(int *argc, char ***argv)
{
    for (size_t at = 0; at < COMMANDS_COUNT; at++) {
        const struct command *command = &commands[at];
        int words = command->group != NULL ? 2 : 1;
        if (*argc <= words) continue;
        if (command->group != NULL && strcmp((*argv)[1], command->group) != 0) continue;
        if (strcmp((*argv)[words], command->name) != 0) continue;
        *argc -= words;
        *argv += words;
        return command;
    }
    return NULL;
}

static bool read_minutes(const char *text, int *out)
{
    char *end = NULL;
    long minutes = strtol(text, &end, 10);
    if (end == text || *end != '\0' || minutes < 1 || minutes > KIOSK_INVITATION_MINUTES_MAX) return false;
    *out = (int)minutes;
    return true;
}

static bool read_place(const char *text, int *out)
{
    char *end = NULL;
    long place = strtol(text, &end, 10);
    if (end == text || *end != '\0' || place < 1 || place > ANSWER_PLACE_MAX) return false;
    *out = (int)place;
    return true;
}

static bool read_days(const char *text, int *out)
{
    char *end = NULL;
    long days = strtol(text, &end, 10);
    if (end == text || *end != '\0' || days < 1 || days > 36500) return false;
    *out = (int)days;
    return true;
}

static bool read_above(const char *text, int64_t *out)
{
    enum { DIGITS_MAX = 14 };
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || text[digits] != '\0') return false;
    *out = strtoll(text, NULL, 10);
    return true;
}

static bool read_wait(const char *text, int *out)
{
    enum { WAIT_S_MAX = 600 };
    char *end = NULL;
    long seconds = strtol(text, &end, 10);
    if (end == text || *end != '\0' || seconds < 1 || seconds > WAIT_S_MAX) return false;
    *out = (int)seconds;
    return true;
}

static const struct option option_names[] = {
    {"data", required_argument, NULL, OPTION_DATA},
    {"config", required_argument, NULL, OPTION_CONFIG},
    {"from", required_argument, NULL, OPTION_FROM},
    {"db", required_argument, NULL, OPTION_DB},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"behind-proxy", no_argument, NULL, OPTION_BEHIND_PROXY},
    {"minutes", required_argument, NULL, OPTION_MINUTES},
    {"json", no_argument, NULL, OPTION_JSON},
    {"title", required_argument, NULL, OPTION_TITLE},
    {"text", required_argument, NULL, OPTION_TEXT},
    {"status", required_argument, NULL, OPTION_STATUS},
    {"network", required_argument, NULL, OPTION_NETWORK},
    {"place", required_argument, NULL, OPTION_PLACE},
    {"pictures", required_argument, NULL, OPTION_PICTURES},
    {"name", required_argument, NULL, OPTION_NAME},
    {"seal", no_argument, NULL, OPTION_SEAL},
    {"content", no_argument, NULL, OPTION_CONTENT},
    {"receipt", no_argument, NULL, OPTION_RECEIPT},
    {"days", required_argument, NULL, OPTION_DAYS},
    {"above", required_argument, NULL, OPTION_ABOVE},
    {"out", required_argument, NULL, OPTION_OUT},
    {"wait", required_argument, NULL, OPTION_WAIT},
    {"tls-cert", required_argument, NULL, OPTION_TLS_CERT},
    {"tls-key", required_argument, NULL, OPTION_TLS_KEY},
    {"role", required_argument, NULL, OPTION_ROLE},
    {"password-only", no_argument, NULL, OPTION_PASSWORD_ONLY},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool wrong(const char *what)
{
    log_line(LOG_LEVEL_ERROR, "%s. See --help.", what);
    return false;
}

/* What stands behind the options: one word at most, and that only where the command takes one. */
static bool read_words(int argc, char **argv, const struct command *command, struct arguments *out)
{
    int words = argc - optind;
    if (command->what != NULL && words == 1) out->what = argv[optind];
    if (words == (command->what != NULL ? 1 : 0)) return true;
    char what[64];
    snprintf(what, sizeof(what), "this command takes %s", command->what != NULL ? command->what : "no further words");
    return wrong(what);
}

/* Says itself what is wrong and returns false. */
static bool read_options(int argc, char **argv, const struct command *command, struct arguments *out, bool *out_help)
{
    opterr = 0; /* getopt would speak in the name of the command */
    for (;;) {
        int option = getopt_long(argc, argv, "", option_names, NULL);
        if (option == -1) break;
        if (option == '?') {
            log_line(LOG_LEVEL_ERROR, "%s: there is no such option, or its value is missing. See --help.",
                     argv[optind - 1]);
            return false;
        }
        if ((option & (command->options | OPTION_DATA | OPTION_DB | OPTION_HELP)) == 0) {
            return wrong("this command does not take that option");
        }
        switch (option) {
        case OPTION_DATA: out->data = optarg; break;
        case OPTION_DB: out->db = optarg; break;
        case OPTION_FROM: out->from = optarg; break;
        case OPTION_CONFIG: out->config = optarg; break;
        case OPTION_LISTEN: out->listen = optarg; break;
        case OPTION_BEHIND_PROXY: out->behind_proxy = true; break;
        case OPTION_TLS_CERT: out->tls_cert = optarg; break;
        case OPTION_TLS_KEY: out->tls_key = optarg; break;
        case OPTION_MINUTES:
            if (!read_minutes(optarg, &out->minutes)) return wrong("--minutes takes a number from 1 to 10080");
            break;
        case OPTION_JSON: out->json = true; break;
        case OPTION_TITLE: out->title = optarg; break;
        case OPTION_TEXT: out->text = optarg; break;
        case OPTION_STATUS: out->status = optarg; break;
        case OPTION_NETWORK: out->network = optarg; break;
        case OPTION_PLACE:
            if (!read_place(optarg, &out->place)) return wrong("--place takes a number from 1 to 9999");
            break;
        case OPTION_SEAL: out->key_kinds[KEY_SEAL] = true; break;
        case OPTION_CONTENT: out->key_kinds[KEY_CONTENT] = true; break;
        case OPTION_RECEIPT: out->key_kinds[KEY_RECEIPT] = true; break;
        case OPTION_DAYS:
            if (!read_days(optarg, &out->days)) return wrong("--days takes a number from 1 to 36500");
            break;
        case OPTION_ABOVE:
            if (!read_above(optarg, &out->above)) return wrong("--above takes a number of up to 14 digits");
            break;
        case OPTION_PICTURES: out->pictures = optarg; break;
        case OPTION_NAME: out->name = optarg; break;
        case OPTION_OUT: out->out = optarg; break;
        case OPTION_ROLE: out->role = optarg; break;
        case OPTION_PASSWORD_ONLY: out->password_only = true; break;
        case OPTION_WAIT:
            if (!read_wait(optarg, &out->wait_s)) return wrong("--wait takes a number of seconds from 1 to 600");
            break;
        default: *out_help = true; return true;
        }
    }
    if (!read_words(argc, argv, command, out)) return false;
    if (out->data == NULL) return wrong("say with --data DIR which folder is the registry's");
    if (out->db != NULL && !db_postgres_is_url(out->db))
        return wrong("--db takes an address like postgres://USER@HOST/NAME");
    return true;
}

static int answer_without_command(int argc, char **argv)
{
    bool help = argc > 1 && strcmp(argv[argc - 1], "--help") == 0;
    const char *group = argc > 1 ? group_of(argv[1]) : NULL;
    print_overview(help ? stdout : stderr, group);
    if (help) return EXIT_DONE;
    if (group != NULL) {
        log_line(LOG_LEVEL_ERROR, "say what to do with \"%s\": one of the lines above", group);
    } else {
        log_line(LOG_LEVEL_ERROR, argc > 1 ? "there is no such command: %s" : "say what to do%s",
                 argc > 1 ? argv[1] : "");
    }
    return EXIT_ASKED_WRONGLY;
}

int main(int argc, char **argv)
{
    secrecy_begin();
    log_open("forhal-registry");
    json_wipe_on_free();
    umask(077);
    if (sodium_init() < 0) {
        log_line(LOG_LEVEL_ERROR, "libsodium did not start: this system has no good random numbers");
        return EXIT_FAILED;
    }
    /* For the service itself; it has no data folder. */
    if (argc == 2 && strcmp(argv[1], "picture") == 0) return command_picture();
    const struct command *command = find_command(&argc, &argv);
    if (command == NULL) return answer_without_command(argc, argv);
    struct arguments arguments = {.minutes = KIOSK_INVITATION_MINUTES, .days = KEYS_KEPT_DAYS, .wait_s = 150};
    bool help = false;
    if (!read_options(argc, argv, command, &arguments, &help)) return EXIT_ASKED_WRONGLY;
    if (!help) return command->run(&arguments);
    print_help(command);
    return EXIT_DONE;
}
