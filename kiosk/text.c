#define _POSIX_C_SOURCE 200809L
#include "kiosk/text.h"

#include <SDL_ttf.h>
#include <assert.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kiosk/bidi.h"

enum { FONTS_MAX = 48, FILES_MAX = 8 };

/* A font file at one size. */
struct font {
    const char *path;
    int size_px;
    TTF_Font *ttf; /* owned */
};

/* A font file in memory, for every size of it. Mapped: SDL_ttf would else read each size through
 * thousands of small reads. */
struct file {
    const char *path;
    void *bytes; /* mapped */
    size_t bytes_count;
};

/* One line of text as a mask of coverages. */
struct line {
    uint64_t key;  /* 0: free */
    uint64_t used; /* when last drawn: text.tick */
    uint8_t *mask; /* owned */
    int w, h;
    int baseline; /* from the top of the mask */
    int rise;     /* how far it reaches above a Latin line */
};

struct width {
    uint64_t key; /* 0: free */
    int px;
};

struct text {
    const char *paths[SCRIPT_COUNT][WEIGHT_COUNT]; /* constant */
    const char *display_path;                      /* Inter Display Bold, for headings */
    struct file files[FILES_MAX];
    size_t files_count;
    struct font fonts[FONTS_MAX];
    size_t fonts_count;
    struct line lines[TEXT_LINES_MAX];
    struct width widths[TEXT_WIDTHS_MAX];
    uint64_t tick;
    struct text_counts counts;
};

/* Headings are set tighter: the display cut from this size on (LOOK: "tight"). */
enum { DISPLAY_SIZE_PX = 64 };

static const char *first_readable(const char *const *paths)
{
    for (; *paths != NULL; paths++) {
        if (access(*paths, R_OK) == 0) return *paths;
    }
    return NULL;
}

#define INTER "/usr/share/fonts/opentype/inter/"
#define NOTO  "/usr/share/fonts/truetype/noto/"

static enum err find_fonts(struct text *text, const char **out_missing)
{
    static const struct {
        enum script script;
        enum weight weight;
        const char *paths[3];
    } wanted[] = {
        {SCRIPT_LATIN, WEIGHT_REGULAR, {INTER "Inter-Regular.otf"}},
        {SCRIPT_LATIN, WEIGHT_SEMIBOLD, {INTER "Inter-SemiBold.otf"}},
        {SCRIPT_LATIN, WEIGHT_BOLD, {INTER "Inter-Bold.otf"}},
        {SCRIPT_ARABIC, WEIGHT_REGULAR, {NOTO "NotoNaskhArabic-Regular.ttf"}},
        {SCRIPT_ARABIC, WEIGHT_SEMIBOLD, {NOTO "NotoNaskhArabic-Bold.ttf"}},
        {SCRIPT_ARABIC, WEIGHT_BOLD, {NOTO "NotoNaskhArabic-Bold.ttf"}},
    };
    for (size_t at = 0; at < sizeof(wanted) / sizeof(wanted[0]); at++) {
        const char *path = first_readable(wanted[at].paths);
        if (path == NULL) {
            *out_missing = wanted[at].paths[0];
            return ERR_NOT_FOUND;
        }
        text->paths[wanted[at].script][wanted[at].weight] = path;
    }
    static const char *const display[] = {INTER "InterDisplay-Bold.otf", INTER "Inter-Bold.otf", NULL};
    text->display_path = first_readable(display);
    return ERR_OK;
}

enum err text_open(struct text **out, const char **out_missing)
{
    *out = NULL;
    *out_missing = "";
    struct text *text = calloc(1, sizeof(*text));
    if (text == NULL) return ERR_NOMEM;
    enum err err = find_fonts(text, out_missing);
    if (err == ERR_OK && TTF_Init() != 0) err = ERR_NOMEM;
    if (err != ERR_OK) {
        free(text);
        return err;
    }
    *out = text;
    return ERR_OK;
}

/* An open font remembers the glyphs of its latest line, and behind them the rest of a longer one. A line
 * longer than any goes over them, and costs less than opening the font again. */
