-- Who asked a question: a hash that is different for each question, so that no two questions can
-- be known to be of one person. It is NULL again when the day is over (UTC), and for what was
-- recorded before this column.
ALTER TABLE journal_questions ADD COLUMN owner BIGINT;

-- What is forgotten at the end of the day, without looking at every question.
CREATE INDEX journal_owned ON journal_questions (id) WHERE owner IS NOT NULL;
