/* sync/registry/entries/inbox_schema.h - what the inbox needs beside the entries: inbox.h, history.h, joins.h,
 * likeness.h. One of the migrations of registry.c. */
#pragma once

extern const char inbox_schema[];

/* SQL: what the inbox says of the entry's answer ('open', 'answered', 'withdrawn', or '' for what gets no answer), from
 * a row of `entry`. Open is what still owes its giver a word: nobody has said more than that it was read. */
#define INBOX_STATE_SQL                                                                                                \
    "CASE WHEN kind NOT IN ('interest', 'seat', 'idea') THEN ''"                                                       \
    " ELSE CASE coalesce((SELECT item.body ->> 'status' FROM item WHERE item.type = 'answer'"                          \
    " AND item.id = lower(hex(entry.receipt))), 'received')"                                                           \
    " WHEN 'received' THEN 'open' WHEN 'wanted' THEN 'open' WHEN 'withdrawn' THEN 'withdrawn'"                         \
    " WHEN 'read' THEN CASE kind WHEN 'idea' THEN 'open' ELSE 'answered' END ELSE 'answered' END END"
