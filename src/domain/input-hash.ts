import { hash } from 'node:crypto';

/** @returns SHA-256 of the parts, hex, with a boundary between them that no part can imitate. */
export function digest(...parts: string[]): string {
  return hash('sha256', parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''), 'hex');
}

/** @returns a digest of an input that does not depend on the order in which its fields were written. */
export function inputHash(input: unknown): string {
  return digest(canonical(input));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object' || value instanceof Date) return JSON.stringify(value ?? null);
  let fields = '';
  for (const key of sorted(Object.keys(value))) {
    const field: unknown = (value as Record<string, unknown>)[key];
    if (field !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `{${fields}}`;
}

/** Sorts in place, unless whoever wrote them has. */
function sorted(keys: string[]): string[] {
  return keys.every((key, at) => at === 0 || keys[at - 1]! <= key) ? keys : keys.sort();
}
