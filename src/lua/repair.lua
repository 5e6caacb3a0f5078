#!lua flags=allow-oom
-- Purpose: Corrects one seat, or the counters of one tier, if they are still what the caller saw.
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
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] epoch (integer, epoch)
-- ARGV[4] what (SEAT or TIER)
-- ARGV[5] tier (integer)
-- ARGV[6..] rest (integers; SEAT: seat index, state, owner, state to be, 0 or 3; TIER: version, free, held, sold, blocked as seen, and as to be)
-- Returns DONE epoch version
-- Returns CHANGED epoch version
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: SEAT: the seat is free or blocked, the hold that had it loses it (and ends when nothing is left and nothing was sold), counters
--   follow. TIER: the counters. version + 1, one delta.
-- Idempotency: compare and set: a repeat finds what the first left, CHANGED.
-- Cost: O(units of the hold on the seat).

--- @include "includes/open-inventory.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/read-seats.lua"
--- @include "includes/read-owners.lua"
--- @include "includes/release-seat.lua"
--- @include "includes/set-counters.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, epoch, what, tier = ARGV[1], ARGV[2], whole(ARGV[3], 1, 999999999), ARGV[4], whole(ARGV[5], 0, 99)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
local given = {}
for at = 6, #ARGV do given[at - 5] = whole(ARGV[at], 0, 4294967295) end
local fits = (what == 'SEAT' and #ARGV == 9 and #given == 4) or (what == 'TIER' and #ARGV == 14 and #given == 9)
if not (epoch and tier and tier < draft.tier_count and fits) then return { 'INVALID', 'arguments' } end
if epoch ~= draft.epoch then return { 'CHANGED', draft.epoch, draft.version } end

local is_done
if what == 'SEAT' then
  local seat, state, owner, to = unpack(given)
  if seat >= draft.seat_count or (to ~= 0 and to ~= 3) then return { 'INVALID', 'seat' } end
  is_done = release_seat(draft, seat, tier, state, owner, to)
else
  local problem
  is_done, problem = set_counters(draft, tier, given)
  if problem then return { 'INVALID', problem } end
end
if not is_done then return { 'CHANGED', draft.epoch, draft.version } end
write_draft(draft, '')
return { 'DONE', draft.epoch, draft.version }
