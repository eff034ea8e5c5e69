#define _GNU_SOURCE /* getopt_long */
#include "sync/agent/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { LETTER_HELP = 'h' };

/* The number of a bit is its long option's place in this list. */
static const struct option_name {
    const char *name;
    int has_argument;
} names[] = {
    {"data", required_argument},
    {"registry", required_argument},
    {"code", required_argument},
    {"poll-seconds", required_argument},
    {"stall-seconds", required_argument},
    {"proxy", required_argument},
    {"json", no_argument},
    {"wait", required_argument},
    {"run", required_argument},
    {"retry", no_argument},
    {"drop", no_argument},
    {"ca", required_argument},
    {"pin", required_argument},
    {"no-ca", no_argument},
    {"no-pins", no_argument},
};

enum { NAMES_COUNT = sizeof(names) / sizeof(names[0]), LETTER_FIRST = 1000 };

static enum err read_seconds(long *out, const char *text, long most)
{
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < 1 || value > most) return ERR_INVALID;
    *out = value;
    return ERR_OK;
}

static enum err take(struct options *options, enum option_bit bit, const char *text)
{
    switch (bit) {
    case OPTION_DATA: options->data = text; return ERR_OK;
    case OPTION_REGISTRY: options->registry = text; return ERR_OK;
    case OPTION_CODE: options->code = text; return ERR_OK;
    case OPTION_PROXY: options->proxy = text; return ERR_OK;
    case OPTION_RUN: options->run = text; return ERR_OK;
    case OPTION_JSON: options->json = true; return ERR_OK;
    case OPTION_WAIT: return read_seconds(&options->wait_seconds, text, WAIT_SECONDS_MAX);
    case OPTION_RETRY: options->retry = true; return ERR_OK;
    case OPTION_DROP: options->drop = true; return ERR_OK;
    case OPTION_CA: options->ca = text; return ERR_OK;
    case OPTION_PIN: return trust_add_pin(&options->pins, text);
    case OPTION_NO_CA: options->no_ca = true; return ERR_OK;
    case OPTION_NO_PINS: options->no_pins = true; return ERR_OK;
    case OPTION_POLL_SECONDS: return read_seconds(&options->poll_seconds, text, POLL_SECONDS_MAX);
    case OPTION_STALL_SECONDS: return read_seconds(&options->stall_seconds, text, STALL_SECONDS_MAX);
    }
    return ERR_INVALID;
}

static enum err read_all(struct options *out, int argc, char **argv, unsigned allowed, unsigned *given, char *problem,
                         size_t problem_bytes)
{
    struct option longs[NAMES_COUNT + 2] = {{0}};
    for (int at = 0; at < NAMES_COUNT; at++) {
        longs[at] = (struct option){names[at].name, names[at].has_argument, NULL, LETTER_FIRST + at};
    }
    longs[NAMES_COUNT] = (struct option){"help", no_argument, NULL, LETTER_HELP};
    opterr = 0;
    int letter;
    while ((letter = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        int at = letter - LETTER_FIRST;
        if (letter == LETTER_HELP) {
            out->help = true;
        } else if (letter == ':') {
            snprintf(problem, problem_bytes, "%s needs a value", argv[optind - 1]);
            return ERR_INVALID;
        } else if (at < 0 || (allowed & 1U << at) == 0) {
            snprintf(problem, problem_bytes, "%s is not an option of this command", argv[optind - 1]);
            return ERR_INVALID;
        } else if (take(out, (enum option_bit)(1 << at), optarg) != ERR_OK) {
            snprintf(problem, problem_bytes, "--%s: '%s' is not %s", names[at].name, optarg,
                     1 << at == OPTION_PIN ? "one of at most two keys like sha256//BASE64"
                                           : "a number of seconds that makes sense");
            return ERR_INVALID;
        } else {
            *given |= 1U << at;
        }
    }
    return ERR_OK;
}

enum err options_read(struct options *out, int argc, char **argv, unsigned allowed, unsigned needed, char *problem,
                      size_t problem_bytes)
{
    unsigned given = 0;
    *out = (struct options){.poll_seconds = POLL_SECONDS_DEFAULT, .wait_seconds = WAIT_SECONDS_DEFAULT};
    enum err err = read_all(out, argc, argv, allowed, &given, problem, problem_bytes);
    if (err != ERR_OK || out->help) return err;
    if (optind < argc) {
        snprintf(problem, problem_bytes, "'%s' is one word too many", argv[optind]);
        return ERR_INVALID;
    }
    for (int at = 0; at < NAMES_COUNT; at++) {
        if ((needed & ~given & 1U << at) == 0) continue;
        snprintf(problem, problem_bytes, "--%s is missing", names[at].name);
        return ERR_INVALID;
    }
    return ERR_OK;
}
