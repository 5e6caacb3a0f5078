import type { TextRun } from './ticket.fonts.js';

/** A line of runs, in the order in which they stand on paper, from left to right. */
export interface Line {
  runs: TextRun[];
}

const LEADING = 1.3;
const ELLIPSIS: TextRun = { font: 'noto-sans', rightToLeft: false, text: '…' };

/** @returns the runs broken into at most `most` lines of `width` points; what does not fit ends in an ellipsis. */
export function linesOf(
  document: PDFKit.PDFDocument,
  runs: readonly TextRun[],
  box: { size: number; width: number; most: number },
): Line[] {
  const lines: TextRun[][] = [[]];
  let left = box.width;
  for (const word of wordsOf(runs)) {
    for (const piece of fitting(document, word, box)) {
      const width = widthOf(document, piece, box.size);
      const line = lines.at(-1)!;
      if (width > left && line.length > 0) {
        if (lines.length === box.most) return ended(document, lines, box);
        lines.push([]);
        left = box.width;
      }
      append(lines.at(-1)!, piece);
      left -= width;
    }
  }
  return lines.map(toLine);
}

/** Draws lines from the left edge, and right-to-left ones to the right edge. @returns where the next line begins. */
export function drawLines(document: PDFKit.PDFDocument, lines: readonly Line[], at: { x: number; y: number; size: number }): number {
  let y = at.y;
  for (const { runs } of lines) {
    let x = at.x;
    for (const run of runs) {
      const text = run.rightToLeft ? asDrawn(run.text) : run.text;
      document.font(run.font, at.size).text(text, x, y + at.size, { lineBreak: false, baseline: 'alphabetic' });
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
function fitting(document: PDFKit.PDFDocument, word: TextRun, box: { size: number; width: number }): TextRun[] {
  if (widthOf(document, word, box.size) <= box.width) return [word];
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(word.text), ({ segment }) => ({ ...word, text: segment }));
}

function append(line: TextRun[], piece: TextRun): void {
  const last = line.at(-1);
  if (last?.font === piece.font && last.rightToLeft === piece.rightToLeft) last.text += piece.text;
  else line.push({ ...piece });
}

function ended(document: PDFKit.PDFDocument, lines: TextRun[][], box: { size: number; width: number }): Line[] {
  const line = lines.at(-1)!;
  const fits = () => [...line, ELLIPSIS].reduce((sum, run) => sum + widthOf(document, run, box.size), 0) <= box.width;
  while (line.length > 0 && !fits()) {
    const last = line.at(-1)!;
    last.text = [...last.text].slice(0, -1).join('');
    if (last.text === '') line.pop();
  }
  line.push({ ...ELLIPSIS });
  return lines.map(toLine);
}

/** Runs stand in the order of reading; a line that begins right to left has its runs from right to left. */
function toLine(runs: TextRun[]): Line {
  return { runs: runs[0]?.rightToLeft === true ? runs.toReversed() : runs };
}

function widthOf(document: PDFKit.PDFDocument, run: TextRun, size: number): number {
  return document.font(run.font, size).widthOfString(run.text, { lineBreak: false });
}

/** The font of right-to-left scripts has no rules for their layout: the letters are put into the order in which they stand on paper. */
function asDrawn(text: string): string {
  return Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment)
    .toReversed()
    .join('');
}
