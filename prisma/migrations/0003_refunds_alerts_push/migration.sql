-- CreateEnum
CREATE TYPE "refund_status" AS ENUM ('PENDING', 'DONE', 'FAILED');

-- CreateEnum
CREATE TYPE "return_to" AS ENUM ('ON_SALE', 'BLOCKED');

-- AlterTable
ALTER TABLE "dead_letter" ADD COLUMN     "decided_at" TIMESTAMPTZ(3),
ADD COLUMN     "decided_by" TEXT,
ADD COLUMN     "decision" TEXT;

-- AlterTable
ALTER TABLE "outbox_message" ADD COLUMN     "job_id" TEXT;

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "used_by" TEXT;

-- CreateTable
CREATE TABLE "refund" (
    "id" UUID NOT NULL,
    "order_no" TEXT NOT NULL,
    "payment_id" UUID,
    "status" "refund_status" NOT NULL DEFAULT 'PENDING',
    "amount_minor" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "return_to" "return_to" NOT NULL DEFAULT 'ON_SALE',
    "by" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund_item" (
    "item_id" UUID NOT NULL,
    "refund_id" UUID NOT NULL,

    CONSTRAINT "refund_item_pkey" PRIMARY KEY ("item_id")
);

-- CreateTable
CREATE TABLE "alert" (
    "cause" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen" INTEGER NOT NULL DEFAULT 1,
    "told_at" TIMESTAMPTZ(3),
    "cleared_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("cause")
);

-- CreateTable
CREATE TABLE "push_subscription" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "p256dh" TEXT NOT NULL,
    "auth" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "push_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "refund_order_no_idx" ON "refund"("order_no");

-- CreateIndex
CREATE INDEX "refund_payment_id_idx" ON "refund"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_by_idempotency_key_key" ON "refund"("by", "idempotency_key");

-- CreateIndex
CREATE INDEX "refund_item_refund_id_idx" ON "refund_item"("refund_id");

-- CreateIndex
CREATE UNIQUE INDEX "push_subscription_endpoint_key" ON "push_subscription"("endpoint");

-- CreateIndex
CREATE INDEX "push_subscription_person_id_idx" ON "push_subscription"("person_id");

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_order_no_fkey" FOREIGN KEY ("order_no") REFERENCES "orders"("order_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_item" ADD CONSTRAINT "refund_item_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "order_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_item" ADD CONSTRAINT "refund_item_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_subscription" ADD CONSTRAINT "push_subscription_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

COMMENT ON TABLE "refund" IS 'Money of an order on its way back, decided once for its items; what came of it the provider tells.';
COMMENT ON COLUMN "refund"."id" IS 'UUIDv7; the provider gets it as its idempotency key.';
COMMENT ON COLUMN "refund"."order_no" IS 'Order whose items are given back.';
COMMENT ON COLUMN "refund"."payment_id" IS 'Payment that the money goes back along; null when nothing had been taken.';
COMMENT ON COLUMN "refund"."status" IS 'Where it stands.';
COMMENT ON COLUMN "refund"."amount_minor" IS 'Minor units of the order''s currency.';
COMMENT ON COLUMN "refund"."reason" IS 'Why, in staff''s words.';
COMMENT ON COLUMN "refund"."return_to" IS 'What becomes of seats and places.';
COMMENT ON COLUMN "refund"."by" IS 'A person id, or system: and what decided it.';
COMMENT ON COLUMN "refund"."idempotency_key" IS 'Idempotency key, scoped to who decided.';
COMMENT ON COLUMN "refund"."input_hash" IS 'SHA-256 (hex) of the input, to tell a repeat from another wish.';
COMMENT ON COLUMN "refund"."failure" IS 'What the provider said when it failed for good; null otherwise.';
COMMENT ON COLUMN "refund"."created_at" IS 'When it was decided.';
COMMENT ON COLUMN "refund"."settled_at" IS 'When it was done or failed; null while it is under way.';
COMMENT ON TABLE "refund_item" IS 'An item that was given back. Once at most: its row is the proof.';
COMMENT ON COLUMN "refund_item"."item_id" IS 'Item.';
COMMENT ON COLUMN "refund_item"."refund_id" IS 'Refund that it belongs to.';
COMMENT ON COLUMN "ticket"."used_by" IS 'Person id of who let it in.';
COMMENT ON COLUMN "outbox_message"."job_id" IS 'Job that carried it last, when that was not its own: many messages may travel in one.';
COMMENT ON COLUMN "dead_letter"."decided_at" IS 'When staff decided; null while it is open.';
COMMENT ON COLUMN "dead_letter"."decided_by" IS 'Person id of who decided.';
COMMENT ON COLUMN "dead_letter"."decision" IS 'Why it was discarded, in staff''s words.';
COMMENT ON TABLE "alert" IS 'A cause of alarm: it is told once, however often and in however many processes it shows, until it has been away.';
COMMENT ON COLUMN "alert"."cause" IS 'Name of the cause, such as dead-letter:email-notification or money-unbalanced:EVENT.';
COMMENT ON COLUMN "alert"."summary" IS 'What is wrong, for people.';
COMMENT ON COLUMN "alert"."first_at" IS 'When it was first seen since it was last away.';
COMMENT ON COLUMN "alert"."last_at" IS 'When it was last seen.';
COMMENT ON COLUMN "alert"."seen" IS 'How often it was seen since firstAt.';
COMMENT ON COLUMN "alert"."told_at" IS 'When the alert''s receiver took it; null while it has not.';
COMMENT ON COLUMN "alert"."cleared_at" IS 'When it was over; null while it lasts.';
COMMENT ON TABLE "push_subscription" IS 'A browser that a person lets us send messages to (Web Push, RFC 8030).';
COMMENT ON COLUMN "push_subscription"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "push_subscription"."person_id" IS 'Who is told.';
COMMENT ON COLUMN "push_subscription"."endpoint" IS 'Where messages are sent, as the browser gave it.';
COMMENT ON COLUMN "push_subscription"."p256dh" IS 'Public key of the browser, base64url.';
COMMENT ON COLUMN "push_subscription"."auth" IS 'Shared secret of the browser, base64url.';
COMMENT ON COLUMN "push_subscription"."created_at" IS 'When it was registered.';

-- Last lines, by hand: the schema language has no words for them.
ALTER TABLE "refund" ADD CONSTRAINT "refund_amount_check" CHECK ("amount_minor" >= 0);
ALTER TABLE "refund" ADD CONSTRAINT "refund_settled_check" CHECK (("status" = 'PENDING') = ("settled_at" IS NULL));
CREATE TRIGGER "refund_item_append_only" BEFORE UPDATE OR DELETE ON "refund_item" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What timers look for, and nothing else.
CREATE INDEX "refund_pending_idx" ON "refund" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "alert_lasting_idx" ON "alert" ("last_at") WHERE "cleared_at" IS NULL;
