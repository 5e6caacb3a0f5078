/**
 * Writes docs/alerts/aisle.rules.yml, the rules for Prometheus, from src/services/alert.rules.ts.
 *   npx tsx scripts/alert-rules.ts
 */
import { writeFileSync } from 'node:fs';
import { prometheusRules } from '../src/services/alert.rules.js';

writeFileSync(new URL('../docs/alerts/aisle.rules.yml', import.meta.url), prometheusRules());
