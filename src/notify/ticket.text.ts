import { onPaper } from './ticket.direction.js';
import type { TextRun, TextRuns } from './ticket.fonts.js';
import { layoutOf } from './ticket.shaping.js';

/** A line of runs, in the order in which they stand on paper, from left to right. */
export interface Line {
  runs: TextRun[];
}

interface Box {
  size: number;
  width: number;
  most: number;
}

const LEADING = 1.3;
const ELLIPSIS = '…';

/** @returns the text broken into at most `most` lines of `width` points; what does not fit ends in an ellipsis. */
export function linesOf(document: PDFKit.PDFDocument, { base, runs }: TextRuns, box: Box): Line[] {
  const lines: TextRun[][] = [[]];
  let left = box.width;
  for (const word of wordsOf(runs)) {
    for (const piece of fitting(document, word, box)) {
      const width = widthOf(document, piece, box.size);
      const line = lines.at(-1)!;
      if (width > left && line.length > 0) {
        if (lines.length === box.most) return ended(document, lines, { box, base });
        lines.push([]);
        left = box.width;
      }
      append(lines.at(-1)!, piece);
      left -= width;
    }
  }
  return lines.map(toLine);
}

/** Draws lines from the left edge, whatever their direction. @returns where the next line begins. */
export function drawLines(document: PDFKit.PDFDocument, lines: readonly Line[], at: { x: number; y: number; size: number }): number {
  let y = at.y;
  for (const { runs } of lines) {
    let x = at.x;
    for (const run of runs) {
      document.font(run.font, at.size).text(run.text, x, y + at.size, { ...layoutOf(run), baseline: 'alphabetic' });
      x += widthOf(document, run, at.size);
    }
    y += at.size * LEADING;
  }
  return y;
}

/** Cut where a line may end: behind spaces, and between the words of languages without spaces. */
function* wordsOf(runs: readonly TextRun[]): Generator<TextRun> {
  const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
  for (const run of runs) for (const { segment } of segmenter.segment(run.text)) yield { ...run, text: segment };
}

/** A word that is longer than a line is cut between characters. */
function fitting(document: PDFKit.PDFDocument, word: TextRun, box: Box): TextRun[] {
  if (widthOf(document, word, box.size) <= box.width) return [word];
  return charactersOf(word.text).map((text) => ({ ...word, text }));
}

function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);
}

function append(line: TextRun[], piece: TextRun): void {
  const last = line.at(-1);
  if (last?.font === piece.font && last.level === piece.level) last.text += piece.text;
  else line.push({ ...piece });
}

function ended(document: PDFKit.PDFDocument, lines: TextRun[][], { box, base }: { box: Box; base: number }): Line[] {
  const line = lines.at(-1)!;
  const ellipsis: TextRun = { font: 'noto-sans', level: base, text: ELLIPSIS };
  const fits = () => [...line, ellipsis].reduce((sum, run) => sum + widthOf(document, run, box.size), 0) <= box.width;
  while (line.length > 0 && !fits()) {
    const last = line.at(-1)!;
    last.text = charactersOf(last.text).slice(0, -1).join('');
    if (last.text === '') line.pop();
  }
  line.push(ellipsis);
  return lines.map(toLine);
}

/** The space at which a line was broken belongs to no word: drawn, it would stand before a right-to-left one. */
function toLine(runs: readonly TextRun[]): Line {
  const last = runs.at(-1);
  if (last === undefined) return { runs: [] };
  const trimmed = { ...last, text: last.text.trimEnd() };
  return { runs: onPaper([...runs.slice(0, -1), trimmed].filter(({ text }) => text !== '')) };
}

function widthOf(document: PDFKit.PDFDocument, run: TextRun, size: number): number {
  return document.font(run.font, size).widthOfString(run.text, layoutOf(run));
}
