/* forhal-sync: the wire, kiosk end. This file reads the command line; commands.h has the rest. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/agent/commands.h"
#include "sync/agent/memory.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/base/secrecy.h"

enum { EXIT_FAILED = 1, EXIT_ASKED_WRONGLY = 2 };

#define WIRE_HELP                                                                                                      \
    "  --proxy URL            go through this HTTP proxy (none otherwise, whatever the environment says)\n"            \
    "  --stall-seconds N      give up a transfer that stands still this long (1-120, otherwise 30)\n"

#define TRUST_HELP                                                                                                     \
    "  --ca FILE              believe certificates that these CAs (PEM) vouch for, and no others\n"                    \
    "  --pin sha256//BASE64   believe this key, whoever vouches for it; twice for the next key too; with --ca\n"       \
    "                         both must fit. forhal-registry serve says which key it has\n"

static const struct command {
    const char *name;
    int (*run)(const struct options *options);
    unsigned allowed;
    unsigned needed;
    const char *summary;
    const char *help;
} commands[] = {
    {"enrol", enrol_command,
     OPTION_DATA | OPTION_REGISTRY | OPTION_CODE | OPTION_WAIT | OPTION_PROXY | OPTION_STALL_SECONDS | OPTION_CA |
         OPTION_PIN,
     OPTION_DATA | OPTION_REGISTRY, "make this machine a kiosk of a registry",
     "usage: forhal-sync enrol --data DIR --registry URL [--code CODE | --wait SECONDS]\n"
     "Makes a key pair in DIR, if there is none, and enrols it. May be repeated if the answer was lost.\n"
     "Without a code it shows one of its own, here and on the kiosk's screen, and waits until the town hall\n"
     "accepts it (forhal-registry kiosk accept); forhal-sync run goes on asking after that.\n"
     "  --data DIR             the kiosk's data folder; made if it is not there\n"
     "  --registry URL         https://…; http:// only on this very machine (127.0.0.1, [::1], localhost)\n"
     "  --code CODE            the code from the registry's fleet page; '-' reads it from standard input\n"
     "  --wait SECONDS         without a code: wait this long (1-86400, otherwise 600)\n" TRUST_HELP WIRE_HELP},
    {"once", once_command, OPTION_DATA | OPTION_PROXY | OPTION_STALL_SECONDS, OPTION_DATA,
     "deliver and fetch once, then end",
     "usage: forhal-sync once --data DIR\n"
     "Delivers what waits and fetches what is new. Exit status 0 only if both were finished.\n"
     "  --data DIR             the kiosk's data folder\n" WIRE_HELP},
    {"run", run_command, OPTION_DATA | OPTION_RUN | OPTION_PROXY | OPTION_STALL_SECONDS | OPTION_POLL_SECONDS,
     OPTION_DATA, "deliver and fetch from now on",
     "usage: forhal-sync run --data DIR [--run DIR] [--poll-seconds N]\n"
     "Delivers and fetches when the screen rings and every N seconds, give or take a fifth; after a\n"
     "failure later and later, up to five minutes. In between it keeps a line to the registry open, on\n"
     "which news come within a second or two; where something on the way cuts silent lines it learns\n"
     "to ask for shorter waits, and in the end only polls. Waits if the kiosk is not enrolled, and asks, later and\n"
     "later, up to once a minute, where it asked to be accepted. SIGTERM ends it.\n"
     "About once a minute it tells the registry how the kiosk is, and hands in a picture of the screen when\n"
     "staff ask for one and nothing personal is on it.\n"
     "  --data DIR             the kiosk's data folder\n"
     "  --run DIR              the folder where forhal-kiosk tells how the screen is (otherwise\n"
     "                         $RUNTIME_DIRECTORY or the data folder)\n"
     "  --poll-seconds N       1-86400, otherwise 20\n" WIRE_HELP},
    {"rotate-key", rotate_command, OPTION_DATA | OPTION_PROXY | OPTION_STALL_SECONDS, OPTION_DATA,
     "make the kiosk a new key",
     "usage: forhal-sync rotate-key --data DIR\n"
     "Makes a new key pair and puts it in the place of the old one, at the registry too. Where forhal-sync run is at\n"
     "work that does it. May be repeated. A key that was in use for a year of hours at work is replaced by itself.\n"
     "  --data DIR             the kiosk's data folder\n" WIRE_HELP},
    {"salvage", salvage_command, OPTION_DATA, OPTION_DATA, "take what can be read out of damaged outboxes",
     "usage: forhal-sync salvage --data DIR\n"
     "Goes through every outbox.db.damaged-N again: what this kiosk signed and is whole goes into the outbox\n"
     "under its old id, so that nothing arrives twice. forhal-sync run does that by itself, once a file.\n"
     "A file of which everything was saved is removed; the others stay until somebody removes them.\n"
     "  --data DIR             the kiosk's data folder\n"},
    {"set-aside", set_aside_command, OPTION_DATA | OPTION_RETRY | OPTION_DROP, OPTION_DATA,
     "look after what the registry refused",
     "usage: forhal-sync set-aside --data DIR [--retry | --drop]\n"
     "Says how many entries the registry refused, and why. Nobody but the registry can read them.\n"
     "  --retry                let them wait again: the reason is gone (a network was put back)\n"
     "  --drop                 delete them for good\n"
     "  --data DIR             the kiosk's data folder\n"},
    {"trust", trust_command, OPTION_DATA | OPTION_CA | OPTION_PIN | OPTION_NO_CA | OPTION_NO_PINS, OPTION_DATA,
     "say or change whose TLS certificates are believed",
     "usage: forhal-sync trust --data DIR [--ca FILE | --no-ca] [--pin P [--pin P] | --no-pins]\n"
     "Without more it says whose certificates are believed. The pins that are given take the place of all that\n"
     "were; a forhal-sync that runs takes the change over at once.\n"
     "  --data DIR             the kiosk's data folder\n" TRUST_HELP "  --no-ca                the system's CAs again\n"
     "  --no-pins              no pinned keys any more\n"},
    {"status", status_command, OPTION_DATA | OPTION_RUN | OPTION_JSON, OPTION_DATA, "say how things are",
     "usage: forhal-sync status --data DIR [--run DIR] [--json]\n"
     "Exit status 0, or 1 when the kiosk is not enrolled.\n"
     "  --data DIR             the kiosk's data folder\n"
     "  --run DIR              the run folder, as with run\n"
     "  --json                 for programs\n"},
};

enum { COMMANDS_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *to)
{
    fputs("forhal-sync carries content down to a kiosk and what citizens said up to the registry.\n", to);
    for (size_t at = 0; at < COMMANDS_COUNT; at++) fprintf(to, "  %-10s %s\n", commands[at].name, commands[at].summary);
    fputs("forhal-sync COMMAND --help says more.\n", to);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct options options;
    char problem[256];
    if (options_read(&options, argc, argv, command->allowed, command->needed, problem, sizeof(problem)) != ERR_OK) {
        fprintf(stderr, "forhal-sync %s: %s; see forhal-sync %s --help\n", command->name, problem, command->name);
        return EXIT_ASKED_WRONGLY;
    }
    if (options.help) {
        fputs(command->help, stdout);
        return 0;
    }
    return command->run(&options);
}

int main(int argc, char **argv)
{
    memory_begin();
    secrecy_begin();
    json_wipe_on_free();
    log_open("forhal-sync");
    signal(SIGPIPE, SIG_IGN); /* a registry that hangs up is an error of a write, not our end */
    if (sodium_init() < 0) {
        fputs("forhal-sync: libsodium finds no source of chance; is /dev/urandom there?\n", stderr);
        return EXIT_FAILED;
    }
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return 0;
    }
    for (size_t at = 0; at < COMMANDS_COUNT; at++) {
        if (strcmp(name, commands[at].name) == 0) return run(&commands[at], argc - 1, argv + 1);
    }
    if (name[0] != '\0') fprintf(stderr, "forhal-sync: there is no command '%s'\n", name);
    print_help(stderr);
    return EXIT_ASKED_WRONGLY;
}
