/* Help: what this is and how to use it, in a few sentences. */
#include "kiosk/columns.h"
#include "kiosk/screens/screens.h"
#include "kiosk/words.h"

static int topic_view(struct ui *ui, struct rect at, const char *heading, const char *words)
{
    int y = at.y + ui_text(ui, at.x, at.y, at.w, TYPE_TITLE, ui->look->ink, heading)->bounds.h + ui_px(ui, 6);
    return y + ui_text(ui, at.x, y, at.w, TYPE_BODY, ui->look->ink, words)->bounds.h;
}

void help_view(struct ui *ui)
{
    static const struct {
        const char *heading, *text;
    } topics[] = {
        {WORDS_LATER("Hvad er det her?"),
         WORDS_LATER(
             "Et netværk er en gruppe mennesker fra kommunen, foreninger, virksomheder og byen. De arbejder sammen "
             "om et spørgsmål, som ingen afdeling kan løse alene.")},
        {WORDS_LATER("Hvad kan jeg gøre?"),
         WORDS_LATER("Vælg et netværk, læs om det, og tryk Jeg er interesseret. Så svarer "
                     "sekretariatet dig. Det tager under et minut.")},
        {WORDS_LATER("Hvad betyder blomsten?"),
         WORDS_LATER(
             "Hvert blad er noget, netværket har skabt eller håber at skabe. Grøn med et hus er kommunen, orange med "
             "en person er borgerne, blå med en rude er medarbejderne.")},
        {WORDS_LATER("Har du en kode?"),
         WORDS_LATER(
             "Koden fik du, da du sendte noget herfra. Tryk Hvad skete der? og skriv den, så ser du svaret og kan "
             "rette eller slette det, du gav.")},
        {WORDS_LATER("Er det svært at læse?"),
         WORDS_LATER("Tryk Større, Kontrast eller Læs op nederst på skærmen. Eller hold en finger stille på "
                     "skærmen i tre sekunder, så læser den op. Det gælder, til du går.")},
    };
    enum { TOPICS = sizeof(topics) / sizeof(topics[0]) };
    const struct site *site = &ui->model->site;
    int y = 0;
    struct rect view = ui_page_begin(ui, WORDS("Tilbage"), &y);
    int width = ui_scroll_width(ui, view);
    struct item *heading = ui_text(ui, view.x, y, width, TYPE_HEADING, ui->look->ink, WORDS("Hjælp"));
    y += heading->bounds.h + ui_px(ui, 28);
    struct columns columns = columns_begin(ui, view.x, y, width, COLUMN_TEXT, COLUMN_GAP_TEXTS);
    for (size_t at = 0; at < TOPICS; at++) {
        columns_turn(&columns, at, TOPICS);
        struct rect place = columns_place(&columns);
        columns_put(&columns, topic_view(ui, place, words_get(topics[at].heading), words_get(topics[at].text)));
    }
    y = columns_end(&columns) + ui_px(ui, 12);
    width = ui_measure(ui, width);
    struct item *pill = ui_pill(ui, view.x, y, WORDS("Hvad skete der?"), false, ACTION(ACTION_FOLLOW));
    y += pill->bounds.h + ui_px(ui, 36);
    if (site->name != NULL) {
        const char *contact = frame_textf(ui->frame, WORDS("Spørg %s: %s, %s, %s."), site->contact_name,
                                          site->contact_phone, site->contact_email, site->contact_address);
        struct item *text = ui_text(ui, view.x, y, width, TYPE_BODY, ui->look->ink, contact);
        y += text->bounds.h + ui_px(ui, 24);
    }
    ui_scroll_end(ui, view, y);
    ui_bar(ui);
}
