--- @include "write-draft.lua"

--- Before a refusal: what was freed on the way is an effect of its own and stays, with its version and its delta.
local function settle_refusal(draft)
  if draft.touched then write_draft(draft, '') end
end
