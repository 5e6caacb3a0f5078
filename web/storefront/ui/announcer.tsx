import { signal } from '@preact/signals';

const spoken = signal('');
const QUIET_MS = 2_500;
let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Says a sentence in the page's one polite live region. Sentences that come faster than one in 2.5 s are gathered and said
 * together, the latest three of them, so that a rush on the seats does not talk over the reader.
 */
export function announce(sentence: string): void {
  waiting = [...waiting.filter((other) => other !== sentence), sentence].slice(-3);
  timer ??= setTimeout(flush, 50);
}

function flush(): void {
  spoken.value = waiting.join(' ');
  waiting = [];
  timer = setTimeout(() => {
    timer = undefined;
    if (waiting.length > 0) flush();
  }, QUIET_MS);
}

export function LiveRegion() {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {spoken}
    </p>
  );
}
