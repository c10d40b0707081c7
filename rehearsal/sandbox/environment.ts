// The environment of everything that a rehearsal starts: built from nothing, so that no credential, profile, endpoint or
// Pulumi login of the user's can get in.
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { markName } from "../processes.ts";

/** Names that say nothing of an identity. */
const taken = ["LANG", "LC_ALL", "LC_CTYPE", "TERM", "TZ"] as const;

export interface EnvironmentArgs {
  readonly runId: string;
  /** The run's own directory. */
  readonly directory: string;
  /** The project's root. */
  readonly root: string;
  /** Holds pulumi, the Node language host and the dynamic provider's shim. */
  readonly pulumiDirectory: string;
  /** The emulator's URL. */
  readonly endpoint: string;
  readonly inherited: Readonly<Record<string, string | undefined>>;
}

export function sandboxEnvironment(args: EnvironmentArgs): Record<string, string> {
  const { directory, root, endpoint, inherited } = args;
  const home = join(directory, "home");
  const nowhere = "http://127.0.0.1:9"; // the discard port: nothing listens, so Go's clients are refused at once
  return {
    ...Object.fromEntries(taken.flatMap((name) => (inherited[name] === undefined ? [] : [[name, inherited[name]]]))),
    [markName]: args.runId,
    ...guardOf(root, directory),
    // The stand-in comes first: an ambient plugin, found before any real one of the same name.
    PATH: [
      join(root, "rehearsal/plugins/aws"),
      args.pulumiDirectory,
      join(root, "node_modules/.bin"),
      inherited["PATH"] ?? "/usr/bin:/bin",
    ].join(delimiter),
    HOME: home,
    TMPDIR: join(directory, "tmp"),
    NODE_COMPILE_CACHE: join(root, ".cache/node-compile"),
    NODE_NO_WARNINGS: "1",
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: "127.0.0.1,localhost",
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: join(home, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "no-aws-credentials"),
    PULUMI_HOME: join(directory, "pulumi-home"),
    PULUMI_BACKEND_URL: `file://${join(directory, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "rehearsal",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_ERROR_OUTPUT_STRING: "true",
    PULUMI_AUTOMATION_API: "true",
    PULUMI_DEBUG_COMMANDS: "true", // the event log that the Automation API listens to is behind it
  };
}

/** What makes a Node process refuse, and write down, every connection that would leave this machine. */
export function guardOf(root: string, directory: string) {
  return {
    REHEARSAL_ATTEMPTS: attemptsFile(directory),
    NODE_OPTIONS: `--import=${pathToFileURL(join(root, "rehearsal/sandbox/loopbackOnly.mjs")).href}`,
  };
}

/** Where the guard writes down what was tried and refused. */
export function attemptsFile(directory: string): string {
  return join(directory, "refused-connections.log");
}
