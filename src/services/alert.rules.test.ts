import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALERT_RULES, judge, prometheusRules } from './alert.rules.js';

const docs = (path: string) => new URL(`../../docs/${path}`, import.meta.url);

describe('the rules of alarm', () => {
  it('are the ones in docs/alerts/aisle.rules.yml (written by npx tsx scripts/alert-rules.ts)', () => {
    expect(readFileSync(docs('alerts/aisle.rules.yml'), 'utf8')).toBe(prometheusRules());
  });

  it.each(ALERT_RULES)('$name has a runbook, and asks Prometheus for what it asks here', (rule) => {
    expect(existsSync(docs(`runbooks/${rule.runbook}`))).toBe(true);
    expect(rule.expr).toContain(`> ${rule.above}`);
  });

  it.each(ALERT_RULES)('$name is silent at its bound and fires above it, for each label', ({ name, measure, above }) => {
    expect(judge([{ measure, label: 'a', value: above }])).toEqual([]);
    const found = judge([
      { measure, label: 'a', value: above + 0.5 },
      { measure, label: 'b', value: above + 7 },
    ]);
    expect(found.map(({ cause }) => cause)).toEqual([`${name}:a`, `${name}:b`]);
    expect(found[0]?.summary).not.toMatch(/[{}]/);
  });

  it('say where to look, when the one who looked knows', () => {
    const [found] = judge([{ measure: 'refunds_failed', label: 'E', value: 2, about: 'orders A, B' }]);
    expect(found?.summary).toMatch(/2 refunds of event E.* orders A, B$/);
  });
});
