--- @include "pack-hold.lua"

--- HELD epoch version nowMs serial record repeated
local function held_reply(draft, serial, record, version, repeated)
  return { 'HELD', draft.epoch, version, draft.now, serial, record.packed or pack_hold(record), repeated }
end
