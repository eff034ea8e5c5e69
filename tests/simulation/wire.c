#include "tests/simulation/wire.h"

#include <assert.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/agent/http.h"
#include "sync/registry/server/group.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"
#include "tests/simulation/chance.h"

enum { ARGUMENTS_MAX = 8, ARGUMENT_BYTES = 160, TOGETHER_MAX = 2 };

/* What the routes ask libmicrohttpd for. */
struct MHD_Connection {
    const struct question *question;
    char names[ARGUMENTS_MAX][32];
    char values[ARGUMENTS_MAX][ARGUMENT_BYTES];
    size_t arguments_count;
};

const char *MHD_lookup_connection_value(struct MHD_Connection *connection, enum MHD_ValueKind kind, const char *key)
{
    const struct question *question = connection->question;
    if (kind == MHD_HEADER_KIND) {
        if (strcmp(key, REQUEST_HEADER_KIOSK) == 0) return question->kiosk[0] != '\0' ? question->kiosk : NULL;
        if (strcmp(key, REQUEST_HEADER_SIGNATURE) == 0)
            return question->signature[0] != '\0' ? question->signature : NULL;
        if (strcmp(key, REQUEST_HEADER_MAC) == 0) return question->mac[0] != '\0' ? question->mac : NULL;
        if (strcmp(key, MHD_HTTP_HEADER_RANGE) == 0) return question->range[0] != '\0' ? question->range : NULL;
        return NULL;
    }
    if (kind != MHD_GET_ARGUMENT_KIND) return NULL;
    for (size_t at = 0; at < connection->arguments_count; at++) {
        if (strcmp(connection->names[at], key) == 0) return connection->values[at];
    }
    return NULL;
}

static void read_arguments(struct MHD_Connection *connection, const char *target)
{
    const char *at = strchr(target, '?');
    while (at != NULL && connection->arguments_count < ARGUMENTS_MAX) {
        at++;
        size_t name = strcspn(at, "=&");
        size_t value = at[name] == '=' ? strcspn(at + name + 1, "&") : 0;
        size_t next = connection->arguments_count++;
        snprintf(connection->names[next], sizeof(connection->names[next]), "%.*s", (int)name, at);
        snprintf(connection->values[next], sizeof(connection->values[next]), "%.*s", (int)value, at + name + 1);
        at = strchr(at, '&');
    }
}

static const struct route *find_route(const struct question *question)
{
    size_t count = 0;
    const struct route *routes = routes_wire(&count);
    size_t path = strcspn(question->target, "?");
    for (size_t at = 0; at < count; at++) {
        if (strcmp(routes[at].method, question->method) != 0) continue;
        if (route_fits(&routes[at], question->target, path)) return &routes[at];
    }
    return NULL;
}

static struct call *call_of(struct MHD_Connection *connection, const struct question *question)
{
    struct call *call = NULL;
    *connection = (struct MHD_Connection){.question = question};
    read_arguments(connection, question->target);
    if (call_create(&call, question->target) != ERR_OK) abort();
    call->connection = connection;
    call->method = question->method;
    call->route = find_route(question);
    assert(call->route != NULL);
    str_add_bytes(&call->body, str_text(&question->body), question->body.length);
    return call;
}

static void reply_of(struct reply *out, const struct call *call)
{
    *out = (struct reply){.status = (long)call->status};
    str_init(&out->body, HTTP_ANSWER_BYTES_MAX);
    if (call->page != NULL) {
        if (call->proof.text != NULL) snprintf(out->fresh, sizeof(out->fresh), "%s", call->proof.text);
        str_add_bytes(&out->body, call->page->plain, call->page->plain_bytes);
        snprintf(out->signature, sizeof(out->signature), "%s", call->page->signature);
    } else if (call->bytes != NULL) {
        str_add_bytes(&out->body, call->bytes + call->bytes_from, call->bytes_count);
    } else if (call->text != NULL) {
        str_add(&out->body, call->text);
    }
}

/* As submissions.c and server.c do it: what is given shares a commit with what came at the same time. */
static void handle(struct service *service, struct call *const *calls, size_t count)
{
    if (group_takes(calls[0]->route)) {
        group_handle(service, calls, count);
    } else {
        assert(count == 1);
        calls[0]->route->handle(service, calls[0]);
    }
}

/* One question, or several of one machine that may share a commit. False: nobody is there, or the power went before
 * the answers had left. */
static bool serve_together(struct town *town, const struct question *const *questions, size_t count, struct reply *out)
{
    struct MHD_Connection connections[TOGETHER_MAX];
    struct call *calls[TOGETHER_MAX];
    struct service *service = town_service(town);
    if (service == NULL) return false;
    assert(count <= TOGETHER_MAX);
    for (size_t at = 0; at < count; at++) calls[at] = call_of(&connections[at], questions[at]);
    town_asked(town, questions[0]);
    handle(service, calls, count);
    town_answered(town, questions[0]);
    for (size_t at = 0; at < count; at++) {
        reply_of(&out[at], calls[at]);
        call_destroy(calls[at]);
    }
    if (town_served(town)) return true;
    for (size_t at = 0; at < count; at++) str_finish(&out[at].body);
    return false;
}

