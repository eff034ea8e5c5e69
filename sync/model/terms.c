#include "sync/model/terms.h"

#include <string.h>

#include "sync/base/words.h"
#include "sync/model/contact.h"

const char *kind_words(enum network_kind kind)
{
    static const char *const table[KIND_COUNT] = {
        [KIND_WELFARE] = WORDS_LATER("Velfærd"),
        [KIND_INNOVATION] = WORDS_LATER("Innovation"),
        [KIND_LEARNING] = WORDS_LATER("Læring"),
    };
    return words_get(table[kind]);
}

const char *status_words(enum network_status status)
{
    static const char *const table[STATUS_COUNT] = {
        [STATUS_FORMING] = WORDS_LATER("ved at samle sig"), [STATUS_ACTIVE] = WORDS_LATER("i gang"),
        [STATUS_AWAITING] = WORDS_LATER("venter"),          [STATUS_REDEFINED] = WORDS_LATER("finder ny retning"),
        [STATUS_CONCLUDED] = WORDS_LATER("afsluttet"),      [STATUS_PROJECT] = WORDS_LATER("blev til et projekt"),
    };
    return words_get(table[status]);
}

const char *side_words(enum side side)
{
    static const char *const table[SIDE_COUNT] = {
        [SIDE_MUNICIPALITY] = WORDS_LATER("Kommunen"),
        [SIDE_CITIZENS] = WORDS_LATER("Borgerne"),
        [SIDE_STAFF] = WORDS_LATER("Medarbejderne"),
    };
    return words_get(table[side]);
}

const char *gift_words(enum gift_state state)
{
    static const char *const table[GIFT_STATE_COUNT] = {
        [GIFT_HANDED_OVER] = WORDS_LATER("Givet videre"),
        [GIFT_SHELF] = WORDS_LATER("Ligger på hylden"),
        [GIFT_UNWRAPPED] = WORDS_LATER("Ved at blive pakket op"),
        [GIFT_IN_USE] = WORDS_LATER("I brug i hverdagen"),
    };
    return words_get(table[state]);
}

const char *idea_status_words(enum idea_status status)
{
    static const char *const table[IDEA_STATUS_COUNT] = {
        [IDEA_RECEIVED] = WORDS_LATER("Modtaget"),           [IDEA_READ] = WORDS_LATER("Læst"),
        [IDEA_CONSIDERED] = WORDS_LATER("Overvejes"),        [IDEA_INVITED] = WORDS_LATER("Inviteret med i et netværk"),
        [IDEA_NETWORK] = WORDS_LATER("Blev til et netværk"), [IDEA_PROJECT] = WORDS_LATER("Blev til et projekt"),
        [IDEA_NOT_NOW] = WORDS_LATER("Ikke lige nu"),
    };
    return words_get(table[status]);
}

const char *comes_as_words(enum comes_as comes_as)
{
    static const char *const table[COMES_AS_COUNT] = {
        [COMES_AS_CITIZEN] = WORDS_LATER("Borger"),
        [COMES_AS_COMPANY] = WORDS_LATER("Virksomhed"),
        [COMES_AS_ASSOCIATION] = WORDS_LATER("Forening"),
        [COMES_AS_STAFF] = WORDS_LATER("Medarbejder i kommunen"),
        [COMES_AS_POLITICIAN] = WORDS_LATER("Politiker"),
        [COMES_AS_EDUCATION] = WORDS_LATER("Uddannelse eller forskning"),
    };
    return words_get(table[comes_as]);
}

const char *participant_words(enum participant participant)
{
    static const char *const table[PARTICIPANT_COUNT] = {
        [PARTICIPANT_MUNICIPALITY] = WORDS_LATER("Kommunens afdelinger"),
        [PARTICIPANT_CITIZENS] = WORDS_LATER("Borgere og pårørende"),
        [PARTICIPANT_COMPANIES] = WORDS_LATER("Virksomheder"),
        [PARTICIPANT_ASSOCIATIONS] = WORDS_LATER("Foreninger"),
        [PARTICIPANT_POLITICIANS] = WORDS_LATER("Politikere"),
        [PARTICIPANT_EDUCATION] = WORDS_LATER("Skoler og forskere"),
    };
    return words_get(table[participant]);
}

