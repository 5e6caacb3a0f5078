import { isRightToLeft, type Levelled } from './ticket.direction.js';

/** A font as fontkit parsed it, in so far as the printer touches it. */
export interface LoadedFont {
  /** Rules for the shapes and the places of letters; a font of last resort has none. */
  GSUB?: unknown;
  GPOS?: unknown;
  hasGlyphForCodePoint(codePoint: number): boolean;
  getGlyph(id: number, characters?: readonly number[]): Glyph;
  layout(text: string, features?: readonly string[], script?: string, language?: string, direction?: 'ltr' | 'rtl'): unknown;
}

interface Glyph {
  codePoints: readonly number[];
  isMark: boolean;
  isLigature: boolean;
}

/** The layout feature that marks a run as right-to-left: the only way in which pdfkit passes a wish of ours to the font. */
const RIGHT_TO_LEFT = 'rtla';
const MARK = /^\p{M}$/u;
const MARKS_AND_JOINERS = /\p{M}|\u200C|\u200D/gu;

/** @returns how pdfkit is to lay out a run; measured and drawn alike. */
export function layoutOf(run: Levelled): { lineBreak: false; features?: PDFKit.Mixins.OpenTypeFeatures[] } {
  return isRightToLeft(run) ? { lineBreak: false, features: [RIGHT_TO_LEFT] } : { lineBreak: false };
}

/** @returns the same font, which now goes by `layoutOf`, survives every text, and knows the letters of all its glyphs. */
export function tamed(font: LoadedFont): LoadedFont {
  nameGlyphs(font);
  direct(font);
  return font;
}

/**
 * Lets the caller decide the direction: fontkit would guess it by the script, and print Persian numbers backwards. A font without
 * rules for layout leaves letters as they come, so they come in the order in which they stand on paper.
 */
function direct(font: LoadedFont): void {
  const layout = font.layout.bind(font);
  const hasRules = font.GSUB !== undefined || font.GPOS !== undefined;
  font.layout = (text, features = []) => {
    const rightToLeft = features.includes(RIGHT_TO_LEFT);
    if (!hasRules) return layout(rightToLeft ? backwards(text) : text);
    const direction = rightToLeft ? 'rtl' : 'ltr';
    try {
      return layout(text, [], undefined, undefined, direction);
    } catch {
      // fontkit trips over marks that no language piles up like that: the letters alone, rather than no ticket.
      return layout(text.replaceAll(MARKS_AND_JOINERS, ''), [], undefined, undefined, direction);
    }
  };
}

/**
 * fontkit keeps a glyph as it was first asked for: one that an earlier ticket needed only as a part of another (the z of ź) would say
 * nothing in all later ones, to whoever searches or copies.
 */
function nameGlyphs(font: LoadedFont): void {
  const getGlyph = font.getGlyph.bind(font);
  font.getGlyph = (id, characters = []) => {
    const glyph = getGlyph(id, characters);
    if (glyph.codePoints.length > 0 || characters.length === 0) return glyph;
    const isMark = characters.every((character) => MARK.test(String.fromCodePoint(character)));
    return Object.assign(glyph, { codePoints: characters, isMark, isLigature: characters.length > 1 });
  };
}

function backwards(text: string): string {
  const characters = new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text);
  return Array.from(characters, ({ segment }) => segment)
    .toReversed()
    .join('');
}
