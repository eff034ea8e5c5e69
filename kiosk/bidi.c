#include "kiosk/bidi.h"

#include <fribidi.h>
#include <sodium.h>
#include <string.h>

/* A line taken apart: code points, where each begins, and its level. What is typed passes through here, so it
 * is wiped. */
struct letters {
    FriBidiChar points[BIDI_LETTERS_MAX];
    FriBidiCharType types[BIDI_LETTERS_MAX];
    FriBidiLevel levels[BIDI_LETTERS_MAX];
    size_t offsets[BIDI_LETTERS_MAX + 1];
    size_t count;
};

/* Arabic, its supplements and presentation forms. */
static bool is_arabic(FriBidiChar point)
{
    return (point >= 0x0600 && point <= 0x06ff) || (point >= 0x0750 && point <= 0x077f) ||
           (point >= 0xfb50 && point <= 0xfdff) || (point >= 0xfe70 && point <= 0xfeff);
}

static bool is_plain(const char *utf8, size_t bytes)
{
    for (size_t at = 0; at < bytes; at++) {
        /* Below U+0590 nothing runs to the left: lead bytes up to 0xd6. */
        if ((unsigned char)utf8[at] >= 0xd6 && (unsigned char)utf8[at] != 0xe2) return false;
    }
    return true;
}

static bool take_apart(struct letters *letters, const char *utf8, size_t bytes)
{
    size_t at = 0;
    while (at < bytes) {
        if (letters->count == BIDI_LETTERS_MAX) return false;
        unsigned char lead = (unsigned char)utf8[at];
        size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (length > bytes - at) return false;
        unsigned point = length == 1 ? lead : lead & (0x7fu >> length);
        for (size_t next = 1; next < length; next++) point = point << 6 | ((unsigned char)utf8[at + next] & 0x3fu);
        letters->points[letters->count] = point;
        letters->offsets[letters->count++] = at;
        at += length;
    }
    letters->offsets[letters->count] = bytes;
    return true;
}

static bool find_levels(struct letters *letters)
{
    FriBidiStrIndex count = (FriBidiStrIndex)letters->count;
    FriBidiParType direction = FRIBIDI_PAR_ON;
    fribidi_get_bidi_types(letters->points, count, letters->types);
    return fribidi_get_par_embedding_levels_ex(letters->types, NULL, count, &direction, letters->levels) != 0;
}

/* A blank belongs to the script before it. Everything else that ASCII has is drawn in the Latin font, since
 * Naskh lacks many of its marks. */
static enum script script_at(const struct letters *letters, size_t at, enum script before)
{
    FriBidiChar point = letters->points[at];
    if (is_arabic(point)) return SCRIPT_ARABIC;
    /* Marks of direction are not seen; Naskh has none of the dashes and quotes beside them. */
    bool unseen = (point >= 0x2000 && point <= 0x200f) || (point >= 0x2028 && point <= 0x202f) ||
                  (point >= 0x205f && point <= 0x206f);
    if (point == ' ' || unseen) return before;
    return SCRIPT_LATIN;
}

static size_t logical_runs(struct run out[BIDI_RUNS_MAX], FriBidiLevel levels[BIDI_RUNS_MAX],
                           const struct letters *letters)
{
    size_t count = 0;
    enum script script = FRIBIDI_LEVEL_IS_RTL(letters->levels[0]) ? SCRIPT_ARABIC : SCRIPT_LATIN;
    for (size_t at = 0; at < letters->count; at++) {
        script = script_at(letters, at, script);
        bool same = count > 0 && levels[count - 1] == letters->levels[at] && out[count - 1].script == script;
        if (!same) {
            if (count == BIDI_RUNS_MAX) return 0;
            levels[count] = letters->levels[at];
            out[count++] = (struct run){letters->offsets[at], 0, FRIBIDI_LEVEL_IS_RTL(letters->levels[at]), script};
        }
        out[count - 1].bytes = letters->offsets[at + 1] - out[count - 1].start;
    }
    return count;
}

/* Rule L2 of the algorithm, run by run: from the highest level down, what is at it or above is turned round. */
static void reorder(struct run *runs, FriBidiLevel *levels, size_t count)
{
    FriBidiLevel highest = 0;
    for (size_t at = 0; at < count; at++) {
        if (levels[at] > highest) highest = levels[at];
    }
    for (FriBidiLevel level = highest; level > 0; level--) {
        for (size_t start = 0; start < count; start++) {
            size_t end = start;
            while (end < count && levels[end] >= level) end++;
            for (size_t left = start, right = end; left + 1 < right; left++, right--) {
                struct run run = runs[left];
                runs[left] = runs[right - 1];
                runs[right - 1] = run;
                FriBidiLevel swap = levels[left];
                levels[left] = levels[right - 1];
                levels[right - 1] = swap;
            }
            if (end > start) start = end;
        }
    }
}

size_t bidi_runs(struct run out[BIDI_RUNS_MAX], const char *utf8, size_t bytes)
{
    if (bytes == 0) return 0;
    if (is_plain(utf8, bytes)) {
        out[0] = (struct run){0, bytes, false, SCRIPT_LATIN};
        return 1;
    }
    struct letters letters = {.count = 0};
    FriBidiLevel levels[BIDI_RUNS_MAX];
    size_t count = 0;
    if (take_apart(&letters, utf8, bytes) && find_levels(&letters)) count = logical_runs(out, levels, &letters);
    if (count > 1) reorder(out, levels, count);
    sodium_memzero(&letters, sizeof(letters));
    return count;
}

/* As the algorithm says in P2: what stands between an isolating mark and its end does not count; the marks of
 * direction do. */
bool bidi_starts_right(const char *utf8, size_t bytes)
{
    int isolates = 0;
    for (size_t at = 0; at < bytes; at++) {
        unsigned char byte = (unsigned char)utf8[at];
        if (byte == 0xe2 && at + 2 < bytes) {
            unsigned char middle = (unsigned char)utf8[at + 1];
            unsigned char last = (unsigned char)utf8[at + 2];
            if (middle == 0x81 && last >= 0xa6 && last <= 0xa8) isolates++;    /* U+2066 … U+2068 */
            if (middle == 0x81 && last == 0xa9 && isolates > 0) isolates--;    /* U+2069 */
            if (isolates == 0 && middle == 0x80 && last == 0x8f) return true;  /* U+200F */
            if (isolates == 0 && middle == 0x80 && last == 0x8e) return false; /* U+200E */
            continue;
        }
        if (isolates > 0) continue;
        if (byte >= 0xd6 && byte <= 0xdf) return true;
        if ((byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= 0xc3 && byte <= 0xc9))
            return false;
    }
    return false;
}
