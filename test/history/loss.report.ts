import type { LossResult } from './loss.run.js';

/** What became of a sale, in lines for people. */
export function lossReport(name: string, result: LossResult): string[] {
  const { losses } = result;
  const kinds = [...new Set(losses.map(({ kind }) => kind))];
  return [
    `${name}, ${result.seatCount} seats: ${losses.length} losses, ${losses.filter(({ rebuilt }) => rebuilt).length} rebuilds`,
    ...kinds.map((kind) => {
      const times = losses.filter((loss) => loss.kind === kind).map(({ openAgainMs }) => openAgainMs);
      return `  ${kind}: ${times.length}, open again after ${quantile(times, 0.5)} ms (median), ${quantile(times, 1)} ms (worst)`;
    }),
    `  operations ${result.operations}, holds granted ${result.granted}, orders ${result.ordered}, paid ${result.sold}`,
    `  double sales ${result.doubleSales}, sold while closed ${result.soldWhileClosed}, ledger's seats shown as free ${result.shownFree}, orders lost ${result.lostOrders}`,
  ];
}

export function isSound(result: LossResult): boolean {
  return result.doubleSales + result.soldWhileClosed + result.shownFree + result.lostOrders === 0 && result.ordered > 0;
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
}
