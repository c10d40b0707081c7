// Every fault that can be asked for: of calls to come, of servers and nodes at once, of the cloud for a while.
import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { disorder } from "../disorders.ts";
import { replaceable, replaceNode } from "../elasticache/replaceNode.ts";
import { restartInstance, whyNotRestarted } from "../servers/restartInstance.ts";
import type { Desk } from "./awsCall.ts";
import { callFault } from "./injectedFaults.ts";

/** Takes effect at once and is not kept: the server's process is killed. */
const serverDeath = z.strictObject({ kind: z.literal("serverDies"), server: z.string().min(1) });
/** The same of a group's node, and `afterMs` later a new, empty one takes its place. */
const replacement = z.strictObject({
  kind: z.literal("replaceNode"),
  server: z.string().min(1),
  afterMs: z.number().min(0).max(600_000).default(0),
});

/** The same of an instance's server, which comes back as it was declared. */
const restart = z.strictObject({
  kind: z.literal("serverRestarts"),
  server: z.string().min(1),
  keepsData: z.boolean().default(true),
  downMs: z.number().min(0).max(600_000).default(0),
  /** An upgrade: the program that runs it from then on. */
  program: z.string().min(1).optional(),
});

export const faultList = z.array(
  z.discriminatedUnion("kind", [serverDeath, replacement, restart, disorder, callFault]),
);

type Fault = z.output<typeof faultList>[number];

/** Those to come and those that last, then the calls that are held now. */
export function faultsShown({ cloud, faults, holds }: Desk): object[] {
  return [
    ...faults.list(),
    ...cloud.disorders.list(),
    ...holds.list().map((call) => ({ kind: "hold", reached: true, ...call })),
  ];
}

/** Before anything is done, so that a wrong list changes nothing. */
export function refuseUnknown(list: readonly Fault[], cloud: Cloud): void {
  const wrong = list.map((fault) => whyNot(fault, cloud)).filter((why) => why !== undefined);
  if (wrong.length > 0) throw new Error(wrong.join(" "));
}

function whyNot(fault: Fault, cloud: Cloud): string | undefined {
  if (fault.kind === "slowStatus" || fault.kind === "startFails") {
    return statusOf(fault.group, cloud) === undefined ? `There is no replication group ${fault.group}.` : undefined;
  }
  if (fault.kind === "replaceNode") {
    const found = replaceable(fault.server, cloud);
    return typeof found === "string" ? found : undefined;
  }
  if (fault.kind === "serverRestarts") return whyNotRestarted(fault.server, cloud);
  if (fault.kind !== "serverDies" || cloud.fleet.get(fault.server) !== undefined) return undefined;
  const names = cloud.fleet.list().map(({ name }) => name);
  return `No server is named "${fault.server}". Servers: ${names.join(", ") || "none"}.`;
}

/** Ends everything that was asked for but what has happened already; held calls go on. */
export function forget({ cloud, faults, holds }: Desk): void {
  faults.clear();
  cloud.disorders.clear();
  holds.release({ outcome: "go" });
}

export function inject(list: readonly Fault[], desk: Desk): object[] {
  for (const fault of list) injectOne(fault, desk);
  return faultsShown(desk);
}

function injectOne(fault: Fault, { cloud, faults }: Desk): void {
  if (fault.kind === "serverDies") {
    cloud.fleet.kill(fault.server);
  } else if (fault.kind === "replaceNode") {
    const found = replaceable(fault.server, cloud);
    if (typeof found === "string") throw new Error(found);
    replaceNode(found, fault.afterMs, cloud);
  } else if (fault.kind === "serverRestarts") {
    restartInstance(fault, cloud);
  } else if ("action" in fault) {
    faults.add([fault]);
  } else {
    cloud.disorders.add(fault, fault.kind === "slowStatus" ? statusOf(fault.group, cloud) : undefined);
  }
}

/** Of a group of any place: the default one's is meant where two have it. */
function statusOf(groupId: string, cloud: Cloud): string | undefined {
  const groups = [cloud.places.defaultPlace(), ...cloud.places.all()].map(({ elasticache }) => elasticache.groups);
  return groups.map((all) => all.get(groupId)).find((group) => group !== undefined)?.status;
}
