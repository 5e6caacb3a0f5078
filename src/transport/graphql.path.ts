/** Where GraphQL is reached, over HTTP and over the socket. */
export const GRAPHQL_PATH = '/graphql';

export function isGraphQLPath(url: string | undefined): boolean {
  return url === GRAPHQL_PATH || (url?.startsWith(`${GRAPHQL_PATH}?`) ?? false);
}
