import type { AlertService } from '../services/alert.service.js';
import { alertNotificationQueue } from './alert-notification.queue.js';
import { defineHandler } from './job.kit.js';

export function alertNotificationHandler(services: { alerts: AlertService }) {
  return defineHandler(alertNotificationQueue, ({ payload, messageId, signal, once }) =>
    services.alerts.tell({ ...payload, firstAt: new Date(payload.firstAt) }, { messageId, signal, once }),
  );
}
