--- @include "buyer-account.lua"
--- @include "free-lapsed-of.lua"
--- @include "settle-refusal.lua"

--- Whether so many more units are too many for a buyer: the reply, LIMIT, or nil. The buyer's lapsed holds do not count.
local function refuse_limit(draft, buyer, more)
  if buyer_account(draft, buyer).units + more > draft.limit then free_lapsed_of(draft, buyer) end
  local in_use = buyer_account(draft, buyer).units
  if in_use + more <= draft.limit then return nil end
  settle_refusal(draft)
  return { 'LIMIT', draft.epoch, draft.version, draft.limit, in_use }
end
