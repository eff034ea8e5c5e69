#include "sync/registry/staff/staff_mail.h"

#include <stdio.h>

#include "sync/registry/mail/mail.h"

const char staff_mail_schema[] =
    /* Where a user is told of changes; '' nowhere. */
    "ALTER TABLE staff ADD COLUMN mail TEXT NOT NULL DEFAULT '';";

enum { TEXT_BYTES = 1024 };

static const struct {
    const char *subject, *sentence;
} news_texts[STAFF_NEWS_COUNT] = {
    [STAFF_NEWS_PASSWORD] =
        {"Din adgangskode er skiftet",
         "Adgangskoden til din bruger i Forhal er blevet skiftet. Alle andre steder er du logget ud."},
    [STAFF_NEWS_FACTOR] =
        {"Der er sat en telefon op til dit login",
         "Der er sat en app op, som giver koder til din bruger i Forhal, og der er lavet ti nye nødkoder."},
    [STAFF_NEWS_NO_FACTOR] =
        {"Telefonen til dit login er nulstillet",
         "Koden fra telefonen er nulstillet for din bruger i Forhal, og dine nødkoder gælder ikke mere. "
         "Du bliver bedt om at sætte en telefon op, næste gang du logger ind."},
    [STAFF_NEWS_RECOVERY] = {"Der er brugt en nødkode",
                             "En af dine nødkoder til Forhal er blevet brugt i stedet for koden fra telefonen."},
    [STAFF_NEWS_ADDRESS] =
        {"Besked om dit login går nu et andet sted hen",
         "Mailadressen til din bruger i Forhal er ændret. Besked om dit login kommer ikke mere hertil."},
};

enum err staff_mail_of(struct registry *registry, const char *name, char out[MAIL_ADDRESS_BYTES_MAX + 1])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT mail FROM staff WHERE name = ?", "t", name);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) snprintf(out, MAIL_ADDRESS_BYTES_MAX + 1, "%s", rows_text(rows, 0));
    return err;
}

enum err staff_mail_tell(struct registry *registry, const char *name, enum staff_news news)
{
    char address[MAIL_ADDRESS_BYTES_MAX + 1];
    char text[TEXT_BYTES];
    enum err err = staff_mail_of(registry, name, address);
    if (err != ERR_OK || address[0] == '\0') return err;
    snprintf(text, sizeof(text),
             "Hej %s\n\n%s\n\nVar det dig, skal du ikke gøre noget. Var det ikke dig, så sig det straks til en "
             "administrator: en anden kan være inde i din bruger.\n\nForhal\n",
             name, news_texts[news].sentence);
    err = mail_queue(registry->db, address, news_texts[news].subject, text);
    return err == ERR_FULL ? ERR_OK : err;
}

enum err staff_mail_set(struct registry *registry, const char *name, const char *address)
{
    if (address[0] != '\0' && !mail_address_is_good(address)) return ERR_INVALID;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = staff_mail_tell(registry, name, STAFF_NEWS_ADDRESS);
    if (err == ERR_OK) err = db_run(registry->db, "UPDATE staff SET mail = ? WHERE name = ?", "tt", address, name);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
