import type { Id } from './id.js';

export const ROLES = ['GUEST', 'CUSTOMER', 'STAFF', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: the person behind a living session. */
export interface Viewer {
  personId: Id;
  role: Role;
  sessionId: Id;
  expiresAt: Date;
}

/** Whether `role` may do what `needed` may: each role can do all that the ones before it can. */
export function roleCovers(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function isStaff(viewer: Viewer | null): boolean {
  return viewer !== null && roleCovers(viewer.role, 'STAFF');
}