const char *answer_status_words(enum answer_status status)
{
    static const char *const table[ANSWER_STATUS_COUNT] = {
        [ANSWER_RECEIVED] = WORDS_LATER("Det er nået frem"),
        [ANSWER_READ] = WORDS_LATER("Sekretariatet har læst det"),
        [ANSWER_CONSIDERED] = WORDS_LATER("Sekretariatet overvejer den"),
        [ANSWER_INVITED] = WORDS_LATER("Du er inviteret med i et netværk"),
        [ANSWER_NETWORK] = WORDS_LATER("Den blev til et netværk"),
        [ANSWER_PROJECT] = WORDS_LATER("Den blev til et projekt"),
        [ANSWER_NOT_NOW] = WORDS_LATER("Det bliver ikke lige nu"),
        [ANSWER_WANTED] = WORDS_LATER("Din plads er ønsket"),
        [ANSWER_GRANTED] = WORDS_LATER("Du har fået en plads"),
        [ANSWER_WAITING_LIST] = WORDS_LATER("Du står på venteliste"),
        [ANSWER_DECLINED] = WORDS_LATER("Der blev ikke plads denne gang"),
        [ANSWER_WITHDRAWN] = WORDS_LATER("Du har trukket det tilbage"),
        [ANSWER_ERASED] = WORDS_LATER("Det er slettet"),
    };
    return words_get(table[status]);
}

const char *answer_status_more_words(enum answer_status status)
{
    switch (status) {
    case ANSWER_WANTED:
        return WORDS("Sekretariatet har ikke fordelt pladserne endnu. Kig forbi igen, eller vent på besked.");
    case ANSWER_WAITING_LIST: return WORDS("Du får besked, hvis der bliver en plads til dig.");
    case ANSWER_RECEIVED: return WORDS("Sekretariatet har det og ser på det.");
    case ANSWER_WITHDRAWN: return WORDS("Vil du, at det også bliver slettet, så tryk Slet det.");
    case ANSWER_ERASED: return WORDS("Der er intet tilbage af det, du gav, hverken her eller hos sekretariatet.");
    default: return NULL;
    }
}

/* ---- what is wrong with what was typed ---- */

const char *cpr_problem(const char *text)
{
    return cpr_is_in(text) ? WORDS_LATER("Det ligner et CPR-nummer. Skriv det ikke her: vi har ikke brug for det.")
                           : NULL;
}

const char *contact_problem(const char *text)
{
    switch (contact_check(text, NULL)) {
    case CONTACT_EMAIL:
    case CONTACT_PHONE: return NULL;
    case CONTACT_EMPTY: return WORDS_LATER("Skriv en e-mail eller et telefonnummer, så vi kan svare dig.");
    case CONTACT_PHONE_TOO_SHORT: {
        const char *const missing[] = {
            WORDS_LATER("Et dansk nummer har otte cifre. Der mangler ét."),
            WORDS_LATER("Et dansk nummer har otte cifre. Der mangler to."),
            WORDS_LATER("Et dansk nummer har otte cifre. Der mangler tre."),
            WORDS_LATER("Et dansk nummer har otte cifre. Der mangler fire."),
        };
        size_t digits = contact_digits(text);
        text += strspn(text, " ");
        bool abroad = text[0] == '+' || strncmp(text, "00", 2) == 0; /* its first figures are a country's */
        if (!abroad && digits >= 4 && digits <= 7) return missing[7 - digits];
        return WORDS_LATER("Et dansk nummer har otte cifre. Der mangler nogle.");
    }
    case CONTACT_PHONE_TOO_LONG: return WORDS_LATER("Et dansk nummer har otte cifre. Et udenlandsk begynder med +.");
    case CONTACT_EMAIL_UNFINISHED: return WORDS_LATER("En e-mail ser sådan ud: navn@eksempel.dk");
    case CONTACT_UNKNOWN: break;
    }
    return WORDS_LATER("Skriv en e-mail med @ eller et telefonnummer med otte cifre.");
}
