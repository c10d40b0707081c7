// What the engine asks of a provider, answered in plain values: the gRPC side of it is in service.ts.
import { checkInputs } from "./check.ts";
import type { Checked } from "./check.ts";
import { createClients } from "./clients.ts";
import type { Clients } from "./clients.ts";
import { faultText, readConfiguration } from "./configuration.ts";
import type { Configuration } from "./configuration.ts";
import { identityOf } from "./credentials.ts";
import { diffInputs } from "./diff.ts";
import type { Diff } from "./diff.ts";
import { invoke } from "./invokes.ts";
import { unknownValue } from "./properties.ts";
import type { Properties } from "./properties.ts";
import { resourceTypeOf } from "./resources.ts";
import type { Context, Created } from "./resourceType.ts";

/** The resource that a call is about. */
export interface Subject {
  readonly token: string;
  readonly name: string;
  /** Custom timeout of the program in seconds; 0 when it gives none. */
  readonly timeoutSeconds: number;
}

export interface DiffInput {
  readonly olds: Properties;
  readonly oldInputs: Properties;
  readonly news: Properties;
  readonly ignored: readonly string[];
}

export interface Provider {
  /** Takes on the roles that are asked for and looks which account that is, before anything is done in it. */
  configure(args: Properties): Promise<void>;
  check(subject: Subject, olds: Properties, news: Properties): Checked;
  diff(subject: Subject, input: DiffInput): Diff;
  create(subject: Subject, inputs: Properties, preview: boolean): Promise<Created>;
  read(
    subject: Subject,
    id: string,
    inputs: Properties,
    outputs: Properties,
  ): Promise<{ readonly inputs: Properties; readonly outputs: Properties } | undefined>;
  update(subject: Subject, id: string, input: DiffInput, preview: boolean): Promise<Properties>;
  delete(subject: Subject, id: string, outputs: Properties): Promise<void>;
  invoke(token: string): Promise<Properties>;
}

/**
 * The longest wait where the program sets no timeout. The real provider gives AWS up to an hour; here nothing takes
 * minutes, so a wait that long is a defect that should be told and not waited out.
 */
const defaultTimeoutMs = 600_000;

/** `signal` ends every wait: it is aborted when the engine cancels or is gone. */
export function createProvider(signal: AbortSignal): Provider {
  let configured: { readonly configuration: Configuration; readonly clientsFor: ClientsFor } | undefined;
  const present = () => {
    if (configured === undefined) throw new Error("the aws stand-in was asked to act before it was configured");
    return configured;
  };
  const contextOf = (subject: Subject, properties: Properties): Context => {
    const own = properties["region"];
    const { configuration, clientsFor } = present();
    const region = typeof own === "string" && own !== unknownValue ? own : configuration.region;
    const timeoutMs = subject.timeoutSeconds > 0 ? subject.timeoutSeconds * 1000 : defaultTimeoutMs;
    return { configuration, region, clients: clientsFor(region), timeoutMs, signal };
  };

  return {
    async configure(args) {
      configured = undefined;
      const result = readConfiguration(args);
      if (!result.ok) throw new Error(`the stand-in for the aws provider cannot be used:\n${faultText(result.faults)}`);
      const { configuration } = result;
      const clientsFor = clientsByRegion(configuration);
      await checkAccount(configuration, clientsFor(configuration.region));
      configured = { configuration, clientsFor };
    },

    check({ token, name }, olds, news) {
      return checkInputs(resourceTypeOf(token), name, olds, news, present().configuration.defaultTags);
    },

    diff({ token }, input) {
      return diffInputs(resourceTypeOf(token), input);
    },

    async create(subject, inputs, preview) {
      const type = resourceTypeOf(subject.token);
      if (preview) return { id: "", outputs: { ...unknowns(type.computed), ...inputs } };
      return type.create(inputs, contextOf(subject, inputs));
    },

    async read(subject, id, inputs, outputs) {
      const type = resourceTypeOf(subject.token);
      const before = { ...outputs, ...inputs };
      const found = await type.read(id, before, contextOf(subject, before));
      if (found === undefined) return undefined;
      // An import brings no inputs: then everything that the type takes as one is.
      const names = Object.keys(inputs).length > 0 ? Object.keys(inputs) : Object.keys(type.inputs);
      const read = names.map((name) => [name, name in found ? found[name] : inputs[name]] as const);
      return { inputs: Object.fromEntries(read), outputs: found };
    },

    async update(subject, id, input, preview) {
      const type = resourceTypeOf(subject.token);
      const { olds, oldInputs } = input;
      const changed = new Set(diffInputs(type, input).changed);
      const news = withIgnored(input);
      if (preview) return { ...olds, ...news, ...unknowns(type.unknownAfter(changed)) };
      return type.update({ id, olds, oldInputs, news, changed }, contextOf(subject, { ...olds, ...news }));
    },

    async delete(subject, id, outputs) {
      await resourceTypeOf(subject.token).delete(id, outputs, contextOf(subject, outputs));
    },

    async invoke(token) {
      const { configuration, clientsFor } = present();
      return invoke(token, configuration, clientsFor(configuration.region));
    },
  };
}

type ClientsFor = (region: string) => Clients;

/** One session of the roles for the clients of every region. */
function clientsByRegion(configuration: Configuration): ClientsFor {
  const identity = identityOf(configuration);
  const known = new Map<string, Clients>();
  return (region) => {
    const clients = known.get(region) ?? createClients(configuration, region, identity);
    known.set(region, clients);
    return clients;
  };
}

/** Asks nobody where neither a role nor a rule of accounts is given: any key will do then. */
async function checkAccount({ roles, accounts }: Configuration, clients: Clients): Promise<void> {
  const { allowed, forbidden } = accounts;
  if (roles.length + allowed.length + forbidden.length === 0) return;
  const account = await clients.accountId();
  const refused = forbidden.includes(account) || (allowed.length > 0 && !allowed.includes(account));
  if (refused) throw new Error(`AWS account ID not allowed: ${account}`);
}

/**
 * The new inputs with ignored ones as they were: the engine has done that before `check`, which computes `tagsAll` anew,
 * and an update for another reason must not carry an ignored change out.
 */
function withIgnored({ oldInputs, news, ignored }: DiffInput): Properties {
  const kept = ignored.filter((name) => name in oldInputs || name in news);
  return { ...news, ...Object.fromEntries(kept.map((name) => [name, oldInputs[name]])) };
}

function unknowns(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknownValue]));
}
