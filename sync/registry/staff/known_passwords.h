/* sync/registry/staff/known_passwords.h - passwords that everybody tries first.
 *
 * The list of those that were stolen most often (49,000, zxcvbn-ts's, by way of npm) becomes a part of the program as
 * hashes when it is built (sync/registry/web/known-passwords.mjs); nothing is asked of a network. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is it on the list, however its letters are written; or a word of the list, or of the town, with no more around it
 * than figures and signs ("Sommer-2026!"); or such a word, or a row of figures, over and over? `name` is the user's
 * own, which counts as one, or NULL. */
bool password_is_known(const char *password, const char *name);

/* The first eight bytes of SHA-256 of each, the first the highest, in rising order. */
extern const uint64_t known_password_hashes[];
extern const size_t known_password_hashes_count;
