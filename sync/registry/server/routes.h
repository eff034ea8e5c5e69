/* sync/registry/server/routes.h - the addresses the registry answers, as sync/PROTOCOL.md says. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/content/feed_pages.h"
#include "sync/registry/content/uploads.h"
#include "sync/registry/fleet/alerts.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/keys/shared_keys.h"
#include "sync/registry/mail/postman.h"
#include "sync/registry/registry.h"
#include "sync/registry/server/call.h"
#include "sync/registry/server/passwords.h"
#include "sync/registry/server/traffic.h"
#include "sync/registry/server/waiters.h"
#include "sync/registry/settings/settings.h"
#include "sync/registry/staff/refusals.h"
#include "sync/registry/staff/throttle.h"
#include "sync/wire/turn.h"

enum {
    ENROL_FAILURES_PER_MINUTE_MAX = 10,
    ENROL_NEWCOMERS_PER_MINUTE_MAX = 10,
    STAFF_ENTRIES_DEFAULT = 100,
    FEED_WAIT_SECONDS_MAX = 55
};

/* How often something happened in the present minute. */
struct minute {
    int64_t begun_ms;
    int count;
};

/* What the routes share; server.c makes it. */
struct service {
    struct registry *registry;                       /* borrowed */
    const struct settings *settings;                 /* borrowed, never NULL */
    struct feed_pages *pages;                        /* owned */
    struct shared_keys *shared_keys;                 /* owned */
    struct throttle *sign_in_of_name;                /* owned; key: name and peer, so nobody locks others out */
    struct throttle *sign_in_of_peer;                /* owned; key: peer, against trying many names */
    struct throttle *second_of_name;                 /* owned; key: name, whose password has just been given */
    struct refusals refusals;                        /* of signing in, in the present hour */
    struct throttle *web_codes;                      /* owned; key: peer, who asks pages for codes that are none */
    struct throttle *web_forms;                      /* owned; key: peer, who sends the pages' forms */
    struct minute enrol_failures;                    /* refused codes, over all */
    struct minute enrol_newcomers;                   /* keys that asked to be accepted for the first time, over all */
    struct waiters *waiters;                         /* owned; NULL: nobody can wait */
    struct queue *passwords;                         /* owned */
    struct queue *errands;                           /* owned */
    struct queue *readings;                          /* owned */
    const char *programs;                            /* borrowed: where ours are; NULL: beside this one */
    struct fleet *fleet;                             /* owned; NULL: heartbeats are taken and forgotten */
    struct postman *postman;                         /* owned */
    int64_t drafts_due_ms;                           /* when drafts_tidy() looks again */
    struct uploads_look uploads;                     /* uploads_expire() */
    bool drafts_summarised;                          /* versions_summarise() has nothing to do any more */
    struct traffic *traffic;                         /* owned */
    struct metrics *metrics;                         /* owned */
    atomic_bool ending;                              /* the end has begun */
    struct alerts *alerts;                           /* owned */
    void (*report)(void *context, const char *text); /* one line for whoever runs the service */
    void *report_context;
};

/* Who may call a route; gate.c checks it, before the handler runs. From ROUTE_HALF on it takes a session, and, for what
 * is more than looking, its CSRF token. */
enum route_who {
    ROUTE_UNDECIDED,     /* no route's; nobody may */
    ROUTE_OPEN,          /* everybody */
    ROUTE_KIOSK,         /* kiosks, by their signature or mark, which the handler checks: service_kiosk() */
    ROUTE_SIGN_IN,       /* everybody but another site's page in somebody's browser */
    ROUTE_HALF,          /* whoever has given a name's password */
    ROUTE_EDITOR,        /* whoever is signed in */
    ROUTE_EDITOR_PROVED, /* and has just shown again who it is: staff/session_proof.h */
    ROUTE_SECRETARIAT,   /* or an administrator */
    ROUTE_SECRETARIAT_PROVED,
    ROUTE_ADMINISTRATOR,
    ROUTE_ADMINISTRATOR_PROVED,
    ROUTE_WHO_COUNT
};

