--- @include "now-ms.lua"
--- @include "whole.lua"

--- Opens one event's inventory as a draft that later functions read and change and `write_draft` writes.
--- No epoch, or one of the event's keys missing (each exists from prepare-event on, by a first entry that stands for nothing): CLOSED RECOVERING, since
--- what is lost must never read as free. A caller that has seen a later version proves that Redis lost its tail: the epoch is removed,
--- which closes the event for everybody until it is rebuilt.
--- @return the draft, or nil and the reply
local function open_inventory(keys, seen_epoch_text, seen_version_text)
  local seen_epoch, seen_version = whole(seen_epoch_text, 0, 999999999), whole(seen_version_text, 0, 4294967295)
  if not seen_epoch or not seen_version then return nil, { 'INVALID', 'seen' } end
  local meta = redis.call('HMGET', keys.meta, 'epoch', 'version', 'seatCount', 'tierCount', 'status', 'opensAt', 'closesAt', 'maxPerBuyer',
    'runWidth')
  local epoch, version = tonumber(meta[1]), tonumber(meta[2])
  if not epoch or not version or version > 4294967294 then return nil, { 'CLOSED', 'RECOVERING', 0 } end
  if seen_epoch > epoch or (seen_epoch == epoch and seen_version > version) then
    redis.call('HDEL', keys.meta, 'epoch')
    return nil, { 'BEHIND', epoch, version }
  end
  local parts = redis.call('EXISTS', keys.map, keys.owners, keys.places, keys.holds, keys.deadlines, keys.buyers, keys.orders, keys.deltas)
  if parts < 8 then return nil, { 'CLOSED', 'RECOVERING', 0 } end
  -- Adding 0 reads a text as a number at half the price of tonumber, which reads it twice.
  return {
    keys = keys, epoch = epoch, version = version, now = now_ms(),
    seat_count = meta[3] + 0, tier_count = meta[4] + 0,
    status = meta[5], opens_at = meta[6] + 0, closes_at = meta[7] + 0, limit = meta[8] + 0,
    run_width = (meta[9] or 0) + 0, runs = {}, run_of = {},
    state = {}, owner = {}, changed = {}, changed_list = {}, tiers = {}, tier_list = {},
    accounts = {}, records = {}, rewritten = {}, due = {}, orders = {}, touched = false,
  }
end
