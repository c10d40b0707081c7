// `npm run check`: every check, with its time; exit code 1 when one fails.
import { runChecks } from "./checks.ts";

const help = `npm run check

Format, lint, types, import directions and pins. All run, even when one fails.
Exit codes: 0 all well, 1 something failed, 2 bad arguments.
`;

async function main(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === "--help" || first === "-h") {
    process.stdout.write(help);
    return 0;
  }
  if (first !== undefined) {
    process.stderr.write(`npm run check takes no arguments, found "${first}". Allowed: --help\n`);
    return 2;
  }
  const results = await runChecks();
  return results.every(({ ok }) => ok) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
