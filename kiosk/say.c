#include "kiosk/say.h"

#include <ctype.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kiosk/bidi.h"
#include "kiosk/focus.h"
#include "kiosk/words.h"
#include "sync/base/letters.h"

/* ---- putting sentences together ---- */

static void append(struct utterance *out, const char *between, const char *words)
{
    size_t used = strlen(out->text);
    if (words == NULL || words[0] == '\0') return;
    snprintf(out->text + used, sizeof(out->text) - used, "%s%s", used > 0 ? between : "", words);
    letters_end(out->text);
}

static void begin(struct utterance *out, const char *lang)
{
    *out = (struct utterance){.text = ""};
    snprintf(out->lang, sizeof(out->lang), "%s", lang);
    words_use(out->lang);
}

/* "6NV4-KTZ0-ST0J-5ARD" is told letter by letter. */
static bool is_code(const char *text)
{
    size_t groups = 0;
    for (; isalnum((unsigned char)text[0]); groups++) {
        for (int at = 0; at < 4; at++, text++) {
            if (!isdigit((unsigned char)*text) && !isupper((unsigned char)*text)) return false;
        }
        if (*text == '-') text++;
    }
    return groups >= 2 && *text == '\0';
}

static void append_spelled(struct utterance *out, const char *text)
{
    for (; *text != '\0'; text++) {
        char letter[3] = {*text == '-' ? ',' : *text, ' ', '\0'};
        append(out, "", letter);
    }
}

static void append_words(struct utterance *out, const char *between, const struct item *item)
{
    char words[SAY_BYTES_MAX];
    (void)item_words(item, words, sizeof(words));
    if (is_code(words)) {
        append(out, between, " ");
        append_spelled(out, words);
    } else {
        append(out, between, words);
    }
    sodium_memzero(words, sizeof(words));
}

/* ---- one item ---- */

static const char *role_words(const struct item *item)
{
    if (item->role == ROLE_FIELD) return WORDS("felt");
    if (item->role == ROLE_IMAGE) return WORDS("billede");
    if (item->role == ROLE_HEADING) return WORDS("overskrift");
    if (item->role == ROLE_KEY) return NULL; /* its letter is enough */
    return item->action.kind != ACTION_NONE ? WORDS("knap") : NULL;
}

/* In Arabic and Urdu the script tells what is Danish, each text for itself; else the view does. */
static const char *voice_of(const struct frame *frame, const struct item *item)
{
    const struct language *language = language_find(frame->lang);
    const char *words = item->label != NULL ? item->label : item->text;
    if (language == NULL || !language->right_to_left) return item->lang != NULL ? item->lang : frame->lang;
    bool foreign = words != NULL && strlen(words) > 1 && !bidi_starts_right(words, strlen(words));
    return foreign ? languages[0].code : frame->lang;
}

void say_item(const struct frame *frame, const struct item *item, const struct aids *aids, struct utterance *out)
{
    begin(out, voice_of(frame, item));
    bool hidden = item->typed && !aids->headphones;
    if (hidden && item->action.kind == ACTION_NONE) {
        append(out, "", WORDS("Det, du har skrevet, læses kun op i hovedtelefoner."));
        return;
    }
    append_words(out, "", item);
    append(out, ", ", role_words(item));
    if (hidden) { /* its label tells what can be done about it */
        append(out, ". ", WORDS("Det, du har skrevet, læses kun op i hovedtelefoner."));
        return;
    }
    bool field = item->role == ROLE_FIELD;
    if (field && item->description == NULL) append(out, ", ", WORDS("tomt"));
    if (field && item->description != NULL && !aids->headphones) {
        append(out, ", ", WORDS("der er skrevet noget"));
    } else {
        append(out, ", ", item->description);
    }
    if (field && item->focus) append(out, ", ", WORDS("her skriver du"));
    if (item->disabled) append(out, ", ", WORDS("kan ikke vælges nu"));
}

/* ---- one frame ---- */

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

enum { HASH_FIRST = 1469598103 };

static const struct item *heading_of(const struct frame *frame)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->role == ROLE_HEADING && item->zone == ZONE_CONTENT) return item;
    }
    return NULL;
}

/* The steps of a form are different screens, too. The question about time is none: it lies over one. */
static uint64_t screen_hash(const struct frame *frame)
{
    const struct item *heading = heading_of(frame);
    if (heading == NULL) return 0;
    return hash_text(hash_text(hash_text(HASH_FIRST, frame->screen), frame->lang), heading->text);
}

static uint64_t alerts_hash(const struct frame *frame)
{
    uint64_t hash = 0;
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->role == ROLE_ALERT) hash = hash_text(hash + HASH_FIRST, item->text);
    }
    return hash;
}

