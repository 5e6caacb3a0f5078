--- @include "check-draft.lua"
--- @include "joined.lua"
--- @include "write-map.lua"
--- @include "write-records.lua"

--- Writes the draft. When the map changed, the version rises by one, one delta enters the log (bounded) and goes out on the channel:
--- epoch|version|atMs|word,word|tier=free,tier=free|operation: a word is seat * 4 + state, the operation its first 16 characters.
local function write_draft(draft, operation)
  check_draft(draft)
  if not draft.touched then return write_records(draft) end
  local keys, list, state, format, words, places, counters = draft.keys, draft.changed_list, draft.state, string.format, {}, {}, {}
  local version = format('%d', draft.version + 1)
  for at = 1, #list do words[at] = list[at] * 4 + state[list[at]] end
  for _, tier in ipairs(draft.tier_list) do
    local counts = draft.tiers[tier]
    if counts.changed then
      places[#places + 1] = format('%d=%d', tier, counts.f)
      for counter, was in pairs(counts.was) do
        if counts[counter] ~= was then
          counters[#counters + 1], counters[#counters + 2] = counts.name .. counter, format('%d', counts[counter])
        end
      end
    end
  end
  local delta = format('%d|%s|%d|%s|%s|%s', draft.epoch, version, draft.now, joined(words), table.concat(places, ','),
    string.sub(operation, 1, 16))
  -- First, because it is the only write that Redis may still refuse: an id must be above the log's last.
  redis.call('XADD', keys.deltas, 'MAXLEN', '~', '4096', version .. '-0', 'd', delta)
  redis.call('HSET', keys.meta, 'version', version)
  write_map(draft)
  if #counters > 0 then redis.call('HSET', keys.places, unpack(counters)) end
  write_records(draft)
  redis.call('SPUBLISH', keys.feed, delta)
  draft.version, draft.touched = draft.version + 1, false
end
