#!lua
-- Purpose: Adds seats to a selection, drops others and sets its places in one step, all or nothing.
-- KEYS[1] meta (hash)
-- KEYS[2] map (string, 2 bits a seat)
-- KEYS[3] owners (string, 4 bytes a seat)
-- KEYS[4] places (hash)
-- KEYS[5] holds (hash)
-- KEYS[6] deadlines (zset)
-- KEYS[7] buyers (hash)
-- KEYS[8] orders (hash)
-- KEYS[9] deltas (stream)
-- KEYS[10] feed (sharded channel)
-- KEYS[11] op (string)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] epoch (integer, epoch)
-- ARGV[4] serial (integer, version)
-- ARGV[5] secret (16 characters)
-- ARGV[6] buyer (id)
-- ARGV[7] operation (hash)
-- ARGV[8] input (hash)
-- ARGV[9] orphanRule (0 or 1: the hold as changed must not strand single seats)
-- ARGV[10] addCount (integer)
-- ARGV[11] dropCount (integer)
-- ARGV[12..] units (integer pairs: seat index, tier, of both; after them: tier, its new number of places)
-- Returns HELD epoch version nowMs serial record repeated
-- Returns UNAVAILABLE epoch version seat seat …
-- Returns STRANDS epoch version seat seat …
-- Returns SHORT epoch version tier available
-- Returns LIMIT epoch version limit inUse
-- Returns CLOSED reason opensAtMs
-- Returns IN_PAYMENT order
-- Returns GONE
-- Returns CONFLICT
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: units of the record; version + 1, one delta. Serial and deadline stay. Lapsed holds in the way are freed first; that
--   stays when the change is then refused. Only a change that adds needs an open sale.
-- Idempotency: by operation for ten minutes, as hold.
-- Cost: O(units of the hold before and after, and the runs that they stand in).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/own-hold.lua"
--- @include "includes/is-lapsed.lua"
--- @include "includes/recall-operation.lua"
--- @include "includes/remember-operation.lua"
--- @include "includes/sale-closed.lua"
--- @include "includes/next-hold.lua"
--- @include "includes/refuse-limit.lua"
--- @include "includes/refuse-seats.lua"
--- @include "includes/refuse-places.lua"
--- @include "includes/put-seat.lua"
--- @include "includes/move-units.lua"
--- @include "includes/save-hold.lua"
--- @include "includes/write-draft.lua"
--- @include "includes/held-reply.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local op_key = KEYS[11]
local seen_epoch, seen_version, epoch, serial = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), whole(ARGV[4], 1, 9999999999)
local secret, buyer, operation, input = word(ARGV[5], 16), word(ARGV[6], 64), word(ARGV[7], 64), word(ARGV[8], 64)
local orphan_rule, counts_at = whole(ARGV[9], 0, 1), 10

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (epoch and serial and secret and buyer and operation and input and orphan_rule) then return { 'INVALID', 'arguments' } end
local before = recall_operation(draft, op_key, input)
if before and not before.same then return { 'CONFLICT' } end
local record = own_hold(draft, epoch, serial, secret, buyer)
if not record or is_lapsed(draft, record) then return { 'GONE' } end
if before then return held_reply(draft, serial, record, before.version, 1) end
if record.stage ~= 'SELECTING' then return { 'IN_PAYMENT', record.order } end
local changed, problem = next_hold(draft, record, ARGV, counts_at)
if not changed then return { 'INVALID', problem } end
local reason = #changed.more > 0 and sale_closed(draft)
if reason then return { 'CLOSED', reason, draft.opens_at } end

local more = changed.total - record.total
refusal = more > 0 and refuse_limit(draft, buyer, more) or nil
if refusal then return refusal end
local kept_until_now = {}
for _, seat in ipairs(record.seats) do kept_until_now[seat] = true end
local is_judged = orphan_rule == 1 and #changed.added + #changed.dropped > 0
refusal = refuse_seats(draft, changed.added, is_judged and changed.seats or nil, kept_until_now)
if refusal then return refusal end
refusal = refuse_places(draft, changed.more)
if refusal then return refusal end

for _, seat in ipairs(changed.dropped) do put_seat(draft, seat, 0, 0) end
for _, seat in ipairs(changed.added) do put_seat(draft, seat, 1, serial) end
for _, unit in ipairs(changed.more) do move_units(draft, unit.tier, unit.quantity, 'f', 'h') end
for _, unit in ipairs(changed.less) do move_units(draft, unit.tier, unit.quantity, 'h', 'f') end
local account = buyer_account(draft, buyer)
account.units, account.changed = account.units + more, true
record.seats, record.units, record.total = changed.seats, changed.units, changed.total
save_hold(draft, serial, record, record.select_by)
write_draft(draft, operation)
remember_operation(draft, op_key, input, serial)
return held_reply(draft, serial, record, draft.version, 0)
