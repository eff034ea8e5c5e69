#include "kiosk/qr.h"

#include <qrencode.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "kiosk/words.h"

enum { WIDTH_LEAST_MM = 30, SIDE_MAX = 177 };

/* The modules of `address` in the frame's memory, 1 for dark. NULL when it is too long for one. */
static const unsigned char *modules_of(struct frame *frame, const char *address, int *out_side)
{
    if (strlen(address) > QR_ADDRESS_BYTES_MAX) return NULL;
    QRcode *code = QRcode_encodeString8bit(address, 0, QR_ECLEVEL_M);
    if (code == NULL) return NULL;
    unsigned char *modules = NULL;
    size_t count = (size_t)code->width * (size_t)code->width;
    if (code->width <= SIDE_MAX) modules = frame_memory(frame, count, 1);
    for (size_t at = 0; modules != NULL && at < count; at++) modules[at] = code->data[at] & 1;
    *out_side = code->width;
    sodium_memzero(code->data, count); /* it may hold a receipt code */
    QRcode_free(code);
    return modules;
}

static int module_px(const struct ui *ui, int side)
{
    int least = (int)(ui->metrics.px_per_mm * WIDTH_LEAST_MM + 0.5);
    return (least + side - 1) / side;
}

/* An address has no blanks to break at: after a slash it may. */
static int address_view(struct ui *ui, int x, int y, int width, const char *address)
{
    struct text_style style = ui_style(ui, TYPE_SMALL);
    const char *from = address;
    while (*from != '\0') {
        size_t fits = strlen(from);
        while (fits > 1 && text_width(ui->text, style, from, fits) > width) fits--;
        if (from[fits] != '\0') {
            size_t slash = fits;
            while (slash > 1 && from[slash - 1] != '/' && from[slash - 1] != '-') slash--;
            if (slash > 1) fits = slash;
        }
        struct item *line = ui_line(ui, x, y, TYPE_SMALL, ui->look->muted, from, fits);
        line->role = from == address ? ROLE_TEXT : ROLE_DECORATION; /* the first one says it all */
        if (from == address) line->label = frame_text(ui->frame, address, strlen(address));
        y += line->bounds.h;
        from += fits;
    }
    return y;
}

int qr_view(struct ui *ui, int x, int y, int width, const char *heading, const char *address, const char *shown)
{
    int side = 0;
    const unsigned char *modules = modules_of(ui->frame, address, &side);
    if (modules == NULL) return y;
    int size = module_px(ui, side) * (side + 2 * FRAME_QR_QUIET);
    int gap = ui_px(ui, 40);
    bool beside = width - size - gap >= ui_px(ui, 420);
    struct item *code = ui_add(ui, ROLE_IMAGE, (struct rect){x, y, size, size});
    code->drawing = DRAW_QR;
    code->fill = COLOR_HEX(0xffffff);
    code->ink = COLOR_HEX(0x000000);
    code->modules = modules;
    code->modules_side = side;
    code->label = frame_textf(ui->frame, WORDS("QR-kode til %s"), shown);
    int text_x = beside ? x + size + gap : x;
    int text_y = beside ? y + ui_px(ui, 12) : y + size + ui_px(ui, 16);
    int text_width_px = beside ? width - size - gap : width;
    struct item *words = ui_text(ui, text_x, text_y, text_width_px, TYPE_BODY, ui->look->ink, heading);
    int end = address_view(ui, text_x, text_y + words->bounds.h + ui_px(ui, 8), text_width_px, shown);
    return end > y + size ? end : y + size;
}