struct route {
    const char *method;
    const char *path; /* one that ends in "/" is for every address of one more word: call_word(); "/" is itself; one
                       * that ends in "/" and a star is for every address below */
    enum route_who who;
    void (*handle)(struct service *service, struct call *call);
};

/* All of them, and how many. */
const struct route *routes_wire(size_t *out_count);
const struct route *routes_staff(size_t *out_count);

/* POST /v1/key, in routes_key.c. */
void route_key(struct service *service, struct call *call);

/* Is the address (its path, bytes_count long) this route's? */
bool route_fits(const struct route *route, const char *path, size_t bytes_count);

/* Which kiosk asks. On false the call has been answered. */
bool service_kiosk(struct service *service, struct call *call, struct kiosk *out);
/* routes_members.c: the members that a route takes, with a blank between two; NULL: any, as of kiosks' routes, which
 * may be newer than this registry. */
const char *route_members(const struct route *route);
/* Has `json`, if it is an object, no other members than its route takes? What is misspelt must not be done by half. On
 * false the call has been answered: 400 bad_request, with the member's name. */
bool route_takes(struct call *call, json_t *json);
/* The signature does not fit the kiosk's key; an old copy of its card, from before it made a new key, is told so. */
void service_refuse_signature(struct service *service, struct call *call, const struct kiosk *kiosk);
/* A request that counts: the kiosk shows that it is the one machine with this identity. `body` may be without a turn,
 * from a kiosk that never had any; *out_turned then stays false. On false the call has been answered. */
bool service_turn(struct service *service, struct call *call, const struct kiosk *kiosk, const json_t *body,
                  struct turn *out, bool *out_turned);
/* Adds to an answer what goes with a turn that was taken; NULL stays NULL. Takes `answer`. */
json_t *service_with_turn(const struct service *service, json_t *answer, const struct kiosk *kiosk,
                          const struct turn *turn);
/* Writes into the staff log what who is signed in does. On false the call has been answered. */
bool service_log(struct service *service, struct call *call, const char *what, const char *target);

/* routes_mail_address.c */
void route_session_mail(struct service *service, struct call *call);
void route_session_set_mail(struct service *service, struct call *call);

/* routes_oidc.c */
void route_session_ways(struct service *service, struct call *call);
void route_session_oidc(struct service *service, struct call *call);
void route_session_oidc_again(struct service *service, struct call *call);

/* routes_watch.c */
struct metrics_now;
void route_healthz(struct service *service, struct call *call);
void route_metrics(struct service *service, struct call *call);
/* How things are in memory. From any thread. */
void service_look(const struct service *service, struct metrics_now *out);
/* The same about exactly these entries, which are sorted here. */
bool service_log_entries(struct service *service, struct call *call, const char *what, const char *target,
                         int64_t *entries, size_t count);

/* entry_changed.c: 409 `conflict` with what the entry is by now and who did what to it; that it was seen is noted. */
void entry_answer_changed(struct service *service, struct call *call, int64_t order);
/* The version that staff saw, the member `key`, where it stands in `out`; *out_base is NULL when they say none. False:
 * it is none, and the call has been answered. */
bool entry_read_base(struct call *call, const json_t *json, const char *key, int64_t *out, const int64_t **out_base);

/* routes_numbers.c */
void route_numbers(struct service *service, struct call *call);
void route_staff_numbers(struct service *service, struct call *call);

/* routes_privacy.c */
void route_privacy_search(struct service *service, struct call *call);
void route_privacy_export(struct service *service, struct call *call);
void route_privacy_correct(struct service *service, struct call *call);
void route_privacy_erase(struct service *service, struct call *call);
void route_privacy_refuse(struct service *service, struct call *call);
void route_privacy_proofs(struct service *service, struct call *call);
void route_privacy_retention(struct service *service, struct call *call);
void route_privacy_hold(struct service *service, struct call *call);
void route_notices(struct service *service, struct call *call);
void route_notice_publish(struct service *service, struct call *call);

