--- Packs a place in line; the twin of parse_place.
local function pack_place(place)
  return table.concat({ place.state, place.arrival, place.secret, string.format('%.0f', place.ends_at) }, '|')
end
