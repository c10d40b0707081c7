// The stubs as Pulumi serialises them. Under mocks: that the text works in a real provider process is for the tests
// beside this one.
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../rehearsal/plugins/aws/processes.ts";
import { registered, textOf } from "./stubTexts.ts";

const secret = "s3cret-of-the-settings";
/** How the engine is told that a value is one (Pulumi, resource/properties). */
const secretMark = "4dabf18193072939515e22adb298388d";
const seen = await registered(secret);

/** The bodies of the stub's methods, each on one line. */
function bodies(text: string): string[] {
  return [...text.matchAll(/^return (?<body>async [^;]*);$/gms)].map(({ groups }) =>
    (groups?.["body"] ?? "").replaceAll(/\s+/g, " ").replaceAll(" )", ")"),
  );
}

describe("the stub in the state", () => {
  it("holds one import per method of the journal, and nothing else", () => {
    const module = '(await import("#providers/migrationJournalProvider"))';
    expect(bodies(textOf(seen, "MigrationJournal"))).toStrictEqual([
      `async (request) => ${module}.configure(request)`,
      `async (olds, news) => ${module}.check(olds, news)`,
      `async (id, olds, news) => ${module}.diff(id, olds, news)`,
      `async (inputs) => ${module}.create(inputs)`,
      `async (id, olds, news) => ${module}.update(id, olds, news)`,
      `async () => ${module}.remove()`,
    ]);
  });

  it("holds one import per method of the migration, and nothing else", () => {
    const module = '(await import("#providers/onlineMigrationProvider"))';
    expect(bodies(textOf(seen, "OnlineMigration"))).toStrictEqual([
      `async (request) => ${module}.configure(request)`,
      `async (olds, news) => ${module}.check(olds, news)`,
      `async (id, olds, news) => ${module}.diff(id, olds, news)`,
      `async (inputs) => ${module}.create(inputs)`,
      `async (id, outputs) => ${module}.read(id, outputs)`,
      `async (id, olds, news) => ${module}.update(id, olds, news)`,
      `async (id, outputs) => ${module}.remove(id, outputs)`,
    ]);
  });

  it.each(["MigrationJournal", "OnlineMigration"])("captures nothing of the program in %s", (name) => {
    const text = textOf(seen, name);
    expect(text).not.toMatch(/\brequire\s*\(|node_modules|file:|\.\.?\//);
    expect(new Set(text.match(/with\(\{ [^}]*\}\)/g))).toStrictEqual(
      new Set([
        "with({ this: undefined, arguments: undefined })",
        "with({ provider: __provider, this: undefined, arguments: undefined })",
      ]),
    );
    expect(text.length).toBeLessThan(2_500);
  });

  it("takes the settings of the journal as a secret, because the stack config may hold some of them as one", () => {
    const journal = seen.find(({ type }) => type.endsWith(":MigrationJournal"));
    expect(journal?.inputs["settings"]).toMatchObject({
      [secretMark]: expect.any(String) as string,
      value: { target: { access: secret } },
    });
  });

  it.each(["MigrationJournal", "OnlineMigration"])("keeps every secret of the program out of %s", (name) => {
    expect(textOf(seen, name)).not.toContain(secret);
  });

  it.each(["migrationJournalProvider", "onlineMigrationProvider"])(
    "names a module that the state of existing stacks still finds: %s",
    (module) => {
      expect(existsSync(`${projectRoot}providers/${module}.ts`)).toBe(true);
    },
  );

  it("is the same text whatever the settings are", async () => {
    const again = await registered("other settings");
    for (const name of ["MigrationJournal", "OnlineMigration"]) expect(textOf(again, name)).toBe(textOf(seen, name));
  });
});
