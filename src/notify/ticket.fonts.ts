import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const unpack = promisify(brotliDecompress);

/** From the most beautiful to the most complete; the first that has a character prints it. */
const FILES = ['noto-sans', 'noto-sans-sc', 'unifont'] as const;

export type FontName = (typeof FILES)[number];

/** A font as the printer needs it. */
interface LoadedFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/** pdfkit takes a parsed font as a source and keeps the one in use; it declares neither. */
type FontSource = PDFKit.Mixins.PDFFontSource;
interface FontInUse {
  _font: { font: LoadedFont };
}

/** A stretch of text that one font prints in one direction. */
export interface TextRun {
  font: FontName;
  rightToLeft: boolean;
  text: string;
}

const MISSING = '\u25A1';
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Takes the font and the direction of what it follows. */
const NEUTRAL = /[\s\p{P}\p{M}]/u;
/** Shown by nobody: joiners and variation selectors. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]|\p{Variation_Selector}/u;

/** Loaded when the first ticket is printed: it takes as long as all the rest of a process' start. */
export async function openPdf(options: PDFKit.PDFDocumentOptions): Promise<PDFKit.PDFDocument> {
  const { default: PDFDocument } = await import('pdfkit');
  return new PDFDocument(options);
}

/** The fonts of printed tickets, read when the first ticket needs them: the last one only for names that no other can print. */
export class TicketFonts {
  readonly #directory: URL;
  readonly #loaded = new Map<FontName, Promise<LoadedFont>>();

  /** @param directory where the packed font files lie; ends with a slash. */
  constructor(directory: URL = new URL('../../assets/fonts/', import.meta.url)) {
    this.#directory = directory;
  }

  /** Makes the named fonts known to a document. */
  async register(document: PDFKit.PDFDocument, names: Iterable<FontName>): Promise<void> {
    for (const name of new Set(names)) document.registerFont(name, (await this.#font(name)) as unknown as FontSource);
  }

  /** @returns the text in runs of one font each, in the order of reading; what no font has is a box. */
  async runsOf(text: string): Promise<TextRun[]> {
    const runs: TextRun[] = [];
    for (const character of text.normalize('NFC')) {
      const last = runs.at(-1);
      if (last !== undefined && NEUTRAL.test(character) && (await this.#has(last.font, character))) {
        last.text += character;
        continue;
      }
      const font = await this.#firstWith(character);
      if (font === null && INVISIBLE.test(character)) continue;
      const run = { font: font ?? 'unifont', rightToLeft: RIGHT_TO_LEFT.test(character), text: font === null ? MISSING : character };
      if (last?.font === run.font && last.rightToLeft === run.rightToLeft) last.text += run.text;
      else runs.push(run);
    }
    return runs;
  }

  async #firstWith(character: string): Promise<FontName | null> {
    for (const name of FILES) if (await this.#has(name, character)) return name;
    return null;
  }

  async #has(name: FontName, character: string): Promise<boolean> {
    return (await this.#font(name)).hasGlyphForCodePoint(character.codePointAt(0)!);
  }

  #font(name: FontName): Promise<LoadedFont> {
    const font = this.#loaded.get(name) ?? this.#load(name);
    this.#loaded.set(name, font);
    return font;
  }

  async #load(name: FontName): Promise<LoadedFont> {
    const data = await unpack(await readFile(new URL(`${name}.ttf.br`, this.#directory)));
    const scratch = await openPdf({ autoFirstPage: false, font: data as unknown as string });
    return (scratch as unknown as FontInUse)._font.font;
  }
}
