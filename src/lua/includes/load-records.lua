--- @include "parse-hold.lua"
--- @include "whole.lua"

--- Reads the rest of prepare-event: capacity and blocked units by tier, then records of orders. Works out the counters and accounts.
--- @return records, accounts by buyer, and the fields of places; or nil when they do not add up
local function load_records(args, at, tier_count)
  local load, counts, orders = { records = {}, accounts = {}, places = {} }, {}, {}
  for tier = 0, tier_count - 1 do
    local capacity, blocked = whole(args[at + 2 * tier], 0, 10000000), whole(args[at + 2 * tier + 1], 0, 10000000)
    if not capacity or not blocked then return nil end
    counts[tier] = { f = capacity - blocked, h = 0, s = 0, b = blocked }
  end
  for from = at + 2 * tier_count, #args do
    local record, serial = parse_hold(args[from]), #load.records + 1
    if not record or record.order == '' or orders[record.order] then return nil end
    local counter = record.stage == 'SOLD' and 's' or record.stage == 'PAYING' and 'h'
    for _, unit in ipairs(record.units) do
      local tier = counts[unit.tier]
      if not tier or not counter then return nil end
      tier.f, tier[counter] = tier.f - unit.quantity, tier[counter] + unit.quantity
    end
    local account = load.accounts[record.buyer] or { units = 0, serials = {} }
    account.units = account.units + record.total
    account.serials[#account.serials + 1] = serial
    load.accounts[record.buyer], orders[record.order] = account, true
    load.records[serial] = { text = args[from], order = record.order, stage = record.stage, pay_by = record.pay_by }
  end
  for tier = 0, tier_count - 1 do
    if counts[tier].f < 0 then return nil end
    for _, counter in ipairs({ 'f', 'h', 's', 'b' }) do
      load.places[#load.places + 1] = tier .. ':' .. counter
      load.places[#load.places + 1] = counts[tier][counter]
    end
  end
  return load
end
