--- LINE nowMs sale opensAtMs waiting front admitted open room recent recentMs: what the line looks like; `recent` people were admitted in
--- the last `recentMs`. Five elements for each person asked about follow, see place_of.
local function line_reply(line)
  local since = line.before_at > 0 and line.before_at or line.count_at
  local reply = { 'LINE', line.now, line.sale, line.opens_at, line.waiting, line.front, line.admitted, line.open, line.room,
    line.count + line.before, since > 0 and line.now - since or 0 }
  return reply
end
