/** A stretch of seats of one row between two aisles: seats `first` to `first + length - 1`, each the neighbour of the next. */
export interface SeatRun {
  first: number;
  length: number;
}

/** What the inventory must know of an event's seats to judge whether a pick strands one. */
export interface RunTable {
  /** In order of seats; together they are all seats of the event. */
  runs: SeatRun[];
  /** Position of the tier by seat. */
  tierBySeat: Uint8Array;
  /** 1 for an accessible seat, by seat. */
  accessible: Uint8Array;
}
