// How each distribution's package manager is asked for a program, without a question and without a service.

/**
 * Debian and Ubuntu: `redis-tools`, not `redis-server`. The server's program is in it (as redis-check-rdb, which is
 * the server when called by that name), while the package `redis-server` adds little but a service that its
 * installation starts. The packages of the others start nothing.
 * @type {typeof import("./packageManagers.mjs").packageManagers}
 */
export const packageManagers = [
  {
    name: "apt-get",
    refresh: ["apt-get", "update"],
    install: ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"],
    packages: { "redis-server": "redis-tools", setpriv: "util-linux" },
  },
  {
    name: "dnf",
    refresh: undefined,
    install: ["dnf", "install", "-y"],
    packages: { "redis-server": "redis", setpriv: "util-linux" },
  },
  {
    name: "yum",
    refresh: undefined,
    install: ["yum", "install", "-y"],
    packages: { "redis-server": "redis", setpriv: "util-linux" },
  },
  {
    name: "apk",
    refresh: ["apk", "update"],
    install: ["apk", "add"],
    packages: { "redis-server": "redis", setpriv: "setpriv" },
  },
  {
    name: "pacman",
    refresh: ["pacman", "-Sy", "--noconfirm"],
    install: ["pacman", "-S", "--noconfirm", "--needed"],
    packages: { "redis-server": "redis", setpriv: "util-linux" },
  },
  {
    name: "zypper",
    refresh: ["zypper", "--non-interactive", "refresh"],
    install: ["zypper", "--non-interactive", "install"],
    packages: { "redis-server": "redis", setpriv: "util-linux" },
  },
];

/** @type {typeof import("./packageManagers.mjs").installCommand} */
export function installCommand(manager, programs, rights) {
  const packages = programs.map((program) => manager.packages[program]);
  return withRights([...manager.install, ...packages], rights);
}

/** @type {typeof import("./packageManagers.mjs").refreshCommand} */
export function refreshCommand(manager, rights) {
  return manager.refresh === undefined ? undefined : withRights(manager.refresh, rights);
}

/**
 * For a person to copy: asks for a password where it must, and needs no environment of ours.
 * @type {typeof import("./packageManagers.mjs").commandToPrint}
 */
export function commandToPrint(manager, programs, isRoot) {
  const words = installCommand(manager, programs, "root").filter((word) => word !== "env" && !word.includes("="));
  return [...(isRoot ? [] : ["sudo"]), ...words].join(" ");
}

/**
 * @param {readonly string[]} command
 * @param {import("./packageManagers.mjs").Rights} rights
 */
function withRights(command, rights) {
  switch (rights) {
    case "root":
    case "none":
      return command;
    case "sudo":
      // -n: never waits for a password that nobody is there to type.
      return ["sudo", "-n", ...command];
  }
}
