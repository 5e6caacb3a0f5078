/** A mail taken apart: as much of MIME (RFC 2045 to 2047) as the mails that the development mailbox receives. */
export interface ParsedMail {
  messageId: string | null;
  from: string;
  to: string[];
  subject: string;
  text: string | null;
  /** With pictures that lay beside it put into it. */
  html: string | null;
  /** Files that came along. */
  attachments: ParsedAttachment[];
}

export interface ParsedAttachment {
  name: string;
  /** Media type, without parameters. */
  type: string;
  content: Buffer;
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

/** @returns the mail; parts that cannot be read are left out. `raw` holds one character a byte (latin1). */
export function parseMail(raw: string): ParsedMail {
  const mail = splitPart(raw);
  const leaves = leavesOf(mail, 0);
  const text = leaves.find((part) => typeOf(part).startsWith('text/plain'));
  const page = leaves.find((part) => typeOf(part).startsWith('text/html'));
  const header = (name: string) => decodeWords(mail.headers.get(name) ?? '');
  return {
    messageId: mail.headers.get('message-id') ?? null,
    from: header('from'),
    to: header('to')
      .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
      .map((one) => one.trim())
      .filter(Boolean),
    subject: header('subject'),
    text: text === undefined ? null : decodeBody(text).toString('utf8'),
    html: page === undefined ? null : withPictures(decodeBody(page).toString('utf8'), leaves),
    attachments: leaves.flatMap(attachmentOf),
  };
}

function splitPart(raw: string): Part {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end === null ? raw : raw.slice(0, end.index);
  const headers = new Map<string, string>();
  for (const line of head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end === null ? '' : raw.slice(end.index + end[0].length) };
}

const MAX_DEPTH = 10;

function leavesOf(part: Part, depth: number): Part[] {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(part.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) return [part];
  if (depth === MAX_DEPTH) return [];
  const pieces = part.body.split(`--${boundary}`).slice(1);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => leavesOf(splitPart(piece.replace(/^\r?\n/, '').replace(/\r?\n$/, '')), depth + 1));
}

function typeOf(part: Part): string {
  return (part.headers.get('content-type') ?? 'text/plain').toLowerCase();
}

function attachmentOf(part: Part): ParsedAttachment[] {
  const name = /^attachment\b.*\bfilename="?([^";]+)"?/i.exec(part.headers.get('content-disposition') ?? '')?.[1];
  return name === undefined ? [] : [{ name: decodeWords(name), type: typeOf(part).split(';')[0]!.trim(), content: decodeBody(part) }];
}

function decodeBody(part: Part): Buffer {
  const encoding = (part.headers.get('content-transfer-encoding') ?? '7bit').toLowerCase();
  if (encoding === 'base64') return Buffer.from(part.body, 'base64');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(part.body) : Buffer.from(part.body, 'latin1');
}

function decodeQuotedPrintable(text: string): Buffer {
  const joined = text.replaceAll(/=[ \t]*\r?\n/g, '');
  return Buffer.from(
    joined.replaceAll(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

/** RFC 2047: =?charset?B|Q?text?=. Every mail of ours is UTF-8. */
function decodeWords(value: string): string {
  const words = value.replaceAll(/\?=\s+=\?/g, '?==?');
  return words.replaceAll(/=\?[^?]+\?([BbQq])\?([^?]*)\?=/g, (_all, kind: string, text: string) => {
    const bytes = kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : decodeQuotedPrintable(text.replaceAll('_', ' '));
    return bytes.toString('utf8');
  });
}

function withPictures(page: string, leaves: readonly Part[]): string {
  let result = page;
  for (const part of leaves) {
    const cid = part.headers.get('content-id')?.replaceAll(/[<>]/g, '');
    const type = /^image\/(?:png|jpeg|gif)/.exec(typeOf(part))?.[0];
    if (cid && type) result = result.replaceAll(`cid:${cid}`, `data:${type};base64,${decodeBody(part).toString('base64')}`);
  }
  return result;
}
