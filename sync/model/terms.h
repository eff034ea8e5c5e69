/* sync/model/terms.h - what the model's values are called, in the language of words_use(): the same words on a screen
 * and on the registry's pages. */
#pragma once

#include "sync/model/answer.h"
#include "sync/model/idea.h"
#include "sync/model/network.h"
#include "sync/model/submission.h"

/* "Velfærd", "Innovation", "Læring". */
const char *kind_words(enum network_kind kind);
/* "i gang", "venter", … */
const char *status_words(enum network_status status);
/* "Kommunen", "Borgerne", "Medarbejderne". */
const char *side_words(enum side side);
/* "Ligger på hylden", … */
const char *gift_words(enum gift_state state);
/* "Borgere og pårørende", … */
const char *participant_words(enum participant participant);
/* "Overvejes", … */
const char *idea_status_words(enum idea_status status);
/* "Forening", … */
const char *comes_as_words(enum comes_as comes_as);
/* "Du har fået en plads", …; without the place on a waiting list. */
const char *answer_status_words(enum answer_status status);
/* What the status means for what comes; NULL when answer_status_words() say it all. */
const char *answer_status_more_words(enum answer_status status);

/* What is wrong with what was typed, as the Danish sentence that words_get() looks up; NULL when nothing is. */
const char *cpr_problem(const char *text);
const char *contact_problem(const char *text);
