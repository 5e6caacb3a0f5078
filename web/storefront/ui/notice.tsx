import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export type Tone = 'problem' | 'info' | 'good';
export interface NoticeText {
  tone: Tone;
  text: string;
  /** Where to go next, if somewhere. */
  link?: { href: string; label: string };
  /** Another way to what was asked for. It gets the focus: whoever asked can take it with one more key. */
  action?: { label: string; run(): void };
}

const MARKS: Record<Tone, string> = { problem: '!', info: 'i', good: '✓' };

/** A sentence with a mark, a tone and perhaps a way on. A problem interrupts a screen reader; the rest waits its turn. */
export function Notice({ notice, onClose }: { notice: NoticeText; onClose?(): void }) {
  const action = useRef<HTMLButtonElement>(null);
  useEffect(() => action.current?.focus(), [notice.action]);
  return (
    <div class={`notice ${notice.tone}`} role={notice.tone === 'problem' ? 'alert' : 'status'}>
      <span class="mark" aria-hidden="true">
        {MARKS[notice.tone]}
      </span>
      <p>
        {notice.text}
        {notice.link && (
          <>
            {' '}
            <a href={notice.link.href}>{notice.link.label}</a>
          </>
        )}
        {notice.action && (
          <button type="button" ref={action} onClick={notice.action.run}>
            {notice.action.label}
          </button>
        )}
      </p>
      {onClose && (
        <button type="button" class="plain" aria-label="Close this message" onClick={onClose}>
          ×
        </button>
      )}
    </div>
  );
}

export function Badge({ tone, children }: { tone: string; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      Loading {what}…
    </p>
  );
}
