/**
 * Writes docs/alerts/aisle.rules.yml, the rules for Prometheus, from src/services/alert.rules.ts.
 *
 *   tsx scripts/alert-rules.ts           writes it
 *   tsx scripts/alert-rules.ts --check   changes nothing; ends with 1 when it is stale
 */
import { prometheusRules } from '../src/services/alert.rules.js';
import { keepGenerated } from './generated-file.js';

keepGenerated(new URL('../docs/alerts/aisle.rules.yml', import.meta.url), prometheusRules());
