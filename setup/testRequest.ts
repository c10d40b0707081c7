// Which parts of the tests a command line asks for.

export interface TestRequest {
  readonly kind: "run";
  readonly checks: boolean;
  /** Paths below the project's root; empty means every test. */
  readonly filters: readonly string[];
  readonly runsTests: boolean;
  readonly exclude: readonly string[];
}

export interface BadTestRequest {
  readonly kind: "bad";
  readonly message: string;
}

/** Suites under the real engine or the provider's process, of the rehearsal, of whole clusters and of all histories take long: left out of the inner loop. */
const longSuites = [
  "test/engine/**",
  "test/rehearsal/**",
  "test/providers/**",
  "test/emulator/{cluster,lifetime,linkWatch,migration}*.test.ts",
  "test/{emulator,redis}/otherServers.test.ts",
  "test/commands/{doctor,watch}.test.ts",
  "test/migration/truth/**",
];

/**
 * Names are `check` or a path below test/, with or without "test/": `emulator`, `emulator/ec2`,
 * `test/settings/settings.test.ts`. `--quick` leaves out the checks and the long suites.
 */
export function readTestRequest(
  args: readonly string[],
  partNames: readonly string[],
  isPart: (path: string) => boolean,
): TestRequest | BadTestRequest | { readonly kind: "help" } {
  if (args.includes("--help") || args.includes("-h")) return { kind: "help" };
  const quick = args.includes("--quick");
  const names = args.filter((arg) => arg !== "--quick");
  const paths = names.filter((name) => name !== "check").map(withoutPrefix);
  const bad = paths.find((path) => path.startsWith("-") || path.split("/").includes("..") || !isPart(path));
  if (bad !== undefined) {
    const allowed = ["check", ...partNames].join(", ");
    return {
      kind: "bad",
      message: `There is no part of the tests called "${bad}". Allowed: ${allowed}, or a path below test/`,
    };
  }
  return {
    kind: "run",
    checks: quick ? names.includes("check") : names.length === 0 || names.includes("check"),
    filters: paths.map((path) => (path.endsWith(".ts") ? `test/${path}` : `test/${path}/`)),
    runsTests: names.length === 0 || paths.length > 0,
    exclude: quick ? longSuites : [],
  };
}

function withoutPrefix(name: string): string {
  return name.replace(/^(\.\/)?test\//, "").replace(/\/$/, "");
}
