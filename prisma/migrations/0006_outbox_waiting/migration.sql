-- CreateTable
CREATE TABLE "outbox_waiting" (
    "id" UUID NOT NULL,

    CONSTRAINT "outbox_waiting_pkey" PRIMARY KEY ("id")
);

COMMENT ON TABLE "outbox_waiting" IS 'Messages that wait for a relay, and nothing else: small however long the ledger grows. Written by triggers of outbox_message.';
COMMENT ON COLUMN "outbox_waiting"."id" IS 'Id of the message.';

-- By hand, all that follows: the schema language has no words for it.

-- A message that is noted as sent keeps its place in its page, and no index is touched (a heap-only update): no index may know of `sent_at`
-- but one that sums up whole pages, and a page must have room for all its rows once more.
DROP INDEX "outbox_message_waiting_idx";
DROP INDEX "outbox_message_sent_idx";
ALTER TABLE "outbox_message" SET (fillfactor = 45);
CREATE INDEX "outbox_message_sent_at_idx" ON "outbox_message" USING BRIN ("sent_at") WITH (autosummarize = on);

-- Whoever writes a message, or makes one wait again, makes it wait here too: none can be forgotten. A relay takes it off.
CREATE FUNCTION outbox_written_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox_waiting (id) SELECT id FROM written WHERE sent_at IS NULL ON CONFLICT (id) DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION outbox_waits_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outbox_waiting (id) VALUES (NEW.id) ON CONFLICT (id) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "outbox_message_written" AFTER INSERT ON "outbox_message" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION outbox_written_waits();
CREATE TRIGGER "outbox_message_again" AFTER UPDATE OF "sent_at" ON "outbox_message"
  FOR EACH ROW WHEN (NEW.sent_at IS NULL AND OLD.sent_at IS NOT NULL) EXECUTE FUNCTION outbox_waits_again();
INSERT INTO "outbox_waiting" ("id") SELECT "id" FROM "outbox_message" WHERE "sent_at" IS NULL;
