// A server that speaks RESP by a script: for what no real server at hand can be made to answer.
import { createServer, type Server, type Socket } from "node:net";

/** Replies as RESP writes them, a character a byte. */
export const text = (value: string): string => `$${value.length}\r\n${value}\r\n`;
export const list = (...values: readonly string[]): string => `*${values.length}\r\n${values.join("")}`;
export const number = (value: number): string => `:${value}\r\n`;
export const nil = "$-1\r\n";

export type Answer = (command: readonly string[]) => string;

/** What is not in the script is a command that the server does not know. */
export function script(replies: Readonly<Record<string, string>>): Answer {
  return (command) => {
    const whole = command.join(" ").toUpperCase();
    const known = Object.keys(replies).find((name) => whole === name || whole.startsWith(`${name} `));
    return known === undefined ? `-ERR unknown command '${command[0] ?? ""}'\r\n` : (replies[known] ?? nil);
  };
}

/** @returns its end; every connection is cut by it */
export async function startScripted(host: string, port: number, answer: Answer): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let received = "";
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      for (let next = nextCommand(received); next !== undefined; next = nextCommand(received)) {
        received = next.rest;
        socket.write(answer(next.command), "latin1");
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}

function nextCommand(received: string): { command: string[]; rest: string } | undefined {
  const head = /^\*(\d+)\r\n/.exec(received);
  if (head === null) return undefined;
  let at = head[0].length;
  const command: string[] = [];
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(received.slice(at, at + 20));
    if (size === null) return undefined;
    const from = at + size[0].length;
    at = from + Number(size[1]) + 2;
    if (received.length < at) return undefined;
    command.push(received.slice(from, at - 2));
  }
  return { command, rest: received.slice(at) };
}
