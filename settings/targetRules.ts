// What must hold between the values that describe the target, and between them and the stage.
import { windowMinutes, windowsOverlap } from "../migration/windows.ts";
import { slotsFault } from "../migration/slots.ts";
import type { Fault } from "./fault.ts";
import type { Parts } from "./schema.ts";

type Target = NonNullable<Parts["target"]>;

export function* targetFaults({ target, source, stage }: Parts): Iterable<Fault> {
  if (target === undefined) return;
  yield* existingFaults(target);
  yield* ownedParameters(target);
  yield* tagFaults(target);
  yield* encryptionFaults(target, stage);
  yield* windowFaults(target);
  if (source !== undefined) yield* clusterFaults(target, source);
}

/** What only a group that is made here takes. What would change one that exists is told as a command, in operate. */
function* existingFaults(target: Target): Iterable<Fault> {
  if (!target.existing) return;
  const { parameters, tags, reservedMemoryPercent, notificationTopicArn, atRest, slots } = target;
  const given = {
    "target.parameters": Object.keys(parameters).length === 0 ? undefined : parameters,
    "target.tags": Object.keys(tags).length === 0 ? undefined : tags,
    "target.reservedMemoryPercent": reservedMemoryPercent,
    "target.notificationTopicArn": notificationTopicArn,
    "target.atRest.kmsKeyId": atRest.kmsKeyId,
    "target.slots": slots.length === 0 ? undefined : slots,
  };
  for (const [key, found] of Object.entries(given)) {
    if (found !== undefined) yield { key, found, expected: "nothing with target.existing: the group is never changed" };
  }
}

/** Parameters that follow from other keys: a second way to set them could contradict the first. */
function* ownedParameters({ parameters }: Target): Iterable<Fault> {
  const owners = {
    databases: "the number of databases follows source.databases",
    "reserved-memory-percent": "target.reservedMemoryPercent decides",
    "cluster-enabled": "source.clusterMode decides",
  };
  for (const [name, owner] of Object.entries(owners)) {
    if (!(name in parameters)) continue;
    yield { key: `target.parameters.${name}`, found: parameters[name], expected: `nothing here: ${owner}` };
  }
}

function* tagFaults({ tags }: Target): Iterable<Fault> {
  for (const name of Object.keys(tags).filter((tag) => /^aws:/i.test(tag))) {
    yield { key: `target.tags.${name}`, found: tags[name], expected: "a name that does not begin with aws:" };
  }
}

/** AWS's online migration wants no encryption in transit, and access control wants encryption in transit. */
function* encryptionFaults(
  { tls, access, engine, engineVersion, atRest }: Target,
  stage: Parts["stage"],
): Iterable<Fault> {
  if (tls !== "off" && stage !== undefined && stage !== "operate") {
    yield {
      key: "target.tls",
      found: tls,
      expected: `off while the stage is ${stage}: AWS's online migration wants no encryption in transit; other values in operate`,
    };
  }
  if (tls !== "off" && engine === "redis" && Number(engineVersion.split(".")[0]) < 7) {
    yield {
      key: "target.tls",
      found: tls,
      expected: `off: on Redis OSS ${engineVersion} AWS could switch it on only in a new group; upgrade to 7.0 or newer first`,
    };
  }
  if (access !== undefined) {
    const given = [access.userGroupId, access.authToken].filter((one) => one !== undefined).length;
    if (given !== 1) {
      const found = Object.entries(access).flatMap(([key, value]) => (value === undefined ? [] : [key]));
      yield { key: "target.access", found, expected: "one of userGroupId and authToken" };
    }
    if (tls !== "required") {
      yield {
        key: "target.tls",
        found: tls,
        expected: "required, as target.access is given: AWS has access control only with encryption in transit",
      };
    }
  }
  if (atRest.kmsKeyId !== undefined && !atRest.enabled) {
    yield { key: "target.atRest.kmsKeyId", found: atRest.kmsKeyId, expected: "target.atRest.enabled: true with it" };
  }
}

const shortestWindowMinutes = 60;

function* windowFaults({ snapshots, maintenanceWindow }: Target): Iterable<Fault> {
  const windows = { "target.snapshots.window": snapshots.window, "target.maintenanceWindow": maintenanceWindow };
  for (const [key, window] of Object.entries(windows)) {
    if (window !== undefined && windowMinutes(window) < shortestWindowMinutes) {
      yield { key, found: window, expected: `a window of ${shortestWindowMinutes} minutes or more` };
    }
  }
  if (snapshots.window === undefined || maintenanceWindow === undefined) return;
  if (windowsOverlap(snapshots.window, maintenanceWindow)) {
    yield {
      key: "target.snapshots.window",
      found: snapshots.window,
      expected: `a window that does not overlap target.maintenanceWindow ${maintenanceWindow}`,
    };
  }
}

function* clusterFaults({ slots, shards }: Target, source: NonNullable<Parts["source"]>): Iterable<Fault> {
  const isCluster = source.clusterMode === "enabled";
  if (!isCluster && shards !== undefined && shards > 1) {
    yield { key: "target.shards", found: shards, expected: "1: the source's cluster mode is disabled" };
  }
  if (slots.length === 0) return;
  if (!isCluster) {
    yield { key: "target.slots", found: slots, expected: "nothing: the source's cluster mode is disabled" };
    return;
  }
  const count = shards ?? source.shards;
  if (slots.length !== count) {
    yield { key: "target.slots", found: slots, expected: `one entry for each of ${count} shards` };
    return;
  }
  const fault = slotsFault(slots);
  if (fault !== undefined) yield { key: "target.slots", found: slots, expected: fault };
}
