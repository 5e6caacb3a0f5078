#!lua flags=no-writes
-- Purpose: What the line of an event looks like right now, for anybody.
-- KEYS[1] meta (hash)
-- KEYS[2] places (hash)
-- KEYS[3] line (zset)
-- KEYS[4] admissions (hash)
-- KEYS[5] lineDue (zset)
-- KEYS[6] gate (hash)
-- ARGV[1] seenEpoch (integer, epoch)
-- ARGV[2] seenVersion (integer, version)
-- ARGV[3] factor (integer, hundredths of an admission a free unit)
-- Returns LINE nowMs sale opensAtMs waiting front admitted open room recent recentMs
-- Returns INVALID what
-- Effects: none: a place that is due is counted until somebody moves the line on.
-- Idempotency: a read.
-- Cost: O(tiers).

--- @include "includes/read-line.lua"
--- @include "includes/line-reply.lua"

local keys = { meta = KEYS[1], places = KEYS[2], line = KEYS[3], admissions = KEYS[4], line_due = KEYS[5], gate = KEYS[6] }
local seen_epoch, seen_version, factor = ARGV[1], ARGV[2], ARGV[3]

local line = read_line(keys, seen_epoch, seen_version, factor)
if not line then return { 'INVALID', 'arguments' } end
return line_reply(line)
