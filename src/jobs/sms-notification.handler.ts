import type { NotificationService } from '../services/notification.service.js';
import { defineHandler } from './job.kit.js';
import { smsNotificationQueue } from './sms-notification.queue.js';

export function smsNotificationHandler(services: { notifications: NotificationService }) {
  return defineHandler(smsNotificationQueue, (job) => services.notifications.text(job.payload, job));
}
