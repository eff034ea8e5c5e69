#define _POSIX_C_SOURCE 200809L
#include "sync/registry/mail/mail_sender.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/str.h"

enum { HEADER_BYTES_MAX = 4096, MAIL_RESULTS_MAX = 2 * MAIL_SENDER_ROOM };

struct job {
    struct mail mail;
    int64_t wall_s;
};

struct mail_sender {
    char *url, *from, *from_name, *user, *password, *ca; /* owned; NULL: not set */
    enum mail_tls tls;
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    struct job jobs[MAIL_SENDER_ROOM]; /* owned; the first is the one that is being sent */
    size_t jobs_count;
    struct mail_result results[MAIL_RESULTS_MAX];
    size_t results_count;
    bool over;
    bool cut; /* what is being sent is given up */
};

/* ---- settings ---- */

static bool is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* A part of `url`, to be freed by curl_free(). */
static char *url_part(const char *url, CURLUPart part)
{
    CURLU *handle = curl_url();
    char *text = NULL;
    bool good = handle != NULL && curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(handle, part, &text, 0) == CURLUE_OK;
    curl_url_cleanup(handle);
    return good ? text : NULL;
}

bool mail_url_is_loopback(const char *url)
{
    char *host = is_set(url) ? url_part(url, CURLUPART_HOST) : NULL;
    bool loopback = host != NULL && (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
                                     (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host)));
    curl_free(host);
    return loopback;
}

bool mail_server_is_good(const struct mail_server *server, const char **out_problem)
{
    static const char bad_url[] = "The mail server's address is smtp://HOST:PORT or smtps://HOST:PORT, and no more.";
    *out_problem = NULL;
    char *scheme = is_set(server->url) ? url_part(server->url, CURLUPART_SCHEME) : NULL;
    char *user = scheme != NULL ? url_part(server->url, CURLUPART_USER) : NULL;
    if (scheme == NULL || user != NULL || (strcmp(scheme, "smtp") != 0 && strcmp(scheme, "smtps") != 0)) {
        *out_problem = bad_url;
    } else if (!is_set(server->from) || !mail_address_is_good(server->from)) {
        *out_problem = "Mails need an address that they are from.";
    } else if (is_set(server->user) != is_set(server->password)) {
        *out_problem = "The mail server's user and password belong together.";
    }
    curl_free(scheme);
    curl_free(user);
    return *out_problem == NULL;
}

/* ---- one mail ---- */

/* How far the talk with the server came, seen in what we say: whose fault a refusal is depends on it. */
enum stage { STAGE_BEGUN, STAGE_FROM, STAGE_TO };

struct talk {
    struct mail_sender *sender;
    enum stage stage;
};

static int on_talk(CURL *curl, curl_infotype type, char *data, size_t bytes, void *context)
{
    (void)curl;
    struct talk *talk = context;
    if (type != CURLINFO_HEADER_OUT) return 0;
    if (bytes >= 9 && memcmp(data, "MAIL FROM", 9) == 0) talk->stage = STAGE_FROM;
    if (bytes >= 7 && memcmp(data, "RCPT TO", 7) == 0) talk->stage = STAGE_TO;
    return 0;
}

static int on_progress(void *context, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    (void)down_all, (void)down, (void)up_all, (void)up;
    struct mail_sender *sender = ((struct talk *)context)->sender;
    pthread_mutex_lock(&sender->lock);
    bool cut = sender->cut;
    pthread_mutex_unlock(&sender->lock);
    return cut ? 1 : 0;
}

/* "Name: value". False without memory. */
static bool add_header(struct curl_slist **list, const char *name, const char *before, const char *text,
                       const char *after)
{
    AUTO(str_finish) struct str line;
    str_init(&line, HEADER_BYTES_MAX);
    str_addf(&line, "%s: %s", name, before);
    mail_header_add_text(&line, text);
    str_add(&line, after);
    struct curl_slist *longer = str_ok(&line) ? curl_slist_append(*list, str_text(&line)) : NULL;
    if (longer != NULL) *list = longer;
    return longer != NULL;
}

