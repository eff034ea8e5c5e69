#include "sync/registry/settings/settings_table.h"

#include <string.h>

#define AT(field) offsetof(struct settings, field)

const struct setting_section settings_sections[] = {
    {"listen", "Where the registry listens. Command line: --listen, --behind-proxy."},
    {"tls", "https by the registry itself, without a proxy in front. Command line: --tls-cert, --tls-key.\n"
            "`systemctl reload forhal-registry` takes a renewed certificate."},
    {"public", "How the world reaches it."},
    {"mail", "The mail server, for answers to citizens and alerts. Without one, no mail is sent."},
    {"alerts", "What is told by mail, and to whom."},
    {"retention", "How long what citizens gave is kept. The notice on the kiosk says the same: change both together."},
    {"moderation", "What is marked for a closer look before an idea is made public."},
    {"preview", "The picture of how a kiosk will show a network."},
    {"limits", "What one caller may take. The standards suit some hundred kiosks."},
    {"oidc", "Sign-in with the municipality's own accounts, by a proxy in front (docs/running.md)."},
    {"log", "What is written to standard error, which systemd takes into its journal. Never what anybody typed."},
    {"metrics", "Numbers for Prometheus at /metrics. Without an address and without a token there are none."},
    {"stop", "The end."},
};
const size_t settings_sections_count = sizeof(settings_sections) / sizeof(settings_sections[0]);

