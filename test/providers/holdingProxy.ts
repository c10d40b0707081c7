// AWS behind a door: every call goes through to the emulator, and the answer to one action is held back.
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

export interface HoldingProxy {
  readonly url: string;
  /** Resolves when AWS has carried out the call whose answer is held back. */
  readonly held: Promise<void>;
  stop(): Promise<void>;
}

export async function holdAnswerTo(action: string, behind: string): Promise<HoldingProxy> {
  let tellHeld = () => {};
  const held = new Promise<void>((resolve) => (tellHeld = resolve));
  const server = createServer((request, response) => {
    void forwarded(request, behind).then(
      ({ status, body, asked }) => {
        if (asked === action) tellHeld();
        else response.writeHead(status, { "content-type": "text/xml" }).end(body);
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("the proxy has no port");
  return {
    url: `http://127.0.0.1:${at.port}`,
    held,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forwarded(request: IncomingMessage, behind: string) {
  const body = await text(request);
  const headers = {
    authorization: request.headers.authorization ?? "",
    "content-type": "application/x-www-form-urlencoded",
  };
  const response = await fetch(behind, { method: "POST", headers, body });
  return {
    status: response.status,
    body: await response.text(),
    asked: new URLSearchParams(body).get("Action") ?? "",
  };
}
