import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { layoutHash, layoutJson } from '../domain/chart.hash.js';
import { seatsOf, type ChartModel } from '../domain/chart.js';
import { parseSeatingPlan } from '../domain/chart.parser.js';
import { nameFault } from '../domain/event.draft.js';
import { isId, newId, type Id } from '../domain/id.js';
import { ProblemList, type Problem } from '../domain/problem.js';
import type { Viewer } from '../domain/viewer.js';
import { AisleError } from '../errors/aisle-error.js';
import type { AuditPort } from '../stores/audit.port.js';
import type { ChartPort, ChartRecord } from '../stores/chart.port.js';
import type { EventReader } from '../stores/event.port.js';
import type { Tx, UnitOfWork } from '../stores/unit-of-work.port.js';
import type { VenuePort } from '../stores/venue.port.js';
import { refuseInput } from './refused-input.js';

const NAME_LENGTH = 200;
const HASH = /^[0-9a-f]{64}$/;
/** Bytes of layouts kept ready to be sent, all encodings together. */
const MOST_READY_BYTES = 64 * 1024 * 1024;
/** 60,000 seats: 8.9 MB become 0.88 MB in 0.3 s (gzip: 1.02 MB in 0.2 s); the default quality of 11 is made for files packed once. */
const BROTLI_QUALITY = 5;

export const LAYOUT_ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type LayoutEncoding = (typeof LAYOUT_ENCODINGS)[number];
export type ImportOutcome = { kind: 'Chart'; chart: ChartModel } | { kind: 'InvalidChart'; problems: Problem[] };

export interface ChartServicePorts {
  charts: ChartPort;
  events: Pick<EventReader, 'chart'>;
  venues: VenuePort;
  audit: AuditPort;
  unitOfWork: UnitOfWork;
  /** Our address, without a slash at the end. */
  publicUrl: string;
}

/** Seating charts: reading them in, and giving their layout out. */
export class ChartService {
  readonly #ports: ChartServicePorts;
  readonly #files: LRUCache<string, Buffer>;

  constructor(ports: ChartServicePorts) {
    this.#ports = ports;
    this.#files = new LRUCache({
      maxSize: MOST_READY_BYTES,
      sizeCalculation: (file) => file.length + 1,
      ignoreFetchAbort: true,
      fetchMethod: (key) => this.#makeFile(key),
    });
  }

  /** The chart with its seats, or null. */
  async find(id: string): Promise<ChartModel | null> {
    return isId(id) ? this.#ports.events.chart(id) : null;
  }

  /** Ids by venue, in order of chart name. */
  idsByVenue(venueIds: readonly Id[]): Promise<{ venueId: Id; id: Id }[]> {
    return this.#ports.charts.idsByVenue(venueIds);
  }

  /**
   * Reads a chart in. Safe to repeat: the same document gives the venue's chart that is there already, under its first name.
   * @throws BAD_USER_INPUT (name), NOT_FOUND (venue).
   */
  async importChart(actor: Pick<Viewer, 'personId'>, input: { venueId: string; name: string; document: unknown }): Promise<ImportOutcome> {
    const { venueId, name, document } = input;
    const problems = new ProblemList();
    const fault = nameFault(name, NAME_LENGTH);
    if (fault !== null) problems.add('name', fault);
    refuseInput(problems);
    const parsed = parseSeatingPlan(document);
    if (parsed.kind === 'PROBLEMS') return { kind: 'InvalidChart', problems: parsed.problems };
    const { layout } = parsed;
    const categories = layout.categories.map((category) => category.name);
    const chart = {
      id: newId(),
      venueId,
      name: name.trim(),
      hash: layoutHash(layout),
      seatCount: seatsOf(layout).length,
      categories,
      layout,
    };
    const id = await this.#ports.unitOfWork.run((tx) => this.#store(tx, actor, chart));
    return { kind: 'Chart', chart: (await this.#ports.events.chart(id))! };
  }

  /** Where the geometry of a chart is served, to be kept for ever. */
  layoutUrl(chart: Pick<ChartModel, 'hash'>): string {
    return `${this.#ports.publicUrl}/charts/${chart.hash}.json`;
  }

  /** @returns the layout as JSON text in one encoding, or null when no chart has this hash. The same bytes for ever. */
  async layoutFile(hash: string, encoding: LayoutEncoding): Promise<Buffer | null> {
    return HASH.test(hash) ? ((await this.#files.fetch(`${encoding}:${hash}`)) ?? null) : null;
  }

  /** The venue's row is locked, so that two imports of one document do not both find none. */
  async #store(tx: Tx, actor: Pick<Viewer, 'personId'>, chart: ChartRecord): Promise<Id> {
    const { charts, venues, audit } = this.#ports;
    const known = isId(chart.venueId) && (await venues.lock(tx, chart.venueId));
    if (!known) throw new AisleError('NOT_FOUND', 'There is no such venue.');
    const there = await charts.findByHash(tx, chart.venueId, chart.hash);
    if (there !== null) return there;
    await charts.insert(tx, chart);
    const { venueId, name, hash, seatCount } = chart;
    const entry = {
      actor: actor.personId,
      action: 'chart.import',
      subject: `chart:${chart.id}`,
      detail: { venueId, name, hash, seatCount },
    };
    await audit.record(tx, entry);
    return chart.id;
  }

  async #makeFile(key: string): Promise<Buffer | undefined> {
    const [encoding, hash] = key.split(':') as [LayoutEncoding, string];
    if (encoding === 'identity') {
      const layout = await this.#ports.charts.layoutByHash(hash);
      return layout === null ? undefined : Buffer.from(layoutJson(layout));
    }
    const plain = await this.layoutFile(hash, 'identity');
    if (plain === null) return undefined;
    if (encoding === 'gzip') return promisify(gzip)(plain);
    return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  }
}
