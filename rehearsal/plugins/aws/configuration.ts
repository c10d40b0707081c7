// The provider's configuration: read from what the engine sends, and refused when it could reach anything but this machine.
import { isIPv4 } from "node:net";
import { z } from "zod";
import { isAbsent } from "./properties.ts";
import type { Properties } from "./properties.ts";
import { readRoles } from "./roles.ts";
import type { Role } from "./roles.ts";

export interface Configuration {
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken: string | undefined;
  /** Taken on one after the other, the first with the keys. */
  readonly roles: readonly Role[];
  readonly accounts: AccountRule;
  readonly endpoints: Readonly<Record<Service, string>>;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** Which accounts the provider may act in; any account where neither says anything. */
export interface AccountRule {
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

export const services = ["ec2", "elasticache", "sts"] as const;
export type Service = (typeof services)[number];

/** A configuration that is refused: the key at fault, and why. */
export interface ConfigurationFault {
  readonly key: string;
  readonly reason: string;
}

export type ConfigurationResult =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly faults: readonly ConfigurationFault[] };

const endpointsShape = z.union([z.array(z.record(z.string(), z.string())), z.record(z.string(), z.string())]);
const accountsShape = z.array(z.string().regex(/^\d{12}$/)).default([]);
const defaultTagsShape = z.object({ tags: z.record(z.string(), z.string()).default({}) });

/**
 * Objects arrive as JSON text, everything else as plain text. Every endpoint that is named has to be on the loopback
 * interface, even that of a service which is not used here: a rehearsal must not be able to reach a real cloud.
 */
export function readConfiguration(args: Properties): ConfigurationResult {
  const faults: ConfigurationFault[] = [];
  const region = text(args, "region") ?? "";
  if (region === "") faults.push({ key: "region", reason: "a region is required, such as us-east-1" });

  const endpoints = new Map<string, string>();
  const given = endpointsShape.safeParse(json(args, "endpoints"));
  if (given.success) {
    for (const map of [given.data].flat()) for (const [key, url] of Object.entries(map)) endpoints.set(key, url);
  } else if (args["endpoints"] !== undefined) {
    faults.push({ key: "endpoints", reason: "must be a list of objects from service names to URLs" });
  }
  for (const [service, url] of endpoints) {
    if (url !== "" && !isLoopback(url)) {
      faults.push({
        key: "endpoints",
        reason: `${service} is "${url}": the stand-in calls loopback addresses only, such as http://127.0.0.1:4566`,
      });
    }
  }
  for (const service of services) {
    if ((endpoints.get(service) ?? "") === "") {
      faults.push({
        key: "endpoints",
        reason: `no endpoint for ${service}: without one it would be AWS's own; name the emulator's URL`,
      });
    }
  }
  const defaultTags = defaultTagsShape.safeParse(json(args, "defaultTags") ?? {});
  if (!defaultTags.success) faults.push({ key: "defaultTags", reason: "must be an object with a map called tags" });
  for (const key of ["assumeRole", "assumeRoleWithWebIdentity"]) {
    if (!isAbsent(json(args, key))) {
      faults.push({ key, reason: "is not supported by the stand-in, which takes roles from assumeRoles only" });
    }
  }
  const { roles, reasons } = readRoles(json(args, "assumeRoles"));
  faults.push(...reasons.map((reason) => ({ key: "assumeRoles", reason })));
  const accounts = {
    allowed: accountList(args, "allowedAccountIds", faults),
    forbidden: accountList(args, "forbiddenAccountIds", faults),
  };
  if (accounts.allowed.length > 0 && accounts.forbidden.length > 0) {
    faults.push({ key: "allowedAccountIds", reason: "conflicts with forbiddenAccountIds: give one of them" });
  }
  if (faults.length > 0 || !defaultTags.success) return { ok: false, faults };
  return {
    ok: true,
    configuration: {
      region,
      // Never the credential chain of this machine: what is not given is made up.
      accessKey: text(args, "accessKey") ?? "stand-in",
      secretKey: text(args, "secretKey") ?? "stand-in",
      sessionToken: text(args, "token"),
      roles,
      accounts,
      endpoints: Object.fromEntries(services.map((one) => [one, endpoints.get(one)])) as Record<Service, string>,
      defaultTags: defaultTags.data.tags,
    },
  };
}

export function faultText(faults: readonly ConfigurationFault[]): string {
  return faults.map(({ key, reason }) => `aws:${key}: ${reason}`).join("\n");
}

function accountList(args: Properties, key: string, faults: ConfigurationFault[]): readonly string[] {
  const list = accountsShape.safeParse(json(args, key) ?? undefined);
  if (list.success) return list.data;
  faults.push({ key, reason: "must be a list of account ids of 12 digits" });
  return [];
}

/** Literal addresses only: a name, localhost too, means what the machine's resolver says it means. */
function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const local = (isIPv4(hostname) && hostname.startsWith("127.")) || hostname === "[::1]";
  return local && (protocol === "http:" || protocol === "https:");
}

function text(args: Properties, key: string): string | undefined {
  const value = args[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function json(args: Properties, key: string): unknown {
  const value = args[key];
  if (typeof value !== "string") return value;
  if (value === "") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON: the shape that it is checked against next refuses the bare text and names the key.
    return value;
  }
}
