// The command line of the emulator.
import { Command, InvalidArgumentError } from "commander";
import { PortInUse } from "./api/httpServer.ts";
import { isLoopback } from "./servers/addressMap.ts";
import { ServerFailure } from "./servers/serverFailure.ts";
import { startEmulator } from "./startEmulator.ts";
import { readWorld, WorldError } from "./world.ts";
import type { World } from "./world.ts";

const couldNotBeDone = 2;

const command = new Command("emulator")
  .description(
    "ElastiCache, EC2, STS and CloudWatch on this machine, over real redis-server processes that really replicate.",
  )
  .option("--port <number>", "port on 127.0.0.1; 0 takes a free one", portNumber, 0)
  .option("--world <file>", "what the emulated cloud looks like before the first call (docs/emulator.md)")
  .option(
    "--map <address=local>",
    "where an address is on this machine, like 10.0.0.241:6379=127.0.0.5:6379 (repeatable)",
    mapping,
    new Map<string, string>(),
  )
  .option(
    "--data <directory>",
    "where the servers' working directories go and stay; without it a temporary place, removed at the end",
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : couldNotBeDone));

// Whoever started the emulator may be gone, and with it the reader of what is written; that alone is no reason to end.
process.stdout.on("error", ignoreClosedPipe);
process.stderr.on("error", ignoreClosedPipe);

const stop = new AbortController();
const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      stop.abort();
      resolve();
    });
  }
});

process.exit(await run());

async function run(): Promise<number> {
  const options = command.parse().opts<{ port: number; world?: string; map: Map<string, string>; data?: string }>();
  try {
    const world: World | undefined = options.world === undefined ? undefined : readWorld(options.world);
    const emulator = await startEmulator({
      port: options.port,
      world,
      map: options.map,
      dataDirectory: options.data,
      signal: stop.signal,
      report: (message) => process.stderr.write(`emulator: ${message}\n`),
    });
    process.stdout.write(`listening on ${emulator.url}\n`);
    await stopped;
    await emulator.close();
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    const isExpected = error instanceof WorldError || error instanceof PortInUse || error instanceof ServerFailure;
    const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
    const hint = error instanceof PortInUse ? "\nDo: choose another --port, or 0 for a free one." : "";
    process.stderr.write(`emulator: ${text}${hint}\n`);
    return couldNotBeDone;
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function mapping(text: string, known: Map<string, string>): Map<string, string> {
  const [address = "", local = "", ...rest] = text.split("=");
  if (!/^[^:\s]+:\d{1,5}$/.test(address) || !isLoopback(local) || rest.length > 0) {
    throw new InvalidArgumentError("A mapping is address:port=loopback:port, like 10.0.0.241:6379=127.0.0.5:6379.");
  }
  return new Map([...known, [address, local]]);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
