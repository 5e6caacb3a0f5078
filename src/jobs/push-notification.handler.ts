import type { NotificationService } from '../services/notification.service.js';
import { defineHandler } from './job.kit.js';
import { pushNotificationQueue } from './push-notification.queue.js';

export function pushNotificationHandler(services: { notifications: NotificationService }) {
  return defineHandler(pushNotificationQueue, (job) => services.notifications.push(job.payload, job));
}
