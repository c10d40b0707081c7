// The engine's side of the real dynamic-provider process: started as the engine starts it, spoken to by gRPC.
import { createRequire } from "node:module";
import { credentials, Metadata } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import { start } from "../rehearsal/plugins/aws/processes.ts";
import type { Running } from "../rehearsal/plugins/aws/processes.ts";

export type Properties = Record<string, unknown>;

/** What a rejected create or update leaves in the state. */
export interface HalfMade {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

/** A call that the provider rejected. */
export class Rejected extends Error {
  /** Undefined when nothing is to be saved. */
  readonly halfMade: HalfMade | undefined;
  constructor(message: string, halfMade: HalfMade | undefined) {
    super(message);
    this.name = "Rejected";
    this.halfMade = halfMade;
  }
}

export interface ProviderProcess {
  readonly running: Running;
  /** Every line that it wrote to stdout after its port: the progress that the engine shows. */
  told(): string;
  check(olds: Properties, news: Properties): Promise<{ readonly inputs: Properties; readonly failures: string[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<boolean>;
  create(inputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  read(id: string, outputs: Properties): Promise<{ readonly id: string; readonly outputs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  remove(id: string, outputs: Properties): Promise<void>;
  /** As an engine ends: the other end of standard input closes. Resolves with how the process ended. */
  loseEngine(): Promise<number | NodeJS.Signals>;
}

/** Every call ends within this, so that a provider which hangs fails its test by name. */
const callWithinMs = 40_000;
const server = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/dynamic-provider");

/** @param stackConfig `namespace:key` -> text, as the engine hands it to Configure */
export async function startProvider(
  stackConfig: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProviderProcess> {
  const running = await start(process.execPath, [server, "127.0.0.1:1"], {
    PULUMI_NODEJS_PROJECT: "elasticache-online-migration",
    AWS_EC2_METADATA_DISABLED: "true",
    ...environment,
  });
  let told = "";
  running.child.stdout.setEncoding("utf8").on("data", (text: string) => (told += text));
  const client = new services.ResourceProviderClient(`127.0.0.1:${running.firstLine}`, credentials.createInsecure());
  const none = new Metadata();
  const call = <Response>(
    send: (options: { deadline: number }, done: (error: ServiceError | null, response: Response) => void) => void,
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      send({ deadline: Date.now() + callWithinMs }, (error, response) => {
        if (error === null) resolve(response);
        else reject(new Rejected(error.details, halfMadeOf(error)));
      });
    });
  const configure = new messages.ConfigureRequest().setArgs(struct({ ...stackConfig }));
  await call((options, done) => client.configure(configure, none, options, done));

  return {
    running,
    told: () => told,
    async check(olds, news) {
      const request = new messages.CheckRequest().setOlds(struct(olds)).setNews(struct(news));
      const response = await call<InstanceType<typeof messages.CheckResponse>>((options, done) =>
        client.check(request, none, options, done),
      );
      return {
        inputs: plain(response.getInputs()),
        failures: response.getFailuresList().map((one) => one.getReason()),
      };
    },
    async diff(id, olds, news) {
      const request = new messages.DiffRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
      const response = await call<InstanceType<typeof messages.DiffResponse>>((options, done) =>
        client.diff(request, none, options, done),
      );
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      const changes = response.getChanges();
      if (changes !== DIFF_NONE && changes !== DIFF_SOME) throw new Error("the provider left the diff open");
      return changes === DIFF_SOME;
    },
    async create(inputs) {
      const request = new messages.CreateRequest().setProperties(struct(inputs));
      const response = await call<InstanceType<typeof messages.CreateResponse>>((options, done) =>
        client.create(request, none, options, done),
      );
      return { id: response.getId(), outputs: plain(response.getProperties()) };
    },
    async read(id, outputs) {
      const request = new messages.ReadRequest().setId(id).setProperties(struct(outputs));
      const response = await call<InstanceType<typeof messages.ReadResponse>>((options, done) =>
        client.read(request, none, options, done),
      );
      return { id: response.getId(), outputs: plain(response.getProperties()) };
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest().setId(id).setOlds(struct(olds)).setNews(struct(news));
      const response = await call<InstanceType<typeof messages.UpdateResponse>>((options, done) =>
        client.update(request, none, options, done),
      );
      return plain(response.getProperties());
    },
    async remove(id, outputs) {
      const request = new messages.DeleteRequest().setId(id).setProperties(struct(outputs));
      await call((options, done) => client.delete(request, none, options, done));
    },
    async loseEngine() {
      running.child.stdin.end();
      const how = await running.ended;
      client.close();
      return how;
    },
  };
}

/** The engine's own reading of a rejection: details of the status, packed by name. */
function halfMadeOf(error: ServiceError): HalfMade | undefined {
  const [packed] = error.metadata.get("grpc-status-details-bin");
  if (!(packed instanceof Buffer)) return undefined;
  const [details] = statuses.Status.deserializeBinary(packed).getDetailsList();
  const failed = details?.unpack(
    (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (failed === undefined || failed === null) throw new Error("the details of the rejection are of another kind");
  return { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() };
}

function struct(properties: Properties): Struct {
  const json = JSON.parse(JSON.stringify(properties)) as Parameters<typeof structs.Struct.fromJavaScript>[0];
  return structs.Struct.fromJavaScript(json);
}

function plain(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}
