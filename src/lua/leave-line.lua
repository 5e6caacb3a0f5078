#!lua flags=allow-oom
-- Purpose: Takes a person out of the line of an event, at their own wish: a place, or an admission with its slot.
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
-- ARGV[7] person (id)
-- Returns LINE nowMs sale opensAtMs waiting front admitted open room recent recentMs state arrival position admission endsAtMs
-- Returns INVALID what
-- Effects: the place ends as LEFT; an admission is void. Places that are due end, and the line moves on.
-- Idempotency: safe to repeat: a place that has ended stays as it ended.
-- Cost: O(log people), and what advance-line costs.

--- @include "includes/read-line.lua"
--- @include "includes/word.lua"
--- @include "includes/settle-line.lua"
--- @include "includes/find-place.lua"
--- @include "includes/admit-next.lua"
--- @include "includes/place-of.lua"
--- @include "includes/save-gate.lua"
--- @include "includes/line-reply.lua"

local keys = { meta = KEYS[1], places = KEYS[2], line = KEYS[3], admissions = KEYS[4], line_due = KEYS[5], gate = KEYS[6] }
local seen_epoch, seen_version, factor = ARGV[1], ARGV[2], ARGV[3]
local rate, lease_ms, admission_ms = whole(ARGV[4], 1, 1000000000), whole(ARGV[5], 1, 604800000), whole(ARGV[6], 1, 604800000)
local person = word(ARGV[7], 64)

local line = read_line(keys, seen_epoch, seen_version, factor)
if not (line and rate and lease_ms and admission_ms and person) then return { 'INVALID', 'arguments' } end
settle_line(line)
local place = find_place(line, person)
if place and (place.state == 'WAITING' or place.state == 'ADMITTED') then end_place(line, person, place, 'LEFT') end
admit_next(line, tonumber(factor), rate, admission_ms)
save_gate(line)
local reply = line_reply(line)
for _, element in ipairs({ place_of(line, person) }) do reply[#reply + 1] = element end
return reply
