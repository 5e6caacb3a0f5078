--- @include "discharge-buyer.lua"
--- @include "find-hold.lua"
--- @include "move-units.lua"
--- @include "put-seat.lua"
--- @include "read-owners.lua"
--- @include "read-seats.lua"
--- @include "strip-seat.lua"

--- Makes one seat free (0) or blocked (3) if its state and owner are those given. The hold on it loses it; one that has nothing left and
--- was not sold ends. @return whether they were
local function release_seat(draft, seat, tier, state, owner, to)
  read_seats(draft, { seat })
  read_owners(draft, { seat })
  if draft.state[seat] ~= state or (draft.owner[seat] or 0) ~= owner then return false end
  local record = owner > 0 and find_hold(draft, owner)
  if record then
    strip_seat(draft, owner, record, seat, tier)
    if record.total == 0 and record.stage ~= 'SOLD' then
      discharge_buyer(draft, record.buyer, owner, 0)
      if record.order ~= '' then draft.orders[record.order] = false end
      draft.records[owner], draft.due[owner] = false, false
    end
  end
  local counters = { [0] = 'f', [1] = 'h', [2] = 's', [3] = 'b' }
  if to ~= state then move_units(draft, tier, 1, counters[state], counters[to]) end
  put_seat(draft, seat, to, 0)
  return true
end
