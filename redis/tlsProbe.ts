// Does a server speak TLS where plain text got no answer? One handshake, and no more: what it says of keys is nobody's
// business here.
import { connect } from "node:tls";

const withinMs = 2_000;

export function speaksTls(address: string, signal: AbortSignal): Promise<boolean> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve) => {
    // The server's certificate is not judged: nothing is sent.
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
    const finish = (speaks: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.destroy();
      resolve(speaks);
    };
    const abort = () => finish(false);
    const timer = setTimeout(abort, withinMs);
    signal.addEventListener("abort", abort, { once: true });
    socket.on("secureConnect", () => finish(true));
    // A refusal in TLS's own words (an alert: it wants a certificate, or other ciphers) is an answer in TLS.
    socket.on("error", (error: NodeJS.ErrnoException) => finish(/^ERR_SSL_.*ALERT/.test(error.code ?? "")));
    socket.on("close", abort);
  });
}
