// The stand-in for the aws provider plugin: the same resource types, served by an emulator on this machine. The engine
// finds it on PATH, reads the port from the first line of its output and talks gRPC to it.
import { Server, ServerCredentials } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { createProvider } from "./provider.ts";
import { createService } from "./service.ts";

/** Properties of many resources fit in far less; gRPC's own 4 MiB would refuse what the engine may send. */
const maxMessageBytes = 400 * 1024 * 1024;

/** How long work under way gets to end once it has been aborted. */
const endWithinMs = 2_000;

const engineGone = new AbortController();
const server = new Server({
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
});

// When the engine is gone nobody reads these pipes any more, and a failing write would end in an endless loop of
// reports about itself: what is lost is text for nobody.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// The engine holds the other end of stdin, so its end is the end of the engine, however that came about.
process.stdin.on("end", end).on("error", end).resume();

server.addService(
  services.ResourceProviderService,
  createService(createProvider(engineGone.signal), () => {
    engineGone.abort(new Error("the engine cancelled the operation"));
  }),
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    process.stderr.write(`the stand-in for the aws provider cannot listen: ${error.message}\n`);
    process.exit(2);
  }
  process.stdout.write(`${port}\n`);
});

function end(): void {
  engineGone.abort(new Error("the engine is gone"));
  server.tryShutdown(() => process.exit(0));
  setTimeout(() => process.exit(0), endWithinMs).unref();
}
