#define _GNU_SOURCE /* pthread_condattr_setclock */
#include "kiosk/speak.h"

#include <SDL.h>
#include <dlfcn.h>
#include <espeak-ng/speak_lib.h>
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHUNK_MS = 60, QUEUED_MS_MAX = 600, POLL_MS = 25, SAMPLES_MAX = 8192, RATE_WORDS_A_MINUTE = 165 };

/* eSpeak's functions, looked up when the first word is said: linked, its forty libraries would be loaded at every
 * start (libpcaudio brings PulseAudio, ALSA and X along). */
struct engine {
    void *library;
    int (*initialize)(espeak_AUDIO_OUTPUT, int, const char *, int);
    void (*set_callback)(t_espeak_callback *);
    espeak_ERROR (*set_voice)(const char *);
    espeak_ERROR (*set_parameter)(espeak_PARAMETER, int, int);
    espeak_ERROR (*synth)(const void *, size_t, unsigned int, espeak_POSITION_TYPE, unsigned int, unsigned int,
                          unsigned int *, void *);
    espeak_ERROR (*terminate)(void);
    int samples_a_second; /* 0: not open */
};

struct speaker {
    pthread_t thread;
    bool running;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* Under the lock: */
    uint64_t wanted; /* number of the latest utterance; what is older stops */
    bool pending, forget, quit;
    char text[SPEAK_BYTES_MAX];
    char lang[8];
    double gain;
    SDL_AudioDeviceID device; /* 0: closed */
    struct speaker_counts counts;
    /* The thread's own: */
    struct engine engine;
    bool audio;
    uint64_t current;
    double current_gain;
};

/* ---- the engine ---- */

static bool engine_look_up(struct engine *engine)
{
    const struct {
        const char *name;
        void *place;
    } functions[] = {
        {"espeak_Initialize", &engine->initialize},
        {"espeak_SetSynthCallback", &engine->set_callback},
        {"espeak_SetVoiceByName", &engine->set_voice},
        {"espeak_SetParameter", &engine->set_parameter},
        {"espeak_Synth", &engine->synth},
        {"espeak_Terminate", &engine->terminate},
    };
    engine->library = dlopen("libespeak-ng.so.1", RTLD_NOW | RTLD_LOCAL);
    if (engine->library == NULL) return false;
    for (size_t at = 0; at < sizeof(functions) / sizeof(functions[0]); at++) {
        void *function = dlsym(engine->library, functions[at].name);
        if (function == NULL) return false;
        memcpy(functions[at].place, &function, sizeof(function)); /* POSIX lets a function be an object pointer here */
    }
    return true;
}

static int take_sound(short *samples, int count, espeak_EVENT *events);

static void engine_close(struct engine *engine)
{
    if (engine->samples_a_second > 0) (void)engine->terminate();
    if (engine->library != NULL) dlclose(engine->library); /* and with it what it keeps in its static memory */
    *engine = (struct engine){.library = NULL};
}

static bool engine_open(struct engine *engine)
{
    if (engine->samples_a_second > 0) return true;
    if (engine_look_up(engine)) {
        int rate = engine->initialize(AUDIO_OUTPUT_SYNCHRONOUS, CHUNK_MS, NULL, espeakINITIALIZE_DONT_EXIT);
        engine->samples_a_second = rate > 0 ? rate : 0;
    }
    if (engine->samples_a_second == 0) {
        engine_close(engine);
        return false;
    }
    engine->set_callback(take_sound);
    (void)engine->set_parameter(espeakRATE, RATE_WORDS_A_MINUTE, 0);
    return true;
}

/* ---- the sound card ---- */

static void device_close(struct speaker *speaker)
{
    pthread_mutex_lock(&speaker->lock);
    SDL_AudioDeviceID device = speaker->device;
    speaker->device = 0;
    pthread_mutex_unlock(&speaker->lock);
    if (device != 0) SDL_CloseAudioDevice(device);
}

