// The events of a scripted world: each has its date, and can be read only some time after it.
import type { EventReading } from "../../migration/observation.ts";

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
