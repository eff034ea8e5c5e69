#include "sync/base/crockford.h"

#include <assert.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

_Static_assert(sizeof(alphabet) - 1 == CROCKFORD_VALUES, "alphabet");

char crockford_symbol(int value)
{
    assert(value >= 0 && value < CROCKFORD_VALUES);
    return alphabet[value];
}

int crockford_value(char letter)
{
    if (letter >= 'a' && letter <= 'z') letter = (char)(letter - 'a' + 'A');
    if (letter == 'O') letter = '0';
    if (letter == 'I' || letter == 'L') letter = '1';
    const char *at = letter != '\0' ? strchr(alphabet, letter) : NULL;
    return at != NULL ? (int)(at - alphabet) : -1;
}
