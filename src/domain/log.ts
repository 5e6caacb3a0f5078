/** What the floors need of a structured log; pino is one. ERROR means that a person must act. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A log whose every line carries `fields` too. */
  child(fields: object): Log;
}
