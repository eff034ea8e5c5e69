/* kiosk/screens/news_card.h - the card on the resting screen that tells one thing at a time: what the house announces,
 * and nothing else while it does (it must not wait for its turn); otherwise the next Founding Groups, what is new, and
 * who looks for people. As high as the highest of them needs, so that nothing jumps when the next has its turn. */
#pragma once

#include "kiosk/ui.h"

enum { SLIDES_MAX = NEWS_UPDATES_MAX + NEWS_MEETINGS_MAX + 1 + ANNOUNCEMENTS_MAX };

enum slide_kind { SLIDE_UPDATE, SLIDE_MEETING, SLIDE_SEEKING, SLIDE_ANNOUNCEMENT };

struct slide {
    enum slide_kind kind;
    size_t at; /* in model->news, or in the site's announcements */
};

struct news_card {
    struct slide slides[SLIDES_MAX];
    size_t count; /* 0: nothing to tell, and no card */
    int height, padding;
    bool announces;      /* there must be room for it */
    const char *seeking; /* names of networks, in the frame; "" for none */
};

/* What is told in a card of this width, and how high it will be. */
void news_card_plan(struct ui *ui, struct news_card *card, const char *seeking, int width);
void news_card_view(struct ui *ui, const struct news_card *card, struct rect bounds);
/* Everything that was added since item `first` is seen only in part: item.faded. */
void fade_since(struct ui *ui, size_t first, uint8_t faded);
