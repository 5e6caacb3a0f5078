-- The last lines: what must hold whatever Redis, a queue or a bug says. Hand-written: the schema language has no words for it.

-- I1: a seat is in at most one live item of its event, ever.
CREATE UNIQUE INDEX "order_item_live_seat_key" ON "order_item" ("event_id", "seat_index") WHERE "live" AND "seat_index" IS NOT NULL;

-- General admission: live items and blocks never exceed the capacity.
ALTER TABLE "tier_stock" ADD CONSTRAINT "tier_stock_taken_check" CHECK ("taken" BETWEEN 0 AND "capacity");

-- At most one payment of an order is open at any time.
CREATE UNIQUE INDEX "payment_open_key" ON "payment" ("order_no") WHERE "status" IN ('PENDING', 'AUTHORIZED');

-- A seat is blocked once.
CREATE UNIQUE INDEX "block_seat_key" ON "block" ("event_id", "seat_index") WHERE "seat_index" IS NOT NULL;

ALTER TABLE "tier" ADD CONSTRAINT "tier_category_check" CHECK (("kind" = 'SEATED') = ("category" IS NOT NULL));
ALTER TABLE "tier" ADD CONSTRAINT "tier_capacity_check" CHECK ("capacity" > 0);
ALTER TABLE "tier" ADD CONSTRAINT "tier_position_check" CHECK ("position" >= 0);
ALTER TABLE "price" ADD CONSTRAINT "price_amount_check" CHECK ("amount_minor" >= 0);
ALTER TABLE "event" ADD CONSTRAINT "event_window_check" CHECK ("sale_opens_at" < "sale_closes_at");
ALTER TABLE "event" ADD CONSTRAINT "event_max_per_buyer_check" CHECK ("max_per_buyer" > 0);
ALTER TABLE "event" ADD CONSTRAINT "event_epoch_check" CHECK ("inventory_epoch" >= 0);
ALTER TABLE "orders" ADD CONSTRAINT "orders_money_check" CHECK ("total_minor" >= 0 AND "refunded_minor" BETWEEN 0 AND "total_minor");
ALTER TABLE "order_item" ADD CONSTRAINT "order_item_money_check" CHECK ("amount_minor" >= 0);
ALTER TABLE "payment" ADD CONSTRAINT "payment_money_check" CHECK ("amount_minor" >= 0 AND "refunded_minor" BETWEEN 0 AND "amount_minor");
ALTER TABLE "block" ADD CONSTRAINT "block_quantity_check" CHECK ("quantity" > 0 AND ("seat_index" IS NULL OR "quantity" = 1));
ALTER TABLE "stock_movement" ADD CONSTRAINT "stock_movement_quantity_check" CHECK ("quantity" > 0);
ALTER TABLE "person" ADD CONSTRAINT "person_guest_check" CHECK (("role" = 'GUEST') = ("email" IS NULL));
ALTER TABLE "person" ADD CONSTRAINT "person_email_check" CHECK ("email" = lower("email"));

-- What the timers look for, and nothing else: these stay small however long the ledger grows.
CREATE INDEX "orders_unpaid_idx" ON "orders" ("pay_by") WHERE "status" = 'PENDING';
CREATE INDEX "outbox_message_waiting_idx" ON "outbox_message" ("created_at", "id") WHERE "sent_at" IS NULL;
CREATE INDEX "outbox_message_sent_idx" ON "outbox_message" ("sent_at") WHERE "sent_at" IS NOT NULL;
CREATE INDEX "sandbox_webhook_due_idx" ON "sandbox_webhook" ("due_at") WHERE "delivered_at" IS NULL;

-- The past is not edited.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER "stock_movement_append_only" BEFORE UPDATE OR DELETE ON "stock_movement" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "order_step_append_only" BEFORE UPDATE OR DELETE ON "order_step" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
