// Encryption in transit: off, preferred or required, and the single steps between them that AWS takes.
import type {
  CreateReplicationGroupCommandInput,
  ModifyReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import { invalidParameterCombination, invalidParameterValue } from "../fault.ts";
import type { EngineVersion } from "./engineVersions.ts";
import type { Group, TransitEncryptionMode } from "./state.ts";

export type EncryptionStep = "off" | TransitEncryptionMode;

type Encryption = Pick<Group, "transitEncryption" | "transitEncryptionMode">;

const modes: readonly string[] = ["preferred", "required"] satisfies TransitEncryptionMode[];

/** AWS's own words. */
const modeNeedsEncryption = "To modify transit encryption mode, set encryption-in-transit as enabled.";
const notWhileAccessIsControlled =
  "Modification of transit encryption is not supported for access control enabled clusters.";

export function stepOf({ transitEncryption, transitEncryptionMode }: Encryption): EncryptionStep {
  return transitEncryption ? (transitEncryptionMode ?? "required") : "off";
}

/** What a new group starts with; with encryption and no mode AWS takes no plain connection. */
export function encryptionWish(input: CreateReplicationGroupCommandInput, version: EngineVersion): Encryption {
  const enabled = input.TransitEncryptionEnabled ?? false;
  const mode = modeNamed(input.TransitEncryptionMode);
  if (mode !== undefined && !enabled) throw invalidParameterCombination(modeNeedsEncryption);
  if (mode === "preferred") requireOnlineChange(version.engine, version.full);
  return { transitEncryption: enabled, transitEncryptionMode: enabled ? (mode ?? "required") : undefined };
}

/** Undefined when the call asks for no change of it. */
export function encryptionChange(input: ModifyReplicationGroupCommandInput, group: Group): Encryption | undefined {
  if (input.TransitEncryptionEnabled === undefined && input.TransitEncryptionMode === undefined) return undefined;
  const present = stepOf(group);
  const enabled = input.TransitEncryptionEnabled ?? group.transitEncryption;
  const mode = modeNamed(input.TransitEncryptionMode);
  if (mode !== undefined && !enabled) throw invalidParameterCombination(modeNeedsEncryption);
  // Encryption that stays on without a word about its mode keeps it; from off AWS wants the mode said.
  const wanted: EncryptionStep = enabled ? (mode ?? (present === "off" ? "required" : present)) : "off";
  if (wanted === present) return undefined;
  if (group.access.is !== "open") throw invalidParameterCombination(notWhileAccessIsControlled);
  requireOnlineChange(group.engine, group.engineVersion);
  if (input.ApplyImmediately !== true) {
    throw invalidParameterCombination("A change of encryption in transit needs ApplyImmediately.");
  }
  if (wanted !== "preferred" && present !== "preferred") throw invalidParameterCombination(skipped(present, wanted));
  return { transitEncryption: wanted !== "off", transitEncryptionMode: wanted === "off" ? undefined : wanted };
}

// Documented: that it takes two steps. Assumed: the fault and its wording.
function skipped(from: EncryptionStep, to: EncryptionStep): string {
  return from === "off"
    ? `Transit encryption of an existing replication group is enabled with TransitEncryptionMode preferred, and only then set to ${to}.`
    : `Transit encryption cannot go from ${from} to ${to}: set TransitEncryptionMode to preferred first.`;
}

function modeNamed(name: string | undefined): TransitEncryptionMode | undefined {
  if (name === undefined || name === "preferred" || name === "required") return name;
  throw invalidParameterValue(`Invalid TransitEncryptionMode "${name}". Valid modes are: ${modes.join(", ")}.`);
}

/** Older servers cannot take encrypted and plain connections at once. */
function requireOnlineChange(engine: string, version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  if (engine === "valkey" || major > 7 || (major === 7 && (minor > 0 || patch >= 5))) return;
  throw invalidParameterCombination(
    `Transit encryption can be modified from Redis OSS 7.0.5 and Valkey 7.2 on, not with ${engine} ${version}.`,
  );
}
