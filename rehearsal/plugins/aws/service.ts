// The ResourceProvider gRPC service over a provider of plain values.
import { status } from "@grpc/grpc-js";
import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { readConfiguration } from "./configuration.ts";
import { diffAnswer } from "./diffAnswer.ts";
import { errorText } from "./errorText.ts";
import { PartlyCreated, partlyCreatedStatus } from "./partlyCreated.ts";
import { unknownValue } from "./properties.ts";
import type { Provider, Subject } from "./provider.ts";
import { fromStruct, toStruct, withoutEnvelopes } from "./struct.ts";

interface SubjectRequest {
  getUrn(): string;
  getTimeout?(): number;
}

/** The version of @pulumi/aws whose types the stand-in answers for. */
const version = "7.48.0";

/** `cancel` is called when the engine asks for the end of what is under way. */
export function createService(provider: Provider, cancel: () => void): UntypedServiceImplementation {
  return {
    handshake: unary("handshake", () => new messages.ProviderHandshakeResponse()),
    getPluginInfo: unary("getPluginInfo", () => new plugins.PluginInfo().setVersion(version)),
    attach: unary("attach", () => new empties.Empty()),
    cancel: unary("cancel", () => {
      cancel();
      return new empties.Empty();
    }),
    getSchema: unary("getSchema", () => new messages.GetSchemaResponse().setSchema("{}")),

    checkConfig: unary("checkConfig", (request: pb.CheckRequest) => {
      const news = fromStruct(request.getNews());
      const known = withoutEnvelopes(news);
      const result = readConfiguration(known);
      // Of an explicit provider an argument may be known only when its resources are there: judged when it is.
      const failures = result.ok ? [] : result.faults.filter(({ key }) => known[key] !== unknownValue);
      return new messages.CheckResponse()
        .setInputs(toStruct(news))
        .setFailuresList(failures.map(({ key, reason }) => failure(key, reason)));
    }),
    diffConfig: unary("diffConfig", () => new messages.DiffResponse()),
    configure: unary("configure", async (request: pb.ConfigureRequest) => {
      await provider.configure(withoutEnvelopes(fromStruct(request.getArgs())));
      // Secrets and resources arrive as the plain values that the SDK's calls need.
      return new messages.ConfigureResponse()
        .setAcceptsecrets(false)
        .setAcceptresources(false)
        .setAcceptoutputs(false)
        .setSupportspreview(true);
    }),

    check: unary("check", (request: pb.CheckRequest) => {
      const { inputs, failures } = provider.check(
        subjectOf(request),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
      );
      return new messages.CheckResponse()
        .setInputs(toStruct(inputs))
        .setFailuresList(failures.map(({ property, reason }) => failure(property, reason)));
    }),
    diff: unary("diff", (request: pb.DiffRequest) =>
      diffAnswer(
        provider.diff(subjectOf(request), {
          olds: fromStruct(request.getOlds()),
          oldInputs: fromStruct(request.getOldInputs()),
          news: fromStruct(request.getNews()),
          ignored: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: unary("create", async (request: pb.CreateRequest) => {
      const inputs = fromStruct(request.getProperties());
      const { id, outputs } = await provider.create(subjectOf(request), inputs, request.getPreview());
      return new messages.CreateResponse().setId(id).setProperties(toStruct(outputs));
    }),
    read: unary("read", async (request: pb.ReadRequest) => {
      const id = request.getId();
      const found = await provider.read(
        subjectOf(request),
        id,
        fromStruct(request.getInputs()),
        fromStruct(request.getProperties()),
      );
      // No id says that the resource is gone.
      if (found === undefined) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(id)
        .setInputs(toStruct(found.inputs))
        .setProperties(toStruct(found.outputs));
    }),
    update: unary("update", async (request: pb.UpdateRequest) => {
      const input = {
        olds: fromStruct(request.getOlds()),
        oldInputs: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
        ignored: request.getIgnorechangesList(),
      };
      const outputs = await provider.update(subjectOf(request), request.getId(), input, request.getPreview());
      return new messages.UpdateResponse().setProperties(toStruct(outputs));
    }),
    delete: unary("delete", async (request: pb.DeleteRequest) => {
      await provider.delete(subjectOf(request), request.getId(), fromStruct(request.getProperties()));
      return new empties.Empty();
    }),
    invoke: unary("invoke", async (request: pb.InvokeRequest) =>
      new messages.InvokeResponse().setReturn(toStruct(await provider.invoke(request.getTok()))),
    ),
  };
}

function unary<Request, Response>(
  what: string,
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const { request } = call;
    // In an async function a throw of a synchronous answer becomes the same refusal.
    (async () => answer(request))().then(
      (response) => callback(null, response),
      (error: unknown) => {
        const details = errorText(what, request, error);
        callback(
          error instanceof PartlyCreated ? partlyCreatedStatus(error, details) : { code: status.UNKNOWN, details },
        );
      },
    );
  };
}

function subjectOf(request: SubjectRequest): Subject {
  const [, , qualifiedType = "", name = ""] = request.getUrn().split("::");
  return {
    token: qualifiedType.split("$").at(-1) ?? "",
    name,
    timeoutSeconds: request.getTimeout?.() ?? 0,
  };
}

function failure(property: string, reason: string): pb.CheckFailure {
  return new messages.CheckFailure().setProperty(property).setReason(reason);
}
