--- What one buyer holds and owns: units, and the serials of the holds that they come from (sold ones too).
local function buyer_account(draft, buyer)
  local account = draft.accounts[buyer]
  if not account then
    account = { units = 0, serials = {} }
    local text = redis.call('HGET', draft.keys.buyers, buyer)
    if text then
      local units, serials = string.match(text, '^(%d+)|([%d,]*)$')
      account.units = tonumber(units)
      for serial in string.gmatch(serials, '%d+') do account.serials[#account.serials + 1] = tonumber(serial) end
    end
    draft.accounts[buyer] = account
  end
  return account
end
