// Why a command could not be done, and with which exit code that is told.
import { CommanderError } from "commander";
import { AwsAccessError } from "../providers/awsAccess.ts";
import { PortError } from "../migration/ports.ts";
import { SettingsError } from "../settings.ts";
import { StackFileError } from "../settings/stackFile.ts";

export const held = 0;
export const didNotHold = 1;
export const couldNotBeDone = 2;

export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CommandError";
  }
}

/** Says why on standard error, unless commander has; a stack trace only for what nobody expected. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? held : couldNotBeDone;
  console.error(error instanceof PortError ? unasked(error) : isExpected(error) ? error.message : error);
  return couldNotBeDone;
}

function unasked({ message }: PortError): string {
  return [
    `AWS could not be asked: ${message}`,
    "Expected: its answer, in the stack's account and region",
    "Do: give this command the stack's identity (aws:profile, or AWS's own environment), and see that AWS can be reached",
  ].join("\n");
}

function isExpected(error: unknown): error is Error {
  return [CommandError, SettingsError, StackFileError, AwsAccessError].some((one) => error instanceof one);
}
