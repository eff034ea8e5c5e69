/* sync/registry/formats/address.h - where to listen: an IP address and a port, as text and for sockets. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "sync/base/err.h"

enum { ADDRESS_TEXT_BYTES = 64 };

struct address {
    struct sockaddr_storage storage; /* IPv4 or IPv6 */
    socklen_t bytes;
};

/* Reads "127.0.0.1:8440", "[::1]:8440" or "localhost:8440" (which is 127.0.0.1); names are not
 * looked up. Port 0 means any free one. ERR_INVALID. */
MUST_USE enum err address_parse(struct address *out, const char *text);
/* Can only this machine reach it? */
bool address_is_loopback(const struct address *address);
int address_port(const struct address *address);
void address_set_port(struct address *address, int port);
/* As address_parse() reads it. */
void address_text(const struct address *address, char out[ADDRESS_TEXT_BYTES]);

/* The host alone, for telling one guesser from another: an IPv6 host gives its /64, since one
 * house has all the addresses in it. "" when `text` is no IP address. */
void address_peer(const struct sockaddr *host, char out[ADDRESS_TEXT_BYTES]);
void address_peer_of_text(const char *text, char out[ADDRESS_TEXT_BYTES]);
