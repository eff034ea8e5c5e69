#include "kiosk/lookup.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static enum err find_title(struct catalog *catalog, const char *id, const char *lang, char out[CATALOG_TITLE_BYTES])
{
    struct network network;
    enum err err = catalog_network(catalog, id, lang, &network);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    snprintf(out, CATALOG_TITLE_BYTES, "%s", network.title);
    network_finish(&network);
    return ERR_OK;
}

enum err lookup_follow(struct event *out, const struct model *model, struct catalog *catalog, struct outbox *outbox,
                       char network_title[CATALOG_TITLE_BYTES])
{
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    enum outbox_state here = OUTBOX_UNKNOWN;
    *out = (struct event){.kind = EVENT_FOLLOWED, .now_ms = model->now_ms, .text = network_title};
    network_title[0] = '\0';
    receipt_code_hash(hash, model->follow.code);
    enum err err = catalog != NULL ? catalog_answer(catalog, hash, &out->outcome) : ERR_NOT_FOUND;
    if (err == ERR_OK && out->outcome.network != NULL)
        err = find_title(catalog, out->outcome.network, model->language->code, network_title);
    /* An outbox that can't be read now knows nothing; the answer from the catalog is still worth showing. */
    if (outbox != NULL && outbox_find(outbox, hash, &here) == ERR_OK) out->amount = (int)here;
    sodium_memzero(hash, sizeof(hash));
    return err == ERR_DAMAGED ? err : ERR_OK;
}

void lookup_idea_text(struct str *out, const struct model *model)
{
    str_init(out, 2 * FIELD_BYTES_MAX + 2);
    /* The title last: of a long text its latest words count, and the title's always. */
    str_add(out, model->form.fields[FIELD_TEXT].text);
    str_add(out, " ");
    str_add(out, model->form.fields[FIELD_TITLE].text);
}
