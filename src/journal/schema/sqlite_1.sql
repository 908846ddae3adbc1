-- A question. Its id begins with its time, so that the oldest questions are the lowest ids.
CREATE TABLE journal_questions (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    network TEXT NOT NULL,
    place TEXT,
    collection TEXT,
    text TEXT,
    outcome TEXT NOT NULL,
    entry TEXT,
    confidence REAL,
    latency_ms INTEGER NOT NULL,
    asked_by TEXT NOT NULL,
    asker INTEGER NOT NULL,
    pick TEXT,
    vote INTEGER,
    verdict TEXT
);
CREATE INDEX journal_unanswered ON journal_questions (id)
    WHERE outcome = 'unknown' AND text IS NOT NULL;

-- Questions counted by day. An entry that was picked among those offered counts under the
-- outcome «picked»; an empty text stands for none.
CREATE TABLE journal_counts (
    day INTEGER NOT NULL,
    network TEXT NOT NULL,
    collection TEXT NOT NULL,
    outcome TEXT NOT NULL,
    entry TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, network, collection, outcome, entry)
) WITHOUT ROWID;

-- The hashes of those who asked on a day.
CREATE TABLE journal_askers (
    day INTEGER NOT NULL,
    asker INTEGER NOT NULL,
    PRIMARY KEY (day, asker)
) WITHOUT ROWID;
