// EC2 as a few scripted answers, for what the emulator does not do: refusals of IAM, answers in pages, and none at all.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Scripted {
  readonly status: number;
  readonly body: string;
}

export interface Ec2Stub {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param answer to a call's parameters; `undefined` leaves the caller without an answer */
export async function startEc2Stub(answer: (asked: URLSearchParams) => Scripted | undefined): Promise<Ec2Stub> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const scripted = answer(new URLSearchParams(body));
      if (scripted === undefined) return;
      response.writeHead(scripted.status, { "content-type": "text/xml" }).end(scripted.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const refusal = (code: string, message: string): Scripted => ({
  status: 403,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});

export const answered = (action: string, content: string): Scripted => ({
  status: 200,
  body: `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>${content}</${action}Response>`,
});
