-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('GUEST', 'CUSTOMER', 'STAFF', 'ADMIN');

-- CreateEnum
CREATE TYPE "tier_kind" AS ENUM ('SEATED', 'GENERAL_ADMISSION');

-- CreateEnum
CREATE TYPE "event_status" AS ENUM ('DRAFT', 'PREPARED', 'ON_SALE', 'PAUSED', 'CLOSED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('PENDING', 'PAID', 'FULFILLED', 'CANCELLED', 'EXPIRED', 'REFUNDED');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('PENDING', 'AUTHORIZED', 'CAPTURED', 'DECLINED', 'FAILED', 'VOIDED');

-- CreateEnum
CREATE TYPE "ticket_status" AS ENUM ('VALID', 'VOID', 'USED');

-- CreateEnum
CREATE TYPE "movement" AS ENUM ('RESERVED', 'SOLD', 'RELEASED', 'RETURNED', 'BLOCKED', 'UNBLOCKED');

-- CreateEnum
CREATE TYPE "dead_letter_state" AS ENUM ('OPEN', 'REPLAYED', 'DISCARDED');

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT,
    "name" TEXT,
    "password_hash" TEXT,
    "role" "role" NOT NULL DEFAULT 'GUEST',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "venue" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "venue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chart" (
    "id" UUID NOT NULL,
    "venue_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "seat_count" INTEGER NOT NULL,
    "categories" TEXT[],
    "layout" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chart_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "show" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "show_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL,
    "show_id" UUID NOT NULL,
    "venue_id" UUID NOT NULL,
    "chart_id" UUID,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "status" "event_status" NOT NULL DEFAULT 'DRAFT',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "sale_opens_at" TIMESTAMPTZ(3) NOT NULL,
    "sale_closes_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "max_per_buyer" INTEGER NOT NULL DEFAULT 8,
    "orphan_rule" BOOLEAN NOT NULL DEFAULT true,
    "waiting_room" BOOLEAN NOT NULL DEFAULT false,
    "inventory_epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "tier_kind" NOT NULL,
    "category" TEXT,
    "color" TEXT,
    "capacity" INTEGER NOT NULL,

    CONSTRAINT "tier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price" (
    "id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "from" TIMESTAMPTZ(3),
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tier_stock" (
    "tier_id" UUID NOT NULL,
    "taken" INTEGER NOT NULL DEFAULT 0,
    "capacity" INTEGER NOT NULL,

    CONSTRAINT "tier_stock_pkey" PRIMARY KEY ("tier_id")
);

-- CreateTable
CREATE TABLE "stock_movement" (
    "id" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "seat_index" INTEGER,
    "quantity" INTEGER NOT NULL,
    "movement" "movement" NOT NULL,
    "order_no" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_movement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "orders" (
    "order_no" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "hold_epoch" INTEGER NOT NULL,
    "hold_serial" INTEGER NOT NULL,
    "status" "order_status" NOT NULL DEFAULT 'PENDING',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "currency" CHAR(3) NOT NULL,
    "total_minor" INTEGER NOT NULL,
    "refunded_minor" INTEGER NOT NULL DEFAULT 0,
    "failure_code" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "pay_by" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("order_no")
);

-- CreateTable
CREATE TABLE "order_item" (
    "id" UUID NOT NULL,
    "order_no" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "price_id" UUID NOT NULL,
    "seat_index" INTEGER,
    "amount_minor" INTEGER NOT NULL,
    "live" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "order_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_step" (
    "id" BIGSERIAL NOT NULL,
    "order_no" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "what" TEXT NOT NULL,
    "detail" TEXT,
    "by" TEXT NOT NULL,

    CONSTRAINT "order_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "order_no" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_ref" TEXT,
    "status" "payment_status" NOT NULL DEFAULT 'PENDING',
    "amount_minor" INTEGER NOT NULL,
    "refunded_minor" INTEGER NOT NULL DEFAULT 0,
    "currency" CHAR(3) NOT NULL,
    "redirect_url" TEXT,
    "return_url" TEXT,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_event" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payment_id" UUID,
    "payload" JSONB NOT NULL,
    "parked_why" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payment_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "order_no" TEXT NOT NULL,
    "item_id" UUID NOT NULL,
    "status" "ticket_status" NOT NULL DEFAULT 'VALID',
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_message" (
    "id" UUID NOT NULL,
    "queue" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "order_no" TEXT,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "sends" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox_message" (
    "key" TEXT NOT NULL,
    "queue" TEXT NOT NULL,
    "done_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_message_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "id" UUID NOT NULL,
    "queue" TEXT NOT NULL,
    "job_name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "order_no" TEXT,
    "payload" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "first_failed_at" TIMESTAMPTZ(3) NOT NULL,
    "last_failed_at" TIMESTAMPTZ(3) NOT NULL,
    "state" "dead_letter_state" NOT NULL DEFAULT 'OPEN',

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "block" (
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "tier_id" UUID NOT NULL,
    "seat_index" INTEGER,
    "quantity" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "block_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "person_id" UUID NOT NULL,
    "mutation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("person_id","mutation","key")
);

-- CreateTable
CREATE TABLE "sandbox_payment" (
    "id" UUID NOT NULL,
    "merchant_ref" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "status" TEXT NOT NULL,
    "return_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_webhook" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_webhook_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "chart_venue_id_idx" ON "chart"("venue_id");

-- CreateIndex
CREATE INDEX "chart_hash_idx" ON "chart"("hash");

-- CreateIndex
CREATE INDEX "event_show_id_starts_at_idx" ON "event"("show_id", "starts_at");

-- CreateIndex
CREATE INDEX "event_starts_at_id_idx" ON "event"("starts_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tier_event_id_position_key" ON "tier"("event_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "price_tier_id_position_key" ON "price"("tier_id", "position");

-- CreateIndex
CREATE INDEX "stock_movement_event_id_seat_index_idx" ON "stock_movement"("event_id", "seat_index");

-- CreateIndex
CREATE INDEX "stock_movement_order_no_idx" ON "stock_movement"("order_no");

-- CreateIndex
CREATE INDEX "orders_person_id_created_at_idx" ON "orders"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "orders_event_id_created_at_idx" ON "orders"("event_id", "created_at");

-- CreateIndex
CREATE INDEX "orders_created_at_order_no_idx" ON "orders"("created_at", "order_no");

-- CreateIndex
CREATE INDEX "orders_email_idx" ON "orders"("email");

-- CreateIndex
CREATE UNIQUE INDEX "orders_event_id_hold_epoch_hold_serial_key" ON "orders"("event_id", "hold_epoch", "hold_serial");

-- CreateIndex
CREATE UNIQUE INDEX "orders_person_id_idempotency_key_key" ON "orders"("person_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "order_item_order_no_idx" ON "order_item"("order_no");

-- CreateIndex
CREATE INDEX "order_step_order_no_id_idx" ON "order_step"("order_no", "id");

-- CreateIndex
CREATE INDEX "payment_order_no_idx" ON "payment"("order_no");

-- CreateIndex
CREATE UNIQUE INDEX "payment_provider_provider_ref_key" ON "payment"("provider", "provider_ref");

-- CreateIndex
CREATE INDEX "payment_event_payment_id_idx" ON "payment_event"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_event_provider_event_id_key" ON "payment_event"("provider", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_code_key" ON "ticket"("code");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_item_id_key" ON "ticket"("item_id");

-- CreateIndex
CREATE INDEX "ticket_order_no_idx" ON "ticket"("order_no");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_key_key" ON "outbox_message"("key");

-- CreateIndex
CREATE INDEX "outbox_message_order_no_idx" ON "outbox_message"("order_no");

-- CreateIndex
CREATE UNIQUE INDEX "dead_letter_key_key" ON "dead_letter"("key");

-- CreateIndex
CREATE INDEX "dead_letter_state_last_failed_at_id_idx" ON "dead_letter"("state", "last_failed_at", "id");

-- CreateIndex
CREATE INDEX "dead_letter_order_no_idx" ON "dead_letter"("order_no");

-- CreateIndex
CREATE INDEX "block_event_id_idx" ON "block"("event_id");

-- CreateIndex
CREATE INDEX "audit_entry_subject_id_idx" ON "audit_entry"("subject", "id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_payment_merchant_ref_key" ON "sandbox_payment"("merchant_ref");

-- CreateIndex
CREATE INDEX "sandbox_webhook_payment_id_idx" ON "sandbox_webhook"("payment_id");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chart" ADD CONSTRAINT "chart_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_show_id_fkey" FOREIGN KEY ("show_id") REFERENCES "show"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_chart_id_fkey" FOREIGN KEY ("chart_id") REFERENCES "chart"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tier" ADD CONSTRAINT "tier_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price" ADD CONSTRAINT "price_tier_id_fkey" FOREIGN KEY ("tier_id") REFERENCES "tier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tier_stock" ADD CONSTRAINT "tier_stock_tier_id_fkey" FOREIGN KEY ("tier_id") REFERENCES "tier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_item" ADD CONSTRAINT "order_item_order_no_fkey" FOREIGN KEY ("order_no") REFERENCES "orders"("order_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_step" ADD CONSTRAINT "order_step_order_no_fkey" FOREIGN KEY ("order_no") REFERENCES "orders"("order_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_no_fkey" FOREIGN KEY ("order_no") REFERENCES "orders"("order_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_event" ADD CONSTRAINT "payment_event_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_order_no_fkey" FOREIGN KEY ("order_no") REFERENCES "orders"("order_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "order_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "block" ADD CONSTRAINT "block_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_webhook" ADD CONSTRAINT "sandbox_webhook_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "sandbox_payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


COMMENT ON TABLE "person" IS 'Someone who buys or works here. A guest has no e-mail address and no password; registering keeps the row.';
COMMENT ON COLUMN "person"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "person"."email" IS 'Lower-cased address that signs in; null for a guest.';
COMMENT ON COLUMN "person"."name" IS 'Name as the person gave it; null for a guest.';
COMMENT ON COLUMN "person"."password_hash" IS 'argon2id hash in PHC string form; null for a guest.';
COMMENT ON COLUMN "person"."role" IS 'What the person may do.';
COMMENT ON COLUMN "person"."created_at" IS 'When the row was made.';
COMMENT ON TABLE "session" IS 'A signed-in browser or program. The token itself is never stored.';
COMMENT ON COLUMN "session"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "session"."token_hash" IS 'SHA-256 of the 256-bit token: looked up by equality.';
COMMENT ON COLUMN "session"."person_id" IS 'Whose session it is.';
COMMENT ON COLUMN "session"."created_at" IS 'When it began.';
COMMENT ON COLUMN "session"."expires_at" IS 'From then on the token is worthless.';
COMMENT ON COLUMN "session"."revoked_at" IS 'When it was ended by logging out; null while it lives.';
COMMENT ON TABLE "venue" IS 'A house with halls.';
COMMENT ON COLUMN "venue"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "venue"."name" IS 'Name as printed on tickets.';
COMMENT ON COLUMN "venue"."timezone" IS 'IANA time zone of the house.';
COMMENT ON COLUMN "venue"."created_at" IS 'When the row was made.';
COMMENT ON TABLE "chart" IS 'The geometry of a hall. Never changes: a changed hall is a new chart, so that seat numbers stay true for ever.';
COMMENT ON COLUMN "chart"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "chart"."venue_id" IS 'House it belongs to.';
COMMENT ON COLUMN "chart"."name" IS 'Name of the arrangement.';
COMMENT ON COLUMN "chart"."hash" IS 'SHA-256 of the layout, hex: the address under which it is cached for ever.';
COMMENT ON COLUMN "chart"."seat_count" IS 'Number of numbered seats.';
COMMENT ON COLUMN "chart"."categories" IS 'Names of the seat categories, in chart order.';
COMMENT ON COLUMN "chart"."layout" IS 'The layout as served to pages: sections, rows, seats with absolute positions, in seat index order.';
COMMENT ON COLUMN "chart"."created_at" IS 'When it was imported.';
COMMENT ON TABLE "show" IS 'What is played; an event is one dated performance of it.';
COMMENT ON COLUMN "show"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "show"."title" IS 'Title as announced.';
COMMENT ON COLUMN "show"."description" IS 'What it is about, plain text.';
COMMENT ON COLUMN "show"."created_at" IS 'When the row was made.';
COMMENT ON TABLE "event" IS 'A dated performance with its own inventory.';
COMMENT ON COLUMN "event"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "event"."show_id" IS 'Show that is played.';
COMMENT ON COLUMN "event"."venue_id" IS 'House it is played in.';
COMMENT ON COLUMN "event"."chart_id" IS 'Hall; null for an event without numbered seats.';
COMMENT ON COLUMN "event"."revision" IS 'Counts changes of this row; shown to clients.';
COMMENT ON COLUMN "event"."status" IS 'Where the sale stands, as last written. The clock moves PREPARED to ON_SALE and ON_SALE to CLOSED without a write.';
COMMENT ON COLUMN "event"."starts_at" IS 'When the performance starts.';
COMMENT ON COLUMN "event"."sale_opens_at" IS 'Holds are granted from then on.';
COMMENT ON COLUMN "event"."sale_closes_at" IS 'Holds are refused from then on.';
COMMENT ON COLUMN "event"."currency" IS 'ISO 4217 code of all its prices.';
COMMENT ON COLUMN "event"."max_per_buyer" IS 'Seats and places one buyer may own and hold together.';
COMMENT ON COLUMN "event"."orphan_rule" IS 'Whether a pick may not newly strand single seats.';
COMMENT ON COLUMN "event"."waiting_room" IS 'Whether holding needs an admission from the line.';
COMMENT ON COLUMN "event"."inventory_epoch" IS 'The life of its inventory in Redis. Raising it is the lease to rebuild; 0 before the first load.';
COMMENT ON COLUMN "event"."created_at" IS 'When the row was made.';
COMMENT ON TABLE "tier" IS 'A price class of an event: a chart category, or a stock of standing places.';
COMMENT ON COLUMN "tier"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "tier"."event_id" IS 'Event it belongs to.';
COMMENT ON COLUMN "tier"."position" IS '0-based place in the event; the number by which the inventory knows the tier.';
COMMENT ON COLUMN "tier"."name" IS 'Name as printed on tickets.';
COMMENT ON COLUMN "tier"."kind" IS 'Numbered seats or general admission.';
COMMENT ON COLUMN "tier"."category" IS 'Chart category whose seats it prices; null for general admission.';
COMMENT ON COLUMN "tier"."color" IS 'Colour of the tier, #rrggbb; null: pages choose.';
COMMENT ON COLUMN "tier"."capacity" IS 'Seats or places of the tier.';
COMMENT ON TABLE "price" IS 'A price of a tier; position 0 is the standard price.';
COMMENT ON COLUMN "price"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "price"."tier_id" IS 'Tier it belongs to.';
COMMENT ON COLUMN "price"."position" IS '0-based order; 0 is the standard price.';
COMMENT ON COLUMN "price"."name" IS 'Name, such as Standard or Child.';
COMMENT ON COLUMN "price"."amount_minor" IS 'Minor units of the event''s currency.';
COMMENT ON COLUMN "price"."from" IS 'Valid from; null: from ever.';
COMMENT ON COLUMN "price"."until" IS 'Valid until, exclusive; null: for ever.';
COMMENT ON TABLE "tier_stock" IS 'Last line for general admission: places taken by live order items can never exceed the capacity.';
COMMENT ON COLUMN "tier_stock"."tier_id" IS 'Tier of general admission.';
COMMENT ON COLUMN "tier_stock"."taken" IS 'Places in live order items and blocks.';
COMMENT ON COLUMN "tier_stock"."capacity" IS 'Places there are.';
COMMENT ON TABLE "stock_movement" IS 'Journal of the stock, append only, written in the same statement as what it records.';
COMMENT ON COLUMN "stock_movement"."id" IS 'Grows with every row.';
COMMENT ON COLUMN "stock_movement"."event_id" IS 'Event.';
COMMENT ON COLUMN "stock_movement"."tier_id" IS 'Tier of the seat or the places.';
COMMENT ON COLUMN "stock_movement"."seat_index" IS 'Seat index; null for places.';
COMMENT ON COLUMN "stock_movement"."quantity" IS 'Seats (1) or places moved.';
COMMENT ON COLUMN "stock_movement"."movement" IS 'What happened.';
COMMENT ON COLUMN "stock_movement"."order_no" IS 'Order that caused it; null for blocks.';
COMMENT ON COLUMN "stock_movement"."at" IS 'When.';
COMMENT ON TABLE "orders" IS 'A purchase. Written by one statement together with its items, stock, journal and outbox message.';
COMMENT ON COLUMN "orders"."order_no" IS '11 random Crockford base32 characters and a check character.';
COMMENT ON COLUMN "orders"."person_id" IS 'Buyer.';
COMMENT ON COLUMN "orders"."event_id" IS 'Event.';
COMMENT ON COLUMN "orders"."hold_epoch" IS 'Epoch of the hold it was placed on.';
COMMENT ON COLUMN "orders"."hold_serial" IS 'Serial of the hold it was placed on: with event and epoch, one order a hold.';
COMMENT ON COLUMN "orders"."status" IS 'Where it stands; moves only along the table in src/domain/order.ts, by compare-and-set.';
COMMENT ON COLUMN "orders"."revision" IS 'Counts changes of this order; shown to clients.';
COMMENT ON COLUMN "orders"."email" IS 'Where tickets are sent.';
COMMENT ON COLUMN "orders"."name" IS 'Name of the buyer.';
COMMENT ON COLUMN "orders"."phone" IS 'Telephone number, as given.';
COMMENT ON COLUMN "orders"."locale" IS 'Language of messages, BCP 47.';
COMMENT ON COLUMN "orders"."currency" IS 'ISO 4217 code.';
COMMENT ON COLUMN "orders"."total_minor" IS 'Sum of its items, minor units.';
COMMENT ON COLUMN "orders"."refunded_minor" IS 'Refunded so far, minor units.';
COMMENT ON COLUMN "orders"."failure_code" IS 'Why it did not end fulfilled; null while it may, or when it did.';
COMMENT ON COLUMN "orders"."idempotency_key" IS 'Idempotency key the buyer placed it with.';
COMMENT ON COLUMN "orders"."input_hash" IS 'SHA-256 (hex) of the buyer''s input, to tell a repeat from another wish.';
COMMENT ON COLUMN "orders"."created_at" IS 'When it was placed.';
COMMENT ON COLUMN "orders"."pay_by" IS 'Unpaid then, it expires.';
COMMENT ON TABLE "order_item" IS 'One seat or one standing place of an order. While live, a seat is in at most one item of its event.';
COMMENT ON COLUMN "order_item"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "order_item"."order_no" IS 'Order it belongs to.';
COMMENT ON COLUMN "order_item"."event_id" IS 'Event, repeated here for the index that keeps a seat from being sold twice.';
COMMENT ON COLUMN "order_item"."tier_id" IS 'Tier.';
COMMENT ON COLUMN "order_item"."price_id" IS 'Price it was sold at.';
COMMENT ON COLUMN "order_item"."seat_index" IS 'Seat index; null for a standing place.';
COMMENT ON COLUMN "order_item"."amount_minor" IS 'Frozen price, minor units.';
COMMENT ON COLUMN "order_item"."live" IS 'False once the order gave it up (expired, cancelled, refunded).';
COMMENT ON TABLE "order_step" IS 'What happened to an order, for its timeline; append only.';
COMMENT ON COLUMN "order_step"."id" IS 'Grows with every row.';
COMMENT ON COLUMN "order_step"."order_no" IS 'Order.';
COMMENT ON COLUMN "order_step"."at" IS 'When.';
COMMENT ON COLUMN "order_step"."what" IS 'One word: placed, paid, ticketed, mailed, declined, expired, cancelled, ...';
COMMENT ON COLUMN "order_step"."detail" IS 'More about it; null where the word says all.';
COMMENT ON COLUMN "order_step"."by" IS 'A person id, system: and the job that did it, or provider: and its name.';
COMMENT ON TABLE "payment" IS 'One try to pay an order with a provider. At most one is open an order.';
COMMENT ON COLUMN "payment"."id" IS 'UUIDv7; the provider gets it as its idempotency key.';
COMMENT ON COLUMN "payment"."order_no" IS 'Order it pays.';
COMMENT ON COLUMN "payment"."provider" IS 'Name of the provider.';
COMMENT ON COLUMN "payment"."provider_ref" IS 'The provider''s own id of it; null until the provider answered.';
COMMENT ON COLUMN "payment"."status" IS 'Where it stands.';
COMMENT ON COLUMN "payment"."amount_minor" IS 'Minor units asked for.';
COMMENT ON COLUMN "payment"."refunded_minor" IS 'Minor units given back.';
COMMENT ON COLUMN "payment"."currency" IS 'ISO 4217 code.';
COMMENT ON COLUMN "payment"."redirect_url" IS 'Page where the buyer pays; null for providers without one.';
COMMENT ON COLUMN "payment"."return_url" IS 'Where the provider''s page sends the buyer afterwards.';
COMMENT ON COLUMN "payment"."idempotency_key" IS 'Idempotency key of startPayment, scoped to the buyer.';
COMMENT ON COLUMN "payment"."input_hash" IS 'SHA-256 (hex) of the input of startPayment.';
COMMENT ON COLUMN "payment"."created_at" IS 'When it was started.';
COMMENT ON COLUMN "payment"."expires_at" IS 'The provider''s page is worthless from then on.';
COMMENT ON TABLE "payment_event" IS 'A provider''s webhook as it came, stored before it is answered and kept for ever: its id is never worked twice.';
COMMENT ON COLUMN "payment_event"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "payment_event"."provider" IS 'Name of the provider.';
COMMENT ON COLUMN "payment_event"."event_id" IS 'The provider''s id of the event.';
COMMENT ON COLUMN "payment_event"."type" IS 'authorized, captured, declined, voided, ...';
COMMENT ON COLUMN "payment_event"."payment_id" IS 'Payment it is about; null when none is known.';
COMMENT ON COLUMN "payment_event"."payload" IS 'Body as parsed.';
COMMENT ON COLUMN "payment_event"."parked_why" IS 'Why it was parked for staff (unknown payment, wrong amount); null when it was worked.';
COMMENT ON COLUMN "payment_event"."received_at" IS 'When it came.';
COMMENT ON TABLE "ticket" IS 'Leave to enter with one item.';
COMMENT ON COLUMN "ticket"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "ticket"."code" IS 'Text in the QR code: 128 random bits, Crockford base32.';
COMMENT ON COLUMN "ticket"."order_no" IS 'Order it came from.';
COMMENT ON COLUMN "ticket"."item_id" IS 'Item it stands for; one ticket an item.';
COMMENT ON COLUMN "ticket"."status" IS 'Whether it lets in.';
COMMENT ON COLUMN "ticket"."used_at" IS 'When it was used at the door.';
COMMENT ON COLUMN "ticket"."created_at" IS 'When it was made.';
COMMENT ON TABLE "outbox_message" IS 'Work to be done because of a committed change, written in the same transaction. The relay hands it to a queue.';
COMMENT ON COLUMN "outbox_message"."id" IS 'UUIDv7; also the id of the queue''s job.';
COMMENT ON COLUMN "outbox_message"."queue" IS 'Queue that does the work.';
COMMENT ON COLUMN "outbox_message"."key" IS 'Unique name of the effect, such as order-completion:ORDERNO; two messages of one key are one effect.';
COMMENT ON COLUMN "outbox_message"."order_no" IS 'Order it is about; null for others.';
COMMENT ON COLUMN "outbox_message"."payload" IS 'What the handler needs, versioned.';
COMMENT ON COLUMN "outbox_message"."created_at" IS 'When it was written.';
COMMENT ON COLUMN "outbox_message"."sent_at" IS 'When a relay handed it to the queue; null while it waits.';
COMMENT ON COLUMN "outbox_message"."sends" IS 'How often it was handed over.';
COMMENT ON TABLE "inbox_message" IS 'An effect that was done: written in the same transaction as the effect, so that a repeat does nothing.';
COMMENT ON COLUMN "inbox_message"."key" IS 'Key of the message.';
COMMENT ON COLUMN "inbox_message"."queue" IS 'Queue that did it.';
COMMENT ON COLUMN "inbox_message"."done_at" IS 'When.';
COMMENT ON TABLE "dead_letter" IS 'Work that was given up: its retries are used up or it can never succeed. Staff replay or discard it.';
COMMENT ON COLUMN "dead_letter"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "dead_letter"."queue" IS 'Queue it died in.';
COMMENT ON COLUMN "dead_letter"."job_name" IS 'Name of the job.';
COMMENT ON COLUMN "dead_letter"."key" IS 'Key of the message.';
COMMENT ON COLUMN "dead_letter"."order_no" IS 'Order it is about; null for others.';
COMMENT ON COLUMN "dead_letter"."payload" IS 'Payload as the handler got it.';
COMMENT ON COLUMN "dead_letter"."error" IS 'Message of the last error.';
COMMENT ON COLUMN "dead_letter"."attempts" IS 'How often it was tried.';
COMMENT ON COLUMN "dead_letter"."first_failed_at" IS 'First failure seen.';
COMMENT ON COLUMN "dead_letter"."last_failed_at" IS 'Last failure seen.';
COMMENT ON COLUMN "dead_letter"."state" IS 'What staff decided.';
COMMENT ON TABLE "block" IS 'Seats or places that staff keep from sale.';
COMMENT ON COLUMN "block"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "block"."event_id" IS 'Event.';
COMMENT ON COLUMN "block"."tier_id" IS 'Tier.';
COMMENT ON COLUMN "block"."seat_index" IS 'Seat index; null for places.';
COMMENT ON COLUMN "block"."quantity" IS 'Seats (1) or places.';
COMMENT ON COLUMN "block"."reason" IS 'Why, in staff''s words.';
COMMENT ON COLUMN "block"."created_at" IS 'When.';
COMMENT ON TABLE "audit_entry" IS 'What staff did, append only, written in the same transaction as the deed.';
COMMENT ON COLUMN "audit_entry"."id" IS 'UUIDv7.';
COMMENT ON COLUMN "audit_entry"."at" IS 'When.';
COMMENT ON COLUMN "audit_entry"."actor" IS 'Person id of who did it, or system.';
COMMENT ON COLUMN "audit_entry"."action" IS 'What was done, such as event.prepareSale.';
COMMENT ON COLUMN "audit_entry"."subject" IS 'What it was done to, such as event:ID.';
COMMENT ON COLUMN "audit_entry"."detail" IS 'Before and after, or the input.';
COMMENT ON TABLE "idempotency_key" IS 'Idempotency keys of mutations that leave no row of their own to recognise a repeat by.';
COMMENT ON COLUMN "idempotency_key"."person_id" IS 'Person who sent it.';
COMMENT ON COLUMN "idempotency_key"."mutation" IS 'Mutation it was sent with.';
COMMENT ON COLUMN "idempotency_key"."key" IS 'The key as sent.';
COMMENT ON COLUMN "idempotency_key"."input_hash" IS 'SHA-256 (hex) of the input.';
COMMENT ON COLUMN "idempotency_key"."created_at" IS 'When it was first seen.';
COMMENT ON TABLE "sandbox_payment" IS 'A payment as the sandbox provider keeps it: the other side of the wire, never read by the box office.';
COMMENT ON COLUMN "sandbox_payment"."id" IS 'The provider''s reference, UUIDv7.';
COMMENT ON COLUMN "sandbox_payment"."merchant_ref" IS 'What the merchant called it; a repeat with the same reference is the same payment.';
COMMENT ON COLUMN "sandbox_payment"."description" IS 'Text shown to the payer.';
COMMENT ON COLUMN "sandbox_payment"."amount_minor" IS 'Minor units.';
COMMENT ON COLUMN "sandbox_payment"."currency" IS 'ISO 4217 code.';
COMMENT ON COLUMN "sandbox_payment"."status" IS 'pending, authorized, captured, declined, voided.';
COMMENT ON COLUMN "sandbox_payment"."return_url" IS 'Where the payer goes afterwards.';
COMMENT ON COLUMN "sandbox_payment"."created_at" IS 'When it was made.';
COMMENT ON COLUMN "sandbox_payment"."expires_at" IS 'Cannot be approved from then on.';
COMMENT ON TABLE "sandbox_webhook" IS 'A webhook that the sandbox provider owes its merchant; sent again until it is answered 2xx.';
COMMENT ON COLUMN "sandbox_webhook"."id" IS 'The provider''s event id, UUIDv7.';
COMMENT ON COLUMN "sandbox_webhook"."payment_id" IS 'Payment it tells of.';
COMMENT ON COLUMN "sandbox_webhook"."type" IS 'authorized, captured, declined, voided.';
COMMENT ON COLUMN "sandbox_webhook"."body" IS 'Body, exactly as signed and sent.';
COMMENT ON COLUMN "sandbox_webhook"."due_at" IS 'When it is sent next.';
COMMENT ON COLUMN "sandbox_webhook"."attempts" IS 'How often it was sent.';
COMMENT ON COLUMN "sandbox_webhook"."delivered_at" IS 'When it was answered 2xx; null until then.';
