import type { EventModel } from '../domain/event.js';
import type { SalesReport } from '../services/sales.service.js';

/** @returns a sales report with its numbers as money of the event's currency. */
export function salesOf({ currency }: EventModel, report: SalesReport) {
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    tiers: report.tiers.map(({ grossMinor, refundedMinor, ...units }) => ({
      ...units,
      gross: money(grossMinor),
      refunded: money(refundedMinor),
    })),
    gross: money(report.grossMinor),
    refunded: money(report.refundedMinor),
    captured: money(report.capturedMinor),
    liveTicketValue: money(report.liveTicketMinor),
    promised: money(report.promisedMinor),
    undecided: money(report.undecidedMinor),
    awaitingTickets: money(report.awaitingTicketsMinor),
    refundsUnderWay: money(report.refundsUnderWayMinor),
    refundsFailed: money(report.refundsFailedMinor),
    balanced: report.balanced,
    unbalancedOrders: report.unbalancedOrders,
  };
}
