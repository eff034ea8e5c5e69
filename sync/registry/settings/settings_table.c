#include "sync/registry/settings/settings_table.h"

#include <string.h>

/* A row is named as its field is. */
#define ROW(section, key, kind) #section, #key, kind, offsetof(struct settings, section.key)

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
    {ROW(listen, address, SETTING_ADDRESS), 0, 0, "127.0.0.1:8440", "",
     "IP:PORT. Plain HTTP goes no further than this machine, unless a proxy in front ends TLS."},
    {ROW(listen, behind_proxy, SETTING_YES), 0, 0, "no", "",
     "A proxy in front (nginx, Caddy, Apache) ends TLS and says in X-Forwarded-For who asks."},
    {ROW(listen, proxies, SETTING_ADDRESSES), 0, 0, "127.0.0.0/8, ::1", "",
     "The proxies' addresses. X-Forwarded-For is believed from nobody else."},

    {ROW(tls, certificate, SETTING_PATH), 0, 0, "", "", "The certificate and those between it and the root (PEM)."},
    {ROW(tls, key, SETTING_PATH), 0, 0, "", "", "Its key (PEM, no password, mode 600)."},

    {ROW(public, url, SETTING_URL), 0, 0, "", "https:// http://127.0.0.1 http://localhost",
     "What stands in links in mails, such as https://netvaerk.albertslund.dk"},

    {ROW(mail, url, SETTING_URL), 0, 0, "", "smtp:// smtps://", "smtp://HOST:587 or smtps://HOST:465"},
    {ROW(mail, from, SETTING_MAIL), 0, 0, "", "", "Who the mails are from."},
    {ROW(mail, from_name, SETTING_TEXT), 0, 200, "", "", "The name beside that address."},
    {ROW(mail, user, SETTING_TEXT), 0, 200, "", "", "The account at the mail server, if it asks for one."},
    {ROW(mail, password, SETTING_SECRET), 0, 500, "", "",
     "Its password. Better: password_file, an absolute path; mode 600."},
    {ROW(mail, tls, SETTING_CHOICE), 0, 0, "required", "required if_offered never",
     "With smtp:// only: required, or, for a mail server on this very machine, if_offered or never."},
    {ROW(mail, ca, SETTING_PATH), 0, 0, "", "",
     "The authorities that the mail server's certificate may be from (PEM), where they are not the system's."},

    {ROW(alerts, to, SETTING_MAILS), 0, 0, "", "", "Addresses with commas between them."},
    {ROW(alerts, silent_minutes, SETTING_INT), 0, 10080, "30", "",
     "A kiosk was not heard of for so long in opening hours. 0: no such alert."},
    {ROW(alerts, entry_minutes, SETTING_INT), 0, 43200, "240", "",
     "What a citizen gave waits on a kiosk for so long. 0: no such alert."},
    {ROW(alerts, certificate_days, SETTING_INT), 0, 365, "14", "",
     "The certificate that a kiosk sees ends in fewer days. 0: no such alert."},
    {ROW(alerts, disk_mib, SETTING_INT), 0, 1048576, "500", "",
     "Less of the registry's disk is free. Over is it with twice as much. 0: only disk_percent counts."},
    {ROW(alerts, disk_percent, SETTING_INT), 0, 50, "5", "",
     "Or less than this part of it. 0: only disk_mib counts; with both 0 there is no such alert."},
    {ROW(alerts, looks, SETTING_INT), 0, 10000, "300", "",
     "One of the staff looks at what citizens gave so often in an hour. 0: no such alert."},

    {ROW(retention, interest_days, SETTING_INT), 1, 3650, "365", "",
     "Interest in a network. Nothing personal is kept for ever: 1 day at least, here and below."},
    {ROW(retention, seat_days, SETTING_INT), 1, 3650, "365", "", "Seats in a Founding Group."},
    {ROW(retention, idea_days, SETTING_INT), 1, 3650, "365", "",
     "Name and contact of an idea's author. The idea itself may stay, without a name."},
    {ROW(retention, support_days, SETTING_INT), 1, 3650, "365", "", "Support of an idea."},
    {ROW(retention, staff_log_days, SETTING_INT), 1, 3650, "730", "", "Who among the staff looked at what."},
    {ROW(retention, mail_days, SETTING_INT), 1, 3650, "14", "",
     "Mails that could not be sent, where staff see them. What was sent is deleted at once."},

    {ROW(moderation, words, SETTING_LIST), 0, 0, "", "",
     "Words with commas between them. CPR numbers, telephone numbers and e-mail addresses are marked anyway."},

    {ROW(preview, program, SETTING_PATH), 0, 0, "", "", "forhal-kiosk; without a path the one beside forhal-registry."},
    {ROW(preview, seconds, SETTING_INT), 1, 60, "10", "", "How long it may take."},

    {ROW(limits, connections, SETTING_INT), 50, 50000, "11500", "", "All together."},
    {ROW(limits, connections_per_address, SETTING_INT), 20, 50000, "600", "",
     "From one address, or, behind a proxy, for one address. All kiosks of a town hall may have the same one:\n"
     "allow two for each of them, and some for people."},
    {ROW(limits, waiting, SETTING_INT), 10, 50000, "10500", "",
     "Kiosks that wait for news; one more is answered at once."},
    {ROW(limits, head_seconds, SETTING_INT), 1, 300, "15", "", "In this time the head of a request has come."},
    {ROW(limits, body_seconds, SETTING_INT), 1, 600, "120", "", "In this time the body of a request has come."},
    {ROW(limits, answer_bytes_per_second, SETTING_INT), 1, 1000000, "2000", "",
     "Who reads an answer slower than this is cut off."},

    {ROW(oidc, enabled, SETTING_YES), 0, 0, "no", "", "Believe the proxy who somebody is."},
    {ROW(oidc, trusted, SETTING_ADDRESSES), 0, 0, "127.0.0.1", "", "That proxy's address. Nobody else is believed."},
    {ROW(oidc, secret, SETTING_SECRET), 0, 500, "", "",
     "What the proxy sends in X-Forhal-Proxy-Secret: 32 random letters or more. Better: secret_file."},
    {ROW(oidc, user_header, SETTING_TEXT), 0, 60, "X-Forhal-User", "", "The header with the account's name."},
    {ROW(oidc, name_header, SETTING_TEXT), 0, 60, "", "", "The header with the person's name."},
    {ROW(oidc, groups_header, SETTING_TEXT), 0, 60, "X-Forhal-Groups", "",
     "The header with the person's groups, with commas between them."},
    {ROW(oidc, administrators, SETTING_LIST), 0, 0, "", "",
     "Groups whose members are administrators. The highest role counts."},
    {ROW(oidc, secretariat, SETTING_LIST), 0, 0, "", "", "Groups of the secretariat."},
    {ROW(oidc, editors, SETTING_LIST), 0, 0, "", "",
     "Groups of editors. Which networks are theirs is said on the staff page."},
    {ROW(oidc, local_sign_in, SETTING_YES), 0, 0, "yes", "",
     "Names and passwords of the registry's own go on working beside it."},

    {ROW(log, format, SETTING_CHOICE), 0, 0, "text", "text logfmt json",
     "text, logfmt, or json: one JSON object a line."},
    {ROW(log, level, SETTING_CHOICE), 0, 0, "info", "debug info warning error",
     "debug, info, warning or error. debug has one line a request."},
    {ROW(log, addresses, SETTING_YES), 0, 0, "no", "",
     "With level debug: the address of who asks, too. Citizens' phones are among them."},

    {ROW(metrics, address, SETTING_ADDRESS), 0, 0, "", "",
     "IP:PORT that only Prometheus reaches, such as 127.0.0.1:9440. Plain HTTP."},
    {ROW(metrics, token, SETTING_SECRET), 0, 500, "", "",
     "With it /metrics is at the registry's own address, for whoever sends Authorization: Bearer TOKEN."},

    {ROW(stop, seconds, SETTING_INT), 0, 300, "10", "",
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
