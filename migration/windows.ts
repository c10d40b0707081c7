// Daily and weekly windows in UTC, as AWS writes them, and whether one falls into a time.

const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const minutesPerDay = 1_440;
const minutesPerWeek = 7 * minutesPerDay;

/** Minutes of the week from Sunday 00:00 UTC; `end` may lie in the next week. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** @param window `03:00-04:00` or `sun:05:00-sun:06:00` */
export function windowMinutes(window: string): number {
  const [{ start, end } = { start: 0, end: 0 }] = spansOf(window);
  return end - start;
}

/** Whether two windows share a minute of some week. */
export function windowsOverlap(one: string, other: string): boolean {
  return spansOf(one).some((a) => spansOf(other).some((b) => meet(a, b)));
}

/** Whether a window falls into the time from `nowMs` (Unix time) on. */
export function fallsInto(window: string, nowMs: number, forMinutes: number): boolean {
  const now = new Date(nowMs);
  const start = now.getUTCDay() * minutesPerDay + now.getUTCHours() * 60 + now.getUTCMinutes();
  const time = { start, end: start + forMinutes };
  return spansOf(window).some((span) => meet(span, time));
}

/** A span of one week meets another if it does so in this week, in the one before or in the one after. */
function meet(one: Span, other: Span): boolean {
  return [-minutesPerWeek, 0, minutesPerWeek].some(
    (shift) => one.start + shift < other.end && other.start < one.end + shift,
  );
}

function spansOf(window: string): Span[] {
  const weekly = /^(\w{3}):(\d\d):(\d\d)-(\w{3}):(\d\d):(\d\d)$/.exec(window);
  if (weekly !== null) {
    const [, fromDay = "", fromHour, fromMinute, toDay = "", toHour, toMinute] = weekly;
    const start = days.indexOf(fromDay) * minutesPerDay + Number(fromHour) * 60 + Number(fromMinute);
    const end = days.indexOf(toDay) * minutesPerDay + Number(toHour) * 60 + Number(toMinute);
    return [{ start, end: end > start ? end : end + minutesPerWeek }];
  }
  const [, fromHour, fromMinute, toHour, toMinute] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(window) ?? [];
  if (fromHour === undefined) return [];
  const start = Number(fromHour) * 60 + Number(fromMinute);
  const end = Number(toHour) * 60 + Number(toMinute);
  return days.map((_, day) => ({
    start: day * minutesPerDay + start,
    end: day * minutesPerDay + (end > start ? end : end + minutesPerDay),
  }));
}
