--- Unpacks a place in line: state|arrival|secret|endsAt. `ends_at` is 0 until the place is an admission.
--- @return nil when there is none
local function parse_place(text)
  local state, arrival, secret, ends_at = string.match(text or '', '^(%u+)|(%d+)|([%w_-]+)|(%d+)$')
  if not state then return nil end
  return { state = state, arrival = tonumber(arrival), secret = secret, ends_at = tonumber(ends_at) }
end
