import { expect, test } from "vitest";
import { commandToPrint, installCommand, packageManagers, refreshCommand } from "../../setup/packageManagers.mjs";

function manager(name: string): (typeof packageManagers)[number] {
  const found = packageManagers.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no package manager ${name}`);
  return found;
}

test.each([
  ["apt-get", "sudo apt-get install -y --no-install-recommends redis-tools"],
  ["dnf", "sudo dnf install -y redis"],
  ["yum", "sudo yum install -y redis"],
  ["apk", "sudo apk add redis"],
  ["pacman", "sudo pacman -S --noconfirm --needed redis"],
  ["zypper", "sudo zypper --non-interactive install redis"],
])("prints the one command for %s", (name, command) => {
  expect(commandToPrint(manager(name), ["redis-server"], false)).toBe(command);
});

test("prints no sudo for root", () => {
  expect(commandToPrint(manager("apk"), ["redis-server", "setpriv"], true)).toBe("apk add redis setpriv");
});

test("never lets sudo or Debian's package configuration ask", () => {
  expect(installCommand(manager("apt-get"), ["redis-server", "setpriv"], "sudo")).toStrictEqual(
    "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-tools util-linux".split(
      " ",
    ),
  );
});

test("refreshes the package lists where a manager has them", () => {
  expect(refreshCommand(manager("apt-get"), "sudo")).toStrictEqual(["sudo", "-n", "apt-get", "update"]);
  expect(refreshCommand(manager("dnf"), "root")).toBeUndefined();
});
