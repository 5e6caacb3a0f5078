import type { Page, PageRequest } from '../domain/page.js';
import type { Tx } from './unit-of-work.port.js';

export interface AuditEntryModel {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  detail: unknown;
}

/** What staff did. Written in the transaction of the deed; never changed. */
export interface AuditPort {
  /** `subject` is `noun:id`, `action` is `noun.verb`, `actor` a person id or `system`. */
  record(tx: Tx, entry: Omit<AuditEntryModel, 'id' | 'at'>): Promise<void>;
  list(filter: { subject?: string }, page: PageRequest): Promise<Page<AuditEntryModel>>;
}
