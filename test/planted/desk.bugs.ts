import type { PlantedBug } from './planted.bug.js';

const desk = (name: string) => ({ file: 'test/script/block.test.ts', name });

/** Faults of what staff keep from sale and put back. */
export const DESK_BUGS: PlantedBug[] = [
  {
    name: 'a block takes seats that somebody has',
    file: 'src/lua/block.lua',
    from: 'if #taken > 0 then',
    to: 'if false then',
    test: desk('keeps free seats and places from sale, all or nothing'),
  },
  {
    name: 'a block leaves the seats on sale',
    file: 'src/lua/block.lua',
    from: 'for _, seat in ipairs(to_block) do put_seat(draft, seat, 3, 0) end',
    to: '',
    test: desk('keeps free seats and places from sale, all or nothing'),
  },
  {
    name: 'a block takes more places than are free',
    file: 'src/lua/block.lua',
    from: 'refusal = refuse_places(draft, request.units)\nif refusal then return refusal end',
    to: '',
    test: desk('keeps free seats and places from sale, all or nothing'),
  },
  {
    name: 'a block is refused for seats that are blocked already',
    file: 'src/lua/block.lua',
    from: 'if draft.state[seat] ~= 3 then taken[#taken + 1] = seat end',
    to: 'taken[#taken + 1] = seat',
    test: desk('seats as often as one likes'),
  },
  {
    name: 'places are blocked again by a repeat',
    file: 'src/lua/block.lua',
    from: 'remember_operation(draft, op_key, input, 0, 86400000)',
    to: '',
    test: desk('places by the operation'),
  },
  {
    name: 'blocked places stay free',
    file: 'src/lua/block.lua',
    from: "for _, unit in ipairs(request.units) do move_units(draft, unit.tier, unit.quantity, 'f', 'b') end",
    to: '',
    test: desk('keeps free seats and places from sale, all or nothing'),
  },
  {
    name: 'seats that are put back stay blocked',
    file: 'src/lua/unblock.lua',
    from: 'for _, seat in ipairs(to_free) do put_seat(draft, seat, 0, 0) end',
    to: '',
    test: desk('puts blocked units back on sale and leaves others alone'),
  },
  {
    name: 'putting back frees seats that somebody has',
    file: 'src/lua/unblock.lua',
    from: 'if draft.state[seat] == 3 then to_free[#to_free + 1] = seat else without_seat(request, seat) end',
    to: 'to_free[#to_free + 1] = seat\n  if draft.state[seat] ~= 3 then without_seat(request, seat) end',
    test: desk('puts blocked units back on sale and leaves others alone'),
  },
  {
    name: 'more places are put back than are blocked',
    file: 'src/lua/unblock.lua',
    from: 'if blocked < unit.quantity then',
    to: 'if false then',
    test: desk('puts blocked units back on sale and leaves others alone'),
  },
  {
    name: 'places that are put back are not free',
    file: 'src/lua/unblock.lua',
    from: "for _, unit in ipairs(request.units) do move_units(draft, unit.tier, unit.quantity, 'b', 'f') end",
    to: '',
    test: desk('puts blocked units back on sale and leaves others alone'),
  },
];
