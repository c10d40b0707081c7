// What components register, on Pulumi's mocks: types, names, inputs and options. The mocks prove neither what the engine
// does with options nor what AWS or the provider does with inputs.
import * as pulumi from "@pulumi/pulumi";
import type { Guard } from "../../components/guard.ts";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that are secret. */
  readonly secrets: readonly string[];
  readonly options: pulumi.CustomResourceOptions;
}

/** What a component is made with here: a guard with a journal that can be recognised, and options that listen. */
export interface Ground {
  readonly guard: Guard;
  readonly options: pulumi.ComponentResourceOptions;
}

export interface Recorded {
  readonly journal: pulumi.Resource;
  /** The resources of AWS and explicit providers, in the order of their names; components themselves are left out. */
  readonly made: readonly Registered[];
}

/** The account that every security group belongs to here. */
export const targetAccountId = "123456789012";

class Journal extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Journal", "journal");
  }
}

/** Registers what `build` makes. */
export async function recorded(guard: Omit<Guard, "journal">, build: (ground: Ground) => void): Promise<Recorded> {
  const inputs = new Map<string, Omit<Registered, "name" | "options">>();
  const options = new Map<string, pulumi.CustomResourceOptions>();
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      const given = args.inputs as Readonly<Record<string, unknown>>;
      inputs.set(args.name, { type: args.type, ...shown(given) });
      const id = given["replicationGroupId"];
      const arn = `arn:aws:elasticache:us-east-1:${targetAccountId}:replicationgroup:${typeof id === "string" ? id : ""}`;
      return { id: `${args.name}-id`, state: { ownerId: targetAccountId, arn, ...given } };
    },
    call: (args) => args.inputs as Record<string, unknown>,
  });
  const journal = new Journal();
  const listen: pulumi.ResourceTransformation = (args) => {
    options.set(args.name, args.opts);
    return undefined;
  };
  build({ guard: { ...guard, journal }, options: { transformations: [listen] } });
  await pulumi.runtime.disconnect();
  const made = [...inputs.entries()]
    .filter(([, { type }]) => type.startsWith("aws:") || type.startsWith("pulumi:providers:"))
    .map(([name, of]) => ({ name, ...of, options: options.get(name) ?? {} }));
  return { journal, made: made.sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

/** Secrets arrive in an envelope. */
function shown(given: Readonly<Record<string, unknown>>): Pick<Registered, "inputs" | "secrets"> {
  const secrets = Object.keys(given).filter((key) => isEnvelope(given[key]));
  const plain = Object.entries(given).map(([key, value]) => [key, isEnvelope(value) ? value.value : value]);
  return { inputs: Object.fromEntries(plain) as Readonly<Record<string, unknown>>, secrets };
}

function isEnvelope(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && pulumi.runtime.specialSigKey in value;
}

/** What a resource waits for by its own options. */
export function dependenciesOf({ options }: Registered): pulumi.Resource[] {
  return [options.dependsOn ?? []].flat() as pulumi.Resource[];
}

/** The one resource of a type. */
export function only(record: Recorded, type: string): Registered {
  const found = record.made.filter((one) => one.type === type);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} resources of type ${type}`);
  return first;
}

export function inputsOf({ made }: Recorded, type: string): Registered["inputs"][] {
  return made.filter((one) => one.type === type).map((one) => one.inputs);
}
