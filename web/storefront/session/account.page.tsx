import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Refusal } from '../api/types.js';
import { errorSentence, refusalSentence } from '../text/sentences.js';
import { Notice } from '../ui/notice.js';
import { goBack, settle } from '../ui/router.js';
import { me, register, signedIn, signIn, signOut } from './session.js';

const NO_NAMES = { seat: String, tier: String };

/** Sign in, open an account, or sign out. What a guest holds goes with them. */
export function AccountPage() {
  useEffect(() => settle('Account'), []);
  return <main class="narrow">{signedIn.value ? <SignedIn /> : <SignIn />}</main>;
}

function SignedIn() {
  const problem = useSignal('');
  const leave = (): void =>
    void signOut().catch((error: unknown) => {
      problem.value = errorSentence(error);
    });
  const staff = me.value?.role === 'STAFF' || me.value?.role === 'ADMIN';
  return (
    <>
      <h1>Hello, {me.value?.name ?? me.value?.email}</h1>
      {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
      <p>You are signed in as {me.value?.email}.</p>
      <p>
        <a href="/orders">My orders</a>
      </p>
      {staff && (
        <p>
          <a href="/staff">Staff pages</a>
        </p>
      )}
      <button type="button" onClick={leave}>
        Sign out
      </button>
    </>
  );
}

function SignIn() {
  const opening = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal('');
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const [email, password, name] = ['email', 'password', 'name'].map((field) => String(data.get(field) ?? '').trim()) as [
      string,
      string,
      string,
    ];
    busy.value = true;
    problem.value = '';
    try {
      const refusal: Refusal | null = opening.value
        ? await register(email, String(data.get('password')), name)
        : await signIn(email, password);
      if (refusal) problem.value = refusalSentence(refusal, NO_NAMES);
      else goBack('/');
    } catch (error) {
      problem.value = errorSentence(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <h1>{opening.value ? 'Open an account' : 'Sign in'}</h1>
      <p class="hint">
        You need no account to buy. With one, your orders wait for you on every device, and what you hold right now stays yours.
      </p>
      {problem.value && <Notice notice={{ tone: 'problem', text: problem.value }} />}
      <form class="checkout card" onSubmit={(event) => void submit(event)}>
        {opening.value && (
          <label>
            Name
            <input name="name" required maxLength={100} autoComplete="name" />
          </label>
        )}
        <label>
          E-mail
          <input name="email" type="email" required maxLength={254} autoComplete="username" />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            required
            minLength={opening.value ? 10 : 1}
            autoComplete={opening.value ? 'new-password' : 'current-password'}
          />
        </label>
        <button type="submit" class="primary" disabled={busy.value}>
          {opening.value ? 'Open account' : 'Sign in'}
        </button>
      </form>
      <p>
        {opening.value ? 'You have an account already?' : 'No account yet?'}{' '}
        <button
          type="button"
          class="link"
          onClick={() => {
            opening.value = !opening.value;
            problem.value = '';
          }}
        >
          {opening.value ? 'Sign in' : 'Open one'}
        </button>
      </p>
    </>
  );
}