static void wipe_glyphs(TTF_Font *ttf)
{
    char blanks[TEXT_LINE_BYTES_MAX + 1];
    memset(blanks, ' ', TEXT_LINE_BYTES_MAX);
    blanks[TEXT_LINE_BYTES_MAX] = '\0';
    (void)TTF_SizeUTF8(ttf, blanks, NULL, NULL);
}

void text_wipe(struct text *text)
{
    for (size_t at = 0; at < TEXT_LINES_MAX; at++) {
        struct line *line = &text->lines[at];
        if (line->mask == NULL) continue;
        sodium_memzero(line->mask, (size_t)line->w * (size_t)line->h);
        free(line->mask);
    }
    memset(text->lines, 0, sizeof(text->lines));
    memset(text->widths, 0, sizeof(text->widths));
    text->counts.lines = 0;
    text->counts.bytes = 0;
    for (size_t at = 0; at < text->fonts_count; at++) wipe_glyphs(text->fonts[at].ttf);
}

void text_close(struct text *text)
{
    if (text == NULL) return;
    text_wipe(text);
    for (size_t at = 0; at < text->fonts_count; at++) TTF_CloseFont(text->fonts[at].ttf);
    TTF_Quit();
    for (size_t at = 0; at < text->files_count; at++) munmap(text->files[at].bytes, text->files[at].bytes_count);
    free(text);
}

struct text_counts text_counts(const struct text *text)
{
    return text->counts;
}

static const struct file *map_file(struct text *text, const char *path)
{
    for (size_t at = 0; at < text->files_count; at++) {
        if (text->files[at].path == path) return &text->files[at];
    }
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return NULL;
    void *bytes = MAP_FAILED;
    if (text->files_count < FILES_MAX && fstat(fd, &info) == 0 && info.st_size > 0) {
        bytes = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (bytes == MAP_FAILED) return NULL;
    struct file *file = &text->files[text->files_count++];
    *file = (struct file){path, bytes, (size_t)info.st_size};
    return file;
}

static TTF_Font *open_font(struct text *text, const char *path, int size_px, enum script script)
{
    for (size_t at = 0; at < text->fonts_count; at++) {
        if (text->fonts[at].path == path && text->fonts[at].size_px == size_px) return text->fonts[at].ttf;
    }
    if (text->fonts_count == FONTS_MAX) { /* the oldest goes: sizes change only with the visitor's choice */
        TTF_CloseFont(text->fonts[0].ttf);
        memmove(text->fonts, text->fonts + 1, (FONTS_MAX - 1) * sizeof(text->fonts[0]));
        text->fonts_count--;
    }
    /* At 72 dpi a point is a pixel. */
    const struct file *file = map_file(text, path);
    SDL_RWops *stream = file != NULL ? SDL_RWFromConstMem(file->bytes, (int)file->bytes_count) : NULL;
    TTF_Font *ttf = stream != NULL ? TTF_OpenFontDPIRW(stream, 1, size_px, 72, 72) : NULL;
    if (ttf == NULL) return NULL;
    TTF_SetFontHinting(ttf, TTF_HINTING_LIGHT_SUBPIXEL);
    if (script == SCRIPT_ARABIC) TTF_SetFontScriptName(ttf, "Arab");
    text->fonts[text->fonts_count++] = (struct font){path, size_px, ttf};
    return ttf;
}

static TTF_Font *font_for(struct text *text, struct text_style style, enum script script)
{
    const char *path = text->paths[script][style.weight];
    bool display = script == SCRIPT_LATIN && style.weight == WEIGHT_BOLD && style.size_px >= DISPLAY_SIZE_PX;
    return open_font(text, display ? text->display_path : path, style.size_px, script);
}

static uint64_t key_of(struct text_style style, const char *utf8, size_t bytes)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    const unsigned char head[] = {(unsigned char)style.weight, (unsigned char)style.size_px,
                                  (unsigned char)(style.size_px >> 8)};
    for (size_t at = 0; at < sizeof(head); at++) hash = (hash ^ head[at]) * 1099511628211u;
    for (size_t at = 0; at < bytes; at++) hash = (hash ^ (unsigned char)utf8[at]) * 1099511628211u;
    return hash | 1; /* never 0 */
}

