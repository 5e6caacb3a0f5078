--- A decimal integer between two bounds, or nil: the only way a script turns text into a number.
local function whole(text, low, high)
  if type(text) ~= 'string' or #text > 15 or not string.find(text, '^%d+$') then return nil end
  local number = tonumber(text)
  if number < low or number > high then return nil end
  return number
end
