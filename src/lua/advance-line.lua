#!lua flags=allow-oom
-- Purpose: Moves the line of an event on: ends what is due, renews the leases of people who look, lets the first in line in, and says
--   where those who look stand.
-- KEYS[1] meta (hash)
-- KEYS[2] places (hash)
-- KEYS[3] line (zset)
-- KEYS[4] admissions (hash)
-- KEYS[5] lineDue (zset)
-- KEYS[6] gate (hash)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] factor (integer, hundredths of an admission a free unit)
-- ARGV[4] rate (integer, thousandths of a person a second)
-- ARGV[5] leaseMs (integer, ms)
-- ARGV[6] admissionMs (integer, ms)
-- ARGV[7..] people (ids, 50 at most)
-- Returns LINE nowMs sale opensAtMs waiting front admitted open room recent recentMs state arrival position admission endsAtMs state …
-- Returns INVALID what
-- Effects: as said; nobody is admitted unless the sale is open, the rate allows it and the gate has room. A line that lost a part, or
--   whose sale is over, is taken away whole.
-- Idempotency: safe to repeat, by any number of processes: rate and room are counted here.
-- Cost: O((100 + people) × log people in line) at most; without people and with nothing to do about 12 calls.

--- @include "includes/read-line.lua"
--- @include "includes/word.lua"
--- @include "includes/settle-line.lua"
--- @include "includes/look-again.lua"
--- @include "includes/admit-next.lua"
--- @include "includes/place-of.lua"
--- @include "includes/save-gate.lua"
--- @include "includes/line-reply.lua"

local keys = { meta = KEYS[1], places = KEYS[2], line = KEYS[3], admissions = KEYS[4], line_due = KEYS[5], gate = KEYS[6] }
local seen_epoch, seen_version, factor = ARGV[1], ARGV[2], ARGV[3]
local rate, lease_ms, admission_ms = whole(ARGV[4], 1, 1000000000), whole(ARGV[5], 1, 604800000), whole(ARGV[6], 1, 604800000)
local people_at = 7

local line = read_line(keys, seen_epoch, seen_version, factor)
if not (line and rate and lease_ms and admission_ms) or #ARGV > people_at + 49 then return { 'INVALID', 'arguments' } end
for at = people_at, #ARGV do
  if not word(ARGV[at], 64) then return { 'INVALID', 'people' } end
end
settle_line(line)
for at = people_at, #ARGV do look_again(line, ARGV[at], lease_ms) end
admit_next(line, tonumber(factor), rate, admission_ms)
local reply = line_reply(line)
for at = people_at, #ARGV do
  for _, element in ipairs({ place_of(line, ARGV[at]) }) do reply[#reply + 1] = element end
end
save_gate(line)
return reply
