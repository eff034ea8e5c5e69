/* kiosk/guide.h - "network or project?": six small questions that suggest, and never refuse.
 *
 * A part of the model (model.h), beside the idea form. The questions are the six differences that the municipality
 * tells of; each has a side that speaks for a network and one for a project. */
#pragma once

#include <stdbool.h>

#include "sync/model/idea.h"

enum { GUIDE_QUESTIONS = 6 };

struct guide {
    int step; /* the question, or GUIDE_QUESTIONS: what it comes to */
    enum leans answers[GUIDE_QUESTIONS];
};

struct guide_question {
    const char *question; /* Danish: show them through words_get() */
    const char *network;
    const char *project;
};

const struct guide_question *guide_question(int at);
/* What most answers speak for; LEANS_NOT_SAID when both are equal, or nothing was answered. */
enum leans guide_suggests(const struct guide *guide);

struct model;
struct action;
/* ACTION_GUIDE, ACTION_GUIDE_ANSWER (value: enum leans; LEANS_NOT_SAID passes on), ACTION_LEANS (the same). */
void guide_act(struct model *model, struct action action);
/* One question back; at the first one back to the form. */
void guide_back(struct model *model);
