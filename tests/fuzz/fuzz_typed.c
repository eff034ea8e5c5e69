/* What people type: codes, ways to reach them, addresses, words to search for. */
#include <sodium.h>
#include <string.h>

#include "sync/agent/url.h"
#include "sync/base/str.h"
#include "sync/model/contact.h"
#include "sync/model/fold.h"
#include "sync/model/receipt_code.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (sodium_init() < 0) abort();
    char *text = malloc(count + 1);
    if (text == NULL) abort();
    memcpy(text, bytes, count);
    text[count] = '\0';

    char code[RECEIPT_CODE_TEXT_BYTES];
    if (receipt_code_read(code, text) == ERR_OK) {
        char again[RECEIPT_CODE_TEXT_BYTES];
        PROMISE(strlen(code) == RECEIPT_CODE_TEXT_BYTES - 1);
        PROMISE(receipt_code_read(again, code) == ERR_OK && strcmp(again, code) == 0);
    }
    char normal[CONTACT_BYTES_MAX + 1] = "";
    enum contact_kind kind = contact_check(text, normal);
    if (contact_is_usable(kind)) PROMISE(contact_check(normal, NULL) == kind);
    (void)cpr_is_in(text);
    char url[IDENTITY_URL_BYTES_MAX + 1];
    if (url_check(url, text) == ERR_OK) {
        char same[IDENTITY_URL_BYTES_MAX + 1];
        PROMISE(url_check(same, url) == ERR_OK && strcmp(same, url) == 0);
    }
    struct str folded;
    str_init(&folded, 4 * count + 16);
    fold_add(&folded, text);
    str_finish(&folded);
    free(text);
    return 0;
}
