import type { ComponentChildren } from 'preact';
import { signOut } from '../storefront/session/session.js';

/** The frame of every staff page. */
export function StaffShell({ children, who }: { children: ComponentChildren; who?: string | null }) {
  const leave = (): void =>
    void signOut()
      .catch(() => undefined)
      .then(() => location.assign('/staff'));
  return (
    <>
      <header class="top">
        <a class="brand" href="/staff">
          Aisle <small>staff</small>
        </a>
        <nav aria-label="Staff pages">
          <a href="/">Storefront</a>
          {who && (
            <button type="button" class="link" onClick={leave}>
              Sign out {who}
            </button>
          )}
        </nav>
      </header>
      {children}
    </>
  );
}
