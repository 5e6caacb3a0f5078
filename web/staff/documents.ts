/** Every GraphQL document of the staff pages, in one place, so that a test can validate all of them against the schema. */

export const DOOR_EVENTS = `query DoorEvents($after: String) {
  events(first: 100, after: $after) { edges { node { id startsAt status show { title } venue { name timezone } } } pageInfo { hasNextPage endCursor } }
}`;
export const CHECK_IN = `mutation CheckIn($eventId: ID!, $code: String!) {
  checkIn(eventId: $eventId, code: $code) {
    __typename
    ... on CheckedIn { at ticket { seat { label } tier { name } } }
    ... on TicketNotValid { message status usedAt }
  }
}`;
