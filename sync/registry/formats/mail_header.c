#define _POSIX_C_SOURCE 200809L
#include "sync/registry/formats/mail_header.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/letters.h"

static bool is_plain(char letter)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.";
    return letter != '\0' && strchr(allowed, letter) != NULL;
}

/* Of one to 63 letters, without a hyphen at its ends (RFC 5321, 4.1.2; RFC 1035, 2.3.4). */
static bool labels_are_good(const char *domain)
{
    enum { LABEL_BYTES_MAX = 63 };
    for (const char *label = domain;; label++) {
        size_t length = strcspn(label, ".");
        if (length == 0 || length > LABEL_BYTES_MAX || label[0] == '-' || label[length - 1] == '-') return false;
        label += length;
        if (*label == '\0') return true;
    }
}

const char *mail_address_problem(const char *text)
{
    enum { LOCAL_BYTES_MAX = 64 }; /* RFC 5321, 4.5.3.1.1 */
    static const char of_domain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
    size_t length = text != NULL ? strlen(text) : 0;
    const char *at = length > 0 ? strchr(text, '@') : NULL;
    if (at == NULL) return "it has no @: write NAME@HOST";
    for (size_t byte = 0; byte < length; byte++) {
        if ((unsigned char)text[byte] >= 0x80) return "letters like æ, ø and å can't be in a mail address here";
    }
    size_t local = (size_t)(at - text);
    const char *domain = at + 1;
    if (length > MAIL_ADDRESS_BYTES_MAX || local > LOCAL_BYTES_MAX) {
        return "it is too long: 64 letters before the @, 254 in all";
    }
    if (local == 0 || domain[0] == '\0') return "there is nothing on one side of the @";
    for (size_t byte = 0; byte < local; byte++) {
        if (!is_plain(text[byte]))
            return "before the @ there is a blank, a quote, a bracket or another sign that can't be there";
    }
    if (text[0] == '.' || text[local - 1] == '.' || strstr(text, "..") != NULL) return "a dot stands where none can be";
    if (strspn(domain, of_domain) != strlen(domain)) {
        return "after the @ there is something else than letters, digits, hyphens and dots: one address, NAME@HOST";
    }
    return labels_are_good(domain) ? NULL : "what stands after the @ is no name of a host";
}

bool mail_address_is_good(const char *text)
{
    return mail_address_problem(text) == NULL;
}

static bool is_control(char letter)
{
    return (unsigned char)letter < 0x20 || letter == 0x7f;
}

static void add_words(struct str *out, const char *text)
{
    enum { WORD_BYTES = 42 }; /* 56 letters of base64: an encoded word has 75 at most */
    char part[WORD_BYTES];
    char base64[4 * (WORD_BYTES / 3) + 1];
    size_t length = strlen(text);
    const char *gap = "";
    for (size_t at = 0; at < length;) {
        size_t bytes = 0;
        while (at < length && bytes + letter_bytes(text + at) <= sizeof(part)) {
            size_t letter = letter_bytes(text + at);
            memcpy(part + bytes, text + at, letter);
            if (is_control(part[bytes])) part[bytes] = ' ';
            bytes += letter;
            at += letter;
        }
        sodium_bin2base64(base64, sizeof(base64), (const unsigned char *)part, bytes, sodium_base64_VARIANT_ORIGINAL);
        str_addf(out, "%s=?UTF-8?B?%s?=", gap, base64);
        gap = "\r\n ";
    }
    sodium_memzero(part, sizeof(part));
    sodium_memzero(base64, sizeof(base64));
}

void mail_header_add_text(struct str *out, const char *text)
{
    enum { PLAIN_BYTES_MAX = 900 }; /* a line has 998 bytes at most */
    size_t length = strlen(text);
    bool plain = length <= PLAIN_BYTES_MAX && strstr(text, "=?") == NULL;
    for (size_t at = 0; at < length; at++) plain = plain && (unsigned char)text[at] < 0x80 && !is_control(text[at]);
    if (plain) {
        str_add(out, text);
    } else {
        add_words(out, text);
    }
}

void mail_header_add_name(struct str *out, const char *text)
{
    add_words(out, text);
}

void mail_date(char out[MAIL_DATE_BYTES], int64_t wall_s)
{
    /* Not strftime's, which may speak another language. */
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t at = (time_t)wall_s;
    struct tm utc;
    char text[80];
    out[0] = '\0';
    if (gmtime_r(&at, &utc) == NULL) return;
    int length = snprintf(text, sizeof(text), "%s, %02d %s %04d %02d:%02d:%02d +0000", days[utc.tm_wday], utc.tm_mday,
                          months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    if (length == MAIL_DATE_BYTES - 1) memcpy(out, text, MAIL_DATE_BYTES);
}
