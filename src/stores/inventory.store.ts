import { AisleError } from '../errors/aisle-error.js';
import type { HoldAddress } from '../domain/hold.js';
import { newId, type Id } from '../domain/id.js';
import type { MapCursor } from '../domain/seat.js';
import { beginPaymentScript } from '../lua/begin-payment.script.js';
import { blockScript } from '../lua/block.script.js';
import { changeHoldScript } from '../lua/change-hold.script.js';
import { confirmHoldScript } from '../lua/confirm-hold.script.js';
import { NoDefiniteAnswer } from '../lua/definite-answer.js';
import { expireHoldsScript } from '../lua/expire-holds.script.js';
import { extendHoldScript } from '../lua/extend-hold.script.js';
import { giveBackScript } from '../lua/give-back.script.js';
import { holdScript } from '../lua/hold.script.js';
import { eventKeys } from '../lua/keys.js';
import { moveHoldsScript } from '../lua/move-holds.script.js';
import { prepareEventScript } from '../lua/prepare-event.script.js';
import { readBuyerHoldsScript } from '../lua/read-buyer-holds.script.js';
import { readChanges, readLog } from '../lua/read-changes.js';
import { readHoldScript } from '../lua/read-hold.script.js';
import { readMapScript } from '../lua/read-map.script.js';
import { readPulseScript } from '../lua/read-pulse.script.js';
import { releaseHoldScript } from '../lua/release-hold.script.js';
import { repairScript } from '../lua/repair.script.js';
import { returnItemsScript } from '../lua/return-items.script.js';
import type { EventCall, ScriptContract } from '../lua/script.contract.js';
import type { SeatScripts } from '../lua/seat.scripts.js';
import { setSaleScript } from '../lua/set-sale.script.js';
import { unblockScript } from '../lua/unblock.script.js';
import { undoPaymentScript } from '../lua/undo-payment.script.js';
import type {
  BeginPaymentRequest,
  BlockRequest,
  ChangeRequest,
  ConfirmRequest,
  ExtendRequest,
  HoldAction,
  HoldRequest,
  InventoryLoad,
  InventoryPort,
  OperationId,
  RepairRequest,
  ReturnRequest,
  SaleTerms,
} from './inventory.port.js';
import { PaymentBatcher } from './payment.batch.js';

/** Milliseconds after which a caller without a definite answer may try again. */
const RETRY_AFTER_MS = 1_000;

/** The inventory, by scripts in Redis. It also serves as the feed's source. */
export class InventoryStore implements InventoryPort {
  readonly #scripts: SeatScripts;
  readonly #payments = new PaymentBatcher({ call: (call) => this.#call(beginPaymentScript, call) });

  constructor({ scripts }: { scripts: SeatScripts }) {
    this.#scripts = scripts;
  }

  prepare(load: InventoryLoad) {
    return this.#call(prepareEventScript, load);
  }

  setSale(eventId: Id, epoch: number, terms: SaleTerms) {
    return this.#call(setSaleScript, { eventId, epoch, terms });
  }

  hold(request: HoldRequest) {
    return this.#call(holdScript, request);
  }

  extend(request: ExtendRequest) {
    return this.#call(extendHoldScript, { ...request, eventId: request.address.eventId });
  }

  release(request: HoldAction) {
    return this.#call(releaseHoldScript, { ...request, eventId: request.address.eventId });
  }

  change(request: ChangeRequest) {
    return this.#call(changeHoldScript, { ...request, eventId: request.address.eventId });
  }

  block(request: BlockRequest) {
    return this.#call(blockScript, { ...request, operation: request.operation ?? onlyNow() });
  }

  unblock(request: BlockRequest) {
    return this.#call(unblockScript, { ...request, operation: request.operation ?? onlyNow() });
  }

  returnItems(request: ReturnRequest) {
    return this.#call(returnItemsScript, request);
  }

  repair(request: RepairRequest) {
    return this.#call(repairScript, request);
  }

  beginPayment(request: BeginPaymentRequest) {
    return this.#payments.begin(request);
  }

  undoPayment(address: HoldAddress, orderNo: string) {
    return this.#call(undoPaymentScript, { eventId: address.eventId, address, orderNo });
  }

  confirm(request: ConfirmRequest) {
    return this.#call(confirmHoldScript, request);
  }

  /** Found by order number, so also under an epoch that the order's hold does not know. */
  giveBack(eventId: Id, _epoch: number, _serial: number, orderNo: string) {
    return this.#call(giveBackScript, { eventId, orderNo });
  }

  expire(eventId: Id, limit: number) {
    return this.#call(expireHoldsScript, { eventId, limit });
  }

  readMap(eventId: Id) {
    return this.#call(readMapScript, { eventId });
  }

  readHold(address: HoldAddress) {
    return this.#call(readHoldScript, address);
  }

  holdsOf(eventId: Id, buyer: Id) {
    return this.#call(readBuyerHoldsScript, { eventId, buyer });
  }

  moveHolds(eventId: Id, from: Id, to: Id) {
    return this.#call(moveHoldsScript, { eventId, from, to });
  }

  changesSince(eventId: Id, cursor: MapCursor) {
    return asDependency(readChanges(this.#scripts, eventId, cursor));
  }

  pulse(eventId: Id) {
    return this.#call(readPulseScript, { eventId });
  }

  log(eventId: Id) {
    return asDependency(readLog(this.#scripts, eventId));
  }

  /** The latest version of an event that this process knows of, from answers and from the feed. */
  seen(eventId: Id): MapCursor {
    return this.#scripts.seen(eventId);
  }

  /** Tells how far an event's map is known to have come: a Redis that is behind that has lost its tail. */
  noteSeen(eventId: Id, cursor: MapCursor): void {
    this.#scripts.noteSeen(eventId, cursor);
  }

  /** Name of the sharded channel on which the scripts of an event publish. */
  channelOf(eventId: Id): string {
    return eventKeys(eventId).feed;
  }

  #call<Call extends EventCall, Answer>(contract: ScriptContract<Call, Answer>, call: Call): Promise<Answer> {
    return asDependency(this.#scripts.call(contract, call));
  }
}

/** For a caller without an operation: the repeat of this call is known, another call is another one. */
function onlyNow(): OperationId {
  return { hash: newId(), input: 'once' };
}

/** An answer that did not come becomes what services and clients know: DEPENDENCY_UNAVAILABLE. */
export async function asDependency<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof NoDefiniteAnswer)) throw cause;
    throw new AisleError('DEPENDENCY_UNAVAILABLE', undefined, { retryAfterMs: RETRY_AFTER_MS, cause });
  }
}