static bool add_from(struct curl_slist **list, const struct mail_sender *sender)
{
    char address[MAIL_ADDRESS_BYTES_MAX + 8];
    if (!is_set(sender->from_name)) return add_header(list, "From", "", sender->from, "");
    snprintf(address, sizeof(address), " <%s>", sender->from);
    /* As encoded words even in ASCII: a comma in a name would need quotes. */
    AUTO(str_finish) struct str name;
    str_init(&name, HEADER_BYTES_MAX);
    mail_header_add_name(&name, sender->from_name);
    AUTO(str_finish) struct str line;
    str_init(&line, HEADER_BYTES_MAX);
    str_addf(&line, "From: %s%s", str_text(&name), address);
    struct curl_slist *longer = str_ok(&name) && str_ok(&line) ? curl_slist_append(*list, str_text(&line)) : NULL;
    if (longer != NULL) *list = longer;
    return longer != NULL;
}

static struct curl_slist *headers_make(const struct mail_sender *sender, const struct job *job)
{
    struct curl_slist *list = NULL;
    char date[MAIL_DATE_BYTES];
    char id[MAIL_ID_BYTES + MAIL_ADDRESS_BYTES_MAX + 8];
    mail_date(date, job->wall_s);
    snprintf(id, sizeof(id), "<%s%s>", job->mail.id, strchr(sender->from, '@'));
    bool good = add_header(&list, "Date", "", date, "") && add_from(&list, sender) &&
                add_header(&list, "To", "", job->mail.to, "") &&
                add_header(&list, "Subject", "", job->mail.subject, "") &&
                add_header(&list, "Message-ID", "", id, "") &&
                /* Whoever is on holiday answers nobody (RFC 3834). */
                add_header(&list, "Auto-Submitted", "", "auto-generated", "");
    if (good) return list;
    curl_slist_free_all(list);
    return NULL;
}

/* Lines of a mail end in CRLF. */
static bool crlf_text(struct str *out, const char *text)
{
    str_init(out, 2 * MAIL_TEXT_BYTES_MAX + 8);
    for (const char *at = text; *at != '\0';) {
        size_t line = strcspn(at, "\r\n");
        str_add_bytes(out, at, line);
        str_add(out, "\r\n");
        at += line;
        at += *at == '\r' && at[1] == '\n' ? 2 : *at != '\0';
    }
    return str_ok(out);
}

static curl_mime *body_make(CURL *curl, const char *text)
{
    AUTO(str_finish) struct str lines = {0};
    curl_mime *mime = curl_mime_init(curl);
    curl_mimepart *part = mime != NULL ? curl_mime_addpart(mime) : NULL;
    if (part != NULL && crlf_text(&lines, text) && curl_mime_data(part, str_text(&lines), lines.length) == CURLE_OK &&
        curl_mime_type(part, "text/plain; charset=utf-8") == CURLE_OK &&
        curl_mime_encoder(part, "quoted-printable") == CURLE_OK) {
        return mime;
    }
    curl_mime_free(mime);
    return NULL;
}

static void judge(struct mail_result *result, CURLcode code, long response, enum stage stage)
{
    if (code == CURLE_OK) {
        result->outcome = MAIL_SENT;
        return;
    }
    snprintf(result->why, sizeof(result->why), "%ld", response);
    bool of_mail = stage == STAGE_TO || (stage == STAGE_FROM && response >= 400 && response < 500);
    if (of_mail && response >= 500 && response < 600) {
        result->outcome = MAIL_NEVER;
    } else if (of_mail && response != 421) { /* 421: the server ends */
        result->outcome = MAIL_LATER;
        if (response < 400) snprintf(result->why, sizeof(result->why), "no answer");
    } else {
        result->outcome = MAIL_DOWN;
        const char *why = code == CURLE_LOGIN_DENIED               ? "sign-in refused"
                          : code == CURLE_USE_SSL_FAILED           ? "no TLS"
                          : code == CURLE_PEER_FAILED_VERIFICATION ? "certificate"
                          : code == CURLE_SSL_CACERT_BADFILE       ? "file of authorities"
                          : code == CURLE_ABORTED_BY_CALLBACK      ? "stopped"
                          : code == CURLE_OPERATION_TIMEDOUT       ? "no answer"
                          : response >= 400                        ? NULL
                                                                   : "no connection";
        if (why != NULL) snprintf(result->why, sizeof(result->why), "%s", why);
    }
}

