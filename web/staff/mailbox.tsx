import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatShortDateTime } from '../storefront/text/time.js';
import { Notice } from '../storefront/ui/notice.js';
import { StaffShell } from './shell.js';

const REFRESH_MS = 5_000;

interface MailSummary {
  id: string;
  kind: 'mail' | 'sms';
  at: string;
  from: string;
  to: string[];
  subject: string;
}
interface Mail extends MailSummary {
  text: string | null;
  html: string | null;
  attachments: { name: string; type: string; bytes: number }[];
}

async function read<Answer>(path: string): Promise<Answer> {
  const response = await fetch(path, { credentials: 'same-origin' });
  if (!response.ok)
    throw new Error(
      response.status === 403 || response.status === 401
        ? 'Your session has ended. Sign in again.'
        : `The mailbox answered ${response.status}.`,
    );
  return (await response.json()) as Answer;
}

/** What was sent, newest first, and one mail opened beside the list. */
function Mailbox() {
  const mails = useSignal<MailSummary[] | null>(null);
  const open = useSignal<Mail | null>(null);
  const problem = useSignal('');
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      problem.value = '';
    } catch (error) {
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  const list = (): Promise<void> =>
    guarded(async () => {
      const answer = await read<MailSummary[] | { messages: MailSummary[] }>('/mailbox/messages.json');
      mails.value = Array.isArray(answer) ? answer : answer.messages;
    });
  const show = (id: string): Promise<void> =>
    guarded(async () => {
      open.value = await read<Mail>(`/mailbox/messages/${encodeURIComponent(id)}.json`);
    });
  useEffect(() => {
    void list();
    const timer = setInterval(() => void list(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <StaffShell>
      <main class="wide">
        <h1>Mailbox</h1>
        {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
        {mails.value?.length === 0 && (
          <p class="hint">No mail and no short message was sent yet. This list looks for new ones by itself.</p>
        )}
        <div class="mailbox">
          <ul class="mails" aria-label="Mails">
            {mails.value?.map((mail) => (
              <li key={mail.id}>
                <button type="button" aria-current={open.value?.id === mail.id} onClick={() => void show(mail.id)}>
                  <strong>{mail.subject}</strong>
                  <small>
                    {mail.kind === 'sms' && 'Short message to '}
                    {mail.to.join(', ')}
                  </small>
                  <small>{formatShortDateTime(mail.at)}</small>
                </button>
              </li>
            ))}
          </ul>
          {open.value && <MailView key={open.value.id} mail={open.value} />}
        </div>
      </main>
    </StaffShell>
  );
}

function MailView({ mail }: { mail: Mail }) {
  const plain = useSignal(!mail.html);
  return (
    <article class="mail card" aria-label={mail.subject}>
      <h2>{mail.subject}</h2>
      <dl>
        <div>
          <dt>From</dt>
          <dd>{mail.from || '–'}</dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>{mail.to.join(', ')}</dd>
        </div>
        <div>
          <dt>Sent</dt>
          <dd>{formatShortDateTime(mail.at)}</dd>
        </div>
      </dl>
      {mail.html && mail.text && (
        <div class="switch" role="group" aria-label="Show the mail as">
          <button
            type="button"
            aria-pressed={!plain.value}
            onClick={() => {
              plain.value = false;
            }}
          >
            HTML
          </button>
          <button
            type="button"
            aria-pressed={plain.value}
            onClick={() => {
              plain.value = true;
            }}
          >
            Text
          </button>
        </div>
      )}
      {mail.attachments.length > 0 && (
        <ul class="files" aria-label="Attachments">
          {mail.attachments.map((file, index) => (
            <li key={file.name}>
              <a href={`/mailbox/messages/${mail.id}/attachments/${index}`} download={file.name}>
                {file.name}
              </a>{' '}
              <small>{Math.ceil(file.bytes / 1000)} kB</small>
            </li>
          ))}
        </ul>
      )}
      {plain.value || !mail.html ? (
        <pre tabIndex={0}>{mail.text}</pre>
      ) : (
        // An empty sandbox: no script, no form, no navigation, an origin of its own.
        <iframe title={`Mail: ${mail.subject}`} sandbox="" srcdoc={mail.html} />
      )}
    </article>
  );
}

render(<Mailbox />, document.getElementById('app')!);
