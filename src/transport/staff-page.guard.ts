import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { isStaff, type Viewer } from '../domain/viewer.js';
import type { OriginPolicy } from './origin.policy.js';
import type { ReadViewer } from './request.context.js';
import { apiToken, pageToken } from './session.token.js';

export interface StaffCheckParts {
  readViewer: ReadViewer;
  origins: OriginPolicy;
}

/** @returns who asks for a page: by an Authorization header, or by the cookie where it counts; null for nobody. */
export async function readPageViewer(parts: StaffCheckParts, request: IncomingMessage): Promise<Viewer | null> {
  const token = apiToken(request, parts.origins) ?? pageToken(request, parts.origins);
  return token === null ? null : parts.readViewer(token);
}

/**
 * Lets only staff pass to a page. Others are sent to `loginPath` with the page to come back to in `next`; programs get 401
 * (nobody signed in) or 403 (not staff) instead. The session comes from the cookie, or from an Authorization header.
 */
export function requireStaffPage(parts: StaffCheckParts & { loginPath: string }): RequestHandler {
  return async (request, response, next) => {
    const viewer = await readPageViewer(parts, request);
    response.set('cache-control', 'no-store');
    if (isStaff(viewer)) return next();
    if (request.method === 'GET' && request.accepts(['html', 'json']) === 'html') {
      return response.redirect(302, `${parts.loginPath}?next=${encodeURIComponent(request.originalUrl)}`);
    }
    const code = viewer === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    response.status(viewer === null ? 401 : 403).json({ error: { code, message: 'This page is for staff.' } });
  };
}
