--- @include "buyer-account.lua"
--- @include "find-hold.lua"
--- @include "free-hold.lua"
--- @include "is-lapsed.lua"

--- Frees the lapsed holds of one buyer, so that none of them counts towards the limit.
local function free_lapsed_of(draft, buyer)
  local serials = { unpack(buyer_account(draft, buyer).serials, 1, 500) }
  for _, serial in ipairs(serials) do
    local record = find_hold(draft, serial)
    if record and is_lapsed(draft, record) then free_hold(draft, serial, record) end
  end
end
