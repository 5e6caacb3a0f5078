--- A packed record as beginning to pay leaves it, for the buyer who knows its secret. Its seats and places stay packed: many payments come
--- in one call, and taking each apart (parse_hold, pack_hold) would be most of its cost.
--- @return the record's text, and whether it begins to pay now; 'GONE' for a hold that is not there (any more), or not for this caller
local function pay_hold(text, payment, now, pay_by)
  local secret, buyer, stage, dates, select_by, extensions, units = string.match(
    text or '', '^([%w_-]+)|([%w-]+)|(%u+)|(%d+|(%d+))|%d+|(%d+)|%w*(|[%d,]*|[%d:,]*)$')
  if not secret or secret ~= payment.secret or buyer ~= payment.buyer then return 'GONE', false end
  if stage ~= 'SELECTING' then return text, false end
  -- To the millisecond, as is_lapsed.
  if now >= select_by + 0 then return 'GONE', false end
  return string.format('%s|%s|PAYING|%s|%s|%s|%s%s', secret, buyer, dates, pay_by, extensions, payment.order, units), true
end
