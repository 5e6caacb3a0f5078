import type { ShowModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { Tx } from './unit-of-work.port.js';

export interface ShowPort {
  /** By title. */
  list(page: PageRequest): Promise<Page<ShowModel>>;
  findMany(ids: readonly Id[]): Promise<ShowModel[]>;
  insert(tx: Tx, show: Pick<ShowModel, 'id' | 'title' | 'description'>): Promise<ShowModel>;
  /** Null leaves a field as it is. @returns the show as it is now, or null when there is none. */
  update(tx: Tx, id: Id, change: { title: string | null; description: string | null }): Promise<ShowModel | null>;
}
