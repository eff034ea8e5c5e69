#include "sync/model/contact.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sync/model/digit.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

size_t contact_digits(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) count += is_digit(*text);
    return count;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool label_is_good(const char *label, size_t length)
{
    if (length == 0 || length > 63 || label[0] == '-' || label[length - 1] == '-') return false;
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)label[at];
        if (!isalnum(byte) && byte != '-' && byte < 0x80) return false;
    }
    return true;
}

static bool domain_is_good(const char *domain, size_t length)
{
    size_t labels = 0;
    size_t last = 0;
    for (size_t start = 0; start <= length;) {
        size_t end = start;
        while (end < length && domain[end] != '.') end++;
        if (!label_is_good(domain + start, end - start)) return false;
        labels++;
        last = end - start;
        start = end + 1;
    }
    return labels >= 2 && last >= 2;
}

static bool email_is_good(const char *text, size_t length)
{
    const char *at = memchr(text, '@', length);
    if (at == NULL) return false;
    size_t name = (size_t)(at - text);
    if (name == 0 || name > 64 || text[0] == '.' || text[name - 1] == '.') return false;
    for (size_t index = 0; index < name; index++) {
        unsigned char byte = (unsigned char)text[index];
        bool double_dot = byte == '.' && text[index + 1] == '.';
        if (byte <= ' ' || double_dot || strchr("\"(),:;<>[\\]", byte) != NULL) return false;
    }
    return domain_is_good(at + 1, length - name - 1);
}

enum { PHONE_DIGITS_BYTES = 20 };

/* Danish numbers have eight digits; "+" or "00" begins a country code. */
static enum contact_kind check_digits(const char *text, size_t length, char digits[PHONE_DIGITS_BYTES], char *normal)
{
    size_t count = 0;
    bool plus = false;
    for (size_t at = 0; at < length; at++) {
        char byte = text[at];
        if (byte == '+' && count == 0 && !plus) {
            plus = true;
        } else if (is_digit(byte)) {
            if (count == PHONE_DIGITS_BYTES - 1) return CONTACT_PHONE_TOO_LONG;
            digits[count++] = byte;
        } else if (!is_blank(byte) && strchr("-().", byte) == NULL) {
            return CONTACT_UNKNOWN;
        }
    }
    digits[count] = '\0';
    const char *number = digits;
    if (!plus && count > 8 && strncmp(digits, "00", 2) == 0) {
        plus = true;
        number += 2;
        count -= 2;
    }
    if (!plus && count == 10 && strncmp(digits, "45", 2) == 0) plus = true;
    if (!plus && count > 8) return CONTACT_PHONE_TOO_LONG;
    if (count < 8 || (plus && strncmp(number, "45", 2) == 0 && count < 10)) return CONTACT_PHONE_TOO_SHORT;
    if (count > 15 || (plus && strncmp(number, "45", 2) == 0 && count > 10)) return CONTACT_PHONE_TOO_LONG;
    if (normal != NULL) snprintf(normal, CONTACT_BYTES_MAX + 1, plus ? "+%s" : "+45%s", number);
    return CONTACT_PHONE;
}

static enum contact_kind check_phone(const char *text, size_t length, char *normal)
{
    char digits[PHONE_DIGITS_BYTES];
    enum contact_kind kind = check_digits(text, length, digits, normal);
    sodium_memzero(digits, sizeof(digits));
    return kind;
}

enum contact_kind contact_check(const char *text, char normal[CONTACT_BYTES_MAX + 1])
{
    while (is_blank(*text)) text++;
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1])) length--;
    if (length == 0) return CONTACT_EMPTY;
    if (length > CONTACT_BYTES_MAX) return CONTACT_UNKNOWN;
    if (memchr(text, '@', length) != NULL) {
        if (!email_is_good(text, length)) return CONTACT_EMAIL_UNFINISHED;
        if (normal != NULL) snprintf(normal, CONTACT_BYTES_MAX + 1, "%.*s", (int)length, text);
        return CONTACT_EMAIL;
    }
    return check_phone(text, length, normal);
}

bool contact_is_usable(enum contact_kind kind)
{
    return kind == CONTACT_EMAIL || kind == CONTACT_PHONE;
}

