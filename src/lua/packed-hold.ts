import type { HoldRecord, HoldStage } from '../domain/hold.js';
import type { Id } from '../domain/id.js';

/** What a hold record in Redis says: `secret|buyer|stage|grantedAt|selectBy|payBy|extensions|order|seat,seat|tier:units,tier:units`. */
export type PackedHold = Omit<HoldRecord, 'eventId' | 'epoch' | 'serial' | 'deadlineMs' | 'nowMs'> & {
  selectByMs: number;
  payByMs: number;
};

/** Where a record was read, and when on Redis' clock. */
export interface HoldPlace {
  eventId: Id;
  epoch: number;
  serial: number;
  nowMs: number;
}

const STAGES: readonly string[] = ['SELECTING', 'PAYING', 'SOLD'] satisfies HoldStage[];

/** The twin of includes/pack-hold.lua. */
export function packHold(hold: PackedHold): string {
  const units = hold.units.map(({ tier, quantity }) => `${tier}:${quantity}`).join(',');
  const head = [
    hold.secret,
    hold.buyer,
    hold.stage,
    hold.grantedAtMs,
    hold.selectByMs,
    hold.payByMs,
    hold.extensionsUsed,
    hold.orderNo ?? '',
  ];
  return [...head, hold.seats.join(','), units].join('|');
}

/**
 * The twin of includes/parse-hold.lua.
 * @throws on a text of another shape: then it is not our record
 */
export function unpackHold(text: string, place: HoldPlace): HoldRecord {
  // Read by position: taking ten names out of an array at once costs more than all the rest here.
  const fields = text.split('|');
  const stage = fields[2]!;
  const [seats, units, order] = [fields[8]!, fields[9]!, fields[7]!];
  if (fields.length !== 10 || !STAGES.includes(stage)) throw new Error(`not a hold record: ${text.slice(0, 80)}`);
  return {
    eventId: place.eventId,
    epoch: place.epoch,
    serial: place.serial,
    nowMs: place.nowMs,
    secret: fields[0]!,
    buyer: fields[1]!,
    stage: stage as HoldStage,
    grantedAtMs: Number(fields[3]),
    deadlineMs: Number(stage === 'SELECTING' ? fields[4] : fields[5]),
    extensionsUsed: Number(fields[6]),
    seats: seats === '' ? [] : seats.split(',').map(Number),
    units: units === '' ? [] : units.split(',').map(unpackUnits),
    orderNo: order === '' ? null : order,
  };
}

function unpackUnits(text: string): { tier: number; quantity: number } {
  const [tier, quantity] = text.split(':');
  return { tier: Number(tier), quantity: Number(quantity) };
}
