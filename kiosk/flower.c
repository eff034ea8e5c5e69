#include "kiosk/flower.h"

#include <math.h>

static const float two_pi = 6.2831853f;
static const float heart = 0.13f;  /* radius of the heart, of the flower's */
static const float base = 0.10f;   /* where a petal begins */
static const float widest = 0.66f; /* where it is widest, between base and tip */

/* Petal coordinates (across, along; both of the flower's radius) to pixels: turned, and
 * flattened when the flower lies on water. */
struct placing {
    float cx, cy, rx, ry, sine, cosine;
};

static struct placing place(struct rect bounds, int count, int index)
{
    float angle = two_pi * (float)index / (float)count;
    return (struct placing){(float)bounds.x + (float)bounds.w / 2.0f,
                            (float)bounds.y + (float)bounds.h / 2.0f,
                            (float)bounds.w / 2.0f,
                            (float)bounds.h / 2.0f,
                            sinf(angle),
                            cosf(angle)};
}

static struct point placed(const struct placing *placing, float across, float along)
{
    float x = across * placing->cosine + along * placing->sine;
    float y = across * placing->sine - along * placing->cosine;
    return (struct point){placing->cx + x * placing->rx, placing->cy + y * placing->ry};
}

static float along_widest(void)
{
    return base + (1.0f - base) * widest;
}

/* Half a petal's width: neighbours just overlap, but few petals do not become cabbage leaves. */
static float half_width(int count)
{
    float touching = tanf(two_pi / 2.0f / (float)(count < 4 ? 4 : count)) * along_widest();
    return fminf(touching * 1.02f, 0.40f);
}

struct point flower_petal_middle(struct rect bounds, int count, int index)
{
    struct placing placing = place(bounds, count, index);
    return placed(&placing, 0.0f, along_widest() + 0.02f);
}

int flower_petal_width(struct rect bounds, int count)
{
    return (int)(half_width(count) * (float)bounds.w);
}

static void petal_outline(struct path *path, struct rect bounds, int count, int index, float shrink)
{
    struct placing placing = place(bounds, count, index);
    float w = half_width(count) - shrink;
    float from = base + shrink;
    float length = 1.0f - from - shrink;
    float middle = from + length * widest;
    path_clear(path);
    path_move(path, placed(&placing, 0.0f, from));
    path_curve(path, placed(&placing, w * 0.50f, from + length * 0.14f), placed(&placing, w, from + length * 0.38f),
               placed(&placing, w, middle));
    path_curve(path, placed(&placing, w, from + length * 0.87f), placed(&placing, w * 0.56f, from + length),
               placed(&placing, 0.0f, from + length));
    path_curve(path, placed(&placing, -w * 0.56f, from + length), placed(&placing, -w, from + length * 0.87f),
               placed(&placing, -w, middle));
    path_curve(path, placed(&placing, -w, from + length * 0.38f), placed(&placing, -w * 0.50f, from + length * 0.14f),
               placed(&placing, 0.0f, from));
}

void flower_paint(struct canvas *canvas, struct raster *raster, struct path *path, struct path *scratch,
                  struct rect bounds, const struct petal *petals, int count, bool mirrored, const struct look *look,
                  struct color ground)
{
    float radius = (float)bounds.w / 2.0f;
    float edge = fmaxf(radius * 0.011f, 1.2f) / radius; /* the gap between petals */
    for (int at = 0; at < count; at++) {
        int place_at = mirrored ? (count - at) % count : at;
        const struct side_colors *colors = &look->side[petals[at].side];
        petal_outline(path, bounds, count, place_at, 0.0f);
        path_fill(canvas, raster, path, ground);
        petal_outline(path, bounds, count, place_at, edge);
        path_fill(canvas, raster, path, petals[at].created ? colors->solid : colors->tint);
        if (petals[at].created) continue;
        float width = fmaxf(radius * 0.011f, 1.5f);
        path_clear(scratch);
        path_stroke(scratch, path, width, width * 4.0f, width * 2.6f);
        path_fill(canvas, raster, scratch, colors->solid);
    }
    struct placing middle = place(bounds, 1, 0);
    path_clear(path);
    path_circle(path, (struct point){middle.cx, middle.cy}, 1.0f);
    for (size_t at = 0; at < path->count; at++) {
        path->points[at].x = middle.cx + (path->points[at].x - middle.cx) * heart * middle.rx;
        path->points[at].y = middle.cy + (path->points[at].y - middle.cy) * heart * middle.ry;
    }
    path_fill(canvas, raster, path, look->sun);
}
