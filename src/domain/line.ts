/** The line in front of a sale, as everybody may see it. */
export interface WaitingRoom {
  /** Buyers must queue right now. */
  active: boolean;
  /** People in line. */
  waiting: number;
  /** How fast the line moves. */
  admittedPerMinute: number;
}
