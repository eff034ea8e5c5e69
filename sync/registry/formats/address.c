#define _POSIX_C_SOURCE 200809L
#include "sync/registry/formats/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err port_parse(const char *text, int *out)
{
    char *end = NULL;
    if (text[0] < '0' || text[0] > '9') return ERR_INVALID;
    long port = strtol(text, &end, 10);
    if (*end != '\0' || port < 0 || port > 65535) return ERR_INVALID;
    *out = (int)port;
    return ERR_OK;
}

enum err address_parse(struct address *out, const char *text)
{
    char host[ADDRESS_TEXT_BYTES];
    int port = 0;
    const char *colon = strrchr(text, ':');
    if (colon == NULL || port_parse(colon + 1, &port) != ERR_OK) return ERR_INVALID;
    size_t length = (size_t)(colon - text);
    bool bracketed = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    if (bracketed) length -= 2;
    if (length == 0 || length >= sizeof(host)) return ERR_INVALID;
    memcpy(host, text + (bracketed ? 1 : 0), length);
    host[length] = '\0';
    if (!bracketed && strcmp(host, "localhost") == 0) snprintf(host, sizeof(host), "127.0.0.1");

    struct address address = {0};
    struct sockaddr_in *ip4 = (struct sockaddr_in *)&address.storage;
    struct sockaddr_in6 *ip6 = (struct sockaddr_in6 *)&address.storage;
    if (!bracketed && inet_pton(AF_INET, host, &ip4->sin_addr) == 1) {
        ip4->sin_family = AF_INET;
        address.bytes = sizeof(*ip4);
    } else if (bracketed && inet_pton(AF_INET6, host, &ip6->sin6_addr) == 1) {
        ip6->sin6_family = AF_INET6;
        address.bytes = sizeof(*ip6);
    } else {
        return ERR_INVALID;
    }
    address_set_port(&address, port);
    *out = address;
    return ERR_OK;
}

bool address_is_loopback(const struct address *address)
{
    if (address->storage.ss_family == AF_INET) {
        const struct sockaddr_in *ip4 = (const struct sockaddr_in *)&address->storage;
        return ntohl(ip4->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *ip6 = (const struct sockaddr_in6 *)&address->storage;
    return IN6_IS_ADDR_LOOPBACK(&ip6->sin6_addr);
}

int address_port(const struct address *address)
{
    if (address->storage.ss_family == AF_INET) {
        return ntohs(((const struct sockaddr_in *)&address->storage)->sin_port);
    }
    return ntohs(((const struct sockaddr_in6 *)&address->storage)->sin6_port);
}

void address_set_port(struct address *address, int port)
{
    if (address->storage.ss_family == AF_INET) {
        ((struct sockaddr_in *)&address->storage)->sin_port = htons((uint16_t)port);
    } else {
        ((struct sockaddr_in6 *)&address->storage)->sin6_port = htons((uint16_t)port);
    }
}

void address_text(const struct address *address, char out[ADDRESS_TEXT_BYTES])
{
    char host[INET6_ADDRSTRLEN] = "";
    int port = address_port(address);
    if (address->storage.ss_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)&address->storage)->sin_addr, host, sizeof(host));
        snprintf(out, ADDRESS_TEXT_BYTES, "%s:%d", host, port);
    } else {
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)&address->storage)->sin6_addr, host, sizeof(host));
        snprintf(out, ADDRESS_TEXT_BYTES, "[%s]:%d", host, port);
    }
}

static void peer_of_ip6(struct in6_addr host, char out[ADDRESS_TEXT_BYTES])
{
    memset(host.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &host, out, ADDRESS_TEXT_BYTES);
}

void address_peer(const struct sockaddr *host, char out[ADDRESS_TEXT_BYTES])
{
    out[0] = '\0';
    if (host->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)host)->sin_addr, out, ADDRESS_TEXT_BYTES);
    } else if (host->sa_family == AF_INET6) {
        peer_of_ip6(((const struct sockaddr_in6 *)(const void *)host)->sin6_addr, out);
    }
}

void address_peer_of_text(const char *text, char out[ADDRESS_TEXT_BYTES])
{
    struct in_addr ip4;
    struct in6_addr ip6;
    out[0] = '\0';
    if (inet_pton(AF_INET, text, &ip4) == 1) {
        inet_ntop(AF_INET, &ip4, out, ADDRESS_TEXT_BYTES);
    } else if (inet_pton(AF_INET6, text, &ip6) == 1) {
        peer_of_ip6(ip6, out);
    }
}
