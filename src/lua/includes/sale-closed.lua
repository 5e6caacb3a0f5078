--- Why nothing may be held now, or nil while the sale is open. Judged on this server's clock.
local function sale_closed(draft)
  if draft.status == 'CANCELLED' then return 'CANCELLED' end
  if draft.status == 'PAUSED' then return 'PAUSED' end
  if draft.status ~= 'SELLING' or draft.now >= draft.closes_at then return 'ENDED' end
  if draft.now < draft.opens_at then return 'NOT_YET' end
  return nil
end
