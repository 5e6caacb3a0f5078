import type { Id } from '../domain/id.js';
import type { BrowserPort } from '../stores/browser.port.js';
import type { EventReader } from '../stores/event.port.js';
import type { InventoryPort } from '../stores/inventory.port.js';
import type { LinePort } from '../stores/line.port.js';
import type { OrderPort } from '../stores/order.port.js';
import type { Tx } from '../stores/unit-of-work.port.js';

export interface GuestServicePorts {
  events: EventReader;
  inventory: InventoryPort;
  line: Pick<LinePort, 'move'>;
  orders: OrderPort;
  browsers: Pick<BrowserPort, 'reassign'>;
}

/** What a guest has when it turns out to be someone with an account. */
export class GuestService {
  readonly #ports: GuestServicePorts;

  constructor(ports: GuestServicePorts) {
    this.#ports = ports;
  }

  /**
   * Hands the holds of a guest, and places in line, to an account, in every event on sale. Done before the ledger changes, so that a failure leaves the
   * guest signed in and able to try again. Safe to repeat.
   * @throws DEPENDENCY_UNAVAILABLE.
   */
  async moveHolds(guest: Id, account: Id): Promise<void> {
    const events = await this.#ports.events.sellingEvents();
    const { inventory, line } = this.#ports;
    await Promise.all(
      events.map(async ({ id, waitingRoom }) => {
        if (waitingRoom) await line.move(id, guest, account);
        await inventory.moveHolds(id, guest, account);
      }),
    );
  }

  /** Hands the guest's orders to the account, and the browsers that are told of them. */
  async moveOrders(tx: Tx, guest: Id, account: Id): Promise<void> {
    await this.#ports.orders.reassign(tx, guest, account);
    await this.#ports.browsers.reassign(tx, guest, account);
  }
}