const struct setting settings_table[] = {
    {"listen", "address", SETTING_ADDRESS, AT(listen.address), 0, 0, "127.0.0.1:8440", "",
     "IP:PORT. Plain HTTP goes no further than this machine, unless a proxy in front ends TLS."},
    {"listen", "behind_proxy", SETTING_YES, AT(listen.behind_proxy), 0, 0, "no", "",
     "A proxy in front (nginx, Caddy, Apache) ends TLS and says in X-Forwarded-For who asks."},
    {"listen", "proxies", SETTING_ADDRESSES, AT(listen.proxies), 0, 0, "127.0.0.0/8, ::1", "",
     "The proxies' addresses. X-Forwarded-For is believed from nobody else."},

    {"tls", "certificate", SETTING_PATH, AT(tls.certificate), 0, 0, "", "",
     "The certificate and those between it and the root (PEM)."},
    {"tls", "key", SETTING_PATH, AT(tls.key), 0, 0, "", "", "Its key (PEM, no password, mode 600)."},

    {"public", "url", SETTING_URL, AT(public.url), 0, 0, "", "https:// http://127.0.0.1 http://localhost",
     "What stands in links in mails, such as https://netvaerk.albertslund.dk"},

    {"mail", "url", SETTING_URL, AT(mail.url), 0, 0, "", "smtp:// smtps://", "smtp://HOST:587 or smtps://HOST:465"},
    {"mail", "from", SETTING_MAIL, AT(mail.from), 0, 0, "", "", "Who the mails are from."},
    {"mail", "from_name", SETTING_TEXT, AT(mail.from_name), 0, 200, "", "", "The name beside that address."},
    {"mail", "user", SETTING_TEXT, AT(mail.user), 0, 200, "", "",
     "The account at the mail server, if it asks for one."},
    {"mail", "password", SETTING_SECRET, AT(mail.password), 0, 500, "", "",
     "Its password. Better: password_file, an absolute path; mode 600."},
    {"mail", "tls", SETTING_CHOICE, AT(mail.tls), 0, 0, "required", "required if_offered never",
     "With smtp:// only: required, or, for a mail server on this very machine, if_offered or never."},
    {"mail", "ca", SETTING_PATH, AT(mail.ca), 0, 0, "", "",
     "The authorities that the mail server's certificate may be from (PEM), where they are not the system's."},

    {"alerts", "to", SETTING_MAILS, AT(alerts.to), 0, 0, "", "", "Addresses with commas between them."},
    {"alerts", "silent_minutes", SETTING_INT, AT(alerts.silent_minutes), 0, 10080, "30", "",
     "A kiosk was not heard of for so long in opening hours. 0: no such alert."},
    {"alerts", "entry_minutes", SETTING_INT, AT(alerts.entry_minutes), 0, 43200, "240", "",
     "What a citizen gave waits on a kiosk for so long. 0: no such alert."},
    {"alerts", "looks", SETTING_INT, AT(alerts.looks), 0, 10000, "300", "",
     "One of the staff looks at what citizens gave so often in an hour. 0: no such alert."},

    {"retention", "interest_days", SETTING_INT, AT(retention.interest_days), 1, 3650, "365", "",
     "Interest in a network. Nothing personal is kept for ever: 1 day at least, here and below."},
    {"retention", "seat_days", SETTING_INT, AT(retention.seat_days), 1, 3650, "365", "", "Seats in a Founding Group."},
    {"retention", "idea_days", SETTING_INT, AT(retention.idea_days), 1, 3650, "365", "",
     "Name and contact of an idea's author. The idea itself may stay, without a name."},
    {"retention", "support_days", SETTING_INT, AT(retention.support_days), 1, 3650, "365", "", "Support of an idea."},
    {"retention", "staff_log_days", SETTING_INT, AT(retention.staff_log_days), 1, 3650, "730", "",
     "Who among the staff looked at what."},
    {"retention", "mail_days", SETTING_INT, AT(retention.mail_days), 1, 3650, "14", "",
     "Mails that could not be sent, where staff see them. What was sent is deleted at once."},

    {"moderation", "words", SETTING_LIST, AT(moderation.words), 0, 0, "", "",
     "Words with commas between them. CPR numbers, telephone numbers and e-mail addresses are marked anyway."},

    {"preview", "program", SETTING_PATH, AT(preview.program), 0, 0, "", "",
     "forhal-kiosk; without a path the one beside forhal-registry."},
    {"preview", "seconds", SETTING_INT, AT(preview.seconds), 1, 60, "10", "", "How long it may take."},

    {"limits", "connections", SETTING_INT, AT(limits.connections), 50, 50000, "11500", "", "All together."},
    {"limits", "connections_per_address", SETTING_INT, AT(limits.connections_per_address), 20, 50000, "600", "",
     "From one address, or, behind a proxy, for one address. All kiosks of a town hall may have the same one:\n"
     "allow two for each of them, and some for people."},
    {"limits", "waiting", SETTING_INT, AT(limits.waiting), 10, 50000, "10500", "",
     "Kiosks that wait for news; one more is answered at once."},
    {"limits", "head_seconds", SETTING_INT, AT(limits.head_seconds), 1, 300, "15", "",
     "In this time the head of a request has come."},
    {"limits", "body_seconds", SETTING_INT, AT(limits.body_seconds), 1, 600, "120", "",
     "In this time the body of a request has come."},
    {"limits", "answer_bytes_per_second", SETTING_INT, AT(limits.answer_bytes_per_second), 1, 1000000, "2000", "",
     "Who reads an answer slower than this is cut off."},

    {"oidc", "enabled", SETTING_YES, AT(oidc.enabled), 0, 0, "no", "", "Believe the proxy who somebody is."},
    {"oidc", "trusted", SETTING_ADDRESSES, AT(oidc.trusted), 0, 0, "127.0.0.1", "",
     "That proxy's address. Nobody else is believed."},
    {"oidc", "secret", SETTING_SECRET, AT(oidc.secret), 0, 500, "", "",
     "What the proxy sends in X-Forhal-Proxy-Secret: 32 random letters or more. Better: secret_file."},
    {"oidc", "user_header", SETTING_TEXT, AT(oidc.user_header), 0, 60, "X-Forhal-User", "",
     "The header with the account's name."},
    {"oidc", "name_header", SETTING_TEXT, AT(oidc.name_header), 0, 60, "", "", "The header with the person's name."},
    {"oidc", "groups_header", SETTING_TEXT, AT(oidc.groups_header), 0, 60, "X-Forhal-Groups", "",
     "The header with the person's groups, with commas between them."},
    {"oidc", "administrators", SETTING_LIST, AT(oidc.administrators), 0, 0, "", "",
     "Groups whose members are administrators. The highest role counts."},
    {"oidc", "secretariat", SETTING_LIST, AT(oidc.secretariat), 0, 0, "", "", "Groups of the secretariat."},
    {"oidc", "editors", SETTING_LIST, AT(oidc.editors), 0, 0, "", "",
     "Groups of editors. Which networks are theirs is said on the staff page."},
    {"oidc", "local_sign_in", SETTING_YES, AT(oidc.local_sign_in), 0, 0, "yes", "",
     "Names and passwords of the registry's own go on working beside it."},

    {"log", "format", SETTING_CHOICE, AT(log.format), 0, 0, "text", "text logfmt json",
     "text, logfmt, or json: one JSON object a line."},
    {"log", "level", SETTING_CHOICE, AT(log.level), 0, 0, "info", "debug info warning error",
     "debug, info, warning or error. debug has one line a request."},
    {"log", "addresses", SETTING_YES, AT(log.addresses), 0, 0, "no", "",
     "With level debug: the address of who asks, too. Citizens' phones are among them."},

    {"metrics", "address", SETTING_ADDRESS, AT(metrics.address), 0, 0, "", "",
     "IP:PORT that only Prometheus reaches, such as 127.0.0.1:9440. Plain HTTP."},
    {"metrics", "token", SETTING_SECRET, AT(metrics.token), 0, 500, "", "",
     "With it /metrics is at the registry's own address, for whoever sends Authorization: Bearer TOKEN."},

    {"stop", "seconds", SETTING_INT, AT(stop.seconds), 0, 300, "10", "",
     "So long requests under way may go on after SIGTERM. A second SIGTERM ends at once."},
};
const size_t settings_table_count = sizeof(settings_table) / sizeof(settings_table[0]);

const struct setting *settings_row(const char *section, const char *key)
{
    for (size_t at = 0; at < settings_table_count; at++) {
        if (strcmp(settings_table[at].section, section) == 0 && strcmp(settings_table[at].key, key) == 0)
            return &settings_table[at];
    }
    return NULL;
}
