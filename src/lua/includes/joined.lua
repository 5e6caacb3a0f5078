--- Whole numbers as one text with commas between them. A few are printed in one call of the library, for half of what a text of each costs.
local function joined(numbers)
  local count = #numbers
  if count == 1 then return string.format('%d', numbers[1]) end
  if count == 0 or count > 100 then return table.concat(numbers, ',') end
  return string.sub(string.format(string.rep('%d,', count), unpack(numbers)), 1, -2)
end
