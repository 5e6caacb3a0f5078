#!lua
-- Purpose: Turns a buyer's selection into a hold that an order pays for: it no longer lapses by itself.
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
-- KEYS[11] admissions (hash)
-- KEYS[12] lineDue (zset)
-- KEYS[13] gate (hash)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] epoch (integer, epoch)
-- ARGV[4] serial (integer, version)
-- ARGV[5] secret (16 characters)
-- ARGV[6] buyer (id)
-- ARGV[7] order (number)
-- ARGV[8] payMs (integer, ms)
-- ARGV[9] backstopMs (integer, ms)
-- Returns PAYING epoch version nowMs serial record
-- Returns GONE
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: stage, order and payBy of the record; expire-holds names it once payBy + backstop has passed. The map does not change,
--   so no version. The buyer's admission is spent, if there is one.
-- Idempotency: for ever: order number and payBy are those of the first call, whatever a repeat asks for; a sold hold answers the
--   same.
-- Cost: O(units of the hold).

--- @include "includes/open-inventory.lua"
--- @include "includes/word.lua"
--- @include "includes/own-hold.lua"
--- @include "includes/is-lapsed.lua"
--- @include "includes/save-hold.lua"
--- @include "includes/pack-hold.lua"
--- @include "includes/write-draft.lua"
--- @include "includes/spend-admission.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10], admissions = KEYS[11], line_due = KEYS[12], gate = KEYS[13],
}
local seen_epoch, seen_version, epoch, serial = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), whole(ARGV[4], 1, 9999999999)
local secret, buyer = word(ARGV[5], 16), word(ARGV[6], 64)
local order, pay_ms, backstop_ms = word(ARGV[7], 32), whole(ARGV[8], 1, 604800000), whole(ARGV[9], 0, 604800000)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (epoch and serial and secret and buyer and pay_ms and backstop_ms) then return { 'INVALID', 'arguments' } end
local other = order and redis.call('HGET', keys.orders, order)
if not order or string.find(order, '[_-]') or (other and tonumber(other) ~= serial) then return { 'INVALID', 'order' } end
local record = own_hold(draft, epoch, serial, secret, buyer)
if not record or is_lapsed(draft, record) then return { 'GONE' } end
if record.stage == 'SELECTING' then
  record.stage, record.order, record.pay_by = 'PAYING', order, draft.now + pay_ms
  draft.orders[order] = serial
  save_hold(draft, serial, record, record.pay_by + backstop_ms)
  write_draft(draft, '')
  spend_admission(keys, buyer, draft.now)
end
return { 'PAYING', draft.epoch, draft.version, draft.now, serial, pack_hold(record) }
