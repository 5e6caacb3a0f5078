import type { NotificationService } from '../services/notification.service.js';
import { emailNotificationQueue } from './email-notification.queue.js';
import { defineHandler } from './job.kit.js';

export function emailNotificationHandler(services: { notifications: NotificationService }) {
  return defineHandler(emailNotificationQueue, (job) => services.notifications.mail(job.payload, job));
}
