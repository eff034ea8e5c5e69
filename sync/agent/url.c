#define _POSIX_C_SOURCE 200809L
#include "sync/agent/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void url_auto(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void text_auto(char **text)
{
    curl_free(*text);
}

/* curl itself makes loopback of the name localhost, whatever DNS says (since 7.78). */
static bool host_is_loopback(const char *host)
{
    struct in_addr four;
    if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) return true;
    return inet_pton(AF_INET, host, &four) == 1 && ntohl(four.s_addr) >> 24 == 127;
}

static bool has_part(CURLU *url, CURLUPart part)
{
    AUTO(text_auto) char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK;
}

enum err url_check(char out[IDENTITY_URL_BYTES_MAX + 1], const char *typed)
{
    AUTO(url_auto) CURLU *url = curl_url();
    if (url == NULL) return ERR_NOMEM;
    CURLUcode code = curl_url_set(url, CURLUPART_URL, typed, 0);
    if (code == CURLUE_UNSUPPORTED_SCHEME) return ERR_REFUSED;
    if (code != CURLUE_OK) return ERR_INVALID;
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) || has_part(url, CURLUPART_QUERY) ||
        has_part(url, CURLUPART_FRAGMENT)) {
        return ERR_INVALID;
    }
    AUTO(text_auto) char *scheme = NULL;
    AUTO(text_auto) char *host = NULL;
    AUTO(text_auto) char *whole = NULL;
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK) return ERR_INVALID;
    bool secret = strcmp(scheme, "https") == 0;
    if (!secret && strcmp(scheme, "http") != 0) return ERR_REFUSED;
    if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_URL, &whole, 0) != CURLUE_OK) {
        return ERR_INVALID;
    }
    if (!secret && !host_is_loopback(host)) return ERR_REFUSED;
    size_t length = strlen(whole);
    while (length > 0 && whole[length - 1] == '/') length--;
    if (length > IDENTITY_URL_BYTES_MAX) return ERR_INVALID;
    memcpy(out, whole, length);
    out[length] = '\0';
    return ERR_OK;
}
