/**
 * Writes docs/QUEUES.md from the contracts of src/jobs and from who in src/ writes their messages.
 *   tsx scripts/queue-table.ts           writes it
 *   tsx scripts/queue-table.ts --check   changes nothing; ends with 1 when it is stale
 */
import { envSchema } from '../src/config/env.js';
import { QUEUES } from '../src/jobs/queue.catalogue.js';
import type { QueueContract } from '../src/jobs/queue.contract.js';
import { producersOf } from './queue-producers.js';
import { keepGenerated } from './generated-file.js';

const defaults = envSchema.pick({ JOB_ATTEMPTS: true, JOB_BACKOFF_MS: true, JOB_CRASHES: true }).parse({});

const seconds = (ms: number) => `${ms / 1000} s`;
const cell = (text: string) => text.replaceAll('|', String.raw`\|`);

function policyRow({ name, policy }: QueueContract): string {
  const backoff = `${seconds(policy.backoffMs ?? defaults.JOB_BACKOFF_MS)}, doubled up to ${seconds(policy.maxBackoffMs)}`;
  return [
    `\`${name}\``,
    policy.attempts ?? defaults.JOB_ATTEMPTS,
    `${backoff}, ${100 * policy.jitter} % random`,
    seconds(policy.timeoutMs),
    policy.concurrency,
    policy.chunk ?? 1,
    `${policy.retention.done} done, ${policy.retention.failed} failed`,
  ].join(' | ');
}

function whoRow({ name, description, policy }: QueueContract): string {
  const producers = producersOf(name).map((file) => `\`${file}\``);
  return [`\`${name}\``, cell(description), producers.join(', '), cell(policy.fallback ?? '–')].join(' | ');
}

/** Names of services without folders: the diagram must be readable. */
function diagram(): string[] {
  const lines = QUEUES.flatMap(({ name }) => {
    const writers = producersOf(name).map((file) => /([^/]+)\.ts$/.exec(file)![1]!);
    return writers.map((writer) => `  ${idOf(writer)}[${writer}] --> ${idOf(name)}([${name}])`);
  });
  const workers = QUEUES.map(({ name }) => `  ${idOf(name)} --> ${idOf(`${name}.handler`)}[${name}.handler]`);
  return ['```mermaid', 'flowchart LR', ...lines, ...workers, '```'];
}

const idOf = (name: string) => name.replaceAll(/[^a-z]/g, '_');

function page(): string {
  return [
    '# Queues',
    '',
    'Written by `npm run codegen` from `src/jobs/*.queue.ts`; numbers without a word of their own come from the environment (`JOB_ATTEMPTS`,',
    '`JOB_BACKOFF_MS`). How a message travels from a committed change to its effect stands in [ARCHITECTURE.md](ARCHITECTURE.md).',
    '',
    '## What each is for',
    '',
    '| queue | what is done | written by | what holds when it is late or given up |',
    '|---|---|---|---|',
    ...QUEUES.map((contract) => `| ${whoRow(contract)} |`),
    '',
    '## Policy',
    '',
    `Tries count until a job is a dead letter. A job may also be taken from a dead worker ${defaults.JOB_CRASHES} times. At once: messages of the queue in one`,
    'process; the number falls by itself while what they need is slow or failing, and climbs back. In a job: most messages that share one',
    'when many wait; a lone one has its own. Kept: finished jobs that stay in Redis for the dashboard.',
    '',
    '| queue | tries | wait before another | time-out of a try | at once | in a job | kept |',
    '|---|---|---|---|---|---|---|',
    ...QUEUES.map((contract) => `| ${policyRow(contract)} |`),
    '',
    '## Who writes and who works',
    '',
    'Every arrow into a queue is a message written in the transaction of the change that caused it; every queue has one handler.',
    '',
    ...diagram(),
    '',
  ].join('\n');
}

keepGenerated(new URL('../docs/QUEUES.md', import.meta.url), page());