static bool date_exists(int day, int month, int year)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
    /* Of the centuries a two-digit year can mean only 1900 (year 00, serial 0-4) has no leap day;
     * a false alarm on 29 February 1900 harms nobody. */
    return month != 2 || day != 29 || year % 4 == 0;
}

static bool modulus_fits(const int digits[10])
{
    static const int weights[10] = {4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (int at = 0; at < 10; at++) sum += weights[at] * digits[at];
    return sum % 11 == 0;
}

/* Persons born from October 2007 on may have numbers without the modulus: serials 4000-9999 and
 * a year 00-36 belong to the 2000s. */
static bool may_lack_modulus(const int digits[10], int year)
{
    return digits[6] >= 4 && year >= 7 && year <= 36;
}

static bool is_cpr(const int digits[10], bool divided)
{
    int day = digits[0] * 10 + digits[1];
    int month = digits[2] * 10 + digits[3];
    int year = digits[4] * 10 + digits[5];
    if (!date_exists(day, month, year)) return false;
    return modulus_fits(digits) || (divided && may_lack_modulus(digits, year));
}

/* What may stand between the parts of a number: blanks, dots, slashes, hyphens and dashes. Returns its bytes, 0 for
 * none. */
static size_t divider_at(const char *text)
{
    static const char *const dividers[] = {
        " ",
        "-",
        ".",
        "/",
        "\xc2\xa0",
        "\xc2\xad",
        "\xe2\x80\x90",
        "\xe2\x80\x91", /* no-break space, soft hyphen, hyphens */
        "\xe2\x80\x92",
        "\xe2\x80\x93",
        "\xe2\x80\x94",
        "\xe2\x80\x95", /* figure dash, en, em, bar */
        "\xe2\x88\x92",
        "\xe2\x80\xaf", /* minus, narrow no-break space */
    };
    for (size_t at = 0; at < sizeof(dividers) / sizeof(dividers[0]); at++) {
        size_t bytes = strlen(dividers[at]);
        if (strncmp(text, dividers[at], bytes) == 0) return bytes;
    }
    return 0;
}

static const char *past_dividers(const char *text)
{
    for (size_t bytes = divider_at(text); bytes > 0; bytes = divider_at(text)) text += bytes;
    return text;
}

/* Ten figures from `text` on, divided only after day, month and year; where they end, or NULL. */
static const char *read_cpr(const char *text, int digits[10], bool *divided)
{
    int count = 0;
    size_t bytes = 0;
    *divided = false;
    while (count < 10) {
        int digit = digit_at(text, &bytes);
        if (digit >= 0) {
            digits[count++] = digit;
            text += bytes;
            continue;
        }
        const char *past = past_dividers(text);
        if (past == text || (count != 2 && count != 4 && count != 6)) return NULL;
        *divided |= count == 6;
        text = past;
    }
    return digit_at(text, &bytes) < 0 ? text : NULL;
}

/* Where the number that begins here ends; NULL: none begins. */
static const char *cpr_end(const char *text)
{
    int digits[10];
    bool divided = false;
    const char *end = read_cpr(text, digits, &divided);
    if (end != NULL && !is_cpr(digits, divided)) end = NULL;
    sodium_memzero(digits, sizeof(digits));
    return end;
}

const char *cpr_find(const char *text, size_t *out_bytes)
{
    bool stands_alone = true;
    while (*text != '\0') {
        size_t bytes = 0;
        bool digit = digit_at(text, &bytes) >= 0;
        const char *end = digit && stands_alone ? cpr_end(text) : NULL;
        if (end != NULL) {
            *out_bytes = (size_t)(end - text);
            return text;
        }
        stands_alone = !digit && *text != '+';
        text += bytes;
    }
    return NULL;
}

bool cpr_is_in(const char *text)
{
    size_t bytes = 0;
    return cpr_find(text, &bytes) != NULL;
}

bool contact_looks_like_phone(const char *text)
{
    if (strpbrk(text, "@_") != NULL) return false;
    while (is_blank(*text)) text++;
    return is_digit(*text) || *text == '+' || *text == '(';
}

/* How many figures a country's code has (ITU-T E.164): one for +1 and +7, two for these, three for the others. */
static size_t country_code_digits(const char *digits)
{
    static const char two[] =
        "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 "
        "65 66 81 82 84 86 90 91 92 93 94 95 98";
    if (digits[0] == '1' || digits[0] == '7') return 1;
    for (const char *at = two; *at != '\0'; at += at[2] == ' ' ? 3 : 2) {
        if (strncmp(at, digits, 2) == 0) return 2;
    }
    return 3;
}

void contact_read_back(char out[CONTACT_SHOWN_BYTES], const char *text)
{
    char normal[CONTACT_BYTES_MAX + 1];
    if (contact_check(text, normal) != CONTACT_PHONE) {
        while (is_blank(*text)) text++;
        size_t length = strlen(text);
        while (length > 0 && is_blank(text[length - 1])) length--;
        snprintf(out, CONTACT_SHOWN_BYTES, "%.*s", (int)length, text);
        return;
    }
    size_t code = country_code_digits(normal + 1);
    size_t group = strncmp(normal, "+45", 3) == 0 ? 2 : 3;
    size_t left = strlen(normal + 1) - code;
    size_t used = 1 + code;
    memcpy(out, normal, used);
    for (const char *at = normal + used; left > 0;) {
        /* Four at the end rather than one alone. */
        size_t take = left == group + 1 ? left : left < group ? left : group;
        out[used++] = ' ';
        memcpy(out + used, at, take);
        used += take;
        at += take;
        left -= take;
    }
    out[used] = '\0';
    sodium_memzero(normal, sizeof(normal));
}

/* The end of the address `from`, in place, where it is `wrong`. */
static bool mend(char text[CONTACT_BYTES_MAX + 1], size_t from, const char *wrong, const char *right)
{
    if (strcasecmp(text + from, wrong) != 0 || from + strlen(right) > CONTACT_BYTES_MAX) return false;
    snprintf(text + from, CONTACT_BYTES_MAX + 1 - from, "%s", right);
    return true;
}

static bool mend_domain(char text[CONTACT_BYTES_MAX + 1], size_t domain)
{
    static const char *const domains[][2] = {
        {"gmial.com", "gmail.com"},    {"gmai.com", "gmail.com"},     {"gamil.com", "gmail.com"},
        {"gmail.dk", "gmail.com"},     {"gnail.com", "gmail.com"},    {"gmali.com", "gmail.com"},
        {"gmail.cm", "gmail.com"},     {"gmail", "gmail.com"},        {"hotmial.com", "hotmail.com"},
        {"hotmai.com", "hotmail.com"}, {"hotmal.com", "hotmail.com"}, {"hotmail", "hotmail.com"},
        {"outlok.com", "outlook.com"}, {"outlok.dk", "outlook.dk"},   {"outloook.com", "outlook.com"},
        {"outlook", "outlook.com"},    {"yaho.com", "yahoo.com"},     {"yahooo.com", "yahoo.com"},
        {"iclod.com", "icloud.com"},   {"icoud.com", "icloud.com"},   {"icloud", "icloud.com"},
        {"jubi.dk", "jubii.dk"},       {"jubii", "jubii.dk"},
    };
    static const char *const endings[][2] = {{".con", ".com"}, {".comm", ".com"}, {".cmo", ".com"}, {".dkk", ".dk"}};
    for (size_t at = 0; at < sizeof(domains) / sizeof(domains[0]); at++) {
        if (mend(text, domain, domains[at][0], domains[at][1])) return true;
    }
    size_t length = strlen(text);
    for (size_t at = 0; at < sizeof(endings) / sizeof(endings[0]); at++) {
        size_t bytes = strlen(endings[at][0]);
        if (length >= domain + bytes && mend(text, length - bytes, endings[at][0], endings[at][1])) return true;
    }
    return false;
}

bool contact_slip(char out[CONTACT_BYTES_MAX + 1], const char *text)
{
    while (is_blank(*text)) text++;
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1])) length--;
    const char *at = memchr(text, '@', length);
    if (at == NULL || length > CONTACT_BYTES_MAX) return false;
    snprintf(out, CONTACT_BYTES_MAX + 1, "%.*s", (int)length, text);
    size_t domain = (size_t)(at - text) + 1;
    bool mended = false;
    for (char *comma = strchr(out, ','); comma != NULL; comma = strchr(comma, ',')) {
        *comma = '.';
        mended = true;
    }
    mended |= mend_domain(out, domain);
    return mended && contact_check(out, NULL) == CONTACT_EMAIL;
}
