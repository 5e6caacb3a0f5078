/** What travels about one message. */
export interface JobEnvelope {
  messageId: string;
  key: string;
  orderNo: string | null;
  payload: unknown;
  /** Tries that it had in a job that it shared, before it got its own; absent: none. */
  earlierTries?: number;
}

/** Many messages of one queue in one job. */
export interface JobChunk {
  chunk: JobEnvelope[];
}

/** A job as it lies in its queue. */
export type JobData = JobEnvelope | JobChunk;

export function isChunk(data: JobData): data is JobChunk {
  return 'chunk' in data;
}
