import { expect, test } from 'vitest';
import type { PaymentAnswer, PaymentCall } from '../lua/begin-payment.script.js';
import type { BeginPaymentRequest } from './inventory.port.js';
import { PaymentBatcher } from './payment.batch.js';

/** A server whose calls the test sees. Event `away` gives no answer, one that is `lost` has no hold left. */
function openServer() {
  const calls: PaymentCall[] = [];
  const call = async (sent: PaymentCall): Promise<PaymentAnswer[]> => {
    calls.push(sent);
    if (sent.eventId === 'away') throw new Error('no answer');
    if (sent.eventId === 'lost') return [];
    return sent.payments.map(({ orderNo }) => (orderNo === 'bad' ? { kind: 'INVALID', what: 'order' } : paying(orderNo)));
  };
  return { calls, batcher: new PaymentBatcher({ call }) };
}

const paying = (orderNo: string) => ({ kind: 'PAYING', hold: { orderNo } }) as PaymentAnswer & { kind: 'PAYING' };
const request = (eventId: string, orderNo: string, payMs = 1000): BeginPaymentRequest => ({
  address: { eventId, epoch: 1, serial: 1, secret: 'secret' },
  buyer: 'ada',
  orderNo,
  payMs,
  backstopMs: 5,
});
const numbersOf = ({ payments }: PaymentCall) => payments.map(({ orderNo }) => orderNo);

test('payments of one turn of the event loop go together, by event and terms, and those of the next turn by themselves', async () => {
  const { calls, batcher } = openServer();
  const begun = [request('e1', 'A'), request('e2', 'B'), request('e1', 'C', 9), request('e1', 'D')].map((each) => batcher.begin(each));
  expect(calls).toEqual([]);
  expect(await Promise.all(begun)).toEqual(['A', 'B', 'C', 'D'].map(paying));
  await batcher.begin(request('e1', 'E'));
  expect(calls.map((call) => [call.eventId, call.payMs, call.backstopMs, ...numbersOf(call)])).toEqual([
    ['e1', 1000, 5, 'A', 'D'],
    ['e2', 1000, 5, 'B'],
    ['e1', 9, 5, 'C'],
    ['e1', 1000, 5, 'E'],
  ]);
});

test('no call takes more than 64, and each gets its own answer', async () => {
  const { calls, batcher } = openServer();
  const numbers = Array.from({ length: 130 }, (_, at) => `N${at}`);
  expect(await Promise.all(numbers.map((orderNo) => batcher.begin(request('e1', orderNo))))).toEqual(numbers.map(paying));
  expect(calls.map((call) => call.payments.length)).toEqual([64, 64, 2]);
});

test('what cannot be is refused alone; an event that is lost or away says so to its own payments only', async () => {
  const { batcher } = openServer();
  const wishes = [request('e1', 'A'), request('e1', 'bad'), request('away', 'B'), request('lost', 'C'), request('away', 'D')];
  const outcomes = await Promise.allSettled(wishes.map((each) => batcher.begin(each)));
  expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason)))).toEqual([
    paying('A'),
    'Error: begin-payment refused its arguments: order',
    'Error: no answer',
    { kind: 'GONE' },
    'Error: no answer',
  ]);
});
