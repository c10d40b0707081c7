// Tries every way out of a process that Node has, and says what came of each: run with the guard loaded.
import dgram from "node:dgram";
import dns, { lookup } from "node:dns";
import { once } from "node:events";
import http2 from "node:http2";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";

// Addresses and names that are kept free for examples: were the guard to fail, still nobody would be reached.
const address = "192.0.2.1";
const name = "somewhere.invalid";
const [localPort, unixPath] = process.argv.slice(2);

/** @param {net.Socket} socket */
const connected = async (socket) => {
  await once(socket, "connect", { signal: AbortSignal.timeout(5_000) });
  socket.destroy();
};

/** @param {import("node:http").ClientRequest} request */
const answered = async (request) => {
  await once(request, "response", { signal: AbortSignal.timeout(5_000) });
  request.destroy();
};

/** @param {(done: (error: Error | null) => void) => void} ask */
const calledBack = (ask) =>
  new Promise((resolve, reject) => ask((error) => (error === null ? resolve(undefined) : reject(error))));

/** @param {(socket: dgram.Socket, done: (error: Error | null) => void) => void} use */
const datagram = async (use) => {
  const socket = dgram.createSocket("udp4");
  try {
    await calledBack((done) => use(socket, done));
  } finally {
    socket.close();
  }
};

const ways = {
  "net by address": () => connected(net.connect(443, address)),
  "net by name": () => connected(net.connect({ host: name, port: 443 })),
  "net with a look-up of its own": () =>
    connected(net.connect({ host: "localhost", port: 443, lookup: (_, __, done) => done(null, address, 4) })),
  "net by a socket": () => connected(new net.Socket().connect(443, address)),
  tls: () => connected(tls.connect(443, address)),
  http: () => answered(http.get(`http://${address}/`)),
  https: () => answered(https.get(`https://${name}/`)),
  http2: async () => void (await once(http2.connect(`https://${address}`), "connect")),
  fetch: () => fetch(`http://${address}/`, { signal: AbortSignal.timeout(5_000) }),
  "fetch by name": () => fetch(`https://${name}/`, { signal: AbortSignal.timeout(5_000) }),
  "metadata service": () => fetch("http://169.254.169.254/latest/meta-data/", { signal: AbortSignal.timeout(5_000) }),
  "dns.lookup": () => calledBack((done) => lookup(name, done)),
  "dns.lookup as promise": () => dns.promises.lookup(name),
  "dns.resolve4": () => calledBack((done) => dns.resolve4(name, done)),
  "dns.resolve4 as promise": () => dns.promises.resolve4(name),
  "dns.Resolver": () => calledBack((done) => new dns.Resolver().resolve4(name, done)),
  "dns.promises.Resolver": () => new dns.promises.Resolver().resolve4(name),
  "dns.reverse": () => calledBack((done) => dns.reverse(address, done)),
  "dgram by address": () => datagram((socket, done) => socket.send("x", 53, address, done)),
  "dgram by name": () => datagram((socket, done) => socket.send("x", 53, name, done)),
  "dgram connected": () => datagram((socket, done) => socket.connect(53, address, done)),
  "loopback by net": () => connected(net.connect(Number(localPort), "127.0.0.1")),
  "loopback by name": () => connected(net.connect(Number(localPort), "localhost")),
  "loopback without a host": () => connected(net.connect(Number(localPort))),
  "loopback by fetch": () => fetch(`http://127.0.0.1:${localPort}/`, { signal: AbortSignal.timeout(5_000) }),
  "loopback by dgram": () => datagram((socket, done) => socket.send("x", Number(localPort), "127.0.0.1", done)),
  "look-up of localhost": () => dns.promises.lookup("localhost"),
  "look-up of an address": () => dns.promises.lookup(address),
  "unix socket": () => connected(net.connect({ path: unixPath })),
  "unix socket by its path": () => connected(net.connect(unixPath ?? "")),
};

/** @type {Record<string, string>} */
const outcomes = {};
for (const [way, attempt] of Object.entries(ways)) {
  outcomes[way] = await attempt().then(
    () => "passed",
    (error) => error.code ?? error.cause?.code ?? String(error),
  );
}
process.stdout.write(JSON.stringify(outcomes));
process.exit(0);