static bool serve(struct town *town, const struct question *question, struct reply *out)
{
    return serve_together(town, &question, 1, out);
}

/* ---- in the place of sync/agent/http.c ---- */

struct http {
    struct wire_end *end;
    char problem[64];
    bool begun; /* a question was asked, and answered at once */
    enum err begun_err;
    struct http_answer answer; /* owned while begun and begun_err is ERR_OK */
};

static void abandon(struct http *http)
{
    if (http->begun && http->begun_err == ERR_OK) http_answer_finish(&http->answer);
    http->begun = false;
}

enum err http_open(struct http **out, const struct http_options *options)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) abort();
    (*out)->end = options->context;
    return ERR_OK;
}

void http_close(struct http *http)
{
    if (http == NULL) return;
    abandon(http);
    free(http);
}

const char *http_problem(const struct http *http)
{
    return http->problem;
}

struct http_peer http_peer(const struct http *http)
{
    (void)http;
    return (struct http_peer){0};
}

void http_answer_finish(struct http_answer *answer)
{
    str_finish(&answer->body);
}

static void copy_reply(struct reply *out, const struct reply *reply)
{
    *out = *reply;
    str_init(&out->body, HTTP_ANSWER_BYTES_MAX);
    str_add_bytes(&out->body, str_text(&reply->body), reply->body.length);
}

static enum about about(const struct question *question)
{
    static const char *const beginnings[ABOUT_COUNT] = {
        [ABOUT_FEED] = "/v1/feed?", [ABOUT_PICTURE] = "/v1/pictures/", [ABOUT_KEY] = "/v1/key"};
    for (int kind = ABOUT_FEED; kind < ABOUT_COUNT; kind++) {
        if (strncmp(question->target, beginnings[kind], strlen(beginnings[kind])) == 0) return (enum about)kind;
    }
    return ABOUT_OTHER;
}

static void keep(struct wire_end *end, enum about kind, const struct reply *reply)
{
    if (end->has_old[kind]) str_finish(&end->old[kind].body);
    copy_reply(&end->old[kind], reply);
    end->has_old[kind] = true;
}

static void question_make(struct question *out, const struct wire_end *end, const struct http_request *request)
{
    *out = (struct question){.has_body = request->body != NULL, .incarnation = end->incarnation};
    snprintf(out->method, sizeof(out->method), "%s", request->method);
    snprintf(out->target, sizeof(out->target), "%s", request->target);
    snprintf(out->kiosk, sizeof(out->kiosk), "%s", request->kiosk != NULL ? request->kiosk : "");
    snprintf(out->signature, sizeof(out->signature), "%s", request->signature != NULL ? request->signature : "");
    snprintf(out->mac, sizeof(out->mac), "%s", request->mac != NULL ? request->mac : "");
    snprintf(out->range, sizeof(out->range), "%s", request->range != NULL ? request->range : "");
    str_init(&out->body, CALL_BODY_BYTES_MAX);
    if (request->body != NULL) str_add_bytes(&out->body, request->body, request->body_bytes);
}

static void deliver_late(struct wire_end *end)
{
    if (!end->has_late) return;
    struct reply reply;
    end->has_late = false;
    if (serve(end->town, &end->late, &reply)) str_finish(&reply.body);
    str_finish(&end->late.body);
}

void wire_end_finish(struct wire_end *end)
{
    if (end->has_late) str_finish(&end->late.body);
    for (int kind = 0; kind < ABOUT_COUNT; kind++) {
        if (end->has_old[kind]) str_finish(&end->old[kind].body);
        end->has_old[kind] = false;
    }
    if (end->has_behind) str_finish(&end->behind.body);
    end->has_late = end->has_behind = false;
}

static void spoil(struct wire_end *end, enum net net, struct reply *reply)
{
    struct chance *chance = town_chance(end->town);
    struct str *body = &reply->body;
    if (net == NET_CUT && body->length > 0) body->length = (size_t)chance_below(chance, (int)body->length);
    if (net == NET_FLIPPED && body->length > 0) {
        body->data[chance_below(chance, (int)body->length)] ^= (char)(1 << chance_below(chance, 8));
    }
}

