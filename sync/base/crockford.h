/* sync/base/crockford.h - the symbols of Crockford's base 32, for codes that people read and
 * type: digits and capital letters without I, L, O and U (crockford.com/base32.html). */
#pragma once

enum { CROCKFORD_VALUES = 32 };

/* The symbol for 0 … 31. */
char crockford_symbol(int value);
/* The value of a typed letter: small letters are large, O is 0, I and L are 1. -1: no symbol. */
int crockford_value(char letter);
