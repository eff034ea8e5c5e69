#include <sodium.h>
#include <stdio.h>

#include "kiosk/app_inside.h"
#include "kiosk/volume.h"

static void speak(struct app *app)
{
    app->utterances++;
    int softer_db = (VOLUME_STEPS - 1 - app->model.aids.volume) * VOLUME_STEP_DB;
    if (app->voice.say != NULL) app->voice.say(app->voice.context, app->spoken.text, app->spoken.lang, softer_db);
}

void app_test_sound(struct app *app)
{
    const char *lang = app->model.language_first->code;
    words_use(lang);
    snprintf(app->spoken.text, sizeof(app->spoken.text), "%s", WORDS("Sådan lyder skærmen, når den læser op."));
    snprintf(app->spoken.lang, sizeof(app->spoken.lang), "%s", lang);
    speak(app);
}

void app_speak_frame(struct app *app)
{
    struct utterance utterance;
    if (say_frame(&app->say, &app->frame, &app->model.aids, &utterance)) {
        app->spoken = utterance;
        speak(app);
    }
    sodium_memzero(&utterance, sizeof(utterance));
}

void app_speak_typed(struct app *app, const struct event *event)
{
    const char *typed = event->kind == EVENT_TYPE                                      ? event->text
                        : event->kind == EVENT_TAP && event->action.kind == ACTION_KEY ? event->action.target
                                                                                       : NULL;
    const struct model *model = &app->model;
    if (model->screen != SCREEN_FORM && model->screen != SCREEN_SEARCH) return;
    struct utterance utterance;
    if (say_typed(&app->say, model->language->code, typed, &model->aids, &utterance)) {
        app->spoken = utterance;
        speak(app);
    }
    sodium_memzero(&utterance, sizeof(utterance));
}

void app_forget_speech(struct app *app)
{
    say_forget(&app->say);
    app->say.on = app->model.aids.speech;
    sodium_memzero(&app->spoken, sizeof(app->spoken));
    if (app->voice.forget != NULL) app->voice.forget(app->voice.context);
}

const char *app_spoken(const struct app *app)
{
    return app->spoken.text;
}
