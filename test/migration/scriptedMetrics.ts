// CloudWatch over a scripted world: one datapoint per minute and series, measured at the end of its period and told then.
import type { Datapoint, Metric, Series } from "../../migration/metrics.ts";
import type { MetricsPort } from "../../migration/ports.ts";
import { ms } from "./samples.ts";

export const periodMs = 60_000;

/** What the nodes would show at this moment; undefined for what is not measured. */
export type Measured = (metric: Metric, nodeId: string) => number | undefined;

export class ScriptedMetrics {
  /** Whether anything is told at all: with a probe most histories do without. */
  published = false;
  readonly asked: Series[][] = [];
  readonly #told: (Series & { readonly atMs: number; readonly value: number })[] = [];
  #nextMs = ms(0);

  /** Up to a moment, with what the nodes show until then. */
  measure(untilMs: number, measured: Measured): void {
    if (!this.published) {
      // Nothing is kept that nobody is told: most histories are of that kind, and there are very many of them.
      this.#nextMs = Math.max(this.#nextMs, (Math.floor(untilMs / periodMs) + 1) * periodMs);
      return;
    }
    while (this.#nextMs <= untilMs) {
      for (const metric of ["PrimaryLinkHealthStatus", "ReplicationLag", "CurrItems"] as const) {
        for (const nodeId of ["cache-prod-001", "cache-prod-002"]) {
          const value = measured(metric, nodeId);
          if (value !== undefined) this.#told.push({ metric, nodeId, value, atMs: this.#nextMs - periodMs });
        }
      }
      this.#nextMs += periodMs;
    }
  }

  readonly port: MetricsPort = {
    newest: (wanted) => {
      this.asked.push([...wanted]);
      return Promise.resolve(wanted.map((series) => this.#newest(series)));
    },
  };

  #newest({ metric, nodeId }: Series): Datapoint {
    const found = this.published
      ? this.#told.findLast((one) => one.metric === metric && one.nodeId === nodeId)
      : undefined;
    if (found === undefined) return { kind: "absent", why: "has no datapoint" };
    return { kind: "read", value: found.value, atMs: found.atMs };
  }
}
