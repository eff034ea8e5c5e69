#include "kiosk/guide.h"

#include <assert.h>

#include "kiosk/model.h"
#include "kiosk/steps.h"
#include "kiosk/words.h"

static const struct guide_question questions[GUIDE_QUESTIONS] = {
    {WORDS_LATER("Hvem skal være med?"), WORDS_LATER("Folk, der ellers ikke ville mødes"),
     WORDS_LATER("En fast gruppe fra start til slut")},
    {WORDS_LATER("Hvordan kommer man med?"), WORDS_LATER("Man kan komme til og gå igen undervejs"),
     WORDS_LATER("Man bliver udpeget og taler for andre")},
    {WORDS_LATER("Kender du svaret?"), WORDS_LATER("Jeg kender spørgsmålet, men ikke løsningen"),
     WORDS_LATER("Jeg ved, hvad det skal ende med")},
    {WORDS_LATER("Hvordan skal arbejdet gå?"), WORDS_LATER("Vi prøver os frem og lærer af det"),
     WORDS_LATER("Vi følger en plan med datoer")},
    {WORDS_LATER("Hvad kommer der ud af det?"), WORDS_LATER("Måske noget, ingen har tænkt på"),
     WORDS_LATER("Noget, jeg kan beskrive allerede nu")},
    {WORDS_LATER("Hvad holder det i gang?"), WORDS_LATER("At folk lærer hinanden at kende"),
     WORDS_LATER("At nogen har ansvaret og følger op")},
};

const struct guide_question *guide_question(int at)
{
    assert(at >= 0 && at < GUIDE_QUESTIONS);
    return &questions[at];
}

enum leans guide_suggests(const struct guide *guide)
{
    int networks = 0;
    int projects = 0;
    for (int at = 0; at < GUIDE_QUESTIONS; at++) {
        networks += guide->answers[at] == LEANS_NETWORK;
        projects += guide->answers[at] == LEANS_PROJECT;
    }
    if (networks == projects) return LEANS_NOT_SAID;
    return networks > projects ? LEANS_NETWORK : LEANS_PROJECT;
}

void guide_act(struct model *model, struct action action)
{
    struct guide *guide = &model->guide;
    bool known = action.value >= 0 && action.value < LEANS_COUNT;
    switch (action.kind) {
    case ACTION_GUIDE:
        guide->step = 0;
        step_go(model, SCREEN_GUIDE);
        break;
    case ACTION_GUIDE_ANSWER:
        if (!known || guide->step >= GUIDE_QUESTIONS) break;
        guide->answers[guide->step++] = (enum leans)action.value;
        model->scroll[SCREEN_GUIDE] = 0;
        break;
    case ACTION_LEANS:
        if (known) model->form.leans = (enum leans)action.value;
        step_go_back_to(model, SCREEN_FORM);
        break;
    default: break;
    }
}

void guide_back(struct model *model)
{
    if (model->guide.step > 0) {
        model->guide.step--;
    } else {
        step_go_back_to(model, SCREEN_FORM);
    }
}
