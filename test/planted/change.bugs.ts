import type { PlantedBug } from './planted.bug.js';

const change = (name: string) => ({ file: 'test/script/change-hold.test.ts', name });

/** Faults of changing a hold. */
export const CHANGE_BUGS: PlantedBug[] = [
  {
    name: 'a change is not judged by who has its seats',
    file: 'src/lua/change-hold.lua',
    from: 'refusal = refuse_seats(draft, changed.added, is_judged and changed.seats or nil, kept_until_now)\nif refusal then return refusal end',
    to: '',
    test: change('does nothing at all when a part of it cannot be'),
  },
  {
    name: 'a change keeps the seats that it drops',
    file: 'src/lua/change-hold.lua',
    from: 'for _, seat in ipairs(changed.dropped) do put_seat(draft, seat, 0, 0) end',
    to: '',
    test: change('adds, drops and sets places in one step'),
  },
  {
    name: 'a change frees the seats that it adds',
    file: 'src/lua/change-hold.lua',
    from: 'for _, seat in ipairs(changed.added) do put_seat(draft, seat, 1, serial) end',
    to: '',
    test: change('adds, drops and sets places in one step'),
  },
  {
    name: 'a change takes more places than are free',
    file: 'src/lua/change-hold.lua',
    from: 'refusal = refuse_places(draft, changed.more)\nif refusal then return refusal end',
    to: '',
    test: change('does nothing at all when a part of it cannot be'),
  },
  {
    name: 'a change gives no places back',
    file: 'src/lua/change-hold.lua',
    from: "for _, unit in ipairs(changed.less) do move_units(draft, unit.tier, unit.quantity, 'h', 'f') end",
    to: '',
    test: change('adds, drops and sets places in one step'),
  },
  {
    name: 'a change renews the deadline',
    file: 'src/lua/change-hold.lua',
    from: 'save_hold(draft, serial, record, record.select_by)',
    to: 'record.select_by = draft.now + record.select_by - record.granted_at\nsave_hold(draft, serial, record, record.select_by)',
    test: change('leaves id and deadline as they are'),
  },
  {
    name: 'a lapsed hold is changed',
    file: 'src/lua/change-hold.lua',
    from: 'if not record or is_lapsed(draft, record) then',
    to: 'if not record then',
    test: change('is refused for what is in payment, gone'),
  },
  {
    name: 'a hold in payment is changed',
    file: 'src/lua/change-hold.lua',
    from: "if record.stage ~= 'SELECTING' then return",
    to: "if record.stage == 'SOLD' then return",
    test: change('is refused for what is in payment, gone'),
  },
  {
    name: 'a change by the key of another is done',
    file: 'src/lua/change-hold.lua',
    from: 'if before and not before.same then return',
    to: 'if false then return',
    test: change('with another input it is a conflict'),
  },
  {
    name: 'a repeated change is done again',
    file: 'src/lua/change-hold.lua',
    from: 'remember_operation(draft, op_key, input, serial)',
    to: '',
    test: change('repeated with its operation changes once'),
  },
  {
    name: 'a change forgets the limit',
    file: 'src/lua/change-hold.lua',
    from: 'refusal = more > 0 and refuse_limit(draft, buyer, more) or nil',
    to: 'refusal = nil',
    test: change('counts what is dropped before it counts towards the limit'),
  },
  {
    name: 'a change does not count towards the limit',
    file: 'src/lua/change-hold.lua',
    from: 'account.units, account.changed = account.units + more, true',
    to: 'account.changed = true',
    test: change('counts what is dropped before it counts towards the limit'),
  },
  {
    name: 'a change adds while the sale is shut',
    file: 'src/lua/change-hold.lua',
    from: 'local reason = #changed.more > 0 and sale_closed(draft)',
    to: 'local reason = nil',
    test: change('adds only while the sale is open'),
  },
];
