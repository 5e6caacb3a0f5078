--- A text of letters, digits, `_` and `-` of at most `longest` characters, or nil. Keeps separators out of packed records.
local function word(text, longest)
  if type(text) ~= 'string' or #text > longest or not string.find(text, '^[%w_-]+$') then return nil end
  return text
end
