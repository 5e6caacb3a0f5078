/** What the guards count. */
export interface GuardMetrics {
  /** A limit refused somebody. */
  limitRefused(limit: string): void;
  /** The limit's store did not answer, and this process judged alone. Anything but 0 for long means: act. */
  limitInsured(limit: string): void;
  /** A request was turned away because too many were in flight. */
  overloaded(): void;
  inFlight(count: number): void;
}
