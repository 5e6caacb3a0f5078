import { render } from 'preact';
import { line } from './api/socket.js';
import { EventPage } from './events/event.page.js';
import { EventsPage } from './events/events.page.js';
import { OrderPage } from './order/order.page.js';
import { OrdersPage } from './order/orders.page.js';
import { AccountPage } from './session/account.page.js';
import { me, refreshMe, signedIn } from './session/session.js';
import { LiveRegion } from './ui/announcer.js';
import { path, settle, startRouter } from './ui/router.js';

function Page() {
  const [, area, id] = path.value.split('/');
  if (!area) return <EventsPage />;
  if (area === 'events' && id) return <EventPage key={id} id={decodeURIComponent(id)} />;
  if (area === 'orders' && id) return <OrderPage key={id} orderNo={decodeURIComponent(id)} />;
  if (area === 'orders') return <OrdersPage />;
  if (area === 'account') return <AccountPage />;
  settle('Not found');
  return (
    <main>
      <h1>There is no such page</h1>
      <p>
        <a href="/">See what’s on</a>
      </p>
    </main>
  );
}

function Shell() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="top">
        <a class="brand" href="/">
          <BrandMark />
          Aisle
        </a>
        <nav aria-label="Pages">
          <a href="/" aria-current={path.value === '/' ? 'page' : undefined}>
            What’s on
          </a>
          {me.value && (
            <a href="/orders" aria-current={path.value === '/orders' ? 'page' : undefined}>
              My orders
            </a>
          )}
          <a href="/account" aria-current={path.value === '/account' ? 'page' : undefined}>
            {signedIn.value ? 'Account' : 'Sign in'}
          </a>
        </nav>
      </header>
      {line.value === 'lost' && (
        <p class="line-lost" role="status">
          The live connection is lost. Connecting again… What you see may be a little old.
        </p>
      )}
      <div id="main">
        <Page />
      </div>
      <LiveRegion />
      <footer class="foot">Seats are held first come, first served, and never sold twice.</footer>
    </>
  );
}

function BrandMark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M3 5h7v4H3zM3 11h7v4H3zM3 17h7v4H3zM14 5h7v4h-7zM14 11h7v4h-7zM14 17h7v4h-7z" />
    </svg>
  );
}

startRouter();
render(<Shell />, document.getElementById('app')!);
// A page that needs to know who is here asks by itself; this fills the header, and may fail without harm.
void refreshMe().catch(() => undefined);
