/* The registry's keys: what there is, new ones, and forgetting old ones; see commands.h and keys.h. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

#include "sync/base/log.h"
#include "sync/registry/commands/commands.h"
#include "sync/registry/registry.h"

enum { DAY_S = 24 * 60 * 60, DATE_BYTES = 16 };

static int failed(const struct arguments *arguments, const char *what, enum err err)
{
    log_line(LOG_LEVEL_ERROR, "%s/keys: %s failed: %s. The keys are as they were: see forhal-registry keys list.",
             arguments->data, what, err_text(err));
    return EXIT_FAILED;
}

static void date_of(char out[DATE_BYTES], int64_t seconds)
{
    time_t time_s = (time_t)seconds;
    struct tm utc;
    snprintf(out, DATE_BYTES, "-");
    if (seconds > 0 && gmtime_r(&time_s, &utc) != NULL) strftime(out, DATE_BYTES, "%Y-%m-%d", &utc);
}

/* Enough of a public key to tell it from others. */
static const char *short_name(char out[2 * SEAL_KEY_ID_BYTES + 1], const unsigned char *public_key)
{
    unsigned char id[SEAL_KEY_ID_BYTES];
    seal_key_id(id, public_key);
    return sodium_bin2hex(out, 2 * SEAL_KEY_ID_BYTES + 1, id, sizeof(id));
}

static void print_link(const struct keys *keys, int64_t number, int days)
{
    const struct key_link *link = &keys->chain.links[number - 1];
    char content[2 * SEAL_KEY_ID_BYTES + 1], receipt[sizeof(content)], seal[sizeof(content)];
    char made[DATE_BYTES], until[DATE_BYTES];
    int64_t retired_s = keys_seal_retired_s(keys, number);
    date_of(made, link->made_s);
    date_of(until, retired_s + (int64_t)days * DAY_S);
    printf("%4" PRId64 "  %-10s  content %s  receipt %s  seal %s ", number, made,
           short_name(content, link->statement.content_public), short_name(receipt, link->statement.receipt_public),
           short_name(seal, link->statement.seal_public));
    if (retired_s == 0) {
        puts("in use");
    } else if (link->forgotten) {
        puts("forgotten");
    } else {
        printf("opens old entries, to be forgotten after %s\n", until);
    }
}

int command_keys_list(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    for (int64_t number = 1; number <= keys_number(&registry->keys); number++) {
        print_link(&registry->keys, number, arguments->days);
    }
    return EXIT_DONE;
}

int command_keys_rotate(const struct arguments *arguments)
{
    static const bool all[KEY_KIND_COUNT] = {true, true, true};
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    const bool some =
        arguments->key_kinds[KEY_CONTENT] || arguments->key_kinds[KEY_RECEIPT] || arguments->key_kinds[KEY_SEAL];
    enum err err = registry_rotate_keys(registry, some ? arguments->key_kinds : all);
    if (err != ERR_OK) return failed(arguments, "making new keys", err);
    printf("The keys are number %" PRId64 " now. Back up %s/keys at once: an older backup lacks them.\n"
           "Kiosks take them over the next time they ask; what was sealed to the old ones can still be opened.\n",
           keys_number(&registry->keys), arguments->data);
    return EXIT_DONE;
}

int command_keys_forget(const struct arguments *arguments)
{
    AUTO(registry_auto) struct registry *registry = command_open(arguments);
    if (registry == NULL) return EXIT_FAILED;
    size_t count = 0;
    enum err err = registry_forget_keys(registry, arguments->days, &count);
    if (err != ERR_OK) return failed(arguments, "forgetting", err);
    printf(
        "%zu old sealing keys forgotten. What was sealed to them stays closed for ever; backups may still have them.\n",
        count);
    return EXIT_DONE;
}
