--- Milliseconds since 1970 on this server's clock: the only clock that judges deadlines and the opening of a sale.
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
