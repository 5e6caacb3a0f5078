#!lua
-- Purpose: Turns selections into holds that orders pay for, each for itself: they no longer lapse by themselves.
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
-- ARGV[3] payMs (integer, ms)
-- ARGV[4] backstopMs (integer, ms)
-- ARGV[5..] payments (texts: epoch, serial, secret, buyer and order number, with one blank between them)
-- Returns PAYING epoch version nowMs answer … (to each payment: the hold's record, GONE, or INVALID and what)
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: stage, order and payBy of the records; expire-holds names them once payBy + backstop has passed. The map does not change,
--   so no version. The buyers' admissions are spent, if there are any. What one payment is answered does nothing to the others.
-- Idempotency: for ever: order number and payBy are those of the first call, whatever a repeat asks for; a sold hold answers the
--   same.
-- Cost: O(payments and the length of their records), 6 calls, and those of a line.

--- @include "includes/open-inventory.lua"
--- @include "includes/read-payments.lua"
--- @include "includes/pay-hold.lua"
--- @include "includes/spend-admission.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10], admissions = KEYS[11], line_due = KEYS[12], gate = KEYS[13],
}
local seen_epoch, seen_version = ARGV[1], ARGV[2]
local pay_ms, backstop_ms = whole(ARGV[3], 1, 604800000), whole(ARGV[4], 0, 604800000)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not (pay_ms and backstop_ms) then return { 'INVALID', 'arguments' } end
local now, epoch, pay_by = draft.now, string.format('%d', draft.epoch), string.format('%d', draft.now + pay_ms)
local due = string.format('%d', pay_by + backstop_ms)
local payments, record_of, serial_of = read_payments(keys, ARGV, 5)
local reply = { 'PAYING', draft.epoch, draft.version, now }
local records, deadlines, orders, payers = {}, {}, {}, {}
for at = 1, #payments do
  local payment, answer, begins = payments[at], 'INVALID arguments', false
  if payment and (serial_of[payment.order] or payment.serial) ~= payment.serial then
    answer = 'INVALID order'
  elseif payment then
    answer, begins = pay_hold(payment.epoch == epoch and record_of[payment.serial], payment, now, pay_by)
  end
  if begins then
    local serial, order, to = payment.serial, payment.order, 2 * #payers
    -- A later payment of this call meets the hold and the number as this one leaves them.
    record_of[serial], serial_of[order] = answer, serial
    records[to + 1], records[to + 2] = serial, answer
    deadlines[to + 1], deadlines[to + 2] = due, serial
    orders[to + 1], orders[to + 2] = order, serial
    payers[#payers + 1] = payment.buyer
  end
  reply[at + 4] = answer
end
if #payers == 0 then return reply end
-- First the one key of them that was not read: one of a wrong type must stop the call before it has written anything.
redis.call('ZADD', keys.deadlines, unpack(deadlines))
redis.call('HSET', keys.holds, unpack(records))
redis.call('HSET', keys.orders, unpack(orders))
if redis.call('EXISTS', keys.admissions) == 0 then return reply end
for _, buyer in ipairs(payers) do spend_admission(keys, buyer, now) end
return reply
