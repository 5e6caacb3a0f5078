import { inflateSync } from 'node:zlib';

/** A text of a PDF, and what of it could not be printed. */
export interface PdfText {
  /** One entry a piece of text that was drawn in one go, in drawing order. */
  pieces: string[];
  /** What stands on one line, from left to right. */
  lines: PdfLine[];
  /** How often the box for a missing glyph (glyph 0) was drawn. */
  missing: number;
}

/** A mark stands a little above or below its line, points; the next line is farther away. */
const MARK_SHIFT = 7;

export interface PdfLine {
  text: string;
  /** The shapes that were drawn, one entry a glyph: the same letter joined to its neighbour is another shape. */
  glyphs: string[];
}

/** Reads what a PDF of pdfkit says, by its fonts' own ToUnicode tables: what a reader would find and copy. */
export function readPdf(pdf: Buffer): PdfText {
  const objects = objectsOf(pdf);
  const fonts = fontsOf(objects);
  const found: PdfText = { pieces: [], lines: [], missing: 0 };
  for (const { head, stream } of objects.values()) {
    if (stream === null || /\/Length1|CMapName|\/FontFile/.test(head) || !/\bBT\b/.test(stream)) continue;
    readContent(stream, fonts, found);
  }
  return found;
}

interface PdfObject {
  head: string;
  stream: string | null;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const text = pdf.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id, whole] = match as unknown as [string, string, string];
    const at = whole.indexOf('stream\n');
    const head = at < 0 ? whole : whole.slice(0, at);
    const raw = at < 0 ? null : Buffer.from(whole.slice(at + 7, whole.lastIndexOf('\nendstream')), 'latin1');
    const stream = raw === null ? null : (head.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1');
    objects.set(id, { head, stream });
  }
  return objects;
}

/** @returns for each font name of the pages (F1, F2, …) what its glyph numbers stand for. */
function fontsOf(objects: Map<string, PdfObject>): Map<string, Map<number, string>> {
  const fonts = new Map<string, Map<number, string>>();
  for (const { head } of objects.values()) {
    for (const [, name, id] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id!)?.head ?? '')?.[1];
      if (unicode !== undefined) fonts.set(name!, tableOf(objects.get(unicode)!.stream!));
    }
  }
  return fonts;
}

function tableOf(cmap: string): Map<number, string> {
  const table = new Map<number, string>();
  for (const [, first, , list] of cmap.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/g))
    for (const [index, [, hex]] of [...list!.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = hex!.split(' ').filter(Boolean);
      table.set(Number.parseInt(first!, 16) + index, String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
    }
  return table;
}

function readContent(stream: string, fonts: Map<string, Map<number, string>>, found: PdfText): void {
  let font = { name: '', table: new Map<number, string>() };
  let height = Number.POSITIVE_INFINITY;
  for (const [, at, name, list] of stream.matchAll(/1 0 0 1 [-\d.]+ ([-\d.]+) Tm|\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = { name, table: fonts.get(name) ?? new Map() };
    if (at !== undefined && Math.abs(Number(at) - height) > MARK_SHIFT) {
      found.lines.push({ text: '', glyphs: [] });
      height = Number(at);
    }
    if (list === undefined) continue;
    const glyphs = [...list.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex]) =>
      hex!.match(/.{4}/g)!.map((glyph) => Number.parseInt(glyph, 16)),
    );
    const text = glyphs.map((glyph) => font.table.get(glyph) ?? '').join('');
    found.missing += glyphs.filter((glyph) => glyph === 0).length;
    found.pieces.push(text);
    const line = found.lines.at(-1)!;
    line.text += text;
    line.glyphs.push(...glyphs.map((glyph) => `${font.name}:${glyph}`));
  }
}
