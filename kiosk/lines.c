#include "kiosk/lines.h"

#include <ctype.h>
#include <string.h>

#include "kiosk/bidi.h"
#include "kiosk/grapheme.h"

/* To the next place where a line may break: a blank, but not one between two figures (43 68 68 68). */
static size_t word_length(const char *text)
{
    size_t length = strcspn(text, " \n");
    while (length > 0 && text[length] == ' ' && isdigit((unsigned char)text[length - 1]) &&
           isdigit((unsigned char)text[length + 1])) {
        length += 1 + strcspn(text + length + 1, " \n");
    }
    return length;
}

/* A shorter word is parted only where it can't be helped, and then the audit says so. */
enum { UI_WORD_WHOLE_BYTES = 28 };

/* A blank between letters, which is not as wide as a blank alone. */
static int space_width(struct ui *ui, struct text_style style)
{
    return text_width(ui->text, style, "n n", 3) - text_width(ui->text, style, "nn", 2);
}

/* A word of Latin letters, and no address or number: it may be parted with a hyphen. */
static bool takes_hyphen(const char *word, size_t bytes)
{
    enum { HYPHEN_BYTES_MAX = 60 };
    for (size_t at = 0; at < bytes; at++) {
        unsigned char byte = (unsigned char)word[at];
        if (byte < 0x80 ? !isalpha(byte) : byte >= 0xd6 && byte <= 0xdf) return false;
    }
    return bytes <= HYPHEN_BYTES_MAX;
}

/* Where the last three letters of a word begin: they stay together; 0 for a shorter one. */
static size_t before_last_three(const char *word, size_t bytes)
{
    size_t starts[4] = {0};
    for (size_t at = 0; at < bytes; at = grapheme_after(word, at)) {
        memmove(starts + 1, starts, 3 * sizeof(starts[0]));
        starts[0] = at;
    }
    return starts[2];
}

/* A word wider than the line: as many letters of it as fit, at least one; of a number as many groups as fit. */
static size_t part_of_word(struct ui *ui, int width, struct text_style style, const char *text, size_t word)
{
    bool hyphen = takes_hyphen(text, word);
    if (hyphen) width -= text_width(ui->text, style, "-", 1);
    size_t fits = grapheme_after(text, 0);
    for (size_t next = fits; next <= word && text_width(ui->text, style, text, next) <= width;) {
        fits = next;
        if (next == word) break;
        next = grapheme_after(text, next);
    }
    size_t most = hyphen ? before_last_three(text, word) : 0;
    if (most > 0 && fits > most) return most;
    for (size_t at = fits; at > 0 && fits < word; at--) {
        if (text[at] == ' ') return at;
    }
    return fits;
}

/* One line from `text` on: as many words as fit by the sum of their widths, then fewer if the
 * whole is wider than its parts. Returns its bytes; only a word that is wider than the line is broken. */
static size_t line_length(struct ui *ui, int width, struct text_style style, const char *text)
{
    int space = space_width(ui, style);
    int used = 0;
    size_t fits = 0;
    size_t before = 0;
    for (size_t at = 0; text[at] != '\0' && text[at] != '\n';) {
        size_t word = word_length(text + at);
        int word_width = text_width(ui->text, style, text + at, word);
        bool wide = word_width > width || word > TEXT_LINE_BYTES_MAX; /* that long it can't be measured */
        if (at == 0 && wide) return part_of_word(ui, width, style, text, word);
        used += (at > 0 ? space : 0) + word_width;
        /* The parts of a line of Arabic are wider than the whole of it. */
        if (at > 0 && used > width && text_width(ui->text, style, text, at + word) > width) break;
        before = fits;
        fits = at + word;
        at = fits;
        while (text[at] == ' ') at++;
    }
    if (before > 0 && used > width * 9 / 10 && text_width(ui->text, style, text, fits) > width) return before;
    return fits;
}

static int wrap(struct ui *ui, int width, struct text_style style, const char *text, struct ui_line lines[UI_LINES_MAX])
{
    int count = 0;
    /* A line of Arabic with figures in it is drawn in parts, which may together be a little wider than the whole. */
    bool parts = ui->model->language->right_to_left && width > ui_px(ui, 80);
    size_t whole = strlen(text);
    if (parts && (whole > TEXT_LINE_BYTES_MAX || text_width(ui->text, style, text, whole) > width)) {
        width -= ui_px(ui, 10);
    }
    while (*text != '\0' && count < UI_LINES_MAX) {
        size_t bytes = line_length(ui, width, style, text);
        lines[count++] = (struct ui_line){text, bytes};
        text += bytes;
        while (*text == ' ') text++;
        if (*text == '\n') text++;
    }
    return count;
}

int ui_wrap(struct ui *ui, int width, enum type type, const char *text, struct ui_line lines[UI_LINES_MAX])
{
    return wrap(ui, width, ui_style(ui, type), text, lines);
}

/* Is the line the beginning of a word that goes on with a hyphen? Only that stands on it. */
static bool ends_in_hyphen(const struct ui_line *line)
{
    size_t word = strcspn(line->start, " \n");
    return word > line->bytes && takes_hyphen(line->start, word);
}

/* Does the line end within a word that should be whole? */
static bool parts_word(const char *text, const struct ui_line *line)
{
    const char *end = line->start + line->bytes;
    if (line->bytes == 0 || *end == '\0' || *end == ' ' || *end == '\n') return false;
    const char *start = end;
    while (start > text && start[-1] != ' ' && start[-1] != '\n') start--;
    return strcspn(start, " \n") <= UI_WORD_WHOLE_BYTES;
}

struct wrapped lines_set(struct ui *ui, int width, struct text_style style, const char *text)
{
    /* A line of Arabic that happens to begin with a Danish word still runs to the left. */
    static const char right_mark[] = "\u200f";
    bool right = bidi_starts_right(text, strlen(text));
    struct ui_line lines[UI_LINES_MAX];
    int count = wrap(ui, width, style, text, lines);
    struct wrapped out = {.text = "", .lines = count};
    if (count == UI_LINES_MAX && lines[count - 1].start[lines[count - 1].bytes] != '\0') ui->frame->cut = true;
    char *copy = frame_memory(ui->frame, strlen(text) + (size_t)count * (2 + sizeof(right_mark)) + 1, 1);
    if (copy == NULL) return out;
    char *to = copy;
    for (int at = 0; at < count; at++) {
        if (at > 0) *to++ = '\n';
        const char *start = to;
        if (right && !bidi_starts_right(lines[at].start, lines[at].bytes)) {
            memcpy(to, right_mark, sizeof(right_mark) - 1);
            to += sizeof(right_mark) - 1;
        }
        memcpy(to, lines[at].start, lines[at].bytes);
        to += lines[at].bytes;
        if (ends_in_hyphen(&lines[at])) *to++ = '-';
        int line_width = text_width(ui->text, style, start, (size_t)(to - start)); /* the mark may part it otherwise */
        if (line_width > out.width) out.width = line_width;
        out.parted = out.parted || parts_word(text, &lines[at]);
    }
    *to = '\0';
    out.text = copy;
    return out;
}
