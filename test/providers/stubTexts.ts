// What Pulumi puts into the state as `__provider` of each resource: taken from the resources themselves, on their way to
// an engine that is not there.
import * as pulumi from "@pulumi/pulumi";

export interface StubTexts {
  readonly journal: string;
  readonly migration: string;
}

export interface Registered {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Registers one journal and one migration whose settings contain a secret, and tells what would reach the engine. */
export async function registered(secret: string): Promise<readonly Registered[]> {
  const seen: Registered[] = [];
  const mocks = {
    newResource: ({ type, inputs }: pulumi.runtime.MockResourceArgs) => {
      seen.push({ type, inputs: inputs as Registered["inputs"] });
      return { id: "sessions", state: {} };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "elasticache-online-migration", "test", true);
  const { MigrationJournal } = await import("../../providers/MigrationJournal.ts");
  const { OnlineMigration } = await import("../../providers/OnlineMigration.ts");
  const settings = { target: { access: secret } };
  new MigrationJournal("journal", { groupId: "sessions", stage: "prepare", settings, forceAbort: "" }, {});
  const plan = pulumi.output(JSON.parse("{}") as ConstructorParameters<typeof OnlineMigration>[1]["plan"]);
  new OnlineMigration("migration", { groupId: "sessions", groupArn: "", stage: "prepare", history: [], plan }, {});
  await pulumi.runtime.disconnect();
  return seen;
}

export async function stubTexts(): Promise<StubTexts> {
  const seen = await registered("");
  return { journal: textOf(seen, "MigrationJournal"), migration: textOf(seen, "OnlineMigration") };
}

export function textOf(seen: readonly Registered[], name: string): string {
  const text = seen.find(({ type }) => type === `pulumi-nodejs:dynamic/elasticache:${name}`)?.inputs["__provider"];
  if (typeof text !== "string") throw new Error(`${name} was registered without a plain text of its provider`);
  return text;
}
