#!lua flags=allow-oom
-- Purpose: Hands one person's place in line, or admission, to another: a guest who logs in keeps it.
-- KEYS[1] line (zset)
-- KEYS[2] admissions (hash)
-- KEYS[3] lineDue (zset)
-- KEYS[4] gate (hash)
-- ARGV[1] from (id)
-- ARGV[2] to (id)
-- Returns MOVED places
-- Returns INVALID what
-- Effects: the place keeps its arrival number, its deadline and its admission. When both have one, the better stays (an admission,
--   else the earlier) and the other ends.
-- Idempotency: safe to repeat: nothing is left to move.
-- Cost: O(log people).

--- @include "includes/now-ms.lua"
--- @include "includes/word.lua"
--- @include "includes/find-place.lua"

local keys = { line = KEYS[1], admissions = KEYS[2], line_due = KEYS[3], gate = KEYS[4] }
local from, to = word(ARGV[1], 64), word(ARGV[2], 64)

if not (from and to) then return { 'INVALID', 'people' } end
local line = { keys = keys, now = now_ms(), waiting = 0, open = 0, places = {} }
line.parts = redis.call('EXISTS', keys.line, keys.admissions, keys.line_due, keys.gate)
local mine, theirs = find_place(line, from), find_place(line, to)
local function rank(place)
  local ranks = { ADMITTED = 0, WAITING = 1 }
  return place and ranks[place.state] or 2
end
local moved = 0
if from ~= to and rank(mine) < 2 then
  local worse = rank(theirs) < rank(mine) or (rank(theirs) == rank(mine) and theirs.arrival < mine.arrival)
  if worse then
    end_place(line, from, mine, 'LEFT')
  else
    if rank(theirs) < 2 then end_place(line, to, theirs, 'LEFT') end
    redis.call('HSET', keys.admissions, to, pack_place(mine))
    redis.call('ZADD', keys.line_due, redis.call('ZSCORE', keys.line_due, from), to)
    if mine.state == 'WAITING' then redis.call('ZADD', keys.line, mine.arrival, to) end
    redis.call('ZREM', keys.line, from)
    redis.call('ZREM', keys.line_due, from)
    redis.call('HDEL', keys.admissions, from)
    moved = 1
  end
end
if line.open ~= 0 then redis.call('HINCRBY', keys.gate, 'open', line.open) end
return { 'MOVED', moved }
