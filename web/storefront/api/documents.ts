/** Every GraphQL document of the storefront, in one place, so that a test can validate all of them against the schema. */

const MONEY = '{ amountMinor currency }';
const TIERS = `tiers { id name kind category color capacity available prices { id name from until amount ${MONEY} } }`;
const EVENT = `id startsAt status soldOut saleOpensAt saleClosesAt show { id title description } venue { name timezone } ${TIERS}`;
const HOLD = `id event { id } seats { index label } places { tier { id } quantity } total ${MONEY} stage expiresInMs extensionsLeft`;
const ME = `id email name role holds { ${HOLD} }`;
const ORDER = `orderNo revision status email name payInMs total ${MONEY} refunded ${MONEY} failureCode
  event { id startsAt show { title } venue { name timezone } }
  items { id tier { name } seat { index label } price { name } amount ${MONEY} live }
  payments { id status } tickets { id code status seat { index label } tier { name } }`;
const ORDER_LINE = `orderNo status createdAt total ${MONEY} event { id startsAt show { title } venue { timezone } }`;
const FAILURE = '... on Failure { message }';
/** What every way to hold answers. Each calls it `result`, so that the page reads one answer. */
const HOLD_RESULT = `{
    __typename ... on Hold { ${HOLD} } ${FAILURE}
    ... on SeatsUnavailable { taken suggestion cursor { epoch version } } ... on PlacesUnavailable { tierId available }
    ... on NoBlockAvailable { largestBlock } ... on LeavesSingleSeat { stranded }
    ... on HoldLimitReached { limit inUse } ... on SaleNotOpen { reason opensAt retryAfterMs } ... on HoldInPayment { orderNo }
  }`;
const PLACE = '{ state position etaSeconds admission admittedUntil }';

export const EVENTS = `query Events($after: String) {
  events(first: 20, after: $after) { edges { node { ${EVENT} } } pageInfo { hasNextPage endCursor } }
}`;
export const EVENT_BY_ID = `query Event($id: ID!) {
  serverTime
  event(id: $id) { ${EVENT} maxPerBuyer waitingRoom { waiting } chart { layoutUrl seatCount } }
}`;

export const ME_QUERY = `query Me { me { ${ME} } }`;
export const START_GUEST_SESSION = 'mutation StartGuestSession { startGuestSession { expiresAt } }';
export const LOGIN = `mutation Login($email: EmailAddress!, $password: String!) {
  login(email: $email, password: $password) { __typename ... on Session { user { role } } ${FAILURE} }
}`;
export const REGISTER = `mutation Register($email: EmailAddress!, $password: String!, $name: String!) {
  register(email: $email, password: $password, name: $name) { __typename ${FAILURE} }
}`;
export const LOGOUT = 'mutation Logout { logout }';

export const HOLD_TICKETS = `mutation HoldTickets($input: HoldTicketsInput!) { result: holdTickets(input: $input) ${HOLD_RESULT} }`;
export const HOLD_BEST = `mutation HoldBest($input: HoldBestAvailableInput!) { result: holdBestAvailable(input: $input) ${HOLD_RESULT} }`;
export const CHANGE_HOLD = `mutation ChangeHold($input: ChangeHoldInput!) { result: changeHold(input: $input) ${HOLD_RESULT} }`;
export const EXTEND_HOLD = `mutation ExtendHold($holdId: ID!, $idempotencyKey: String!) {
  result: extendHold(holdId: $holdId, idempotencyKey: $idempotencyKey) {
    __typename ... on Hold { ${HOLD} } ${FAILURE} ... on HoldInPayment { orderNo }
  }
}`;
export const RELEASE_HOLD = `mutation ReleaseHold($holdId: ID!, $idempotencyKey: String!) {
  releaseHold(holdId: $holdId, idempotencyKey: $idempotencyKey) {
    __typename ${FAILURE} ... on HoldInPayment { orderNo }
  }
}`;

export const PLACE_ORDER = `mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) { __typename ... on Order { orderNo } ${FAILURE} ... on PriceNotAvailable { priceId } }
}`;
export const START_PAYMENT = `mutation StartPayment($input: StartPaymentInput!) {
  startPayment(input: $input) { __typename ... on PaymentSession { redirectUrl } ${FAILURE} ... on OrderNotPayable { status } }
}`;
export const CANCEL_ORDER = `mutation CancelOrder($orderNo: ID!, $idempotencyKey: String!) {
  cancelOrder(orderNo: $orderNo, idempotencyKey: $idempotencyKey) {
    __typename ... on Order { ${ORDER} } ${FAILURE} ... on OrderNotCancellable { status }
  }
}`;
export const ORDER_QUERY = `query Order($orderNo: ID!) { order(orderNo: $orderNo) { __typename ${ORDER} } }`;
export const ORDER_UPDATED = `subscription OrderUpdated($orderNo: ID!) { orderUpdated(orderNo: $orderNo) { __typename ${ORDER} } }`;
export const MY_ORDERS = `query MyOrders($after: String) {
  me { orders(first: 20, after: $after) { edges { node { ${ORDER_LINE} } } pageInfo { hasNextPage endCursor } } }
}`;

export const MY_PLACE = `query MyPlace($eventId: ID!) { place: placeInLine(eventId: $eventId) ${PLACE} }`;
export const JOIN_LINE = `mutation JoinLine($eventId: ID!) { place: joinLine(eventId: $eventId) ${PLACE} }`;
export const LEAVE_LINE = `mutation LeaveLine($eventId: ID!) { place: leaveLine(eventId: $eventId) ${PLACE} }`;
export const PLACE_CHANGED = `subscription PlaceChanged($eventId: ID!) { place: placeInLine(eventId: $eventId) ${PLACE} }`;
