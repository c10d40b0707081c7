// What the engine asks of a provider, answered in plain values: the gRPC side of it is in service.ts.
import { checkInputs } from "./check.ts";
import type { Checked } from "./check.ts";
import { createClients } from "./clients.ts";
import type { Clients } from "./clients.ts";
import { faultText, readConfiguration } from "./configuration.ts";
import type { Configuration } from "./configuration.ts";
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
  configure(args: Properties): void;
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
  let configured: Configuration | undefined;
  const clientsByRegion = new Map<string, Clients>();
  const configuration = (): Configuration => {
    if (configured === undefined) throw new Error("the aws stand-in was asked to act before it was configured");
    return configured;
  };
  const clientsFor = (region: string): Clients => {
    const clients = clientsByRegion.get(region) ?? createClients(configuration(), region);
    clientsByRegion.set(region, clients);
    return clients;
  };
  const contextOf = (subject: Subject, properties: Properties): Context => {
    const own = properties["region"];
    const region = typeof own === "string" && own !== unknownValue ? own : configuration().region;
    const timeoutMs = subject.timeoutSeconds > 0 ? subject.timeoutSeconds * 1000 : defaultTimeoutMs;
    return { configuration: configuration(), region, clients: clientsFor(region), timeoutMs, signal };
  };

  return {
    configure(args) {
      const result = readConfiguration(args);
      if (!result.ok) throw new Error(`the stand-in for the aws provider cannot be used:\n${faultText(result.faults)}`);
      configured = result.configuration;
    },

    check({ token, name }, olds, news) {
      return checkInputs(resourceTypeOf(token), name, olds, news, configuration().defaultTags);
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
      return invoke(token, configuration(), clientsFor(configuration().region));
    },
  };
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
