#include "kiosk/columns.h"

int columns_fitting(const struct ui *ui, int width, int least, int gap)
{
    gap = ui_px(ui, gap);
    int count = (width + gap) / (metrics_text_px(&ui->metrics, least) + gap);
    return count < 1 ? 1 : count > COLUMNS_MAX ? COLUMNS_MAX : count;
}

struct columns columns_begin(const struct ui *ui, int x, int y, int width, int least, int gap)
{
    struct columns columns = {.x = x, .gap = ui_px(ui, gap), .count = columns_fitting(ui, width, least, gap)};
    columns.down = gap < COLUMN_GAP_TEXTS ? columns.gap : ui_px(ui, 28);
    columns.width = (width - (columns.count - 1) * columns.gap) / columns.count;
    for (int at = 0; at < columns.count; at++) columns.next[at] = y;
    return columns;
}

static int shortest(const struct columns *columns)
{
    int column = 0;
    for (int at = 1; at < columns->count; at++) {
        if (columns->next[at] < columns->next[column]) column = at;
    }
    return column;
}

struct rect columns_place(const struct columns *columns)
{
    int x = columns->x + columns->column * (columns->width + columns->gap);
    return (struct rect){x, columns->next[columns->column], columns->width, 0};
}

void columns_turn(struct columns *columns, size_t index, size_t of)
{
    size_t each = (of + (size_t)columns->count - 1) / (size_t)columns->count;
    columns->column = each > 0 ? (int)(index / each) : 0;
}

void columns_put(struct columns *columns, int bottom)
{
    columns->next[columns->column] = bottom + columns->down;
    columns->column = shortest(columns);
}

int columns_end(const struct columns *columns)
{
    int end = columns->next[0];
    for (int at = 1; at < columns->count; at++) {
        if (columns->next[at] > end) end = columns->next[at];
    }
    return end;
}
