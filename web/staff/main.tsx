import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { me, refreshMe, signIn } from '../storefront/session/session.js';
import { errorSentence, refusalSentence } from '../storefront/text/sentences.js';
import { Notice } from '../storefront/ui/notice.js';
import { StaffShell } from './shell.js';

const ROOMS = [
  { href: '/door', name: 'Door', about: 'Scan tickets and let people in, each ticket once.' },
  { href: '/playground', name: 'GraphQL playground', about: 'Every operation, with documented examples for running a sale.' },
  { href: '/queues', name: 'Queues', about: 'Jobs waiting, running, delayed and failed. Read-only.' },
  { href: '/mailbox', name: 'Mailbox', about: 'What was sent by e-mail, in development and demo mode.' },
  { href: '/metrics', name: 'Metrics', about: 'Numbers of this process, for Prometheus.' },
  { href: '/readyz', name: 'Health', about: 'Whether this process and what it needs are ready.' },
];

const isStaff = (): boolean => me.value?.role === 'STAFF' || me.value?.role === 'ADMIN';

/** Where to go after signing in: a path of this site, never another site. */
function nextPath(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : '/staff';
}

function SignIn() {
  const problem = useSignal('');
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    problem.value = '';
    try {
      const refusal = await signIn(String(data.get('email')).trim(), String(data.get('password')));
      if (refusal) problem.value = refusalSentence(refusal, { seat: String, tier: String });
      else if (isStaff()) location.assign(nextPath());
      else problem.value = 'This account is not a staff account.';
    } catch (error) {
      problem.value = errorSentence(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <main class="narrow">
      <h1>Staff sign-in</h1>
      {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
      <form class="checkout card" onSubmit={(event) => void submit(event)}>
        <label>
          E-mail
          <input name="email" type="email" required autoComplete="username" />
        </label>
        <label>
          Password
          <input name="password" type="password" required autoComplete="current-password" />
        </label>
        <button type="submit" class="primary" disabled={busy.value}>
          Sign in
        </button>
      </form>
    </main>
  );
}

function Rooms() {
  return (
    <main>
      <h1>Staff pages</h1>
      <ul class="rooms">
        {ROOMS.map((room) => (
          <li key={room.href} class="card">
            <h2>
              <a href={room.href}>{room.name}</a>
            </h2>
            <p>{room.about}</p>
          </li>
        ))}
      </ul>
    </main>
  );
}

function StaffPage() {
  if (me.value === undefined)
    return (
      <StaffShell>
        <main>
          <h1>Staff</h1>
        </main>
      </StaffShell>
    );
  return <StaffShell who={isStaff() ? me.value?.email : null}>{isStaff() ? <Rooms /> : <SignIn />}</StaffShell>;
}

render(<StaffPage />, document.getElementById('app')!);
void refreshMe().catch(() => {
  me.value = null;
});
