import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { type Levelled, TextDirection } from './ticket.direction.js';
import { type LoadedFont, tamed } from './ticket.shaping.js';

const unpack = promisify(brotliDecompress);

/** Fonts of one script, with the rules by which its letters join, stack and change places. */
const BY_SCRIPT = {
  'noto-sans-arabic': /\p{Script=Arabic}/u,
  'noto-sans-hebrew': /\p{Script=Hebrew}/u,
  'noto-sans-thai': /\p{Script=Thai}/u,
  'noto-sans-bengali': /\p{Script=Bengali}/u,
  'noto-sans-gujarati': /\p{Script=Gujarati}/u,
  'noto-sans-gurmukhi': /\p{Script=Gurmukhi}/u,
  'noto-sans-kannada': /\p{Script=Kannada}/u,
  'noto-sans-khmer': /\p{Script=Khmer}/u,
  'noto-sans-lao': /\p{Script=Lao}/u,
  'noto-sans-malayalam': /\p{Script=Malayalam}/u,
  'noto-sans-sinhala': /\p{Script=Sinhala}/u,
  'noto-sans-tamil': /\p{Script=Tamil}/u,
  'noto-sans-telugu': /\p{Script=Telugu}/u,
} as const;
/** Before this one come Latin, Greek and Cyrillic. */
const FIRST_OF_SCRIPTS = '\u0590';
const EMOJI = 'noto-emoji';
const GENERAL = ['noto-sans', 'noto-sans-sc'] as const;
/** Has nearly everything, and no beauty. */
const LAST = 'unifont';

export type FontName = keyof typeof BY_SCRIPT | (typeof GENERAL)[number] | typeof EMOJI | typeof LAST;

/** pdfkit takes a parsed font as a source and keeps the one in use; it declares neither. */
type FontSource = PDFKit.Mixins.PDFFontSource;
interface FontInUse {
  _font: { font: LoadedFont };
}

/** A stretch of text that one font prints in one direction. */
export interface TextRun extends Levelled {
  font: FontName;
  text: string;
}

/** A text in the order of reading. */
export interface TextRuns {
  /** The level of the line: 1 when it begins at the right. */
  base: number;
  runs: TextRun[];
}

const MISSING = '\u25A1';
const NEUTRAL = /^[\s\p{P}\p{M}]+$/u;
/** Shown by nobody, although some decide how their neighbours are: joiners and variation selectors. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]|\p{Variation_Selector}/gu;
/** A character that wants to be a picture, and one that is nothing else. */
const AS_PICTURE = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\uFE0F/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** Loaded when the first ticket is printed: it takes as long as all the rest of a process' start. */
export async function openPdf(options: PDFKit.PDFDocumentOptions): Promise<PDFKit.PDFDocument> {
  const { default: PDFDocument } = await import('pdfkit');
  return new PDFDocument(options);
}

/** The fonts of printed tickets, each read when the first ticket needs it. */
export class TicketFonts {
  readonly #directory: URL;
  readonly #loaded = new Map<FontName, Promise<LoadedFont>>();
  readonly #direction = new TextDirection();
  readonly #characters = new Intl.Segmenter('und', { granularity: 'grapheme' });

  /** @param directory where the packed font files lie; ends with a slash. */
  constructor(directory: URL = new URL('../../assets/fonts/', import.meta.url)) {
    this.#directory = directory;
  }

  /** Makes the named fonts known to a document. */
  async register(document: PDFKit.PDFDocument, names: Iterable<FontName>): Promise<void> {
    for (const name of new Set(names)) document.registerFont(name, (await this.#font(name)) as unknown as FontSource);
  }

  /**
   * @returns the text in runs of one font and direction each, in the order of reading. A letter that no font has is a box; a picture
   * that none has is left out, as is what nobody sees.
   */
  async runsOf(text: string): Promise<TextRuns> {
    const whole = text.normalize('NFC');
    const { base, levels, drawn } = await this.#direction.of(whole);
    const runs: TextRun[] = [];
    for (const { segment, index } of this.#characters.segment(whole)) {
      const level = levels[index]!;
      const run = await this.#runOf(drawn(segment, level), level, runs.at(-1));
      if (run === null) continue;
      const last = runs.at(-1);
      if (last?.font === run.font && last.level === level) last.text += run.text;
      else runs.push(run);
    }
    return { base, runs };
  }

  /** @param character as people see one: a letter with its marks, or a picture of several parts. */
  async #runOf(character: string, level: number, last: TextRun | undefined): Promise<TextRun | null> {
    const visible = character.replaceAll(INVISIBLE, '');
    if (visible === '') return null;
    if (last !== undefined && (await this.#follows(last.font, visible))) return { font: last.font, level, text: visible };
    const candidates = candidatesFor(character);
    for (const font of candidates) if (await this.#has(font, visible)) return { font, level, text: character };
    const [letter, ...marks] = [...visible] as [string, ...string[]];
    for (const font of candidates) {
      if (!(await this.#has(font, letter))) continue;
      const known = await Promise.all(marks.map((mark) => this.#has(font, mark)));
      return { font, level, text: letter + marks.filter((_mark, index) => known[index]).join('') };
    }
    return PICTURE.test(letter) ? null : { font: LAST, level, text: MISSING };
  }

  /** Spaces and signs take the font of what they follow; a space as wide as a picture parts what belongs together. */
  async #follows(font: FontName, text: string): Promise<boolean> {
    return font !== EMOJI && NEUTRAL.test(text) && this.#has(font, text);
  }

  async #has(name: FontName, text: string): Promise<boolean> {
    const font = await this.#font(name);
    return [...text].every((character) => font.hasGlyphForCodePoint(character.codePointAt(0)!));
  }

  #font(name: FontName): Promise<LoadedFont> {
    const font = this.#loaded.get(name) ?? this.#load(name);
    this.#loaded.set(name, font);
    return font;
  }

  async #load(name: FontName): Promise<LoadedFont> {
    const data = await unpack(await readFile(new URL(`${name}.ttf.br`, this.#directory)));
    const scratch = await openPdf({ autoFirstPage: false, font: data as unknown as string });
    return tamed((scratch as unknown as FontInUse)._font.font);
  }
}

function candidatesFor(character: string): FontName[] {
  if (AS_PICTURE.test(character)) return [EMOJI, ...GENERAL, LAST];
  if (PICTURE.test(character)) return [...GENERAL, EMOJI, LAST];
  if (character < FIRST_OF_SCRIPTS) return [...GENERAL, LAST];
  const own = Object.entries(BY_SCRIPT).filter(([, script]) => script.test(character));
  return [...own.map(([name]) => name as FontName), ...GENERAL, LAST];
}
