/* sync/registry/web/pages.h - the pages: each is one function in a file of its own, which answers the call. */
#pragma once

#include "sync/registry/server/routes.h"

void web_networks(struct service *service, struct call *call);
void web_network(struct service *service, struct call *call);
void web_ideas(struct service *service, struct call *call);
void web_follow_form(struct service *service, struct call *call);
void web_follow_answer(struct service *service, struct call *call);
void web_notice(struct service *service, struct call *call);
void web_accessibility(struct service *service, struct call *call);

/* Forms, and what was sent with them. */
void web_interest_form(struct service *service, struct call *call);
void web_interest_sent(struct service *service, struct call *call);
void web_seat_form(struct service *service, struct call *call);
void web_seat_sent(struct service *service, struct call *call);
void web_idea_form(struct service *service, struct call *call);
void web_idea_sent(struct service *service, struct call *call);
/* Asked for with a receipt code, and sent. */
void web_correct(struct service *service, struct call *call);

/* Support of an idea. */
void web_support_form(struct service *service, struct call *call);
void web_support_sent(struct service *service, struct call *call);

/* Open data. */
void web_data_networks(struct service *service, struct call *call);
void web_data_ideas(struct service *service, struct call *call);
void web_data_feed(struct service *service, struct call *call);
void web_data_meetings(struct service *service, struct call *call);

/* The staff page, and what it is made of. */
void web_staff(struct service *service, struct call *call);
void web_staff_asset(struct service *service, struct call *call);
