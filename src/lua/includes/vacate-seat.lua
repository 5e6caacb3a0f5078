--- @include "find-hold.lua"
--- @include "free-hold.lua"
--- @include "move-units.lua"
--- @include "put-seat.lua"
--- @include "save-hold.lua"
--- @include "strip-seat.lua"

--- Makes one seat free for a paid order. A selection in the way is freed whole and added to `evicted`; another order's hold (which the
--- ledger must have given up, since it lets one live item on a seat) loses this seat only; a block, or a seat whose record is lost,
--- gives way. The seats were read by read_seats and read_owners.
local function vacate_seat(draft, seat, tier, evicted)
  local state, serial = draft.state[seat], draft.owner[seat]
  if state == 0 then return end
  local record = (state == 1 or state == 2) and find_hold(draft, serial)
  if record and record.stage == 'SELECTING' then
    free_hold(draft, serial, record)
    evicted[#evicted + 1] = serial
  elseif record then
    strip_seat(draft, serial, record, seat, tier)
  end
  if draft.state[seat] == 0 then return end
  local counter = state == 1 and 'h' or state == 2 and 's' or 'b'
  move_units(draft, tier, 1, counter, 'f')
  put_seat(draft, seat, 0, 0)
end
