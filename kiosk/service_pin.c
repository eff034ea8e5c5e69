#include "kiosk/service_pin.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/service.h"
#include "sync/base/file.h"

enum { MEMORY_BYTES = 8 * 1024 * 1024, ROUNDS = 3, FILE_BYTES_MAX = 256 };

static enum err write_file(const char *folder, const char *name, const char *text)
{
    char *path = file_join(folder, name);
    enum err err = path != NULL ? file_write(path, text, strlen(text), 0600) : ERR_NOMEM;
    free(path);
    return err;
}

static enum err read_file(struct str *out, const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    if (path == NULL) {
        *out = (struct str){0};
        return ERR_NOMEM;
    }
    enum err err = file_read(out, path, FILE_BYTES_MAX);
    free(path);
    return err;
}

static enum err write_tries(const char *folder, int tries)
{
    char text[16];
    snprintf(text, sizeof(text), "%d\n", tries);
    return write_file(folder, "service.tries", text);
}

enum err service_pin_set(const char *folder, const char *pin)
{
    size_t digits = strspn(pin, "0123456789");
    if (pin[digits] != '\0' || digits < SERVICE_PIN_DIGITS_MIN || digits > SERVICE_PIN_DIGITS_MAX) return ERR_INVALID;
    enum err err = file_make_folder(folder, 0700);
    if (err != ERR_OK) return err;
    char hash[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(hash, pin, digits, ROUNDS, MEMORY_BYTES) != 0) return ERR_NOMEM;
    err = write_file(folder, "service.pin", hash);
    sodium_memzero(hash, sizeof(hash));
    return err == ERR_OK ? write_tries(folder, 0) : err;
}

/* One figure and the end of the line, as write_tries() makes it. What is anything else is no reason to let anyone try
 * without end. */
static int parse_tries(const struct str *text)
{
    if (text->length != 2 || str_text(text)[1] != '\n') return SERVICE_TRIES;
    int tries = str_text(text)[0] - '0';
    return tries >= 0 && tries < SERVICE_TRIES ? tries : SERVICE_TRIES;
}

void service_lock_read(struct service_lock *lock, const char *folder, int64_t now_ms)
{
    *lock = (struct service_lock){.locked_ms = -1};
    AUTO(str_finish) struct str text = {0};
    enum err err = read_file(&text, folder, "service.tries");
    if (err != ERR_NOT_FOUND) lock->tries = err == ERR_OK ? parse_tries(&text) : SERVICE_TRIES;
    if (lock->tries == SERVICE_TRIES) lock->locked_ms = now_ms;
}

/* Lets go of the lock when its time is over. */
static bool is_locked(struct service_lock *lock, const char *folder, int64_t now_ms)
{
    if (lock->locked_ms < 0) return false;
    if (now_ms - lock->locked_ms < SERVICE_LOCK_MS) return true;
    if (write_tries(folder, 0) != ERR_OK) return true;
    *lock = (struct service_lock){.locked_ms = -1};
    return false;
}

enum pin_answer service_pin_state(struct service_lock *lock, const char *folder, int64_t now_ms)
{
    AUTO(str_finish) struct str hash = {0};
    if (read_file(&hash, folder, "service.pin") != ERR_OK || hash.length == 0) return PIN_NONE;
    return is_locked(lock, folder, now_ms) ? PIN_LOCKED : PIN_WRONG;
}

enum pin_answer service_pin_try(struct service_lock *lock, const char *folder, const char *pin, int64_t now_ms)
{
    AUTO(str_finish) struct str hash = {0};
    if (read_file(&hash, folder, "service.pin") != ERR_OK || hash.length >= crypto_pwhash_STRBYTES) return PIN_NONE;
    if (is_locked(lock, folder, now_ms)) return PIN_LOCKED;
    if (write_tries(folder, lock->tries + 1) != ERR_OK) return PIN_LOCKED;
    lock->tries++;
    char padded[crypto_pwhash_STRBYTES] = {0};
    memcpy(padded, str_text(&hash), hash.length);
    bool right = crypto_pwhash_str_verify(padded, pin, strlen(pin)) == 0;
    sodium_memzero(padded, sizeof(padded));
    if (right && write_tries(folder, 0) == ERR_OK) {
        *lock = (struct service_lock){.locked_ms = -1};
        return PIN_RIGHT;
    }
    if (lock->tries < SERVICE_TRIES) return PIN_WRONG;
    lock->locked_ms = now_ms;
    return PIN_LOCKED;
}

int service_lock_minutes(const struct service_lock *lock, int64_t now_ms)
{
    if (lock->locked_ms < 0) return 0;
    int64_t left = SERVICE_LOCK_MS - (now_ms - lock->locked_ms);
    return left > 0 ? (int)((left + 59999) / 60000) : 0;
}
