import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import QRCode from 'qrcode';
import { formatMoney } from '../domain/money.js';
import { languageOf } from '../domain/order-message.js';
import { oneLine } from '../domain/text.js';
import type { NoticeTicket } from './notification-channel.port.js';
import { formatWhen, kindOfTicket } from './order-message.template.js';
import { type Phrases, phrasesOf } from './order.phrases.js';
import { type FontName, openPdf, TicketFonts } from './ticket.fonts.js';
import type { TicketPrinter, TicketSheet } from './ticket-printer.port.js';
import { drawLines, type Line, linesOf } from './ticket.text.js';

const CACHED_MS = 60_000;
const CACHED_SHEETS = 100;
const CACHED_BYTES = 50_000_000;

/** A6, in points. */
const PAGE = { width: 297.64, height: 419.53 };
const MARGIN = 24;
const QR = 132;
const INK = '#1a1a1a';
const FADED = '#666666';

interface Row {
  text: string;
  size: number;
  most: number;
  color?: string;
}

/**
 * Prints tickets as PDF, one A6 page each, with the QR code drawn as shapes. Names are printed in whatever script they have (see
 * TicketFonts). One sheet at a time a process: printing is arithmetic, and must not crowd out what waits for the network.
 */
export class PdfTicketPrinter implements TicketPrinter {
  readonly #fonts: TicketFonts;
  readonly #sheets: LRUCache<string, Promise<Buffer>>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: { fonts?: TicketFonts } = {}) {
    this.#fonts = ports.fonts ?? new TicketFonts();
    this.#sheets = new LRUCache({ max: CACHED_SHEETS, ttl: CACHED_MS });
  }

  async print(sheet: TicketSheet): Promise<Buffer> {
    const key = createHash('sha256').update(JSON.stringify(sheet)).digest('base64');
    const known = this.#sheets.get(key);
    if (known !== undefined) return known;
    const printed = this.#turn.then(() => this.#draw(sheet));
    this.#turn = printed.catch(() => undefined);
    this.#sheets.set(key, printed);
    printed.then(
      (pdf) => pdf.length > CACHED_BYTES / CACHED_SHEETS && this.#sheets.delete(key),
      () => this.#sheets.delete(key),
    );
    return printed;
  }

  async #draw(sheet: TicketSheet): Promise<Buffer> {
    const phrases = phrasesOf(languageOf(sheet.locale));
    const info = { Title: `${phrases.ticket.title} ${sheet.orderNo}`, Author: 'Aisle', Creator: 'Aisle', Producer: 'Aisle' };
    const document = await openPdf({ size: [PAGE.width, PAGE.height], margin: 0, autoFirstPage: false, font: '', info });
    const bytes = collect(document);
    for (const [index, ticket] of sheet.tickets.entries()) {
      document.addPage();
      await this.#page(document, sheet, ticket, { phrases, index });
      // A party of many is printed page by page, with a breath for everybody else in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    document.end();
    return bytes;
  }

  async #page(document: PDFKit.PDFDocument, sheet: TicketSheet, ticket: NoticeTicket, at: { phrases: Phrases; index: number }) {
    let y = MARGIN;
    for (const row of rowsOf(sheet, ticket, at.phrases)) y = await this.#write(document, row, y);
    drawQr(document, ticket.code, y + 6);
    const count = at.phrases.ticket.page(at.index + 1, sheet.tickets.length);
    await this.#write(document, { text: ticket.code, size: 9, most: 1 }, y + QR + 12);
    await this.#write(document, { text: `${sheet.orderNo} · ${count}`, size: 8, most: 1, color: FADED }, y + QR + 26);
  }

  /** @returns where the next row begins. */
  async #write(document: PDFKit.PDFDocument, row: Row, y: number): Promise<number> {
    const text = await this.#fonts.runsOf(oneLine(row.text));
    const ofEllipsis: FontName = 'noto-sans';
    await this.#fonts.register(document, [ofEllipsis, ...text.runs.map((run) => run.font)]);
    document.fillColor(row.color ?? INK);
    const lines: Line[] = linesOf(document, text, { size: row.size, width: PAGE.width - 2 * MARGIN, most: row.most });
    return drawLines(document, lines, { x: MARGIN, y, size: row.size });
  }
}

function rowsOf(sheet: TicketSheet, ticket: NoticeTicket, phrases: Phrases): Row[] {
  const price = formatMoney(ticket.amountMinor, sheet.currency, phrases.locale);
  const kind = kindOfTicket(ticket);
  return [
    { text: sheet.showTitle, size: 15, most: 3 },
    { text: formatWhen(sheet.startsAt, sheet.timezone, phrases.dateLocale), size: 10, most: 2 },
    { text: sheet.venueName, size: 10, most: 2, color: FADED },
    { text: ticket.place, size: 13, most: 2 },
    { text: [kind, price].filter(Boolean).join(' · '), size: 10, most: 2 },
    { text: sheet.buyerName, size: 10, most: 2, color: FADED },
  ];
}

function drawQr(document: PDFKit.PDFDocument, code: string, top: number): void {
  const { modules } = QRCode.create(code, { errorCorrectionLevel: 'M' });
  const side = QR / modules.size;
  const left = (PAGE.width - QR) / 2;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) document.rect(left + column * side, top + row * side, side, side);
  document.fill('#000000');
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
