const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @returns the text as HTML shows it, between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A piece of HTML that was escaped already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Template tag: every value is escaped, but for pieces made by this tag; lists of pieces are joined. */
export function html(strings: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  const pieces = values.map((value) => {
    if (value instanceof Html) return value.text;
    return Array.isArray(value) ? value.map((piece) => piece.text).join('') : escapeHtml(String(value));
  });
  return new Html(String.raw({ raw: strings }, ...pieces));
}
