/** What is measured, by the name of its metric without `aisle_`; each value has a label that tells what it is about. */
export type Measure =
  | 'queue_oldest_seconds'
  | 'relay_lag_seconds'
  | 'dead_letters_open'
  | 'job_failure_share'
  | 'money_unbalanced'
  | 'refunds_failed'
  | 'breaker_open_seconds'
  | 'redis_memory_share'
  | 'inventory_mismatches'
  | 'ledger_conflicts';

export interface AlertRule {
  /** First part of the cause's name; the label is the second. */
  name: string;
  measure: Measure;
  /** The label that tells causes of one rule apart. */
  label: 'queue' | 'event' | 'server' | 'name';
  /** More than this is wrong. */
  above: number;
  /** How long it must last before anybody is told, seconds. */
  forSeconds: number;
  /** The same for Prometheus; a rule of one process' own counters looks at their growth. */
  expr: string;
  /** What is wrong, for people; {label} and {value} are filled in. */
  summary: string;
  /** File in docs/runbooks. */
  runbook: string;
}

/** What a reader found, one a label. */
export interface Reading {
  measure: Measure;
  label: string;
  value: number;
  /** Where to look, for people: said after the summary. */
  about?: string;
}

/** Something that is wrong right now. */
export interface Finding {
  cause: string;
  summary: string;
  forSeconds: number;
  runbook: string;
}

/** Every rule of the house: judged here by each worker, and handed to Prometheus as docs/alerts/aisle.rules.yml. */
export const ALERT_RULES: readonly AlertRule[] = [
  {
    name: 'backlog-age',
    measure: 'queue_oldest_seconds',
    label: 'queue',
    above: 120,
    forSeconds: 0,
    expr: 'max by (queue) (aisle_queue_oldest_seconds) > 120',
    summary: 'The oldest job of {label} has waited {value} s: workers are away, stuck or too slow.',
    runbook: 'queue-stuck.md',
  },
  {
    name: 'relay-lag',
    measure: 'relay_lag_seconds',
    label: 'queue',
    above: 30,
    forSeconds: 0,
    expr: 'max(aisle_relay_lag_seconds) > 30',
    summary: 'A committed message has waited {value} s for its queue: is the Redis of the queues there?',
    runbook: 'queue-stuck.md',
  },
  {
    name: 'dead-letter',
    measure: 'dead_letters_open',
    label: 'queue',
    above: 0,
    forSeconds: 0,
    expr: 'max by (queue) (aisle_dead_letters_open) > 0',
    summary: 'Work of {label} was given up: {value} open dead letters wait for a decision.',
    runbook: 'dead-letters.md',
  },
  {
    name: 'failure-share',
    measure: 'job_failure_share',
    label: 'queue',
    above: 0.5,
    forSeconds: 60,
    expr:
      'sum by (queue) (rate(aisle_job_seconds_count{outcome=~"retry|dead"}[5m])) / sum by (queue) (rate(aisle_job_seconds_count[5m])) > 0.5 ' +
      'and sum by (queue) (increase(aisle_job_seconds_count[5m])) >= 20',
    summary: 'Of the tries of {label} in the last five minutes, a share of {value} failed.',
    runbook: 'queue-stuck.md',
  },
  {
    name: 'money-unbalanced',
    measure: 'money_unbalanced',
    label: 'event',
    above: 0,
    forSeconds: 300,
    expr: 'max by (event) (aisle_money_unbalanced) > 0',
    summary: 'What event {label} took and gave back differs from the worth of its tickets by {value} minor units.',
    runbook: 'money-unbalanced.md',
  },
  {
    name: 'refund-failed',
    measure: 'refunds_failed',
    label: 'event',
    above: 0,
    forSeconds: 0,
    expr: 'max by (event) (aisle_refunds_failed) > 0',
    summary: 'The payment provider refused {value} refunds of event {label}, and nobody decided yet: buyers wait for their money.',
    runbook: 'refund-failed.md',
  },
  {
    name: 'breaker-open',
    measure: 'breaker_open_seconds',
    label: 'name',
    above: 300,
    forSeconds: 0,
    expr: 'max by (name) (aisle_breaker_open_seconds) > 300',
    summary: '{label} has not answered for {value} s, and something waits for it.',
    runbook: 'dependency-away.md',
  },
  {
    name: 'inventory-mismatch',
    measure: 'inventory_mismatches',
    label: 'event',
    above: 0,
    forSeconds: 0,
    expr: 'increase(aisle_inventory_mismatches_total[15m]) > 0',
    summary: 'Redis and the ledger disagreed about {value} seats or tiers of event {label}; Redis was mended.',
    runbook: 'inventory-mismatch.md',
  },
  {
    name: 'redis-memory',
    measure: 'redis_memory_share',
    label: 'server',
    above: 0.85,
    forSeconds: 60,
    expr: 'max by (server) (aisle_redis_memory_share) > 0.85',
    summary: 'Redis ({label}) uses a share of {value} of its memory; when it is full it refuses holds.',
    runbook: 'redis-memory.md',
  },
  {
    name: 'ledger-conflict',
    measure: 'ledger_conflicts',
    label: 'event',
    above: 0,
    forSeconds: 0,
    expr: 'increase(aisle_ledger_conflicts_total[15m]) > 0',
    summary: 'The ledger refused {value} orders of event {label} that Redis had granted.',
    runbook: 'inventory-mismatch.md',
  },
];

/** @returns what the rules say about these readings. */
export function judge(readings: readonly Reading[], rules: readonly AlertRule[] = ALERT_RULES): Finding[] {
  return rules.flatMap((rule) =>
    readings
      .filter(({ measure, value }) => measure === rule.measure && value > rule.above)
      .map(({ label, value, about }) => ({
        cause: `${rule.name}:${label}`,
        summary: [rule.summary.replace('{label}', label).replace('{value}', String(Math.round(value * 100) / 100)), about]
          .filter(Boolean)
          .join(' '),
        forSeconds: rule.forSeconds,
        runbook: rule.runbook,
      })),
  );
}

/** @returns the rules as a file for Prometheus' `rule_files`. JSON strings are YAML strings. */
export function prometheusRules(rules: readonly AlertRule[] = ALERT_RULES): string {
  const entries = rules.map(({ name, expr, forSeconds, label, summary, runbook }) => {
    const text = summary.replace('{label}', `{{ $labels.${label} }}`).replace('{value}', '{{ $value }}');
    const title = name.replaceAll(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());
    return [
      `      - alert: Aisle${title}`,
      `        expr: ${JSON.stringify(expr)}`,
      `        for: ${forSeconds}s`,
      '        annotations:',
      `          summary: ${JSON.stringify(text)}`,
      `          runbook: docs/runbooks/${runbook}`,
    ].join('\n');
  });
  const head = '# Written by scripts/alert-rules.ts from src/services/alert.rules.ts. Do not edit.\ngroups:\n  - name: aisle\n    rules:';
  return `${head}\n${entries.join('\n')}\n`;
}
