#define _POSIX_C_SOURCE 200809L
#include "sync/registry/formats/address_range.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_TEXT_BYTES = 64, BITS_OF_4 = 32, BITS_OF_6 = 128 };
static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool bit_at(const unsigned char bytes[16], int at)
{
    return (bytes[at / 8] >> (7 - at % 8) & 1) != 0;
}

enum err address_range_parse(struct address_range *out, const char *text)
{
    struct address_range range = {.bits = BITS_OF_6};
    char host[HOST_TEXT_BYTES];
    const char *slash = strchr(text, '/');
    size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    if (length == 0 || length >= sizeof(host)) return ERR_INVALID;
    memcpy(host, text, length);
    host[length] = '\0';
    int most = BITS_OF_6;
    if (inet_pton(AF_INET, host, range.bytes + sizeof(mapped)) == 1) {
        memcpy(range.bytes, mapped, sizeof(mapped));
        most = BITS_OF_4;
    } else if (inet_pton(AF_INET6, host, range.bytes) != 1) {
        return ERR_INVALID;
    }
    if (slash != NULL) {
        char *end = NULL;
        if (slash[1] < '0' || slash[1] > '9') return ERR_INVALID;
        long bits = strtol(slash + 1, &end, 10);
        if (*end != '\0' || bits > most) return ERR_INVALID;
        range.bits = BITS_OF_6 - most + (int)bits;
    }
    for (int at = range.bits; at < BITS_OF_6; at++) {
        if (bit_at(range.bytes, at)) return ERR_INVALID;
    }
    *out = range;
    return ERR_OK;
}

bool address_range_has(const struct address_range *range, const struct sockaddr *host)
{
    unsigned char bytes[16];
    if (host->sa_family == AF_INET) {
        memcpy(bytes, mapped, sizeof(mapped));
        memcpy(bytes + sizeof(mapped), &((const struct sockaddr_in *)(const void *)host)->sin_addr, 4);
    } else if (host->sa_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)(const void *)host)->sin6_addr, sizeof(bytes));
    } else {
        return false;
    }
    for (int at = 0; at < range->bits; at++) {
        if (bit_at(range->bytes, at) != bit_at(bytes, at)) return false;
    }
    return true;
}
