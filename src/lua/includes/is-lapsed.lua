--- A hold counts until its deadline and not a millisecond longer. One that is paying never lapses here: the ledger decides.
local function is_lapsed(draft, record)
  return record.stage == 'SELECTING' and draft.now >= record.select_by
end
