// What the stand-in needs to know of a resource type; one file per type fills this in.
import type { Configuration } from "./configuration.ts";
import type { Clients } from "./clients.ts";
import type { InputsOf, Properties, PropertyTable } from "./properties.ts";

/** What is wrong with an input, or with several; then the property is empty. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What an operation on a resource may use. */
export interface Context {
  readonly configuration: Configuration;
  /** The region of this resource: its own `region` argument, else the provider's. */
  readonly region: string;
  readonly clients: Clients;
  /** The longest that the operation may wait; the program's custom timeout, else a bound of ours. */
  readonly timeoutMs: number;
  /** Aborted when the engine cancels or is gone. */
  readonly signal: AbortSignal;
}

export interface Created {
  readonly id: string;
  readonly outputs: Properties;
}

/** A change of a resource: inputs as they were and are, outputs as they were, and the names that differ. */
export interface Change<Inputs> {
  readonly id: string;
  readonly oldInputs: Inputs;
  readonly olds: Properties;
  readonly news: Inputs;
  readonly changed: ReadonlySet<string>;
}

export interface ResourceType<Inputs = Properties> {
  readonly token: string;
  readonly inputs: PropertyTable;
  /** Inputs that `@pulumi/aws` has and this stand-in does not serve: refused by name, never ignored. */
  readonly unsupported: readonly string[];
  /** The input that gets a name made from the resource's when the program gives none. */
  readonly autoName?: {
    readonly property: keyof Inputs & string;
    readonly maxLength: number;
    readonly lowerCase?: true;
  };
  /** What the inputs must not say together; unknown values are in them as the engine sends them. */
  contradictions?(inputs: Properties): readonly Failure[];
  readonly taggable: boolean;
  /** Names of the outputs that only AWS knows. */
  readonly computed: readonly string[];
  /** The computed outputs that a change of these inputs may change; the preview of an update cannot know them. */
  unknownAfter(changed: ReadonlySet<string>): readonly string[];
  create(inputs: Inputs, context: Context): Promise<Created>;
  /** Outputs as AWS has them now, or undefined when the resource is gone. */
  read(id: string, outputs: Properties, context: Context): Promise<Properties | undefined>;
  update(change: Change<Inputs>, context: Context): Promise<Properties>;
  delete(id: string, outputs: Properties, context: Context): Promise<void>;
}

/** Gives a type's methods their inputs' types; the table of all types forgets them again. */
export function resourceType<const T extends PropertyTable>(
  type: ResourceType<InputsOf<T>> & { readonly inputs: T },
): ResourceType {
  return type;
}
