const PAGE_LANGUAGE = 'en-GB';

/** "Friday, 12 June 2027, 20:00", in the time zone of the venue. */
export function formatDateTime(at: string, timeZone?: string): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'full', timeStyle: 'short', timeZone };
  return new Intl.DateTimeFormat(PAGE_LANGUAGE, options).format(new Date(at)).replace(' at ', ', ');
}

/** "12 Jun 2027, 20:00" */
export function formatShortDateTime(at: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(PAGE_LANGUAGE, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at));
}

/** Day and month apart, for the date block of a list. */
export function dateBlock(at: string, timeZone: string): { weekday: string; day: string; month: string } {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(PAGE_LANGUAGE, { ...options, timeZone }).format(new Date(at));
  return { weekday: part({ weekday: 'short' }), day: part({ day: 'numeric' }), month: part({ month: 'short', year: 'numeric' }) };
}

/** "9:05", "1:02:05". Rounds up, so that 0:00 means over. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** "2 minutes", "30 seconds", "3 days": for a sentence. */
export function speakDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const [value, unit] =
    seconds < 120 && seconds % 60 !== 0
      ? [seconds, 'second']
      : seconds < 7_200
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 172_800
          ? [Math.round(seconds / 3_600), 'hour']
          : [Math.round(seconds / 86_400), 'day'];
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}
