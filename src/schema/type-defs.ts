import { readFileSync } from 'node:fs';

/** The schema by domain, in reading order. */
const FILES = [
  'directives',
  'scalars',
  'person',
  'venue',
  'show',
  'event',
  'sale',
  'seat-map',
  'hold',
  'line',
  'order',
  'payment',
  'refund',
  'ticket',
  'message',
  'check-in',
  'staff',
  'reconcile',
] as const;

/** @returns the SDL of the whole schema, one text a domain. */
export function readTypeDefs(): string[] {
  return FILES.map((name) => readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'));
}
