import { nameFault } from '../domain/event.draft.js';
import type { ShowModel } from '../domain/event.js';
import { isId, newId, type Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import { ProblemList } from '../domain/problem.js';
import { isStorable } from '../domain/text.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { ShowPort } from '../stores/show.port.js';
import type { UnitOfWork } from '../stores/unit-of-work.port.js';
import { refuseInput } from './refused-input.js';

const TITLE_LENGTH = 200;
const DESCRIPTION_LENGTH = 10_000;

export interface ShowServicePorts {
  shows: ShowPort;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
}

/** What is performed. */
export class ShowService {
  readonly #ports: ShowServicePorts;

  constructor(ports: ShowServicePorts) {
    this.#ports = ports;
  }

  /** Shows by title. @throws BAD_USER_INPUT (cursor). */
  list(page: PageRequest): Promise<Page<ShowModel>> {
    return this.#ports.shows.list(page);
  }

  /** @returns the shows with these ids that exist, in no order. */
  findMany(ids: readonly Id[]): Promise<ShowModel[]> {
    return this.#ports.shows.findMany(ids);
  }

  /** Adds a show. Not safe to repeat: each call adds one. @throws BAD_USER_INPUT. */
  createShow(actor: Viewer, input: { title: string; description: string }): Promise<ShowModel> {
    checkWords(input);
    const show = { id: newId(), title: input.title.trim(), description: input.description };
    return this.#ports.unitOfWork.run(async (tx) => {
      await this.#record(tx, actor, 'show.create', show.id, { title: show.title });
      return this.#ports.shows.insert(tx, show);
    });
  }

  /** Changes the words of a show; what is left out stays. Safe to repeat. @throws BAD_USER_INPUT, NOT_FOUND. */
  updateShow(actor: Viewer, id: string, change: { title: string | null; description: string | null }): Promise<ShowModel> {
    checkWords(change);
    const title = change.title?.trim() ?? null;
    return this.#ports.unitOfWork.run(async (tx) => {
      const show = isId(id) ? await this.#ports.shows.update(tx, id, { ...change, title }) : null;
      if (show === null) throw new AisleError('NOT_FOUND', 'There is no such show.');
      await this.#record(tx, actor, 'show.update', id, change);
      return show;
    });
  }

  #record(tx: Parameters<AuditPort['record']>[0], actor: Viewer, action: string, id: Id, detail: object): Promise<void> {
    return this.#ports.audit.record(tx, { actor: actor.personId, action, subject: `show:${id}`, detail });
  }
}

function checkWords(words: { title: string | null; description: string | null }): void {
  const problems = new ProblemList();
  const fault = words.title === null ? null : nameFault(words.title, TITLE_LENGTH);
  if (fault !== null) problems.add('title', fault);
  const description = words.description ?? '';
  if (description.length > DESCRIPTION_LENGTH) problems.add('description', `must have at most ${DESCRIPTION_LENGTH} characters`);
  if (!isStorable(description)) problems.add('description', 'must not contain U+0000 or broken characters');
  refuseInput(problems);
}
