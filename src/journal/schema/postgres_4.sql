-- What the processes that share a server tell each other. A file of SQLite has one process, and
-- none of these tables.

-- A process. It holds an advisory lock of its id as long as its connection lives.
CREATE TABLE journal_processes (
    id BIGINT PRIMARY KEY,
    -- Networks and shards.
    label TEXT NOT NULL,
    joined BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    -- The hash of the content that it serves.
    served TEXT NOT NULL,
    -- Why it cannot serve what was wanted last, in a word.
    problem TEXT,
    -- What it said of which reload.
    answer_to BIGINT,
    answer TEXT
);

-- A reload that all processes do or none does. `agreed` is NULL until it is decided.
CREATE TABLE journal_reloads (
    number BIGINT PRIMARY KEY,
    content TEXT NOT NULL,
    way TEXT NOT NULL,
    process BIGINT NOT NULL,
    at BIGINT NOT NULL,
    wait BIGINT NOT NULL,
    agreed BIGINT
);

-- Answers that stand in places where everybody reads them, until a moment: neither a person nor a
-- text. `shown` is a hash of the entry as it was shown.
CREATE TABLE journal_standing (
    network TEXT NOT NULL,
    place TEXT NOT NULL,
    entry TEXT NOT NULL,
    shown BIGINT NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (network, place, entry)
);
