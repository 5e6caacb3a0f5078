import type { ComponentChildren } from 'preact';

export type Tone = 'problem' | 'info' | 'good';
export interface NoticeText {
  tone: Tone;
  text: string;
  /** Where to go next, if somewhere. */
  link?: { href: string; label: string };
}

const MARKS: Record<Tone, string> = { problem: '!', info: 'i', good: '✓' };

/** A sentence with a mark, a tone and perhaps a way on. A problem interrupts a screen reader; the rest waits its turn. */
export function Notice({ notice, onClose }: { notice: NoticeText; onClose?(): void }) {
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
