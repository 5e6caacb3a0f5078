--- @include "free-due.lua"
--- @include "settle-refusal.lua"

--- Why units of some tiers cannot be held: the reply, SHORT, or nil. Lapsed holds are freed until they can.
local function refuse_places(draft, units)
  for _, unit in ipairs(units) do
    free_due(draft, unit.tier, unit.quantity)
    local free = tier_counts(draft, unit.tier).f
    if free < unit.quantity then
      settle_refusal(draft)
      return { 'SHORT', draft.epoch, draft.version, unit.tier, free }
    end
  end
  return nil
end
