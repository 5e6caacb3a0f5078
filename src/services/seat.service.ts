import type { ChartModel, ChartSeat } from '../domain/chart.js';
import type { EventModel } from '../domain/event.js';
import { echo, ProblemList } from '../domain/problem.js';
import { seatStateAt, SEAT_STATES, type SeatState } from '../domain/seat.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort, InventorySnapshot } from '../stores/inventory.port.js';
import { refuseInput } from './refused-input.js';

export const MOST_LABELS = 100;

/** The seats of an event, by the ways in which people look for them. */
export class SeatService {
  readonly #reader: EventReader;
  readonly #inventory: InventoryPort;
  /** Lives as long as the chart is cached. */
  readonly #labels = new WeakMap<ChartModel, Map<string, ChartSeat>>();

  constructor(ports: { reader: EventReader; inventory: InventoryPort }) {
    this.#reader = ports.reader;
    this.#inventory = ports.inventory;
  }

  /** The whole map, or null: the sale is not prepared, or Redis lost it and it is being built again. @throws DEPENDENCY_UNAVAILABLE. */
  async map(event: EventModel): Promise<InventorySnapshot | null> {
    return event.inventoryEpoch === 0 ? null : this.#inventory.readMap(event.id);
  }

  /** Seats of a section, or of one of its rows, in walking order; none for names that do not exist. */
  async inSection(event: EventModel, section: string, row: string | null): Promise<ChartSeat[]> {
    const chart = await this.#chart(event);
    const rows = chart?.layout.sections.find((candidate) => candidate.name === section)?.rows ?? [];
    return rows.filter((candidate) => row === null || candidate.label === row).flatMap((candidate) => candidate.seats);
  }

  /** Seats by label, in the order asked for. @throws BAD_USER_INPUT naming every label that does not exist, or for more than 100. */
  async byLabel(event: EventModel, labels: readonly string[]): Promise<ChartSeat[]> {
    const problems = new ProblemList();
    if (labels.length > MOST_LABELS) problems.add('labels', `at most ${MOST_LABELS} labels, not ${labels.length}`);
    refuseInput(problems);
    const chart = await this.#chart(event);
    const known = chart === null ? new Map<string, ChartSeat>() : this.#labelsOf(chart);
    const seats = labels.flatMap((label, at) => {
      const seat = known.get(label);
      if (seat === undefined) problems.add(`labels[${at}]`, `there is no seat ${echo(label)}`);
      return seat ?? [];
    });
    refuseInput(problems);
    return seats;
  }

  async #chart(event: EventModel): Promise<ChartModel | null> {
    return event.chartId === null ? null : this.#reader.chart(event.chartId);
  }

  #labelsOf(chart: ChartModel): Map<string, ChartSeat> {
    const known = this.#labels.get(chart) ?? new Map(chart.seats.map((seat) => [seat.label, seat]));
    this.#labels.set(chart, known);
    return known;
  }
}

/** @returns the seat's state; FREE while there is no map. */
export function stateOf(seat: ChartSeat, map: InventorySnapshot | null): SeatState {
  return map === null ? 'FREE' : SEAT_STATES[seatStateAt(map.map, seat.index)];
}

/** Nothing free and nothing held. Not while there is no map. */
export function isSoldOut(map: InventorySnapshot | null): boolean {
  return map !== null && map.tiers.every((tier) => tier.free === 0 && tier.held === 0);
}
