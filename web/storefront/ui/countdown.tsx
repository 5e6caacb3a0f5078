import { useSignal, useSignalEffect, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formatCountdown, speakDuration } from '../text/time.js';
import { announce } from './announcer.js';

/** Moments worth a word, in milliseconds before the end. */
const SPOKEN_AT_MS = [300_000, 120_000, 60_000, 30_000, 10_000];
const SHORT_MS = 60_000;

/**
 * A deadline on the page's own steady clock. The server says how long is left; the reader's wall clock, which may be wrong or be
 * changed, plays no part.
 * @param sentAt `performance.now()` when the question was sent: the answer's travel time then shortens the countdown, never stretches it.
 */
export function deadlineFrom(leftMs: number, sentAt: number): number {
  return sentAt + leftMs;
}

interface CountdownProps {
  /** On the scale of `performance.now()`. */
  deadline: ReadonlySignal<number>;
  /** What ends, for the spoken announcements: "to order". */
  purpose: string;
  onEnd?(): void;
}

/** Shows the time left, second by second, and says it aloud at a few moments. */
export function Countdown({ deadline, purpose, onEnd }: CountdownProps) {
  const left = useSignal(deadline.value - performance.now());
  useSignalEffect(() => {
    const end = deadline.value;
    let previous = end - performance.now();
    left.value = previous;
    const timer = setInterval(() => {
      const now = end - performance.now();
      const moment = SPOKEN_AT_MS.find((at) => previous > at && now <= at);
      if (moment) announce(`${speakDuration(moment)} left ${purpose}.`);
      previous = now;
      left.value = now;
      if (now > 0) return;
      clearInterval(timer);
      onEnd?.();
    }, 250);
    return () => clearInterval(timer);
  });
  return (
    <span class={left.value < SHORT_MS ? 'countdown short' : 'countdown'} role="timer" aria-live="off">
      {formatCountdown(left.value)}
    </span>
  );
}

/** Runs `work` when the page comes back to the front: a sleeping computer stops the steady clock, so counts are asked for anew. */
export function useReturn(work: () => void): void {
  useEffect(() => {
    const listener = (): void => {
      if (document.visibilityState === 'visible') work();
    };
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  }, []);
}
