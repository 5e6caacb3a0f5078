import { pino, type DestinationStream, type Logger } from 'pino';

/** Fields whose values are never logged, wherever they stand. */
const SECRET_FIELDS = ['password', 'token', 'authorization', 'cookie', 'clientSecret', 'secret', 'admission', 'set-cookie'];
const REDACTED = '[redacted]';

/**
 * The last resort, over the finished line: session tokens are 43 characters of base64url (256 bits), and nothing else of
 * ours looks so. Also whatever follows Bearer, and passwords in URLs.
 */
const TOKEN = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;
const BEARER = /\bBearer\s+[^\s"\\]+/gi;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*:)[^\s@"/]+@/gi;

/** @returns the line without anything that looks like a secret. */
export function withoutSecrets(line: string): string {
  return line.replace(TOKEN, REDACTED).replace(BEARER, `Bearer ${REDACTED}`).replace(URL_PASSWORD, `$1${REDACTED}@`);
}

function pathsTo(field: string): string[] {
  const name = `["${field}"]`;
  return [name, `*${name}`, `*.*${name}`, `*.*.*${name}`];
}

/**
 * Makes the logger of a process: one JSON object a line.
 * `destination` is standard output unless given.
 */
export function createLogger(options: { level: string; role: string; destination?: DestinationStream }): Logger {
  const target = options.destination ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      level: options.level,
      base: { role: options.role },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_FIELDS.flatMap(pathsTo), censor: REDACTED },
    },
    { write: (line: string) => target.write(withoutSecrets(line)) },
  );
}
