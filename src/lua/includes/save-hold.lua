--- Puts a hold's record into the draft; `due` is the moment to look at it again, or false when it never lapses.
local function save_hold(draft, serial, record, due)
  draft.records[serial] = record
  draft.due[serial] = due
end
