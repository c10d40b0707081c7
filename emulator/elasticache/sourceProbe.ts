// Would the source let a node in? One PING and one INFO from the node's own address.
import { connect } from "node:net";

/** Undefined when the source answers; else why it does not, in words that follow "because of". */
export async function refusalOf(to: string, fromAddress: string, signal: AbortSignal): Promise<string | undefined> {
  const [host = "", port = ""] = to.split(":");
  const answer = await firstLines(host, Number(port), fromAddress, signal);
  const [ping = "", info = ""] = answer;
  if (ping.startsWith("-DENIED")) return "protected mode of the source";
  if (ping.startsWith("-NOAUTH") || info.startsWith("-NOAUTH")) return "authentication enabled on the source";
  if (ping.startsWith("-LOADING") || info.startsWith("-LOADING")) return "a source that is loading its data";
  if (!ping.startsWith("+PONG"))
    return ping === "" ? "no connection to the source" : `an unexpected answer of the source: ${ping}`;
  return info.startsWith("$") || info.startsWith("=") ? undefined : `INFO refused by the source: ${info}`;
}

const limitMs = 2_000;

// A socket of our own, as the client library cannot say from which address it connects; protected mode judges by it.
function firstLines(host: string, port: number, localAddress: string, signal: AbortSignal): Promise<string[]> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ host, port, localAddress });
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      socket.destroy();
      resolve(text.split("\r\n"));
    };
    const timer = setTimeout(finish, limitMs);
    signal.addEventListener("abort", finish, { once: true });
    socket.on("connect", () => socket.write("PING\r\nINFO server\r\n"));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if ((text.match(/\r\n/g) ?? []).length >= 2) finish();
    });
    // A refused connection is an answer too: nothing was said.
    socket.on("error", finish);
    socket.on("close", finish);
  });
}
