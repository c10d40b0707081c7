// Which side ran on another server than the stack config declares: what it showed is then not shown of the declared one.
import type { Report } from "./report.ts";

type Servers = Pick<Report, "sourceServer" | "declaredSource" | "targetServer" | "declaredEngine">;

/** In words; a side that nobody has asked yet is left out. */
export function undeclared({ sourceServer, declaredSource, targetServer, declaredEngine }: Servers): string[] {
  const sides = [
    { side: "source", ran: sourceServer, declared: declaredSource },
    { side: "target", ran: targetServer, declared: declaredEngine },
  ];
  return sides
    .filter(({ ran, declared }) => ran !== "" && ran !== declared && !ran.startsWith(`${declared}.`))
    .map(({ side, ran, declared }) => `the ${side} ran on ${ran}, the stack config declares ${declared}`);
}