static void set_tls(CURL *curl, const struct mail_sender *sender)
{
    long tls = CURLUSESSL_ALL;
    if (mail_url_is_loopback(sender->url) && sender->tls == MAIL_TLS_IF_OFFERED) tls = CURLUSESSL_TRY;
    if (mail_url_is_loopback(sender->url) && sender->tls == MAIL_TLS_NEVER) tls = CURLUSESSL_NONE;
    curl_easy_setopt(curl, CURLOPT_USE_SSL, tls);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (is_set(sender->ca)) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, sender->ca);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

static void set_options(CURL *curl, const struct mail_sender *sender, struct talk *talk)
{
    curl_easy_reset(curl); /* the line stays */
    curl_easy_setopt(curl, CURLOPT_URL, sender->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* nor one from the environment */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)MAIL_CONNECT_SECONDS_MAX);
    set_tls(curl, sender);
    if (is_set(sender->user)) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, sender->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, sender->password);
    }
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* to the function below, and nowhere else */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_talk);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, talk);
}

static void send_mail(CURL *curl, struct mail_sender *sender, const struct job *job, struct mail_result *result)
{
    struct talk talk = {.sender = sender};
    *result = (struct mail_result){.number = job->mail.number, .outcome = MAIL_DOWN, .why = "no memory"};
    if (curl == NULL) return;
    set_options(curl, sender, &talk);
    struct curl_slist *headers = headers_make(sender, job);
    struct curl_slist *to = curl_slist_append(NULL, job->mail.to);
    curl_mime *body = body_make(curl, job->mail.text);
    if (headers != NULL && to != NULL && body != NULL) {
        curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender->from);
        curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, body);
        CURLcode code = curl_easy_perform(curl);
        long response = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &response);
        result->why[0] = '\0';
        judge(result, code, response, talk.stage);
        curl_easy_setopt(curl, CURLOPT_MIMEPOST, NULL);
    }
    curl_mime_free(body);
    curl_slist_free_all(to);
    curl_slist_free_all(headers);
}

/* ---- the thread ---- */

static void jobs_shift(struct mail_sender *sender)
{
    mail_finish(&sender->jobs[0].mail);
    sender->jobs_count--;
    memmove(sender->jobs, sender->jobs + 1, sender->jobs_count * sizeof(struct job));
}

static void give_back(struct mail_sender *sender, const struct mail_result *result)
{
    assert(sender->results_count < MAIL_RESULTS_MAX);
    sender->results[sender->results_count++] = *result;
    jobs_shift(sender);
    pthread_cond_broadcast(&sender->changed);
}

static void *run(void *context)
{
    struct mail_sender *sender = context;
    struct mail_result result;
    CURL *curl = NULL;
    pthread_mutex_lock(&sender->lock);
    for (;;) {
        while (sender->jobs_count == 0 && !sender->over) {
            /* No line is kept while there is nothing to say. */
            pthread_mutex_unlock(&sender->lock);
            curl_easy_cleanup(curl);
            curl = NULL;
            pthread_mutex_lock(&sender->lock);
            if (sender->jobs_count == 0 && !sender->over) pthread_cond_wait(&sender->changed, &sender->lock);
        }
        if (sender->over) break;
        struct job job = sender->jobs[0]; /* stays there, with what it owns, until it is done */
        pthread_mutex_unlock(&sender->lock);
        if (curl == NULL) curl = curl_easy_init();
        send_mail(curl, sender, &job, &result);
        sodium_memzero(&job, sizeof(job));
        pthread_mutex_lock(&sender->lock);
        give_back(sender, &result);
    }
    while (sender->jobs_count > 0) {
        result = (struct mail_result){.number = sender->jobs[0].mail.number, .outcome = MAIL_DOWN, .why = "stopped"};
        give_back(sender, &result);
    }
    pthread_mutex_unlock(&sender->lock);
    curl_easy_cleanup(curl);
    return NULL;
}

