#include "sync/registry/web/form.h"

void form_begin(struct page *page, const char *path)
{
    html_open(page->html, "form");
    html_attribute(page->html, "method", "post");
    page_address(page, "action", path);
}

void form_hidden(struct html *html, const char *name, const char *value)
{
    html_open(html, "input");
    html_attribute(html, "type", "hidden");
    html_attribute(html, "name", name);
    html_attribute(html, "value", value);
    html_close(html);
}

void form_label(struct html *html, const char *of, const char *text)
{
    html_open(html, "label");
    html_attribute(html, "for", of);
    html_text(html, text);
    html_close(html);
}

void form_button(struct html *html, const char *class, const char *text)
{
    html_open(html, "button");
    html_attribute(html, "type", "submit");
    html_attribute(html, "class", class);
    html_text(html, text);
    html_close(html);
}
