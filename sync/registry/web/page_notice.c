/* What every such place owes its readers: how what they write is looked after, and how usable the pages are. */
#include <microhttpd.h>

#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

static void notice(struct page *page)
{
    const struct site *site = &page->site;
    if (!page_open(page, site->notice_title, "notice")) return;
    page_danish_note(page, site->notice_danish);
    page_content(page, "h1", site->notice_title, page->danish.notice_title);
    page_content(page, "p", site->notice_intro, page->danish.notice_intro);
    for (size_t at = 0; at < site->notice_count; at++) {
        page_content(page, "h2", site->notice[at].heading, page->danish.notice[at].heading);
        page_content(page, "p", site->notice[at].text, page->danish.notice[at].text);
    }
    page_answer(page, MHD_HTTP_OK, PAGE_PUBLIC);
}

void web_notice(struct service *service, struct call *call)
{
    struct page page;
    if (page_begin(&page, service, call)) notice(&page);
    page_finish(&page);
}

static void accessibility(struct page *page)
{
    struct html *html = NULL;
    const struct site *site = &page->site;
    if (!page_open(page, WORDS("Tilgængelighed"), "accessibility")) return;
    html = page->html;
    html_element(html, "h1", WORDS("Tilgængelighed"));
    html_open(html, "p");
    html_attribute(html, "class", "lead");
    html_textf(html, WORDS("%s vil have, at alle kan bruge disse sider."), site->name);
    html_close(html);
    html_element(html, "p",
                 WORDS("Siderne er lavet efter WCAG 2.1 på niveau AA. De virker med tastatur, med skærmlæser, med stor "
                       "skrift og uden JavaScript, og de findes på seks sprog."));
    html_element(html, "h2", WORDS("Det ved vi ikke er godt nok"));
    html_element(html, "p",
                 WORDS("Noget af det, netværkene selv skriver, findes kun på dansk. Så står det på siden. "
                       "Oversættelserne er lavet af en maskine og venter på at blive læst af mennesker."));
    html_element(html, "h2", WORDS("Sådan har vi set efter"));
    html_element(html, "p",
                 WORDS("Hver udgave bliver prøvet af et program, der leder efter fejl. Mennesker, der bruger "
                       "hjælpemidler, har ikke prøvet siderne endnu."));
    html_element(html, "h2", WORDS("Er der noget, du ikke kan bruge?"));
    html_open(html, "p");
    html_textf(html, WORDS("Så vil vi gerne vide det. Skriv til %s, eller ring på %s."), site->contact_email,
               site->contact_phone);
    html_close(html);
    html_element(html, "p",
                 WORDS("Hjælper vores svar dig ikke, kan du klage til Digitaliseringsstyrelsen, som holder øje med "
                       "reglerne."));
    page_answer(page, MHD_HTTP_OK, PAGE_PUBLIC);
}

void web_accessibility(struct service *service, struct call *call)
{
    struct page page;
    if (page_begin(&page, service, call)) accessibility(&page);
    page_finish(&page);
}
