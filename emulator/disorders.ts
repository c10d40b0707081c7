// What goes wrong in the emulated cloud beside single calls: stale statuses, events that are lost or late, dead networks.
import { z } from "zod";

const name = z.string().min(1);
const forMs = z.number().min(0).max(86_400_000);

/** Without `forMs` it lasts until the faults are replaced or deleted. */
const lasting = { forMs: forMs.optional() };

export const disorder = z.discriminatedUnion("kind", [
  /** DescribeReplicationGroups goes on showing the status that the group has now. */
  z.strictObject({ kind: z.literal("slowStatus"), group: name, ...lasting }),
  /** Events recorded meanwhile whose text contains `matching` are never listed. Without `matching`, all of them. */
  z.strictObject({ kind: z.literal("lostEvents"), matching: name.optional(), ...lasting }),
  /** The same, but they are listed, `afterMs` late. */
  z.strictObject({ kind: z.literal("lateEvents"), matching: name.optional(), afterMs: forMs, ...lasting }),
  /** A start of this group fails as soon as it may, for a reason that no server here can be brought to. */
  z.strictObject({ kind: z.literal("startFails"), group: name, reason: name, ...lasting }),
  /** No node gets through to this address of the emulated network; EC2's answers show nothing of it. */
  z.strictObject({
    kind: z.literal("cutNetwork"),
    to: z.string().regex(/^[^:\s]+:\d+$/, "like 10.0.0.241:6379"),
    ...lasting,
  }),
  /**
   * CloudWatch gets no datapoint of the metric, or `value` whatever the node shows. Without `metric` or `node` (a
   * CacheClusterId) every one is meant; of those that CloudWatch has already nothing changes.
   */
  z.strictObject({
    kind: z.literal("metric"),
    metric: name.optional(),
    node: name.optional(),
    value: z.number().optional(),
    ...lasting,
  }),
]);

export type Disorder = z.output<typeof disorder>;

export interface Disorders {
  add(one: Disorder, statusNow: string | undefined): void;
  clear(): void;
  list(): readonly Disorder[];
  /** The status to show for a group that has `status`. */
  statusShown(groupId: string, status: string): string;
  /** How late an event is listed; undefined for never. */
  eventLateByMs(message: string): number | undefined;
  startFailsBecause(groupId: string): string | undefined;
  isCut(address: string): boolean;
  /** What is measured instead of `value`; undefined for nothing. */
  measured(metric: string, node: string, value: number | undefined): number | undefined;
}

interface Active {
  readonly is: Disorder;
  /** Of a group with a slow status. */
  readonly statusNow: string | undefined;
  readonly endsAtMs: number;
}

export function createDisorders(now: () => Date): Disorders {
  let all: Active[] = [];
  const active = () => (all = all.filter(({ endsAtMs }) => endsAtMs > now().getTime()));
  const of = <Kind extends Disorder["kind"]>(kind: Kind) =>
    active().filter((one): one is Active & { readonly is: Extract<Disorder, { kind: Kind }> } => one.is.kind === kind);
  const isMeant = (matching: string | undefined, message: string) =>
    message.toLowerCase().includes((matching ?? "").toLowerCase());
  return {
    add(one, statusNow) {
      all.push({ is: one, statusNow, endsAtMs: now().getTime() + (one.forMs ?? Infinity) });
    },
    clear() {
      all = [];
    },
    list: () => active().map((one) => one.is),
    statusShown: (groupId, status) => of("slowStatus").find((one) => one.is.group === groupId)?.statusNow ?? status,
    eventLateByMs(message) {
      if (of("lostEvents").some((one) => isMeant(one.is.matching, message))) return undefined;
      const late = of("lateEvents").filter((one) => isMeant(one.is.matching, message));
      return Math.max(0, ...late.map((one) => one.is.afterMs));
    },
    startFailsBecause: (groupId) => of("startFails").find((one) => one.is.group === groupId)?.is.reason,
    isCut: (address) => of("cutNetwork").some((one) => one.is.to === address),
    measured(metric, node, value) {
      const meant = of("metric").find(
        ({ is }) => (is.metric ?? metric) === metric && (is.node ?? node).toLowerCase() === node,
      );
      return meant === undefined ? value : meant.is.value;
    },
  };
}
