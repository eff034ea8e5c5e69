/* kiosk/screens/screens.h - the screens: each is one function in a file of its own, from the model to items. */
#pragma once

#include "kiosk/ui.h"
#include "sync/model/terms.h"

void rest_view(struct ui *ui);
void board_view(struct ui *ui);
void network_view(struct ui *ui);
void notice_view(struct ui *ui);
void group_view(struct ui *ui);
void form_view(struct ui *ui);
void review_view(struct ui *ui);
void thanks_view(struct ui *ui);
void not_saved_view(struct ui *ui);
void help_view(struct ui *ui);
void language_view(struct ui *ui);
void about_view(struct ui *ui);
void page_view(struct ui *ui);
void search_view(struct ui *ui);
void filter_view(struct ui *ui);
void ideas_view(struct ui *ui);
void idea_view(struct ui *ui);
void follow_view(struct ui *ui);
void answer_view(struct ui *ui);
void wish_view(struct ui *ui);
void guide_view(struct ui *ui);
void rings_view(struct ui *ui);
void gifts_view(struct ui *ui);
void service_view(struct ui *ui);
void touch_test_view(struct ui *ui);

/* A network as a card, on the board and among what was found. */
int network_card_height(struct ui *ui, const struct network_card *card, int width);
void network_card_view(struct ui *ui, const struct network_card *card, struct rect bounds);

/* What there is to tell about the open network: its way, what happened, who takes part, what came of it, whom to
 * ask. Returns the y below. */
int network_story_view(struct ui *ui, int x, int y, int width);
/* The pills to the rings in the water and the gifts. Returns the y below. */
int pond_pills_view(struct ui *ui, int x, int y, int width);
/* A picture block of a page with its caption, at most `height_max` high. Returns the y below. */
int page_picture_view(struct ui *ui, int x, int y, int width, int height_max, const json_t *block);
/* The open network's own picture likewise; nothing where it has none, or while that has not come. */
int network_picture_view(struct ui *ui, int x, int y, int width, int height_max);
enum icon gift_icon(enum gift_state state);

/* While there is no content: why, and the code to compare where the kiosk asks to be accepted. */
void standing_view(struct ui *ui);
/* For the service page; NULL when there is nothing to say. */
const char *standing_words(enum standing_kind kind);
/* A whole fingerprint in two lines of four groups. */
const char *fingerprint_lines(struct ui *ui, const char *fingerprint);

/* "12", "10.000": thousands apart as the language has it, from five figures on. For less than a million. */
const char *count_words(struct ui *ui, size_t count);
/* The marks that go with the words of sync/model/terms.h. */
enum icon side_icon(enum side side);
/* Its colour on paper, or on water. */
struct color side_ink(const struct ui *ui, enum side side);
/* "■ Kommunen ● Borgerne ◆ Medarbejderne", in as many lines as they need. Returns the y below. */
int sides_legend_view(struct ui *ui, int x, int y, int width);
/* The large sign above a heading that tells bad news. Returns the y below. */
int warning_view(struct ui *ui, int x, int y);
/* What is wrong, with its warning sign. Returns the y below it. */
int error_view(struct ui *ui, int x, int y, int width, const char *says);
/* A field of text with its caret and what is wrong in it. Returns the y below. */
int text_field_view(struct ui *ui, int x, int y, int width, enum form_field which, int room);
/* The letters, the caret and its stops in the field that `item` is. */
void field_text_view(struct ui *ui, struct item *item, enum form_field which, bool focus);
const char *field_words(const struct form *form, enum form_field field);

/* "Mest et netværk". */
const char *leans_words(enum leans leans);
/* "2026-11-21" as people write it; "" for NULL. */
const char *date_words(struct ui *ui, const char *date);
/* An icon and words beside it, wrapped. Returns the y below. */
int marked_text(struct ui *ui, int x, int y, int width, enum type type, enum icon icon, struct color ink,
                struct color ground, const char *words);
/* The height to keep, in the idea form, for what resembles it (0: none here), and what stands there. */
int similar_height(struct ui *ui, int room);
void similar_view(struct ui *ui, struct rect view);
/* In landscape: at the lower end of the title's column, if it is free below `title_bottom`. */
void similar_beside_view(struct ui *ui, struct rect column, int title_bottom);
