// The events of a scripted world: each has its date, and can be read only some time after it.
import { eventsOfAttempt, isOf, newest } from "../../migration/events.ts";
import type { EventReading } from "../../migration/observation.ts";
import type { LiveStatus } from "../../migration/stages.ts";

export class ScriptedEvents {
  readonly #all: (EventReading & { visibleAtMs: number })[] = [];

  tell(message: string, nowMs: number, lagMs: number): void {
    // An `up` takes seconds, so that what it brings about never carries the date of what was known before it; here it
    // takes no time at all.
    const last = Date.parse(this.#all.at(-1)?.at ?? "") || 0;
    this.#all.push({ at: new Date(Math.max(nowMs, last + 1)).toISOString(), message, visibleAtMs: nowMs + lagMs });
  }

  visible(nowMs: number): EventReading[] {
    return this.#all.filter((event) => event.visibleAtMs <= nowMs).map(({ at, message }) => ({ at, message }));
  }
}

/** What the journal would learn. */
export function liveOf(status: string, createdAt: string, all: readonly EventReading[]): LiveStatus {
  const events = all.filter((event) => isOf({ createdAt }, event));
  const { startedAt, since } = eventsOfAttempt(events, "");
  const completedAt = newest(since, "completed")?.at ?? "";
  const startOpen = startedAt !== undefined && completedAt === "" && newest(since, "failed") === undefined;
  return { kind: "present", status, newestEventAt: events.at(-1)?.at ?? "", completedAt, startOpen };
}
