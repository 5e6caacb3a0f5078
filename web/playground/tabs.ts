import signIn from './documents/01-sign-in.graphql';
import venueAndChart from './documents/02-venue-and-chart.graphql';
import venueAndChartVariables from './documents/02-venue-and-chart.json';
import showAndEvent from './documents/03-show-and-event.graphql';
import showAndEventVariables from './documents/03-show-and-event.json';
import sale from './documents/04-sale.graphql';
import saleVariables from './documents/04-sale.json';
import live from './documents/05-live.graphql';
import liveVariables from './documents/05-live.json';
import orders from './documents/06-orders.graphql';
import ordersVariables from './documents/06-orders.json';
import operations from './documents/07-operations.graphql';
import staff from './documents/08-staff.graphql';
import staffVariables from './documents/08-staff.json';

const json = (variables: unknown): string => JSON.stringify(variables, null, 2);

/** What the playground opens with, in the order of a sale. A tab that a reader has changed stays as they left it. */
export const TABS = [
  { query: signIn },
  { query: venueAndChart, variables: json(venueAndChartVariables) },
  { query: showAndEvent, variables: json(showAndEventVariables) },
  { query: sale, variables: json(saleVariables) },
  { query: live, variables: json(liveVariables) },
  { query: orders, variables: json(ordersVariables) },
  { query: operations },
  { query: staff, variables: json(staffVariables) },
];
