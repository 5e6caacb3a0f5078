--- Takes one seat off the units of a request.
local function without_seat(request, seat)
  for at = #request.units, 1, -1 do
    local unit = request.units[at]
    if unit.tier == request.tier_of[seat] then unit.quantity = unit.quantity - 1 end
    if unit.quantity == 0 then table.remove(request.units, at) end
  end
end