static bool device_open(struct speaker *speaker)
{
    if (speaker->device != 0) return true;
    if (!speaker->audio && SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return false;
    speaker->audio = true;
    const SDL_AudioSpec wanted = {
        .freq = speaker->engine.samples_a_second, .format = AUDIO_S16SYS, .channels = 1, .samples = 1024};
    SDL_AudioDeviceID device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (device == 0) return false;
    SDL_PauseAudioDevice(device, 0);
    pthread_mutex_lock(&speaker->lock);
    speaker->device = device;
    pthread_mutex_unlock(&speaker->lock);
    return true;
}

/* ---- saying it ---- */

/* Waits, with the lock held. False when the time is over. */
static bool wait_ms(struct speaker *speaker, int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(&speaker->changed, &speaker->lock, &until) == 0;
}

static bool is_stale(const struct speaker *speaker)
{
    return speaker->quit || speaker->forget || speaker->wanted != speaker->current;
}

static void queue(struct speaker *speaker, const short *samples, int count)
{
    static _Thread_local short louder[SAMPLES_MAX];
    for (int at = 0; at < count; at++) {
        double value = samples[at] * speaker->current_gain;
        louder[at] = (short)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
        int size = louder[at] < 0 ? -(louder[at] + 1) : louder[at];
        speaker->counts.loud += size > 64;
        if (size > speaker->counts.peak) speaker->counts.peak = size;
    }
    speaker->counts.samples += (uint64_t)count;
    if (speaker->device != 0) SDL_QueueAudio(speaker->device, louder, (Uint32)count * sizeof(short));
    sodium_memzero(louder, sizeof(louder));
}

/* eSpeak asks after each piece whether to go on: 1 stops it. It is faster than a voice: so that little lies in the
 * queue, it waits here. */
static int take_sound(short *samples, int count, espeak_EVENT *events)
{
    struct speaker *speaker = events != NULL ? events->user_data : NULL;
    if (speaker == NULL) return 0;
    pthread_mutex_lock(&speaker->lock);
    Uint32 most = (Uint32)speaker->engine.samples_a_second / 1000 * QUEUED_MS_MAX * sizeof(short);
    while (!is_stale(speaker) && speaker->device != 0 && SDL_GetQueuedAudioSize(speaker->device) > most) {
        (void)wait_ms(speaker, POLL_MS);
    }
    bool stale = is_stale(speaker);
    for (int done = 0; !stale && samples != NULL && done < count; done += SAMPLES_MAX) {
        queue(speaker, samples + done, count - done < SAMPLES_MAX ? count - done : SAMPLES_MAX);
    }
    pthread_mutex_unlock(&speaker->lock);
    return stale ? 1 : 0;
}

/* Until what lies in the queue has been heard. */
static void play_out(struct speaker *speaker)
{
    pthread_mutex_lock(&speaker->lock);
    while (!is_stale(speaker) && speaker->device != 0 && SDL_GetQueuedAudioSize(speaker->device) > 0) {
        (void)wait_ms(speaker, POLL_MS);
    }
    speaker->counts.talking = false;
    pthread_mutex_unlock(&speaker->lock);
}

static void say(struct speaker *speaker, const char *text, const char *lang)
{
    bool can = engine_open(&speaker->engine) && device_open(speaker);
    pthread_mutex_lock(&speaker->lock);
    speaker->counts.failed = !can;
    speaker->counts.talking = can;
    speaker->counts.peak = 0;
    speaker->counts.utterances++;
    pthread_mutex_unlock(&speaker->lock);
    if (!can) return;
    if (speaker->engine.set_voice(lang) != EE_OK) (void)speaker->engine.set_voice("en");
    (void)speaker->engine.synth(text, strlen(text) + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, speaker);
    play_out(speaker);
}

/* With the lock held. True when there is something to do. */
static bool wait_for_work(struct speaker *speaker)
{
    while (!speaker->pending && !speaker->quit && !speaker->forget) {
        if (speaker->device == 0) {
            pthread_cond_wait(&speaker->changed, &speaker->lock);
        } else if (!wait_ms(speaker, SPEAK_IDLE_MS)) {
            return false;
        }
    }
    return true;
}

static void *speaker_main(void *context)
{
    struct speaker *speaker = context;
    char text[SPEAK_BYTES_MAX];
    char lang[sizeof(speaker->lang)];
    for (;;) {
        pthread_mutex_lock(&speaker->lock);
        bool work = wait_for_work(speaker);
        bool quit = speaker->quit;
        bool forget = speaker->forget;
        bool pending = work && speaker->pending;
        memcpy(text, speaker->text, sizeof(text));
        memcpy(lang, speaker->lang, sizeof(lang));
        sodium_memzero(speaker->text, sizeof(speaker->text));
        speaker->current = speaker->wanted;
        speaker->current_gain = speaker->gain;
        speaker->pending = false;
        speaker->forget = false;
        pthread_mutex_unlock(&speaker->lock);
        if (!work || quit || forget) device_close(speaker);
        if (quit || forget) engine_close(&speaker->engine);
        if (!quit && pending && text[0] != '\0') say(speaker, text, lang);
        sodium_memzero(text, sizeof(text));
        if (quit) {
            SDL_TLSCleanup(); /* what SDL keeps for a thread that it did not make */
            return NULL;
        }
    }
}

/* ---- from outside ---- */

enum err speaker_create(struct speaker **out)
{
    *out = NULL;
    struct speaker *speaker = calloc(1, sizeof(*speaker));
    if (speaker == NULL) return ERR_NOMEM;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&speaker->lock, NULL);
    pthread_cond_init(&speaker->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    *out = speaker;
    return ERR_OK;
}

/* With the lock held: what lies in the queue is not heard any more. */
static void hush(struct speaker *speaker)
{
    speaker->wanted++;
    if (speaker->device != 0) SDL_ClearQueuedAudio(speaker->device);
    sodium_memzero(speaker->text, sizeof(speaker->text));
    pthread_cond_signal(&speaker->changed);
}

void speaker_say(struct speaker *speaker, const char *text, const char *lang, int softer_db)
{
    if (!speaker->running && text[0] == '\0') return;
    pthread_mutex_lock(&speaker->lock);
    hush(speaker);
    snprintf(speaker->text, sizeof(speaker->text), "%s", text);
    snprintf(speaker->lang, sizeof(speaker->lang), "%s", lang);
    speaker->gain = pow(10.0, -softer_db / 20.0);
    speaker->pending = true;
    if (!speaker->running) speaker->running = pthread_create(&speaker->thread, NULL, speaker_main, speaker) == 0;
    pthread_mutex_unlock(&speaker->lock);
}

void speaker_forget(struct speaker *speaker)
{
    if (!speaker->running) return;
    pthread_mutex_lock(&speaker->lock);
    hush(speaker);
    speaker->pending = false;
    speaker->forget = true;
    pthread_mutex_unlock(&speaker->lock);
}

struct speaker_counts speaker_counts(struct speaker *speaker)
{
    pthread_mutex_lock(&speaker->lock);
    struct speaker_counts counts = speaker->counts;
    pthread_mutex_unlock(&speaker->lock);
    return counts;
}

void speaker_destroy(struct speaker *speaker)
{
    if (speaker == NULL) return;
    if (speaker->running) {
        pthread_mutex_lock(&speaker->lock);
        hush(speaker);
        speaker->quit = true;
        pthread_mutex_unlock(&speaker->lock);
        pthread_join(speaker->thread, NULL);
        if (speaker->audio) SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }
    pthread_cond_destroy(&speaker->changed);
    pthread_mutex_destroy(&speaker->lock);
    sodium_memzero(speaker, sizeof(*speaker));
    free(speaker);
}
