--- @include "parse-hold.lua"

--- The record of a hold as the draft has it, or nil. A record freed in this call is not found any more.
local function find_hold(draft, serial)
  local record = draft.records[serial]
  if record == nil and serial > 0 then
    local text = redis.call('HGET', draft.keys.holds, string.format('%d', serial))
    record = text and parse_hold(text) or false
    draft.records[serial] = record
  end
  return record or nil
end
