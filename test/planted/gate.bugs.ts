import type { PlantedBug } from './planted.bug.js';

const attack = (name: string) => ({ file: 'test/script/line-attack.test.ts', name });
const line = (name: string) => ({ file: 'test/script/line.test.ts', name });
const crowd = (name: string) => ({ file: 'test/script/line-race.test.ts', name });

/** Faults of the line in front of a sale, and of the gate at its head. */
export const GATE_BUGS: PlantedBug[] = [
  {
    name: 'the gate lets in without an admission',
    file: 'src/lua/hold.lua',
    from: "if not is_admitted(admissions_key, gated, buyer, admission, draft.now) then return { 'NOT_ADMITTED' } end",
    to: '',
    test: attack('nobody gets in without an admission, or with a forged one'),
  },
  {
    name: 'the gate does not compare admissions',
    file: 'src/lua/includes/check-admission.lua',
    from: ' and place.secret == admission',
    to: '',
    test: attack('nobody gets in without an admission, or with a forged one'),
  },
  {
    name: 'an admission never ends',
    file: 'src/lua/includes/check-admission.lua',
    from: ' and now < place.ends_at',
    to: '',
    test: attack('nobody gets in with an admission whose time is over'),
    unseen: 'whoever joins or looks ends what is over for all: this is for a line at which nobody looks',
  },
  {
    name: 'an admission that has ended lets in',
    file: 'src/lua/includes/check-admission.lua',
    from: "place.state == 'ADMITTED' and ",
    to: '',
    test: attack('nobody gets in with the admission of somebody who left'),
  },
  {
    name: 'an admission is good for many orders',
    file: 'src/lua/includes/spend-admission.lua',
    from: "place.state = 'LEFT'",
    to: '',
    test: attack('is for one order: once payment begins it is spent'),
  },
  {
    name: 'the slot of a spent admission is lost',
    file: 'src/lua/includes/spend-admission.lua',
    from: "redis.call('HINCRBY', keys.gate, 'open', -1)",
    to: '',
    test: attack('is for one order: once payment begins it is spent'),
  },
  {
    name: 'the slot of an admission that ends is lost',
    file: 'src/lua/includes/end-place.lua',
    from: 'line.open = line.open - 1',
    to: '',
    test: line('has a slot again when an admitted person leaves or runs out of time'),
  },
  {
    name: 'the gate lets in more than it has room for',
    file: 'src/lua/includes/admit-next.lua',
    from: 'math.min(cap - line.open, math.floor',
    to: 'math.min(math.floor',
    test: crowd('never have more open admissions than the stock times the factor'),
  },
  {
    name: 'the gate lets in faster than its rate',
    file: 'src/lua/includes/admit-next.lua',
    from: 'math.floor(line.budget / 1000000), ',
    to: '',
    test: line('admits no faster than its rate, whoever asks how often'),
  },
  {
    name: 'the last in line are let in first',
    file: 'src/lua/includes/admit-next.lua',
    from: "redis.call('ZRANGE', keys.line, 0, most - 1)",
    to: "redis.call('ZRANGE', keys.line, -most - 1, -2)",
    test: line('opens with the sale and not before, in the order of arrival'),
  },
  {
    name: 'who joins again loses the place',
    file: 'src/lua/join-line.lua',
    from: "if not place or (place.state ~= 'WAITING' and place.state ~= 'ADMITTED') then",
    to: "if not place or place.state ~= 'ADMITTED' then",
    test: line('joined again, keeps the place'),
  },
  {
    name: 'who looks loses the place after a lease all the same',
    file: 'src/lua/includes/look-again.lua',
    from: "redis.call('ZADD', line.keys.line_due, line.now + lease_ms, person)",
    to: '',
    test: line('loses the place, and everybody behind moves up'),
  },
  {
    name: 'who leaves keeps the admission',
    file: 'src/lua/leave-line.lua',
    from: "if place and (place.state == 'WAITING' or place.state == 'ADMITTED') then",
    to: "if place and place.state == 'WAITING' then",
    test: line('has a slot again when an admitted person leaves or runs out of time'),
  },
];
