#include "sync/registry/entries/inbox_schema.h"

const char inbox_schema[] =
    /* `state` follows the answer on the feed (inbox_settle_state()), so that what waits is found without reading every
     * answer. `marks` are the bits of marks.h over title and text of an idea; NULL: not looked at yet, or with other
     * words than are configured now. */
    "ALTER TABLE entry ADD COLUMN state TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE entry ADD COLUMN marks INTEGER;"
    "UPDATE entry SET state = " INBOX_STATE_SQL ";"
    "CREATE INDEX entry_state ON entry (state, kind, received_s);"
    "CREATE INDEX entry_seat ON entry (network, number) WHERE kind = 'seat';"
    "CREATE INDEX entry_unmarked ON entry (number) WHERE kind = 'idea' AND marks IS NULL;"

    /* Which words `marks` was made with: mark_words_name(). */
    "CREATE TABLE marked_with (one INTEGER PRIMARY KEY CHECK (one = 1), words TEXT NOT NULL) STRICT;"

    /* What happened to an entry, in order. `who` is a name of staff, 'giver' or 'registry'; `text` is staff's own words
     * and never a citizen's. Goes with the entry. */
    "CREATE TABLE entry_event ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  entry  INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,"
    "  at_s   INTEGER NOT NULL,"
    "  who    TEXT NOT NULL,"
    "  what   TEXT NOT NULL,"
    "  status TEXT NOT NULL,"
    "  text   TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX entry_event_entry ON entry_event (entry);"

    /* An idea that was joined with another one. `before` is its answer as it was, for when they are parted. */
    "CREATE TABLE idea_join ("
    "  idea   INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,"
    "  other  INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,"
    "  before TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX idea_join_other ON idea_join (other);"

    /* The words of each idea as numbers that tell nobody the word: likeness.h. */
    "CREATE TABLE idea_stem ("
    "  stem INTEGER NOT NULL,"
    "  idea INTEGER NOT NULL REFERENCES entry (number) ON DELETE CASCADE,"
    "  PRIMARY KEY (stem, idea)"
    ") STRICT;"
    "CREATE INDEX idea_stem_idea ON idea_stem (idea);";
