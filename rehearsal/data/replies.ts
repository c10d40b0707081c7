// The shapes in which servers answer, checked where they are used.

export function asList(reply: unknown): unknown[] {
  if (Array.isArray(reply)) return reply as unknown[];
  throw unexpected(reply, "a list");
}

export function asBuffer(reply: unknown): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  throw unexpected(reply, "a string");
}

/** A flat list of names and values, as XINFO answers under RESP2. */
export function asFields(reply: unknown): ReadonlyMap<string, unknown> {
  const list = asList(reply);
  const fields = new Map<string, unknown>();
  for (let at = 0; at < list.length; at += 2) fields.set(asBuffer(list[at]).toString("latin1"), list[at + 1]);
  return fields;
}

/** Milliseconds of a TIME reply. */
export function asTimeMs(reply: unknown): number {
  const [seconds, microseconds] = asList(reply);
  return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
}

function unexpected(reply: unknown, expected: string): Error {
  return new Error(`A server answered with ${reply instanceof Error ? reply.message : typeof reply}, not ${expected}.`);
}
