import { createHash } from 'node:crypto';
import type { Handover, OutboxRow } from '../stores/outbox.port.js';
import type { JobData, JobEnvelope } from './job.envelope.js';

/** A job to be added, and the messages in it. */
export interface Carrier {
  jobId: string;
  data: JobData;
  handovers: Handover[];
}

/** Below this many each message gets a job of its own: there is nothing to save, and any worker may take any of them. */
const CHUNK_FROM = 5;

/**
 * Deals messages of one queue out to jobs. A message that is handed over for the first time may share a job with others; one that
 * is sent again travels alone, so that a message which kills its worker is found out and harms no other.
 * @param chunk most messages in one job; undefined: one each
 */
export function carriersOf(messages: readonly OutboxRow[], chunk: number | undefined): Carrier[] {
  const sharing = chunk === undefined ? [] : messages.filter((message) => message.sends === 0);
  if (chunk === undefined || sharing.length < CHUNK_FROM) return messages.map(aloneCarrier);
  const carriers = messages.filter((message) => message.sends > 0).map(aloneCarrier);
  for (let first = 0; first < sharing.length; first += chunk) carriers.push(sharedCarrier(sharing.slice(first, first + chunk)));
  return carriers;
}

/**
 * The id of a message's own job: that of the message with the number of the sending, so a repeat of the same sending adds nothing,
 * and a later one is not swallowed by what is left of the first (bullmq issue 2870).
 */
export function jobIdOf(messageId: string, sending: number): string {
  return sending <= 1 ? messageId : `${messageId}.${sending}`;
}

export function envelopeOf({ id, key, orderNo, payload }: OutboxRow): JobEnvelope {
  return { messageId: id, key, orderNo, payload };
}

function aloneCarrier(message: OutboxRow): Carrier {
  return {
    jobId: jobIdOf(message.id, message.sends + 1),
    data: envelopeOf(message),
    handovers: [{ id: message.id, jobId: null }],
  };
}

/** Named after its messages: the same ones handed over again, because the first time was not written down, add nothing. */
function sharedCarrier(messages: readonly OutboxRow[]): Carrier {
  if (messages.length === 1) return aloneCarrier(messages[0]!);
  const hash = createHash('sha256');
  for (const message of messages) hash.update(message.id);
  const jobId = `chunk-${hash.digest('hex').slice(0, 32)}`;
  return { jobId, data: { chunk: messages.map(envelopeOf) }, handovers: messages.map(({ id }) => ({ id, jobId })) };
}
