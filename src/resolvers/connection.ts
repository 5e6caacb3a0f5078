import type { Page, PageRequest } from '../domain/page.js';

/** @returns the arguments of a list field as a request for a page. The schema has checked `first` already (1 to 100). */
export function pageRequestOf(args: { first?: number | null; after?: string | null }, size = 20): PageRequest {
  return { first: args.first ?? size, after: args.after ?? null };
}

/** @returns a page dressed as a Relay connection. */
export function connectionOf<Row>(page: Page<Row>, request: PageRequest) {
  return {
    edges: page.rows,
    pageInfo: {
      hasNextPage: page.hasNextPage,
      // The entry of the cursor itself lies before, also before an empty page at the end.
      hasPreviousPage: request.after !== null,
      startCursor: page.rows[0]?.cursor ?? null,
      endCursor: page.rows.at(-1)?.cursor ?? null,
    },
    totalCount: page.totalCount,
  };
}
