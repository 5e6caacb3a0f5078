import { CHAOS_BUGS } from './chaos.bugs.js';
import { CHANGE_BUGS } from './change.bugs.js';
import { DESK_BUGS } from './desk.bugs.js';
import { GATE_BUGS } from './gate.bugs.js';
import { INVENTORY_BUGS } from './inventory.bugs.js';
import { LEDGER_BUGS } from './ledger.bugs.js';
import { MESSAGE_BUGS } from './message.bugs.js';
import { MONEY_BUGS } from './money.bugs.js';
import { STAFF_BUGS } from './staff.bugs.js';

export const BUG_LISTS = {
  inventory: [...INVENTORY_BUGS, ...CHANGE_BUGS, ...DESK_BUGS, ...GATE_BUGS],
  ledger: LEDGER_BUGS,
  money: MONEY_BUGS,
  messages: MESSAGE_BUGS,
  staff: STAFF_BUGS,
  chaos: CHAOS_BUGS,
};

/** Faults that recordings of clients are asked about. */
export const RECORDED_BUGS = [...BUG_LISTS.inventory, ...LEDGER_BUGS];

export const ALL_BUGS = Object.values(BUG_LISTS).flat();

/** Those that a test of seconds catches; the others need a run of minutes each. */
export const QUICK_BUGS = ALL_BUGS.filter((bug) => !CHAOS_BUGS.includes(bug));
