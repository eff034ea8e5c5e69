#include "kiosk/variants.h"

#include <string.h>

struct row {
    const char *letter;
    const char *variants;
};

/* Languages whose own letters should come before the common ones. */
static const struct row turkish[] = {
    {"c", "ç ć č"},
    {"C", "Ç Ć Č"},
    {"g", "ğ"},
    {"G", "Ğ"},
    {"i", "ı í ì î ï"},
    {"I", "İ Í Ì Î Ï"},
    {"o", "ö ø ó ò ô õ ő œ"},
    {"O", "Ö Ø Ó Ò Ô Õ Ő Œ"},
    {"s", "ş š ś ß"},
    {"S", "Ş Š Ś ẞ"},
    {"u", "ü ú ù û ū ů ű"},
    {"U", "Ü Ú Ù Û Ū Ů Ű"},
    {NULL, NULL},
};
static const struct row polish[] = {
    {"a", "ą å æ ä á à â ã"},
    {"A", "Ą Å Æ Ä Á À Â Ã"},
    {"c", "ć č ç"},
    {"C", "Ć Č Ç"},
    {"e", "ę é è ê ë ě"},
    {"E", "Ę É È Ê Ë Ě"},
    {"l", "ł"},
    {"L", "Ł"},
    {"n", "ń ñ ň"},
    {"N", "Ń Ñ Ň"},
    {"o", "ó ø ö ò ô õ ő œ"},
    {"O", "Ó Ø Ö Ò Ô Õ Ő Œ"},
    {"s", "ś š ş ß"},
    {"S", "Ś Š Ş ẞ"},
    {"z", "ż ź ž"},
    {"Z", "Ż Ź Ž"},
    {NULL, NULL},
};
/* Arabic letters that share their body; Urdu's own among them, since names travel. */
static const struct row arabic[] = {
    {"ا", "أ إ آ ٱ ء"}, {"أ", "ا إ آ"}, {"إ", "ا أ آ"},       {"آ", "ا أ إ"}, {"و", "ؤ"},
    {"ؤ", "و"},         {"ي", "ئ ى ی"}, {"ى", "ي ئ"},         {"ئ", "ي ى"},   {"ه", "ة ۀ"},
    {"ة", "ه"},         {"ت", "ة ث"},   {"ك", "گ ک"},         {"ب", "پ"},     {"ج", "چ"},
    {"ف", "ڤ"},         {"ز", "ژ"},     {"ل", "لا لأ لإ لآ"}, {NULL, NULL},
};
static const struct row urdu[] = {
    {"ا", "آ أ إ"}, {"ی", "ئ ي"}, {"ے", "ۓ"}, {"و", "ؤ"},       {"ہ", "ھ ۂ ۃ ه"}, {"ھ", "ہ"},   {"ک", "ك خ"},
    {"گ", "غ"},     {"ن", "ں"},   {"ر", "ڑ"}, {"ت", "ٹ ة"},     {"د", "ڈ ذ"},     {"س", "ص ث"}, {"ز", "ذ ژ ض ظ"},
    {"ح", "خ"},     {"ع", "غ"},   {"ط", "ظ"}, {"۔", "، ؛ ؟ !"}, {NULL, NULL},
};
static const struct row common[] = {
    {"a", "å æ ä á à â ã ą"},
    {"A", "Å Æ Ä Á À Â Ã Ą"},
    {"c", "ç ć č"},
    {"C", "Ç Ć Č"},
    {"d", "ð ď"},
    {"D", "Ð Ď"},
    {"e", "é è ê ë ę ě"},
    {"E", "É È Ê Ë Ę Ě"},
    {"g", "ğ"},
    {"G", "Ğ"},
    {"i", "í ì î ï ı"},
    {"I", "Í Ì Î Ï İ"},
    {"l", "ł ľ"},
    {"L", "Ł Ľ"},
    {"n", "ñ ń ň"},
    {"N", "Ñ Ń Ň"},
    {"o", "ø ö ó ò ô õ ő œ"},
    {"O", "Ø Ö Ó Ò Ô Õ Ő Œ"},
    {"r", "ř"},
    {"R", "Ř"},
    {"s", "ß š ş ś"},
    {"S", "ẞ Š Ş Ś"},
    {"t", "þ ť ţ"},
    {"T", "Þ Ť Ţ"},
    {"u", "ü ú ù û ū ů ű"},
    {"U", "Ü Ú Ù Û Ū Ů Ű"},
    {"y", "ý ÿ"},
    {"Y", "Ý Ÿ"},
    {"z", "ž ż ź"},
    {"Z", "Ž Ż Ź"},
    {"æ", "ä œ"},
    {"Æ", "Ä Œ"},
    {"ø", "ö ő"},
    {"Ø", "Ö Ő"},
    {"å", "ä á"},
    {"Å", "Ä Á"},
    {".", ", : ; ! ?"},
    {"-", "_ – /"},
    {"'", "’ \" « »"},
    {NULL, NULL},
};

static const char *find(const struct row *rows, const char *letter)
{
    for (; rows->letter != NULL; rows++) {
        if (strcmp(rows->letter, letter) == 0) return rows->variants;
    }
    return NULL;
}

const char *variants_of(const char *language, const char *letter)
{
    static const struct {
        const char *language;
        const struct row *rows;
    } own[] = {{"tr", turkish}, {"pl", polish}, {"ar", arabic}, {"ur", urdu}};
    for (size_t at = 0; at < sizeof(own) / sizeof(own[0]); at++) {
        if (strcmp(own[at].language, language) != 0) continue;
        const char *variants = find(own[at].rows, letter);
        if (variants != NULL) return variants;
    }
    return find(common, letter);
}
