import type { Page, PageRequest } from '../domain/page.js';
import { searchable } from '../domain/text.js';
import type { AuditEntryModel, AuditPort } from '../stores/audit.port.js';

/** What staff did. */
export class AuditService {
  readonly #audit: AuditPort;

  constructor(ports: { audit: AuditPort }) {
    this.#audit = ports.audit;
  }

  /** Newest first; only entries about `subject` (`event:ID`) when it is given. @throws BAD_USER_INPUT (cursor). */
  list(subject: string | null, page: PageRequest): Promise<Page<AuditEntryModel>> {
    return this.#audit.list(subject === null ? {} : { subject: searchable(subject) }, page);
  }
}
