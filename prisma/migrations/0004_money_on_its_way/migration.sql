-- AlterTable
ALTER TABLE "payment_event" ADD COLUMN     "failure" TEXT,
ADD COLUMN     "refund_id" UUID;

-- CreateTable
CREATE TABLE "sandbox_refund" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "merchant_ref" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sandbox_refund_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_refund_merchant_ref_key" ON "sandbox_refund"("merchant_ref");

-- CreateIndex
CREATE INDEX "sandbox_refund_payment_id_idx" ON "sandbox_refund"("payment_id");

-- AddForeignKey
ALTER TABLE "sandbox_refund" ADD CONSTRAINT "sandbox_refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "sandbox_payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

COMMENT ON COLUMN "payment_event"."type" IS 'authorized, captured, declined, voided, refunded, refund_failed, ...';
COMMENT ON COLUMN "payment_event"."refund_id" IS 'Refund it tells of; null for none, or when none is known.';
COMMENT ON COLUMN "payment_event"."failure" IS 'Why a refund failed, in the provider''s words; null otherwise.';
COMMENT ON TABLE "sandbox_refund" IS 'Money that the sandbox provider gives back along a captured payment.';
COMMENT ON COLUMN "sandbox_refund"."id" IS 'The provider''s reference, UUIDv7.';
COMMENT ON COLUMN "sandbox_refund"."payment_id" IS 'Payment it goes back along.';
COMMENT ON COLUMN "sandbox_refund"."merchant_ref" IS 'What the merchant called it; a repeat with the same reference is the same refund.';
COMMENT ON COLUMN "sandbox_refund"."amount_minor" IS 'Minor units.';
COMMENT ON COLUMN "sandbox_refund"."status" IS 'refunded, failed.';
COMMENT ON COLUMN "sandbox_refund"."created_at" IS 'When it was asked for first.';
COMMENT ON COLUMN "sandbox_webhook"."type" IS 'authorized, captured, declined, voided, refunded, refund_failed.';

-- By hand: the schema language has no words for it. What staff look at stays small however long the ledger grows.
CREATE INDEX "payment_event_parked_idx" ON "payment_event" ("id") WHERE "parked_why" IS NOT NULL;
