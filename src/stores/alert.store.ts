import type { AlertModel, AlertPort } from './alert.port.js';
import type { Ledger } from './ledger.js';
import type { Tx } from './unit-of-work.port.js';

const COLUMNS = `alert.cause, summary, first_at AS "firstAt", last_at AS "lastAt", seen, fired_at AS "firedAt", told_at AS "toldAt",
                 cleared_at AS "clearedAt"`;
// In the order of names, so that two processes that see the same causes wait for one another and not in a circle.
const SEE = {
  name: 'alert-see',
  text: `INSERT INTO alert (cause, summary, first_at, last_at)
         SELECT cause, summary, clock_timestamp(), clock_timestamp() FROM unnest($1::text[], $2::text[]) AS found (cause, summary) ORDER BY cause
         ON CONFLICT (cause) DO UPDATE SET
           summary = EXCLUDED.summary,
           last_at = EXCLUDED.last_at,
           seen = CASE WHEN alert.cleared_at IS NULL THEN alert.seen + 1 ELSE 1 END,
           first_at = CASE WHEN alert.cleared_at IS NULL THEN alert.first_at ELSE EXCLUDED.first_at END,
           fired_at = CASE WHEN alert.cleared_at IS NULL THEN alert.fired_at END,
           told_at = CASE WHEN alert.cleared_at IS NULL THEN alert.told_at END,
           cleared_at = NULL`,
};
const FIRE = {
  name: 'alert-fire',
  text: `UPDATE alert SET fired_at = clock_timestamp()
         FROM unnest($1::text[], $2::int[]) AS due (cause, for_seconds)
         WHERE alert.cause = due.cause AND alert.fired_at IS NULL AND alert.cleared_at IS NULL
           AND alert.first_at <= clock_timestamp() - make_interval(secs => due.for_seconds)
         RETURNING ${COLUMNS}`,
};
const CLEAR = {
  name: 'alert-clear',
  text: `UPDATE alert SET cleared_at = clock_timestamp()
         WHERE cleared_at IS NULL AND last_at < clock_timestamp() - make_interval(secs => $1::float8 / 1000)
         RETURNING ${COLUMNS}`,
};
const TOLD = { name: 'alert-told', text: 'UPDATE alert SET told_at = clock_timestamp() WHERE cause = $1 AND first_at = $2::timestamptz' };
const FIRING = {
  name: 'alert-firing',
  text: `SELECT ${COLUMNS} FROM alert WHERE fired_at IS NOT NULL AND cleared_at IS NULL ORDER BY cause`,
};

export class AlertStore implements AlertPort {
  readonly #ledger: Ledger;

  constructor(ports: { ledger: Ledger }) {
    this.#ledger = ports.ledger;
  }

  async see(findings: readonly { cause: string; summary: string }[]): Promise<void> {
    if (findings.length === 0) return;
    await this.#ledger.query(SEE, [findings.map(({ cause }) => cause), findings.map(({ summary }) => summary)]);
  }

  fire(tx: Tx, due: readonly { cause: string; forSeconds: number }[]): Promise<AlertModel[]> {
    return this.#ledger.query<AlertModel>(FIRE, [due.map(({ cause }) => cause), due.map(({ forSeconds }) => forSeconds)], tx);
  }

  clear(tx: Tx, awayMs: number): Promise<AlertModel[]> {
    return this.#ledger.query<AlertModel>(CLEAR, [awayMs], tx);
  }

  async told(tx: Tx, cause: string, firstAt: Date): Promise<void> {
    await this.#ledger.query(TOLD, [cause, firstAt], tx);
  }

  firing(): Promise<AlertModel[]> {
    return this.#ledger.query<AlertModel>(FIRING, []);
  }
}
