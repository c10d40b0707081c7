// The engine's side of the plugin, as far as these tests need it: the plugin's process, spoken to by gRPC.
import { credentials } from "@grpc/grpc-js";
import type { ServiceError } from "@grpc/grpc-js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import { projectRoot, start } from "./processes.ts";
import type { Running } from "./processes.ts";

export type Properties = Record<string, unknown>;

/** The engine's word for a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface PluginClient {
  readonly running: Running;
  configure(args: Properties): Promise<void>;
  checkConfig(args: Properties): Promise<Record<string, string>>;
  check(token: string, news: Properties, olds?: Properties): Promise<{ inputs: Properties; failures: string[] }>;
  diff(
    token: string,
    old: { inputs: Properties; outputs: Properties },
    news: Properties,
    ignore?: string[],
  ): Promise<DiffSeen>;
  create(token: string, inputs: Properties, preview?: boolean): Promise<{ id: string; outputs: Properties }>;
  read(
    token: string,
    id: string,
    inputs: Properties,
    outputs: Properties,
  ): Promise<{ id: string; inputs: Properties; outputs: Properties }>;
  update(
    token: string,
    id: string,
    old: { inputs: Properties; outputs: Properties },
    news: Properties,
    preview?: boolean,
    ignore?: string[],
  ): Promise<Properties>;
  delete(token: string, id: string, outputs: Properties): Promise<void>;
  invoke(token: string): Promise<Properties>;
  cancel(): Promise<void>;
}

export interface DiffSeen {
  readonly changes: boolean;
  readonly diffs: string[];
  readonly replaces: string[];
  readonly detailed: string[];
}

/** A call that the plugin refused; `kept` is what the engine is to keep of a resource that came half-way. */
export class CallFailed extends Error {
  readonly kept: { readonly id: string; readonly reasons: string[] } | undefined;

  constructor({ details, metadata }: ServiceError) {
    super(details);
    const [packed] = metadata.get("grpc-status-details-bin");
    if (!(packed instanceof Buffer)) return;
    const [detail] = statuses.Status.deserializeBinary(new Uint8Array(packed)).getDetailsList();
    const failed = detail?.unpack(
      (bytes) => messages.ErrorResourceInitFailed.deserializeBinary(bytes),
      "pulumirpc.ErrorResourceInitFailed",
    );
    if (failed) this.kept = { id: failed.getId(), reasons: failed.getReasonsList() };
  }
}

/** Every call ends within this, so that a plugin which hangs fails its test by name. */
const callWithinMs = 15_000;

export async function startPlugin(environment: NodeJS.ProcessEnv = {}): Promise<PluginClient> {
  const running = await start(`${projectRoot}rehearsal/plugins/aws/pulumi-resource-aws`, ["127.0.0.1:1"], environment);
  const client = new services.ResourceProviderClient(`127.0.0.1:${running.firstLine}`, credentials.createInsecure());
  const call = <Response>(
    send: (options: { deadline: number }, done: (error: ServiceError | null, response: Response) => void) => void,
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      send({ deadline: Date.now() + callWithinMs }, (error, response) => {
        if (error === null) resolve(response);
        else reject(new CallFailed(error));
      });
    });
  const urn = (token: string): string => `urn:pulumi:test::elasticache-online-migration::${token}::sessions`;
  // The generated client takes metadata before options; there is none to send.
  const none = new (await import("@grpc/grpc-js")).Metadata();

  return {
    running,
    async configure(args) {
      const request = new messages.ConfigureRequest().setArgs(struct(args));
      await call((options, done) => client.configure(request, none, options, done));
    },
    async checkConfig(args) {
      const request = new messages.CheckRequest().setNews(struct(args));
      const response = await call<InstanceType<typeof messages.CheckResponse>>((options, done) =>
        client.checkConfig(request, none, options, done),
      );
      return Object.fromEntries(response.getFailuresList().map((one) => [one.getProperty(), one.getReason()]));
    },
    async check(token, news, olds = {}) {
      const request = new messages.CheckRequest().setUrn(urn(token)).setNews(struct(news)).setOlds(struct(olds));
      const response = await call<InstanceType<typeof messages.CheckResponse>>((options, done) =>
        client.check(request, none, options, done),
      );
      const failures = response.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`);
      return { inputs: plain(response.getInputs()), failures };
    },
    async diff(token, old, news, ignore = []) {
      const request = new messages.DiffRequest()
        .setUrn(urn(token))
        .setId("any")
        .setOlds(struct(old.outputs))
        .setOldInputs(struct(old.inputs))
        .setNews(struct(news))
        .setIgnorechangesList(ignore);
      const response = await call<InstanceType<typeof messages.DiffResponse>>((options, done) =>
        client.diff(request, none, options, done),
      );
      const kinds = Object.entries(messages.PropertyDiff.Kind);
      const detailed: string[] = [];
      response.getDetaileddiffMap().forEach((property, path) => {
        detailed.push(`${path} ${kinds.find(([, value]) => value === property.getKind())?.[0] ?? "?"}`);
      });
      return {
        changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
        diffs: response.getDiffsList(),
        replaces: response.getReplacesList(),
        detailed,
      };
    },
    async create(token, inputs, preview = false) {
      const request = new messages.CreateRequest().setUrn(urn(token)).setProperties(struct(inputs)).setPreview(preview);
      const response = await call<InstanceType<typeof messages.CreateResponse>>((options, done) =>
        client.create(request, none, options, done),
      );
      return { id: response.getId(), outputs: plain(response.getProperties()) };
    },
    async read(token, id, inputs, outputs) {
      const request = new messages.ReadRequest()
        .setUrn(urn(token))
        .setId(id)
        .setInputs(struct(inputs))
        .setProperties(struct(outputs));
      const response = await call<InstanceType<typeof messages.ReadResponse>>((options, done) =>
        client.read(request, none, options, done),
      );
      return { id: response.getId(), inputs: plain(response.getInputs()), outputs: plain(response.getProperties()) };
    },
    async update(token, id, old, news, preview = false, ignore = []) {
      const request = new messages.UpdateRequest()
        .setUrn(urn(token))
        .setId(id)
        .setOlds(struct(old.outputs))
        .setOldInputs(struct(old.inputs))
        .setNews(struct(news))
        .setPreview(preview)
        .setIgnorechangesList(ignore);
      const response = await call<InstanceType<typeof messages.UpdateResponse>>((options, done) =>
        client.update(request, none, options, done),
      );
      return plain(response.getProperties());
    },
    async delete(token, id, outputs) {
      const request = new messages.DeleteRequest().setUrn(urn(token)).setId(id).setProperties(struct(outputs));
      await call((options, done) => client.delete(request, none, options, done));
    },
    async invoke(token) {
      const request = new messages.InvokeRequest().setTok(token).setArgs(struct({}));
      const response = await call<InstanceType<typeof messages.InvokeResponse>>((options, done) =>
        client.invoke(request, none, options, done),
      );
      return plain(response.getReturn());
    },
    async cancel() {
      await call((options, done) => client.cancel(new empties.Empty(), none, options, done));
    },
  };
}

function struct(properties: Properties): Struct {
  const json = JSON.parse(JSON.stringify(properties)) as Parameters<typeof structs.Struct.fromJavaScript>[0];
  return structs.Struct.fromJavaScript(json);
}

function plain(message: Struct | undefined): Properties {
  return message?.toJavaScript() ?? {};
}