/* What somebody in between answers by himself; false when he has nothing. */
static bool forge(struct wire_end *end, enum net net, const struct question *question, struct reply *out)
{
    if (net == NET_REPLAYED) {
        enum about kind = about(question); /* mostly: what answers another question is soon found out */
        if (!end->has_old[kind] || chance_one_in(town_chance(end->town), 4)) {
            kind = kind == ABOUT_OTHER ? ABOUT_FEED : ABOUT_OTHER;
        }
        if (!end->has_old[kind]) return false;
        copy_reply(out, &end->old[kind]);
        return true;
    }
    if (net != NET_PORTAL) return false;
    *out = (struct reply){.status = 200};
    str_init(&out->body, HTTP_ANSWER_BYTES_MAX);
    str_add(&out->body, "<html><title>Guest network</title>Please accept our terms.</html>");
    return true;
}

/* Something in between has mixed its connections up: each answer goes to the question after its own. False: there is
 * none before this one. */
static bool come_behind(struct wire_end *end, struct reply *reply)
{
    struct reply own = *reply;
    bool came = end->has_behind;
    if (came) *reply = end->behind;
    end->behind = own;
    end->has_behind = true;
    return came;
}

/* May this one and the late one be given in one turn of the registry's? */
static bool are_given_together(struct wire_end *end, const struct question *question)
{
    return end->has_late && end->late.incarnation == question->incarnation &&
           strcmp(end->late.kiosk, question->kiosk) == 0 && group_takes(find_route(&end->late)) &&
           group_takes(find_route(question)) && chance_one_in(town_chance(end->town), 2);
}

static bool serve_with_late(struct wire_end *end, const struct question *question, bool late_first, struct reply *out)
{
    struct reply replies[TOGETHER_MAX];
    size_t own = late_first ? 1 : 0;
    const struct question *questions[TOGETHER_MAX];
    questions[own] = question;
    questions[1 - own] = &end->late;
    end->has_late = false;
    bool good = serve_together(end->town, questions, TOGETHER_MAX, replies);
    if (good) str_finish(&replies[1 - own].body);
    if (good) *out = replies[own];
    str_finish(&end->late.body);
    return good;
}

static bool travel(struct wire_end *end, struct question *question, struct reply *out)
{
    bool touched = end->net_left > 0 && (!end->net_chooses || about(question) == end->net_about);
    enum net net = touched ? end->net : NET_GOOD;
    if (touched) end->net_left--;
    if (net == NET_DOWN) return false;
    if (net == NET_LATE && !end->has_late) {
        end->late = *question;
        end->has_late = true;
        str_init(&question->body, CALL_BODY_BYTES_MAX); /* the late one owns the bytes now */
        return false;
    }
    if (forge(end, net, question, out)) return true;
    bool late_first = chance_one_in(town_chance(end->town), 2);
    bool together = are_given_together(end, question);
    if (late_first && !together) deliver_late(end);
    bool good = together ? serve_with_late(end, question, late_first, out) : serve(end->town, question, out);
    if (good && net == NET_TWICE) {
        str_finish(&out->body);
        good = serve(end->town, question, out);
    }
    if (!late_first) deliver_late(end);
    if (!good) return false;
    if (net == NET_DEAF) {
        str_finish(&out->body);
        return false;
    }
    if (net == NET_BEHIND && !come_behind(end, out)) return false;
    struct reply honest;
    copy_reply(&honest, out);
    spoil(end, net, out);
    enum about kind = about(question);
    if (!end->has_old[kind] || chance_one_in(town_chance(end->town), 4)) keep(end, kind, &honest);
    str_finish(&honest.body);
    return true;
}

enum err http_exchange(struct http *http, const struct http_request *request, struct http_answer *out)
{
    struct question question;
    struct reply reply;
    abandon(http);
    question_make(&question, http->end, request);
    town_pass(http->end->town, 20 + chance_below(town_chance(http->end->town), 200));
    if (about(&question) != ABOUT_KEY) town_sends(http->end->town, http->end);
    bool good = travel(http->end, &question, &reply);
    if (good && about(&question) == ABOUT_PICTURE) town_gave_picture(http->end->town);
    str_finish(&question.body);
    snprintf(http->problem, sizeof(http->problem), "%s", good ? "" : "the simulated network lost it");
    if (!good) return ERR_UNAVAILABLE;
    *out = (struct http_answer){.status = reply.status, .body = reply.body};
    if (strlen(reply.signature) < sizeof(out->signature)) {
        snprintf(out->signature, sizeof(out->signature), "%s", reply.signature);
    }
    if (strlen(reply.fresh) < sizeof(out->fresh)) snprintf(out->fresh, sizeof(out->fresh), "%s", reply.fresh);
    return ERR_OK;
}

/* The registry is as early as it can be: what happens before the answer is asked for happens after it was given. */
bool http_begin(struct http *http, const struct http_request *request)
{
    enum err err = http_exchange(http, request, &http->answer);
    http->begun = true;
    http->begun_err = err;
    return true;
}

enum err http_finish(struct http *http, struct http_answer *out)
{
    enum err err = http->begun ? http->begun_err : ERR_UNAVAILABLE;
    if (err == ERR_OK) *out = http->answer;
    http->begun = false; /* the caller owns it now */
    return err;
}
