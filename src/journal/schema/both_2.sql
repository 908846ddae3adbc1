-- What members say of an answer, and what the team does about it. The same on both databases:
-- SQLite reads BIGINT as its INTEGER.

ALTER TABLE journal_questions DROP COLUMN vote;
-- The collections that the place sees, separated by slashes; NULL for all of them.
ALTER TABLE journal_questions ADD COLUMN scope TEXT;
-- 1 when none of the entries offered was the right one.
ALTER TABLE journal_questions ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
-- When the asker passed the question on to the team.
ALTER TABLE journal_questions ADD COLUMN passed_on BIGINT;
-- The entry that answers it since.
ALTER TABLE journal_questions ADD COLUMN answered_by TEXT;

DROP INDEX journal_unanswered;
CREATE INDEX journal_unanswered ON journal_questions (id)
    WHERE text IS NOT NULL AND (outcome = 'unknown' OR refused = 1 OR passed_on IS NOT NULL);

-- One vote a voter and question. The voter is a hash that is different for each question, so
-- that no two votes can be known to be of one person.
CREATE TABLE journal_votes (
    question BIGINT NOT NULL,
    voter BIGINT NOT NULL,
    entry TEXT NOT NULL,
    opinion TEXT NOT NULL,
    PRIMARY KEY (question, voter)
);

-- The hashes of those who want nothing recorded.
CREATE TABLE journal_opt_outs (
    person BIGINT PRIMARY KEY
);

-- Who asked to be told when a question is answered: the only table that names a person.
CREATE TABLE journal_followers (
    question BIGINT NOT NULL,
    network TEXT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (question, network, person)
);

-- What the team was asked to decide. `question` is the first one that was passed on; it is NULL
-- for a variant that the program proposes. `entry` is the one that the variant is for, or that
-- answers the question. `done` is what was changed and for which questions, as JSON, so that it
-- can be undone.
CREATE TABLE journal_cards (
    number BIGINT PRIMARY KEY,
    question BIGINT UNIQUE,
    entry TEXT,
    wording TEXT NOT NULL,
    at BIGINT NOT NULL,
    verdict TEXT,
    done TEXT
);

-- Where a card is shown, and a hash of what it shows.
CREATE TABLE journal_shown (
    card BIGINT NOT NULL,
    network TEXT NOT NULL,
    place TEXT NOT NULL,
    message TEXT,
    shown BIGINT NOT NULL,
    PRIMARY KEY (card, network)
);

-- What processes have to remember together, such as the last digest.
CREATE TABLE journal_state (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