static void append_alerts(struct utterance *out, const struct frame *frame)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->role != ROLE_ALERT) continue;
        append_words(out, " ", item);
        append(out, " ", item->description);
    }
}

static void append_screen(struct utterance *out, const struct frame *frame)
{
    const struct item *heading = heading_of(frame);
    if (heading != NULL) append_words(out, " ", heading);
    uint16_t list[FRAME_ITEMS_MAX];
    size_t count = frame_reading_order(frame, false, list);
    unsigned long things = 0;
    for (size_t at = 0; at < count; at++) {
        const struct item *item = &frame->items[list[at]];
        things += item->zone != ZONE_BAR && item->role != ROLE_KEY;
    }
    if (things == 0) return;
    char text[256];
    snprintf(text, sizeof(text), WORDS_COUNT("Der er %lu ting at vælge.", "Der er %lu ting at vælge.", things), things);
    append(out, ". ", text);
}

static bool say_switched(struct say *say, const struct frame *frame, const struct aids *aids, struct utterance *out)
{
    if (say->on == aids->speech) return false;
    begin(out, frame->lang);
    say->on = aids->speech;
    if (!aids->speech) {
        append(out, "", WORDS("Oplæsning er slået fra."));
        return true;
    }
    append(out, "",
           WORDS("Oplæsning er slået til. Før en finger hen over skærmen, og hør, hvad der er. To hurtige tryk vælger "
                 "det, du sidst hørte."));
    append_screen(out, frame);
    return true;
}

/* What changed, the most important first. */
static bool say_changed(struct say *say, const struct frame *frame, const struct aids *aids, struct utterance *out)
{
    uint64_t screen = screen_hash(frame);
    uint64_t alerts = alerts_hash(frame);
    if (screen != 0 && screen != say->screen) {
        begin(out, frame->lang);
        if (alerts != 0) append_alerts(out, frame);
        append_screen(out, frame);
        return true;
    }
    if (alerts != 0 && alerts != say->alerts) {
        begin(out, frame->lang);
        append_alerts(out, frame);
        return true;
    }
    if (aids->volume != say->volume) {
        char text[128];
        begin(out, frame->lang);
        snprintf(text, sizeof(text), WORDS("Lyd %d af %d"), aids->volume + 1, VOLUME_STEPS);
        append(out, "", text);
        return true;
    }
    bool asked = aids->focus != say->focus || aids->told != say->told;
    const struct item *item = asked ? focus_find(frame, aids->focus) : NULL;
    if (item != NULL) {
        say_item(frame, item, aids, out);
        return true;
    }
    return false;
}

static void remember(struct say *say, const struct frame *frame, const struct aids *aids)
{
    uint64_t screen = screen_hash(frame);
    if (screen != 0) say->screen = screen;
    say->alerts = alerts_hash(frame);
    say->focus = aids->focus;
    say->volume = aids->volume;
    say->told = aids->told;
    say->repeats = aids->repeats;
}

/* The way to "Gentag" is not what one wants to hear again. */
static bool is_about_speech(const struct item *item)
{
    if (item == NULL) return false;
    enum action_kind kind = item->action.kind;
    return kind == ACTION_REPEAT || kind == ACTION_SOFTER || kind == ACTION_LOUDER;
}

bool say_frame(struct say *say, const struct frame *frame, const struct aids *aids, struct utterance *out)
{
    *out = (struct utterance){.text = ""};
    if (!say->on && !aids->speech) return false;
    bool again = aids->repeats != say->repeats;
    bool new = say_switched(say, frame, aids, out) || say_changed(say, frame, aids, out);
    remember(say, frame, aids);
    if (!new &&again) {
        *out = say->last;
        return out->text[0] != '\0';
    }
    if (new && !is_about_speech(focus_find(frame, aids->focus))) say->last = *out;
    if (!say->on) say_forget(say);
    return new;
}

bool say_typed(struct say *say, const char *lang, const char *typed, const struct aids *aids, struct utterance *out)
{
    *out = (struct utterance){.text = ""};
    if (!aids->speech || typed == NULL || typed[0] == '\0') return false;
    begin(out, lang);
    unsigned char first = (unsigned char)typed[0];
    bool letter = isalpha(first) || first >= 0x80;
    if (aids->headphones) {
        append(out, "", strcmp(typed, " ") == 0 ? WORDS("mellemrum") : typed);
    } else {
        append(out, "", letter ? WORDS("bogstav") : WORDS("tegn"));
    }
    (void)say; /* a letter is not what "Gentag" is for */
    return true;
}

void say_forget(struct say *say)
{
    sodium_memzero(say, sizeof(*say));
}
