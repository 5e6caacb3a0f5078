import DataLoader from 'dataloader';
import type { ChartModel } from '../domain/chart.js';
import type { EventModel, ShowModel, VenueModel } from '../domain/event.js';
import type { Id } from '../domain/id.js';
import type { Page, PageRequest } from '../domain/page.js';
import type { PersonModel } from '../domain/person.js';
import type { Viewer } from '../domain/viewer.js';
import type { Services } from '../services/index.js';
import type { InventorySnapshot } from '../stores/inventory.port.js';

/** One page of one show's events, as one viewer sees them. */
export interface ShowEventsKey {
  viewer: Viewer | null;
  showId: Id;
  page: PageRequest;
}

export interface CatalogueLoaders {
  person: DataLoader<Id, PersonModel | null>;
  show: DataLoader<Id, ShowModel | null>;
  venue: DataLoader<Id, VenueModel | null>;
  /** Drafts too: for what belongs to an event. */
  event: DataLoader<Id, EventModel | null>;
  chart: DataLoader<Id, ChartModel | null>;
  /** Charts by venue, in order of name. */
  venueCharts: DataLoader<Id, ChartModel[]>;
  showEvents: DataLoader<ShowEventsKey, Page<EventModel>, string>;
  /** One look at the map for all fields of an event. */
  map: DataLoader<EventModel, InventorySnapshot | null, Id>;
}

type Sources = Pick<Services, 'people' | 'shows' | 'venues' | 'events' | 'charts' | 'seats'>;

export function createCatalogueLoaders({ people, shows, venues, events, charts, seats }: Sources): CatalogueLoaders {
  return {
    person: byId((ids) => people.findMany(ids)),
    show: byId((ids) => shows.findMany(ids)),
    venue: byId((ids) => venues.findMany(ids)),
    event: new DataLoader((ids) => events.readMany(ids)),
    // Charts come out of the process' cache: nothing is won by asking for many at once.
    chart: new DataLoader((ids) => Promise.all(ids.map((id) => charts.find(id)))),
    venueCharts: new DataLoader(async (ids) => {
      const rows = await charts.idsByVenue(ids);
      const found = await Promise.all(rows.map((row) => charts.find(row.id)));
      return ids.map((id) => found.filter((chart) => chart?.venueId === id) as ChartModel[]);
    }),
    showEvents: new DataLoader((keys) => readShowEvents(events, keys), { cacheKeyFn: keyOf }),
    map: new DataLoader((wanted) => Promise.all(wanted.map((event) => seats.map(event))), { cacheKeyFn: (event) => event.id }),
  };
}

function byId<Row extends { id: Id }>(read: (ids: readonly Id[]) => Promise<Row[]>): DataLoader<Id, Row | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  });
}

function keyOf({ showId, page }: ShowEventsKey): string {
  return `${showId} ${page.first} ${page.after ?? ''}`;
}

/** Shows with the same arguments are read together: usually all of them. */
async function readShowEvents(events: Services['events'], keys: readonly ShowEventsKey[]): Promise<Page<EventModel>[]> {
  const groups = new Map<string, ShowEventsKey[]>();
  for (const key of keys) {
    const group = `${key.page.first} ${key.page.after ?? ''}`;
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  const pages = new Map<string, Page<EventModel>>();
  for (const group of groups.values()) {
    const { viewer, page } = group[0]!;
    const found = await events.listOfShows(
      viewer,
      group.map((key) => key.showId),
      page,
    );
    for (const key of group) pages.set(keyOf(key), found.get(key.showId)!);
  }
  return keys.map((key) => pages.get(keyOf(key))!);
}
