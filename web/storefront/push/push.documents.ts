/** The GraphQL documents of the offer, which is built by itself and need not carry those of the pages. */

export const PUSH_QUERY = 'query Push { pushKey me { id } }';
export const SAVE_BROWSER = 'mutation SaveBrowser($input: BrowserInput!) { saveBrowser(input: $input) }';
export const REMOVE_BROWSER = 'mutation RemoveBrowser($endpoint: String!) { removeBrowser(endpoint: $endpoint) }';