/* routes_session.c */
void route_session_begin(struct service *service, struct call *call);
void route_session(struct service *service, struct call *call);
void route_session_end(struct service *service, struct call *call);
void route_session_code(struct service *service, struct call *call);
void route_session_password(struct service *service, struct call *call);
void route_session_proof(struct service *service, struct call *call);
void route_session_totp(struct service *service, struct call *call);
void route_welcome(struct service *service, struct call *call);

/* routes_site.c */
void route_staff_site(struct service *service, struct call *call);
void route_staff_facts(struct service *service, struct call *call);
void route_staff_change_facts(struct service *service, struct call *call);
void route_staff_building(struct service *service, struct call *call);
void route_staff_change_building(struct service *service, struct call *call);

/* routes_users.c */
void route_staff_users(struct service *service, struct call *call);
void route_staff_user(struct service *service, struct call *call);
void route_staff_invite(struct service *service, struct call *call);
void route_session_all(struct service *service, struct call *call);
void route_sessions_end(struct service *service, struct call *call);
void route_welcome_look(struct service *service, struct call *call);

/* What is due now and then: old pictures go, what was erased is scrubbed, erased.log follows the other machines',
 * heartbeats are written. The serving thread calls it every SERVER_TIDY_MS, between two turns and outside of any
 * transaction; what asks often (kiosks, whoever watches the service) does, too. So whatever hangs on it is cheap when
 * nothing is due, bounded when something is, and what fails stays due. */
void service_tidy(struct service *service);

/* routes_drafts.c: networks, then editorial pages */
void route_staff_networks(struct service *service, struct call *call);
void route_staff_new_network(struct service *service, struct call *call);
void route_staff_network(struct service *service, struct call *call);
void route_staff_save_network(struct service *service, struct call *call);
void route_staff_change_network(struct service *service, struct call *call);
void route_staff_versions(struct service *service, struct call *call);
void route_staff_pages(struct service *service, struct call *call);
void route_staff_new_page(struct service *service, struct call *call);
void route_staff_page(struct service *service, struct call *call);
void route_staff_save_page(struct service *service, struct call *call);
void route_staff_change_page(struct service *service, struct call *call);
void route_staff_page_versions(struct service *service, struct call *call);
/* routes_content.c */
void route_staff_begin_content(struct service *service, struct call *call);
/* routes_page_order.c */
void route_staff_order_pages(struct service *service, struct call *call);
/* routes_pictures.c */
void route_staff_new_picture(struct service *service, struct call *call);
void route_staff_picture(struct service *service, struct call *call);
/* routes_preview.c */
void route_staff_preview(struct service *service, struct call *call);
/* Publishes what was scheduled for now; pictures that nothing names go. Part of service_tidy(). */
void drafts_tidy(struct service *service);

/* routes_fleet.c */
void route_heartbeat(struct service *service, struct call *call);
void route_look(struct service *service, struct call *call);
void route_staff_kiosks(struct service *service, struct call *call);
void route_staff_ask_look(struct service *service, struct call *call);
void route_staff_look(struct service *service, struct call *call);

/* routes_inbox.c */
void route_inbox_counts(struct service *service, struct call *call);
void route_inbox_list(struct service *service, struct call *call);
void route_inbox_entry(struct service *service, struct call *call);
void route_inbox_csv(struct service *service, struct call *call);
void route_inbox_join(struct service *service, struct call *call);
void route_seats(struct service *service, struct call *call);
void route_seats_one(struct service *service, struct call *call);
void route_seats_give(struct service *service, struct call *call);
void route_meetings(struct service *service, struct call *call);
/* routes_kiosks.c */
void route_staff_rename(struct service *service, struct call *call);
void route_staff_identity(struct service *service, struct call *call);
void route_kiosk_invite(struct service *service, struct call *call);
void route_staff_newcomers(struct service *service, struct call *call);
void route_staff_newcomer(struct service *service, struct call *call);
void route_staff_mail(struct service *service, struct call *call);
void route_staff_mail_change(struct service *service, struct call *call);
void route_staff_alerts(struct service *service, struct call *call);

/* Answers 503 and tells the operator what failed, in the registry's and SQLite's words. */
void service_failed(struct service *service, struct call *call, enum err err);
