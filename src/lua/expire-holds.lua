#!lua flags=allow-oom
-- Purpose: Frees a bounded slice of lapsed holds, oldest first, and names paying holds past their backstop for the ledger to
--   judge.
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
-- ARGV[3] limit (integer, holds)
-- Returns EXPIRED epoch version nowMs nextDeadlineMs expired serial order serial order …
-- Returns CLOSED RECOVERING 0
-- Returns BEHIND epoch version
-- Returns INVALID what
-- Effects: seats and places of lapsed selections are free; version + 1, one delta. A named paying hold is named again 30 s later
--   while it is there.
-- Idempotency: safe to repeat.
-- Cost: O(limit × log holds + units freed).

--- @include "includes/open-inventory.lua"
--- @include "includes/find-hold.lua"
--- @include "includes/free-hold.lua"
--- @include "includes/is-lapsed.lua"
--- @include "includes/save-hold.lua"
--- @include "includes/write-draft.lua"

local keys = {
  meta = KEYS[1], map = KEYS[2], owners = KEYS[3], places = KEYS[4], holds = KEYS[5], deadlines = KEYS[6],
  buyers = KEYS[7], orders = KEYS[8], deltas = KEYS[9], feed = KEYS[10],
}
local seen_epoch, seen_version, limit = ARGV[1], ARGV[2], whole(ARGV[3], 1, 1000)

local draft, refusal = open_inventory(keys, seen_epoch, seen_version)
if not draft then return refusal end
if not limit then return { 'INVALID', 'limit' } end
local expired, overdue = 0, {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', keys.deadlines, '-inf', draft.now, 'LIMIT', 0, limit)) do
  local serial = tonumber(member)
  local record = find_hold(draft, serial)
  if record and is_lapsed(draft, record) then
    free_hold(draft, serial, record)
    expired = expired + 1
  elseif record and record.stage == 'PAYING' then
    -- Put behind the others: holds that wait for the ledger must not fill every slice.
    save_hold(draft, serial, record, draft.now + 30000)
    overdue[#overdue + 1], overdue[#overdue + 2] = serial, record.order
  else
    draft.due[serial] = record and record.stage == 'SELECTING' and record.select_by or false
  end
end
if next(draft.due) ~= nil then write_draft(draft, '') end
local first = redis.call('ZRANGE', keys.deadlines, 0, 0, 'WITHSCORES')
local next_deadline = first[1] ~= '0' and tonumber(first[2]) or 0
return { 'EXPIRED', draft.epoch, draft.version, draft.now, next_deadline, expired, unpack(overdue) }
