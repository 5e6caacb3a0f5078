--- @include "end-place.lua"
--- @include "parse-place.lua"

--- A person's place, or nil, read once a call. One whose time is over is ended first: for whoever asks, a deadline is exact.
local function find_place(line, person)
  if line.parts < 4 then return nil end
  if line.places[person] then return line.places[person] end
  local place = parse_place(redis.call('HGET', line.keys.admissions, person))
  if not place then return nil end
  local due = tonumber(redis.call('ZSCORE', line.keys.line_due, person) or 0)
  if (place.state == 'WAITING' or place.state == 'ADMITTED') and due <= line.now then end_place(line, person, place, 'EXPIRED') end
  line.places[person] = place
  return place
end
