// The HTTP side: AWS calls on POST /, the emulator's own endpoints under /_emulator/.
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { AddressMap } from "../servers/addressMap.ts";
import type { Spoken } from "../wire/spoken.ts";
import { answerCall } from "./awsCall.ts";
import type { Desk } from "./awsCall.ts";
import { answerControl } from "./control.ts";

const mostBodyBytes = 1_048_576;
/** Long, because a client that polls slowly would else meet a connection that is just being closed. */
const keepAliveMs = 600_000;

export class PortInUse extends Error {}

/** `ready` holds every answer back until the world's servers run. */
export function createHttpServer(desk: Desk, addresses: AddressMap, ready: Promise<unknown>): Server {
  const server = createServer((request, response) => {
    answer(request, response, desk, addresses, ready).catch((error: unknown) => {
      if (!desk.cloud.signal.aborted)
        desk.cloud.report(`A request failed: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  return server;
}

/** Loopback only. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new PortInUse(`The port ${port} of 127.0.0.1 is already in use.`) : error);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
  addresses: AddressMap,
  ready: Promise<unknown>,
): Promise<void> {
  const body = await bodyOf(request);
  await ready;
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (body === undefined) {
    sendJson(response, 413, { error: `A body has at most ${mostBodyBytes} bytes.` });
    return;
  }
  if (pathname.startsWith("/_emulator/")) {
    const { status, json } = await answerControl(request.method ?? "", pathname, body, desk, addresses);
    sendJson(response, status, json);
    return;
  }
  if (request.method !== "POST" || pathname !== "/") {
    sendJson(response, 404, { error: "AWS calls are POST /; the emulator's own endpoints are under /_emulator/." });
    return;
  }
  const { authorization } = request.headers;
  const text = (header: unknown) => (typeof header === "string" ? header : undefined);
  const securityToken = text(request.headers["x-amz-security-token"]);
  const target = text(request.headers["x-amz-target"]);
  const result = await answerCall({ authorization, securityToken, target, body }, desk);
  switch (result.kind) {
    case "silence":
      await pause(result.afterMs, undefined, { signal: desk.cloud.signal });
      if (result.reset) request.socket.resetAndDestroy();
      else response.destroy();
      return;
    case "page":
      response.writeHead(200, { "content-type": "text/html" });
      response.end(result.html);
      return;
    case "half": {
      const whole = Buffer.from(result.text);
      response.writeHead(result.status, { ...headersOf(result), "content-length": whole.length });
      response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
      return;
    }
    case "answer":
      response.writeHead(result.status, headersOf(result));
      response.end(result.text);
  }
}

function headersOf({ requestId, headers }: { readonly requestId: string } & Pick<Spoken, "headers">) {
  return { ...headers, "x-amzn-requestid": requestId };
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostBodyBytes) chunks.push(chunk);
  }
  return bytes > mostBodyBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(json, null, 2)}\n`);
}
