// Loaded into every Node process of a rehearsal (emulator, program, dynamic provider, plugins) before anything else:
// refuses every connection that does not stay on this machine and every look-up of a name, and writes down what was
// tried. It guards against mistakes, not against malice: native code can still open sockets of its own.
import { appendFileSync } from "node:fs";
import dns from "node:dns";
import net from "node:net";
import dgram from "node:dgram";
import { syncBuiltinESMExports } from "node:module";

const record = process.env.REHEARSAL_ATTEMPTS;

/** @param {string} what */
function refuse(what) {
  if (record !== undefined) appendFileSync(record, `${process.pid} ${what}\n`);
  const error = new Error(`the rehearsal's sandbox refuses ${what}: only loopback is reached from here`);
  return Object.assign(error, { code: "EPERM" });
}

/** @param {unknown} host */
const isLoopback = (host) =>
  host === "localhost" || host === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(String(host));

// Every TCP connection of Node goes through here: net, tls, http, https, http2, fetch and WebSocket.
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const isPath = typeof first === "string" && !/^\d+$/.test(first);
  const options = typeof first === "object" && first !== null ? first : { port: first, host: second };
  // A caller's own look-up may turn any name into any address; without a host Node means localhost.
  const host = options.host ? String(options.host) : "localhost";
  const isNamed = net.isIP(host) === 0 && typeof options.lookup === "function";
  if (isPath || typeof options.path === "string" || (isLoopback(host) && !isNamed)) return connect.apply(this, args);
  const error = refuse(`a connection to ${host}:${options.port}`);
  process.nextTick(() => this.destroy(error));
  return this;
};

// Names are refused whoever asks for them; of an address only `lookup` asks nobody.
const resolvers = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype];
for (const resolver of resolvers) {
  for (const name of Object.getOwnPropertyNames(resolver)) {
    const original = resolver[name];
    if (typeof original !== "function" || !/^(lookup|resolve|reverse)/.test(name)) continue;
    const isPromised = resolver === dns.promises || resolver === dns.promises.Resolver.prototype;
    resolver[name] = function (/** @type {unknown[]} */ ...args) {
      const [asked] = args;
      if (isLoopback(asked) || !asked || (name === "lookup" && net.isIP(String(asked)) !== 0)) {
        return Reflect.apply(original, this, args);
      }
      const error = refuse(`a look-up of ${String(asked)}`);
      if (isPromised) return Promise.reject(error);
      const callback = args.at(-1);
      if (typeof callback === "function") process.nextTick(callback, error);
      return undefined;
    };
  }
}

for (const name of ["send", "connect"]) {
  const original = dgram.Socket.prototype[name];
  dgram.Socket.prototype[name] = function (/** @type {unknown[]} */ ...args) {
    // The first argument is the datagram, or the port; the address is the only other text. Without one Node means this
    // machine, or the address that the socket was connected to.
    const host = args.slice(1).find((arg) => typeof arg === "string");
    if (host === undefined || isLoopback(host)) return Reflect.apply(original, this, args);
    throw refuse(`a datagram to ${host}`);
  };
}
syncBuiltinESMExports();
