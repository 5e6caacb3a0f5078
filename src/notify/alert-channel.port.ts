/** What the people on duty are told. */
export interface AlertNotice {
  status: 'firing' | 'resolved';
  cause: string;
  summary: string;
  /** Where to read what to do; null when there is nothing to do. */
  runbook: string | null;
  /** When it began. */
  firstAt: Date;
}

export interface AlertChannel {
  /** Hands a notice over. Repeats carry the same id. Rejects unless the receiver took it. */
  send(notice: AlertNotice, messageId: string, signal: AbortSignal): Promise<void>;
}
