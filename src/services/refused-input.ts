import type { ProblemList } from '../domain/problem.js';
import { AisleError } from '../errors/aisle-error.js';

/** @throws BAD_USER_INPUT with every problem in the list, if there is one. */
export function refuseInput(problems: ProblemList): void {
  const listed = problems.list();
  const [first] = listed;
  if (first === undefined) return;
  const more = problems.count > 1 ? ` (and ${problems.count - 1} more)` : '';
  throw new AisleError('BAD_USER_INPUT', `${first.path}: ${first.message}${more}`, { problems: listed });
}
