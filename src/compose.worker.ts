import type { Base } from './compose.base.js';
import { composeNotifications } from './compose.notify.js';
import type { Selling } from './compose.selling.js';
import { PollLoop } from './domain/poll-loop.js';
import type { OrderFeedPublisher } from './feed/order.feed.port.js';
import { alertNotificationHandler } from './jobs/alert-notification.handler.js';
import { emailNotificationHandler } from './jobs/email-notification.handler.js';
import { eventRefundHandler } from './jobs/event-refund.handler.js';
import { emailNotificationQueue } from './jobs/email-notification.queue.js';
import { JobRegistry } from './jobs/job.registry.js';
import { JobRunner } from './jobs/job.runner.js';
import { JobWorkers } from './jobs/job.workers.js';
import { latePaymentHandler } from './jobs/late-payment.handler.js';
import { orderCompletionHandler } from './jobs/order-completion.handler.js';
import { OutboxReconciler } from './jobs/outbox.reconciler.js';
import { paymentConfirmationHandler } from './jobs/payment-confirmation.handler.js';
import { paymentRefundHandler } from './jobs/payment-refund.handler.js';
import { paymentSettlementHandler } from './jobs/payment-settlement.handler.js';
import { pushNotificationHandler } from './jobs/push-notification.handler.js';
import { pushNotificationQueue } from './jobs/push-notification.queue.js';
import { QUEUES } from './jobs/queue.catalogue.js';
import { seatConfirmationHandler } from './jobs/seat-confirmation.handler.js';
import { smsNotificationHandler } from './jobs/sms-notification.handler.js';
import { smsNotificationQueue } from './jobs/sms-notification.queue.js';
import type { NotificationService } from './services/notification.service.js';
import { InboxStore } from './stores/inbox.store.js';
import { PaymentWatchService } from './services/payment-watch.service.js';
import { connectRedis } from './stores/redis.connector.js';

const RECOVER_MS = 1000;
const MAX_BACKOFF_MS = 10_000;
const GRACE_MS = 5000;
/** A healthy worker takes a job within milliseconds of its coming. */
const WATCH = { everyMs: 5000, idleMs: 15_000 };

/** Builds the worker role: job handlers, and the timers that survive the loss of Redis. @returns what starts and stops it. */
export function composeWorker(base: Base, selling: Selling, feed: OrderFeedPublisher) {
  const { env, log, policy } = base;
  const { outbox, deadLetters } = selling.stores;
  const { notifications, close } = composeNotifications(base, selling, feed);
  const workers = new JobWorkers({
    registry: new JobRegistry({ contracts: QUEUES, handlers: handlersOf(selling, notifications) }),
    runner: new JobRunner({ inbox: new InboxStore({ ledger: base.messages }), unitOfWork: base.ledger }),
    queues: selling.queues,
    travelAlone: (ids) => outbox.travelAlone(ids),
    deadLetters,
    connect: () =>
      connectRedis({
        url: env.QUEUE_REDIS_URL ?? env.REDIS_URL,
        purpose: 'workers',
        onError: (err) => log.warn({ err }, 'worker connection trouble'),
      }),
    log,
    observer: selling.observer,
    settings: { prefix: env.QUEUE_PREFIX, ...policy.jobs, rates: ratesOf(base) },
    watch: WATCH,
  });
  const timing = { everyMs: policy.timers.reconcileMs, afterMs: policy.timers.reconcileAfterMs };
  const reconciler = new OutboxReconciler({
    outbox,
    deadLetters,
    queues: selling.queues,
    doorbell: selling.relay,
    log,
    observer: selling.observer,
    timing,
  });
  const loops = [...timersOf(base, selling), reconciler];
  return {
    start() {
      workers.start();
      for (const loop of loops) loop.start();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await workers.stop(GRACE_MS);
      close();
    },
  };
}

/** What the other side takes a second. */
function ratesOf({ env }: Base): Record<string, number> {
  return {
    [emailNotificationQueue.name]: env.MAILS_PER_SECOND,
    [smsNotificationQueue.name]: env.SMS_PER_SECOND,
    [pushNotificationQueue.name]: env.PUSHES_PER_SECOND,
  };
}

function handlersOf(selling: Selling, notifications: NotificationService) {
  return [
    paymentConfirmationHandler(selling),
    paymentSettlementHandler(selling),
    paymentRefundHandler(selling),
    latePaymentHandler(selling),
    eventRefundHandler(selling),
    orderCompletionHandler(selling),
    seatConfirmationHandler(selling),
    emailNotificationHandler({ notifications }),
    smsNotificationHandler({ notifications }),
    pushNotificationHandler({ notifications }),
    alertNotificationHandler(selling),
  ];
}

/** Asks providers about payments of which no webhook told. */
function composeWatch(log: Base['log'], policy: Base['policy'], { stores, providers, paymentEvents }: Selling): PaymentWatchService {
  const onError = (err: unknown, paymentId: string) => log.warn({ err, paymentId }, 'a payment could not be asked about, tried again');
  return new PaymentWatchService({
    payments: stores.payments,
    providers,
    paymentEvents,
    afterMs: policy.timers.paymentLookupAfterMs,
    onError,
  });
}

/** Sweep, expiry scan and recovery: timers and not queue jobs, because they must survive the loss of Redis. */
function timersOf({ log, policy }: Base, selling: Selling): PollLoop[] {
  const watch = composeWatch(log, policy, selling);
  const loop = (name: string, everyMs: number, round: () => Promise<boolean>) =>
    new PollLoop({
      everyMs,
      maxBackoffMs: MAX_BACKOFF_MS,
      round,
      onError: (err) => log.warn({ err, timer: name }, 'a timer failed, tried again'),
    });
  return [
    loop('sweep', policy.timers.sweepMs, () => selling.sweep.sweep()),
    loop('line', policy.timers.lineMs, async () => {
      await selling.services.line.advance();
      return false;
    }),
    loop('expiry-scan', policy.timers.expiryScanMs, async () => (await selling.services.orderEnd.expireUnpaid()) > 0),
    loop('reconcile', policy.timers.reconcileInventoryMs, async () => {
      await selling.services.reconcile.watchOver();
      return false;
    }),
    loop('payment-lookup', policy.timers.paymentLookupMs, async () => (await watch.askAround()) > 0),
    loop('recovery', RECOVER_MS, async () => {
      const recovered = await selling.keeper.recoverLost();
      if (recovered > 0) log.warn({ recovered }, 'inventories were loaded again from the ledger');
      return false;
    }),
  ];
}
