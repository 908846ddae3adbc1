-- A question. Its id begins with its time, so that the oldest questions are the lowest ids.
CREATE TABLE journal_questions (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    network TEXT NOT NULL,
    place TEXT,
    collection TEXT,
    text TEXT,
    outcome TEXT NOT NULL,
    entry TEXT,
    confidence DOUBLE PRECISION,
    latency_ms BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    asker BIGINT NOT NULL,
    pick TEXT,
    vote BIGINT,
    verdict TEXT
);
CREATE INDEX journal_unanswered ON journal_questions (id)
    WHERE outcome = 'unknown' AND text IS NOT NULL;

-- Questions counted by day. An entry that was picked among those offered counts under the
-- outcome «picked»; an empty text stands for none.
CREATE TABLE journal_counts (
    day BIGINT NOT NULL,
    network TEXT NOT NULL,
    collection TEXT NOT NULL,
    outcome TEXT NOT NULL,
    entry TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (day, network, collection, outcome, entry)
);

-- The hashes of those who asked on a day.
CREATE TABLE journal_askers (
    day BIGINT NOT NULL,
    asker BIGINT NOT NULL,
    PRIMARY KEY (day, asker)
);
