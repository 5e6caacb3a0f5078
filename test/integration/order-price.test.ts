import { expect, test } from 'vitest';
import { encodeHoldId } from '../../src/domain/hold.js';
import { newId } from '../../src/domain/id.js';
import type { InventoryPort } from '../../src/stores/inventory.port.js';
import { useDisposer } from '../support/disposer.js';
import { openEvent, openHouse } from './catalogue.fixture.js';
import { altered, hold, newGuest, openTill, orderInput } from './till.fixture.js';

const disposer = useDisposer();

/** A till at which a hold is changed in the very moment before it begins to pay. */
async function openLateTill(change: (drop: (seat: number) => Promise<unknown>) => Promise<unknown>) {
  const house = openHouse(disposer);
  const event = await openEvent(house, { orphanRule: false });
  const till = openTill(house);
  const viewer = await newGuest(house);
  const held = await hold(till, viewer, event, [0, 1]);
  const drop = (seat: number) =>
    house.inventory.change({
      address: held,
      buyer: viewer.personId,
      operation: { hash: newId(), input: 'x' },
      orphanRule: false,
      addSeats: [],
      dropSeats: [{ index: seat, tier: 0 }],
      places: [],
    });
  let isChanged = false;
  const beginPayment: InventoryPort['beginPayment'] = async (request) => {
    if (!isChanged) await change(drop);
    isChanged = true;
    return house.inventory.beginPayment(request);
  };
  const late = openTill(house, { inventory: altered<InventoryPort>(house.inventory, { beginPayment }) });
  const [standard, child] = event.tiers[0]!.prices.map(({ id }) => id);
  return { house, event, till, late, viewer, id: encodeHoldId(held), standard: standard!, child: child! };
}

const childSeat = (seat: number, priceId: string) => ({ seat, tierId: null, quantity: 1, priceId });

test('an order is of what its hold has when it begins to pay, also when its buyer gave a seat back just before', async () => {
  const { house, late, viewer, id, child } = await openLateTill((drop) => drop(1));
  const placed = await late.orders.placeOrder(viewer, { ...orderInput(id), prices: [childSeat(0, child)] });
  if (placed.kind !== 'Order') throw new Error(placed.kind);
  expect(await house.orders.items([placed.order.orderNo])).toMatchObject([{ seatIndex: 0, priceId: child, amountMinor: 2000 }]);
  expect(placed.order.totalMinor).toBe(2000);
});

test('a wish for a seat that was given back just before is refused, and the hold is a selection again', async () => {
  const { till, late, viewer, id, child, standard } = await openLateTill((drop) => drop(1));
  const wish = orderInput(id);
  await expect(late.orders.placeOrder(viewer, { ...wish, prices: [childSeat(1, child)] })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  expect(await till.holds.hold(viewer, id)).toMatchObject({ stage: 'SELECTING', orderNo: null, seats: [0] });
  expect(await till.orders.placeOrder(viewer, { ...wish, prices: [childSeat(0, standard)] })).toMatchObject({ kind: 'Order' });
});

test('a price that cannot be had does not begin a payment', async () => {
  let begun = 0;
  const { till, late, viewer, id, child } = await openLateTill(async () => void (begun += 1));
  const priceId = newId();
  const wish = orderInput(id);
  expect(await late.orders.placeOrder(viewer, { ...wish, prices: [childSeat(1, priceId)] })).toEqual({
    kind: 'PriceNotAvailable',
    priceId,
  });
  await expect(late.orders.placeOrder(viewer, { ...wish, prices: [childSeat(5, child)] })).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  expect(begun).toBe(0);
  expect(await till.holds.hold(viewer, id)).toMatchObject({ stage: 'SELECTING', orderNo: null });
  expect(await till.orders.placeOrder(viewer, wish)).toMatchObject({ kind: 'Order', order: { totalMinor: 9000 } });
});

test('who repeats an order hears of it, though the wished price cannot be had any more; a stranger hears of no hold', async () => {
  const { house, till, viewer, id, child } = await openLateTill(async () => undefined);
  const wish = { ...orderInput(id), prices: [childSeat(0, child)] };
  const placed = await till.orders.placeOrder(viewer, wish);
  expect(placed).toMatchObject({ kind: 'Order', order: { totalMinor: 6500 } });
  await house.ledger.pool.query(`UPDATE price SET until = now() - interval '1 hour' WHERE id = $1`, [child]);
  expect(await openTill(openHouse(disposer)).orders.placeOrder(viewer, wish)).toEqual(placed);
  expect(await till.orders.placeOrder(await newGuest(house), wish)).toEqual({ kind: 'HoldGone' });
});
