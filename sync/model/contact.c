#include "sync/model/contact.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

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

/* Danish numbers have eight digits; "+" or "00" begins a country code. */
static enum contact_kind check_phone(const char *text, size_t length, char *normal)
{
    char digits[20];
    size_t count = 0;
    bool plus = false;
    for (size_t at = 0; at < length; at++) {
        char byte = text[at];
        if (byte == '+' && count == 0 && !plus) {
            plus = true;
        } else if (is_digit(byte)) {
            if (count == sizeof(digits) - 1) return CONTACT_PHONE_TOO_LONG;
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

bool cpr_is_in(const char *text)
{
    for (const char *start = text; *start != '\0'; start++) {
        bool stands_alone = start == text || (!is_digit(start[-1]) && start[-1] != '+');
        if (!is_digit(*start) || !stands_alone) continue;
        int digits[10];
        int count = 0;
        bool divided = false;
        const char *at = start;
        while (count < 10) {
            if (is_digit(*at)) {
                digits[count++] = *at++ - '0';
            } else if (count == 6 && !divided && strspn(at, "-. ") > 0) {
                divided = true;
                at += strspn(at, "-. ");
            } else {
                break;
            }
        }
        if (count == 10 && !is_digit(*at) && is_cpr(digits, divided)) return true;
    }
    return false;
}
