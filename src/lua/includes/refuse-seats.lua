--- @include "settle-refusal.lua"
--- @include "stranded-by.lua"
--- @include "taken-seats.lua"

--- Why seats cannot be held: the reply, UNAVAILABLE or STRANDS, or nil.
--- @param wanted seats that must be free
--- @param picked all seats of the hold, when they are judged by the orphan rule, else nil; before: see stranded_by
local function refuse_seats(draft, wanted, picked, before)
  local taken = taken_seats(draft, wanted)
  if #taken > 0 then
    settle_refusal(draft)
    return { 'UNAVAILABLE', draft.epoch, draft.version, unpack(taken) }
  end
  local stranded = picked and stranded_by(draft, picked, before) or {}
  if #stranded == 0 then return nil end
  settle_refusal(draft)
  return { 'STRANDS', draft.epoch, draft.version, unpack(stranded) }
end
