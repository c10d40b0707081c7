// Loaded into every Node process of a rehearsal (program, dynamic provider, plugins) before anything else: refuses every
// connection that does not stay on this machine and every look-up of a name, and writes down what was tried.
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

/** @param {string | undefined} host */
const isLoopback = (host) =>
  host === undefined || host === "localhost" || host === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === "object" && first !== null ? first : { port: first, host: second };
  const host = typeof options.host === "string" ? options.host : undefined;
  const local = options.path !== undefined || (typeof first === "string" && !/^\d+$/.test(first)) || isLoopback(host);
  if (local) return connect.apply(this, args);
  const error = refuse(`a connection to ${host}:${options.port}`);
  process.nextTick(() => this.destroy(error));
  return this;
};

for (const module of [dns, dns.promises]) {
  for (const [name, original] of Object.entries(module)) {
    if (typeof original !== "function" || !/^(lookup|resolve|reverse)/.test(name) || name === "lookupService") continue;
    module[name] = function (/** @type {unknown[]} */ ...args) {
      if (isLoopback(String(args[0])) || net.isIP(String(args[0])) !== 0) return Reflect.apply(original, this, args);
      const error = refuse(`a look-up of ${String(args[0])}`);
      const callback = args.at(-1);
      if (typeof callback !== "function") return Promise.reject(error);
      process.nextTick(callback, error);
      return undefined;
    };
  }
}

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  const host = args.find((arg) => typeof arg === "string" && net.isIP(arg) !== 0);
  if (isLoopback(/** @type {string | undefined} */ (host))) return send.apply(this, args);
  throw refuse(`a datagram to ${String(host)}`);
};
syncBuiltinESMExports();
