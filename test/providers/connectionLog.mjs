// Loaded into a process before anything else: writes down where it connects to, one `host:port` per line.
import { appendFileSync } from "node:fs";
import { Socket } from "node:net";

const file = process.env["TEST_CONNECTION_LOG"];
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (file !== undefined && typeof options === "object") {
    appendFileSync(file, `${options.host ?? "localhost"}:${options.port ?? ""}\n`);
  }
  return connect.apply(this, args);
};
