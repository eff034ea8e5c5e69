/* Erasing one entry, with its proof, without the staff page; see commands.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/privacy/proofs.h"
#include "sync/registry/registry.h"
#include "sync/registry/staff/staff_log.h"

enum { STEPS_MAX = 10000, NUMBER_DIGITS_MAX = 14, REASON_BYTES_MAX = 500 };

static bool read_number(const char *text, int64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > NUMBER_DIGITS_MAX || text[digits] != '\0') return false;
    *out = strtoll(text, NULL, 10);
    return *out > 0;
}

static void print_proof(const json_t *proof)
{
    size_t at;
    json_t *place;
    printf("proof %" PRId64 ": %s\n", json_int_at(proof, "number", 0), json_text_at(proof, "state"));
    json_array_foreach (json_object_get(json_object_get(proof, "record"), "looked_in"), at, place) {
        printf("looked in %s, %" PRId64 " bytes\n", json_text_at(place, "place"), json_int_at(place, "bytes", 0));
    }
}

/* Looks until it is known. */
static enum err finish_proof(struct registry *registry, int64_t number, bool *out_clean)
{
    enum err err = ERR_OK;
    bool waits = true;
    *out_clean = false;
    for (int step = 0; waits && step < STEPS_MAX && err == ERR_OK; step++) {
        AUTO(json_auto) json_t *list = NULL;
        registry_scrub(registry);
        proofs_tidy(registry);
        err = proofs_list(registry, number, &list);
        const json_t *proof = json_array_get(json_object_get(list, "proofs"), 0);
        const char *state = json_text_at(proof, "state");
        waits = err == ERR_OK && state != NULL && strcmp(state, "waiting") == 0;
        if (waits || state == NULL) continue;
        *out_clean = strcmp(state, "found") != 0;
        print_proof(proof);
    }
    return err;
}

int command_erase(const struct arguments *arguments)
{
    int64_t number = 0;
    int64_t proof = 0;
    bool clean = false;
    if (!read_number(arguments->what, &number)) {
        log_line(LOG_LEVEL_ERROR, "\"%s\" is no entry's number. See: forhal-registry entry list", arguments->what);
        return EXIT_ASKED_WRONGLY;
    }
    if (arguments->text == NULL || arguments->text[0] == '\0' || strlen(arguments->text) > REASON_BYTES_MAX) {
        log_line(LOG_LEVEL_ERROR, "say with --text why, in at most %d bytes and without anything personal: it is kept",
                 (int)REASON_BYTES_MAX);
        return EXIT_ASKED_WRONGLY;
    }
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    enum err err = proofs_erase(registry, number, STAFF_LOG_COMMAND, arguments->text, &proof);
    if (err == ERR_NOT_FOUND) {
        log_line(LOG_LEVEL_ERROR, "%s: there is no entry %" PRId64 ", or it was erased before", arguments->data,
                 number);
        return EXIT_FAILED;
    }
    if (err != ERR_OK) {
        log_line(LOG_LEVEL_ERROR, "%s: erasing failed: %s. Nothing was changed.", arguments->data, err_text(err));
        return EXIT_FAILED;
    }
    if (!command_log(arguments, registry, "entry.erase", arguments->what)) return EXIT_FAILED;
    err = finish_proof(registry, proof, &clean);
    if (err == ERR_OK && clean) return EXIT_DONE;
    log_line(
        LOG_LEVEL_WARNING,
        "the entry is erased, but its bytes may still be in a file: while others read, the database's log can't be "
        "cut. The registry that serves does so by itself; the staff page shows the proof");
    return EXIT_FAILED;
}
