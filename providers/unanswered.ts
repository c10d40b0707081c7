// What an AWS that gives no answer is to those who only ask: a reason in words, and no error of the program.
import { PortError } from "../migration/ports.ts";
import { AwsAccessError } from "./awsAccess.ts";

/** @throws the error itself where it is none of AWS's silence or refusal */
export function unanswered(error: unknown): string {
  const isTimeout = error instanceof Error && error.name === "TimeoutError";
  if (error instanceof PortError || error instanceof AwsAccessError || isTimeout) return error.message;
  throw error;
}
