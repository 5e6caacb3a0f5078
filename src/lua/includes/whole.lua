--- A decimal integer between two bounds, or nil: the only way a script turns text into a number.
local function whole(text, low, high)
  if type(text) ~= 'string' or #text > 15 then return nil end
  -- Most are one digit, which needs neither a pattern nor the library's way to read a number.
  local number = #text == 1 and string.byte(text) - 48
  if not number or number < 0 or number > 9 then
    if not string.find(text, '^%d+$') then return nil end
    number = tonumber(text)
  end
  if number < low or number > high then return nil end
  return number
end
