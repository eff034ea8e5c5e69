/* The staff page: one page of HTML for all of its addresses, which the script in staff/ then fills, and what it is made
 * of. It holds nothing but names of files, so everybody may have it; what it shows comes from /v1/staff/. */
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/registry/web/html.h"
#include "sync/registry/web/pages.h"
#include "sync/registry/web/staff_assets.h"

/* Scripts and styles of ours alone; no text ever becomes markup or script (Trusted Types), no form is sent but by the
 * script. Pictures that are fetched with the session are blobs. */
#define POLICY                                                                                                         \
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src "     \
    "'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "        \
    "trusted-types 'none'"

/* "../../" for /staff/networks/ID: the way to the root, wherever a proxy put it. */
static void write_root(const struct call *call, char out[CALL_HEADER_BYTES_MAX])
{
    size_t length = 0;
    out[0] = '\0';
    for (const char *at = call->target + 1; *at != '\0' && *at != '?'; at++) {
        if (*at != '/' || length + 4 > CALL_HEADER_BYTES_MAX) continue;
        memcpy(out + length, "../", 4);
        length += 3;
    }
}

static void write_head(struct html *html, const char *root)
{
    html_open_head(html);
    html_element(html, "title", "Forhal");
    html_open(html, "link");
    html_attribute(html, "rel", "stylesheet");
    html_attributef(html, "href", "%sassets/%s", root, staff_style);
    html_close(html);
    html_open(html, "link");
    html_attribute(html, "rel", "icon");
    html_attributef(html, "href", "%sassets/%s", root, staff_mark);
    html_close(html);
    html_open(html, "script");
    html_attribute(html, "type", "module");
    html_attributef(html, "src", "%sassets/%s", root, staff_script);
    html_close(html);
    html_close(html);
}

static enum err write_page(const struct call *call, char **out)
{
    char root[CALL_HEADER_BYTES_MAX];
    AUTO(html_auto) struct html *html = NULL;
    enum err err = html_create(&html, true);
    if (err != ERR_OK) return err;
    write_root(call, root);
    html_open(html, "html");
    html_attribute(html, "lang", "da");
    write_head(html, root);
    html_open(html, "body");
    html_open(html, "div");
    html_attribute(html, "id", "app");
    html_close(html);
    html_element(html, "noscript", "Denne side er for personalet og kræver, at JavaScript er slået til i browseren.");
    html_close(html);
    html_close(html);
    return html_take(html, out);
}

void web_staff(struct service *service, struct call *call)
{
    char *text = NULL;
    enum err err = write_page(call, &text);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    call_add_header(call, "Content-Security-Policy", POLICY);
    call_add_header(call, "Referrer-Policy", "no-referrer");
    call_add_header(call, "Cross-Origin-Opener-Policy", "same-origin");
    call->content_type = "text/html; charset=utf-8";
    call_answer_text(call, MHD_HTTP_OK, text);
}

void web_staff_asset(struct service *service, struct call *call)
{
    (void)service;
    size_t bytes = 0;
    const char *word = call_word(call, &bytes);
    for (size_t at = 0; at < staff_assets_count; at++) {
        const struct staff_asset *asset = &staff_assets[at];
        if (strlen(asset->name) != bytes || memcmp(asset->name, word, bytes) != 0) continue;
        bool gzip = asset->gzip != NULL && call_takes_gzip(call);
        call->content_type = asset->type;
        call->cache_control = "public, max-age=31536000, immutable";
        if (asset->gzip != NULL) call_add_header(call, MHD_HTTP_HEADER_VARY, MHD_HTTP_HEADER_ACCEPT_ENCODING);
        if (gzip) call_add_header(call, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
        call_answer_constant(call, gzip ? asset->gzip : asset->plain, gzip ? asset->gzip_bytes : asset->plain_bytes);
        return;
    }
    call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is nothing at this address.");
}