/* ---- life ---- */

static bool copy(char **out, const char *text)
{
    *out = is_set(text) ? strdup(text) : NULL;
    return *out != NULL || !is_set(text);
}

enum err mail_sender_create(struct mail_sender **out, const struct mail_server *server)
{
    *out = NULL;
    /* Counted by libcurl, and safe beside other threads since 7.84. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return ERR_NOMEM;
    struct mail_sender *sender = calloc(1, sizeof(*sender));
    if (sender == NULL) return ERR_NOMEM;
    sender->tls = server->tls;
    pthread_mutex_init(&sender->lock, NULL);
    pthread_cond_init(&sender->changed, NULL);
    bool good = copy(&sender->url, server->url) && copy(&sender->from, server->from) &&
                copy(&sender->from_name, server->from_name) && copy(&sender->user, server->user) &&
                copy(&sender->password, server->password) && copy(&sender->ca, server->ca);
    sender->thread_runs = good && pthread_create(&sender->thread, NULL, run, sender) == 0;
    if (!sender->thread_runs) {
        mail_sender_destroy(sender);
        return ERR_NOMEM;
    }
    *out = sender;
    return ERR_OK;
}

void mail_sender_dismiss(struct mail_sender *sender, int wait_ms)
{
    struct timespec until;
    if (sender == NULL || !sender->thread_runs) return;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_ms / 1000;
    pthread_mutex_lock(&sender->lock);
    sender->over = true;
    pthread_cond_broadcast(&sender->changed);
    while (sender->jobs_count > 0 && !sender->cut) {
        if (pthread_cond_timedwait(&sender->changed, &sender->lock, &until) != 0) sender->cut = true;
    }
    pthread_mutex_unlock(&sender->lock);
    pthread_join(sender->thread, NULL);
    sender->thread_runs = false;
}

void mail_sender_destroy(struct mail_sender *sender)
{
    if (sender == NULL) return;
    mail_sender_dismiss(sender, 0);
    for (size_t at = 0; at < sender->jobs_count; at++) mail_finish(&sender->jobs[at].mail);
    if (sender->password != NULL) sodium_memzero(sender->password, strlen(sender->password));
    char *const texts[] = {sender->url, sender->from, sender->from_name, sender->user, sender->password, sender->ca};
    for (size_t at = 0; at < sizeof(texts) / sizeof(texts[0]); at++) free(texts[at]);
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->lock);
    free(sender);
    curl_global_cleanup();
}

size_t mail_sender_room(struct mail_sender *sender)
{
    pthread_mutex_lock(&sender->lock);
    /* A result not taken yet keeps its place. */
    size_t room = sender->results_count > 0 || sender->over ? 0 : MAIL_SENDER_ROOM - sender->jobs_count;
    pthread_mutex_unlock(&sender->lock);
    return room;
}

void mail_sender_add(struct mail_sender *sender, struct mail *mail, int64_t wall_s)
{
    pthread_mutex_lock(&sender->lock);
    assert(sender->jobs_count < MAIL_SENDER_ROOM);
    sender->jobs[sender->jobs_count++] = (struct job){*mail, wall_s};
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->lock);
    sodium_memzero(mail, sizeof(*mail));
}

bool mail_sender_take(struct mail_sender *sender, struct mail_result *out)
{
    pthread_mutex_lock(&sender->lock);
    bool some = sender->results_count > 0;
    if (some) {
        *out = sender->results[0];
        sender->results_count--;
        memmove(sender->results, sender->results + 1, sender->results_count * sizeof(sender->results[0]));
    }
    pthread_mutex_unlock(&sender->lock);
    return some;
}
