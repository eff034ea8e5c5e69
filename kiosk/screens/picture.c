/* A picture of an editorial page with its caption, and that of a network. */
#include <string.h>

#include "kiosk/screens/screens.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"

/* Never larger than it is (nothing becomes blurred), and all of it can be seen at once. */
static struct rect fit(const struct picture_size *size, int x, int y, int width, int height_max)
{
    struct rect rect = {x, y, size->width < width ? size->width : width, 0};
    rect.h = (int)((int64_t)size->height * rect.w / size->width);
    if (rect.h > height_max) {
        rect.h = height_max;
        rect.w = (int)((int64_t)size->width * rect.h / size->height);
    }
    if (rect.w < 1) rect.w = 1;
    if (rect.h < 1) rect.h = 1;
    return rect;
}

/* Its words in a quiet box, where it has not come yet. */
static int missing_view(struct ui *ui, int x, int y, int width, const char *alt)
{
    int padding = ui_px(ui, 36);
    int high = ui_text_height(ui, width - 2 * padding, TYPE_BODY, alt);
    struct rect box = {x, y, width, high + 2 * padding};
    ui_box(ui, box, ui_px(ui, 32), ui->look->card, ui->look->hairline, ui_px(ui, 2));
    ui_text(ui, x + padding, y + padding, width - 2 * padding, TYPE_BODY, ui->look->muted, alt)->role = ROLE_IMAGE;
    return y + box.h;
}

/* What one sees. Returns the y below. */
static int seen_view(struct ui *ui, struct rect bounds, const struct picture_size *size, const char *alt)
{
    struct item *item = ui_add(ui, ROLE_IMAGE, bounds);
    item->drawing = DRAW_PICTURE;
    item->picture = frame_text(ui->frame, size->name, strlen(size->name));
    item->label = frame_text(ui->frame, alt, strlen(alt));
    item->fill = ui->look->card;
    item->radius = ui_px(ui, 32);
    return bounds.y + bounds.h;
}

static int caption_view(struct ui *ui, int x, int y, int width, const char *caption)
{
    if (caption == NULL) return y;
    y += ui_px(ui, 16);
    return y + ui_text(ui, x, y, width, TYPE_SMALL, ui->look->muted, caption)->bounds.h;
}

int page_picture_view(struct ui *ui, int x, int y, int width, int height_max, const json_t *block)
{
    const char *name = json_text_at(block, "picture");
    const char *alt = json_text_at(block, "alt");
    const struct picture_size *size = name != NULL ? picture_size_find(&ui->model->pictures, name) : NULL;
    if (alt == NULL) return y;
    y += ui_px(ui, 10);
    if (size != NULL) {
        y = seen_view(ui, fit(size, x, y, width, height_max), size, alt);
    } else {
        y = missing_view(ui, x, y, width, alt);
    }
    return caption_view(ui, x, y, width, json_text_at(block, "caption")) + ui_px(ui, 32);
}

int network_picture_view(struct ui *ui, int x, int y, int width, int height_max)
{
    const struct network_picture *picture = &ui->model->network.picture;
    const struct picture_size *size = &ui->model->picture;
    if (picture->name == NULL || strcmp(size->name, picture->name) != 0) return y; /* it has not come yet */
    ui_content(ui, ui->model->network.some_danish);
    y = seen_view(ui, fit(size, x, y, width, height_max), size, picture->alt);
    y = caption_view(ui, x, y, width, picture->caption);
    ui_own_words(ui);
    return y + ui_px(ui, 44);
}
