/** How the sandbox misbehaves, for tests and demonstrations. Shares are chances from 0 to 1. */
export interface SandboxFaults {
  /** A webhook waits up to so many milliseconds before it is sent first: they come out of order. */
  delayMs: number;
  /** A webhook is sent up to so many times more than once, all at the same time. */
  copies: number;
  /** Share of webhooks that are never sent. */
  drop: number;
  /** Share of webhooks before which forgeries of them are sent: a foreign secret, an altered byte, an old time. */
  forge: number;
  /** Calls of the merchant are answered up to so many milliseconds later. */
  answerMs: number;
  /** Share of the merchant's calls that end without an answer, half of them after they took effect. */
  lose: number;
  /** Share of captures that are refused for good: the money is let go instead. */
  refuseCapture: number;
  /** Share of refunds that fail. */
  failRefund: number;
}

export const NO_FAULTS: SandboxFaults = {
  delayMs: 0,
  copies: 0,
  drop: 0,
  forge: 0,
  answerMs: 0,
  lose: 0,
  refuseCapture: 0,
  failRefund: 0,
};

/**
 * Reads SANDBOX_FAULTS, such as `drop=0.2, copies=3`; nothing: it behaves.
 * @returns the faults, or what is wrong with the text.
 */
export function readFaults(text: string): SandboxFaults | string {
  const faults = { ...NO_FAULTS };
  for (const part of text.split(',').map((one) => one.trim())) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=').map((side) => side.trim());
    if (!Object.hasOwn(faults, name)) return `there is no fault ${name}`;
    const number = value === '' ? Number.NaN : Number(value);
    const most = name === 'delayMs' || name === 'answerMs' ? 600_000 : name === 'copies' ? 100 : 1;
    if (!(number >= 0 && number <= most)) return `${name} must be 0 to ${most}`;
    faults[name as keyof SandboxFaults] = number;
  }
  return faults;
}