/* SDL_ttf wants a terminated text; the copy is wiped because a visitor may have typed it. */
static bool terminated(char out[TEXT_LINE_BYTES_MAX + 1], const char *utf8, size_t bytes)
{
    if (bytes == 0 || bytes > TEXT_LINE_BYTES_MAX) return false;
    memcpy(out, utf8, bytes);
    out[bytes] = '\0';
    return true;
}

static TTF_Font *font_of_run(struct text *text, struct text_style style, const struct run *run)
{
    TTF_Font *font = font_for(text, style, run->script);
    if (font != NULL) TTF_SetFontDirection(font, run->right_to_left ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    return font;
}

static int measure_run(struct text *text, struct text_style style, const char *utf8, const struct run *run)
{
    char part[TEXT_LINE_BYTES_MAX + 1];
    if (!terminated(part, utf8 + run->start, run->bytes)) return 0;
    TTF_Font *font = font_of_run(text, style, run);
    int width = 0;
    if (font != NULL && TTF_SizeUTF8(font, part, &width, NULL) != 0) width = 0;
    sodium_memzero(part, run->bytes);
    return width;
}

static int measure(struct text *text, struct text_style style, const char *utf8, size_t bytes)
{
    struct run runs[BIDI_RUNS_MAX];
    size_t count = bidi_runs(runs, utf8, bytes);
    int width = 0;
    for (size_t at = 0; at < count; at++) width += measure_run(text, style, utf8, &runs[at]);
    return width;
}

int text_width(struct text *text, struct text_style style, const char *utf8, size_t bytes)
{
    uint64_t key = key_of(style, utf8, bytes);
    struct width *width = &text->widths[key % TEXT_WIDTHS_MAX];
    if (width->key != key) *width = (struct width){key, measure(text, style, utf8, bytes)};
    return width->px;
}

int text_height(struct text *text, struct text_style style)
{
    TTF_Font *font = font_for(text, style, SCRIPT_LATIN);
    return font != NULL ? TTF_FontHeight(font) : style.size_px;
}

static void line_forget(struct text *text, struct line *line)
{
    text->counts.bytes -= (size_t)line->w * (size_t)line->h;
    text->counts.lines--;
    sodium_memzero(line->mask, (size_t)line->w * (size_t)line->h);
    free(line->mask);
    *line = (struct line){0};
}

static struct line *oldest_line(struct text *text)
{
    struct line *oldest = NULL;
    for (size_t at = 0; at < TEXT_LINES_MAX; at++) {
        struct line *line = &text->lines[at];
        if (line->key != 0 && (oldest == NULL || line->used < oldest->used)) oldest = line;
    }
    return oldest;
}

static struct line *free_line(struct text *text, size_t bytes)
{
    while (text->counts.lines == TEXT_LINES_MAX || text->counts.bytes + bytes > TEXT_CACHE_BYTES_MAX) {
        struct line *oldest = oldest_line(text);
        if (oldest == NULL) return NULL; /* one line alone is over the limit */
        line_forget(text, oldest);
    }
    for (size_t at = 0; at < TEXT_LINES_MAX; at++) {
        if (text->lines[at].key == 0) return &text->lines[at];
    }
    return NULL;
}

static struct line *find_line(struct text *text, uint64_t key)
{
    for (size_t at = 0; at < TEXT_LINES_MAX; at++) {
        if (text->lines[at].key == key) return &text->lines[at];
    }
    return NULL;
}

/* "Shaded" gives one byte a pixel, from 0 (background) to 255 (letter): a mask. */
static SDL_Surface *render_run(struct text *text, struct text_style style, const char *utf8, const struct run *run)
{
    char part[TEXT_LINE_BYTES_MAX + 1];
    if (!terminated(part, utf8 + run->start, run->bytes)) return NULL;
    TTF_Font *font = font_of_run(text, style, run);
    const SDL_Color white = {255, 255, 255, 255};
    const SDL_Color black = {0, 0, 0, 255};
    SDL_Surface *surface = font != NULL ? TTF_RenderUTF8_Shaded(font, part, white, black) : NULL;
    sodium_memzero(part, run->bytes);
    return surface;
}

static void surface_free(SDL_Surface *surface)
{
    if (surface == NULL) return;
    sodium_memzero(surface->pixels, (size_t)surface->pitch * (size_t)surface->h);
    SDL_FreeSurface(surface);
}

/* Letters of one run may reach over their neighbours': the darker one counts. */
static void mask_add(struct line *line, const SDL_Surface *surface, int x, int y)
{
    assert(surface->format->BytesPerPixel == 1);
    for (int row = 0; row < surface->h; row++) {
        int to_row = row + y;
        if (to_row < 0 || to_row >= line->h) continue;
        const uint8_t *from = (const uint8_t *)surface->pixels + (ptrdiff_t)row * surface->pitch;
        uint8_t *to = line->mask + (ptrdiff_t)to_row * line->w;
        for (int column = 0; column < surface->w && column + x < line->w; column++) {
            if (from[column] > to[column + x]) to[column + x] = from[column];
        }
    }
}

static bool fill_mask(struct text *text, struct line *line, struct text_style style, const char *utf8,
                      const struct run *runs, size_t count, int baseline)
{
    int x = 0;
    for (size_t at = 0; at < count; at++) {
        SDL_Surface *surface = render_run(text, style, utf8, &runs[at]);
        if (surface == NULL) return false;
        TTF_Font *font = font_of_run(text, style, &runs[at]);
        mask_add(line, surface, x, baseline - TTF_FontAscent(font));
        x += measure_run(text, style, utf8, &runs[at]);
        surface_free(surface);
    }
    return true;
}

/* As high as its highest font, so that no letter is cut (Naskh is higher than Inter). */
static struct line measure_line(struct text *text, struct text_style style, const struct run *runs, size_t count)
{
    TTF_Font *latin = font_for(text, style, SCRIPT_LATIN);
    if (latin == NULL) return (struct line){0};
    int ascent = TTF_FontAscent(latin);
    int height = TTF_FontHeight(latin);
    int above = ascent;
    int below = height - ascent;
    for (size_t at = 0; at < count; at++) {
        TTF_Font *font = font_of_run(text, style, &runs[at]);
        if (font == NULL) return (struct line){0};
        if (TTF_FontAscent(font) > above) above = TTF_FontAscent(font);
        if (TTF_FontHeight(font) - TTF_FontAscent(font) > below) below = TTF_FontHeight(font) - TTF_FontAscent(font);
    }
    return (struct line){.h = above + below, .rise = above - ascent, .baseline = above};
}

static struct line *make_line(struct text *text, uint64_t key, struct text_style style, const char *utf8, size_t bytes)
{
    struct run runs[BIDI_RUNS_MAX];
    size_t count = bidi_runs(runs, utf8, bytes);
    struct line made = measure_line(text, style, runs, count);
    /* What leans out of the last letter is kept, too. */
    made.w = measure(text, style, utf8, bytes) + style.size_px / 4;
    made.key = key;
    if (count == 0 || made.h == 0) return NULL;
    size_t size = (size_t)made.w * (size_t)made.h;
    struct line *line = free_line(text, size);
    made.mask = line != NULL ? calloc(size, 1) : NULL;
    if (made.mask == NULL) return NULL;
    if (!fill_mask(text, &made, style, utf8, runs, count, made.baseline)) {
        free(made.mask);
        return NULL;
    }
    *line = made;
    text->counts.lines++;
    text->counts.bytes += size;
    text->counts.drawn++;
    return line;
}

void text_draw(struct text *text, struct canvas *canvas, int x, int y, struct text_style style, const char *utf8,
               size_t bytes, struct color color)
{
    uint64_t key = key_of(style, utf8, bytes);
    struct line *line = find_line(text, key);
    if (line == NULL) line = make_line(text, key, style, utf8, bytes);
    if (line == NULL) return;
    line->used = ++text->tick;
    canvas_mask(canvas, x, y - line->rise, line->mask, line->w, line->h, line->w, color);
}
