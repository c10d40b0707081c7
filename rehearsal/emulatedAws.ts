// The rehearsal's own calls to the emulated AWS, as the owner of a group or whoever looks afterwards would make them. Which
// those were is remembered: what the program called must be told apart.
import type { EC2Client } from "@aws-sdk/client-ec2";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { sourceAccessKey } from "./world.ts";

export interface EmulatedAwsArgs {
  /** The emulator's URL. */
  readonly endpoint: string;
  readonly region: string;
  /** Of the source, where it has one of its own. */
  readonly sourceRegion: string | undefined;
  /** Is the source in an account of its own? */
  readonly hasSourceAccount: boolean;
}

export interface EmulatedAws {
  readonly elastiCache: ElastiCacheClient;
  /** Loaded when asked for: it is large, and most rehearsals do without. */
  readonly ec2: (side: "source" | "target") => Promise<EC2Client>;
  /** Ids of the requests that were made here. */
  readonly own: ReadonlySet<string>;
  readonly end: () => void;
}

const targetAccessKey = "rehearsal";

/** The emulator is on this machine, and answers in milliseconds; it may be a busy machine. */
const connectsWithinMs = 5_000;
const answersWithinMs = 30_000;

export function emulatedAws({ endpoint, region, sourceRegion, hasSourceAccount }: EmulatedAwsArgs): EmulatedAws {
  const own = new Set<string>();
  // Everything is said here: what is left out the SDK looks for in the user's environment and files, and then asks the
  // instance metadata service for.
  const options = (side: "source" | "target") => ({
    endpoint,
    region: side === "source" ? (sourceRegion ?? region) : region,
    credentials: {
      accessKeyId: side === "source" && hasSourceAccount ? sourceAccessKey : targetAccessKey,
      secretAccessKey: "rehearsal",
    },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: "standard" as const,
    retryMode: "standard",
    maxAttempts: 3,
    authSchemePreference: ["sigv4"],
    disableClockSkewCorrection: true,
    userAgentAppId: "rehearsal",
    requestHandler: {
      connectionTimeout: connectsWithinMs,
      requestTimeout: answersWithinMs,
      throwOnRequestTimeout: true,
    },
  });
  const remembering = <C extends ElastiCacheClient | EC2Client>(client: C): C => {
    // Each client has a stack of its own types; this middleware looks at what all of them have.
    const stack = client.middlewareStack as unknown as {
      add: (middleware: Middleware, at: { step: "initialize" }) => void;
    };
    stack.add(remember(own), { step: "initialize" });
    return client;
  };
  const clients: { destroy: () => void }[] = [];
  const kept = <C extends ElastiCacheClient | EC2Client>(client: C): C => {
    clients.push(client);
    return remembering(client);
  };
  const opened = new Map<"source" | "target", Promise<EC2Client>>();
  const openEc2 = async (side: "source" | "target") => {
    const { EC2Client } = await import("@aws-sdk/client-ec2");
    return kept(new EC2Client(options(side)));
  };
  return {
    elastiCache: kept(new ElastiCacheClient(options("target"))),
    ec2: (side) => {
      const known = opened.get(side) ?? openEc2(side);
      opened.set(side, known);
      return known;
    },
    own,
    end: () => {
      for (const client of clients) client.destroy();
    },
  };
}

interface Answer {
  readonly output: { readonly $metadata?: { readonly requestId?: string | undefined } };
}
type Middleware = (next: (args: unknown) => Promise<Answer>) => (args: unknown) => Promise<Answer>;

function remember(own: Set<string>): Middleware {
  const note = (answer: Answer["output"] | undefined) => {
    const id = answer?.$metadata?.requestId;
    if (id !== undefined) own.add(id);
  };
  return (next) => async (args) => {
    try {
      const answer = await next(args);
      note(answer.output);
      return answer;
    } catch (error) {
      note(error as Answer["output"]); // a refusal has its request's id too
      throw error;
    }
  };
}
