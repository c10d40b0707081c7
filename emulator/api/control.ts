// The emulator's own endpoints under /_emulator/: what was asked of it, what it runs, what it shall do wrong.
import { z } from "zod";
import { delaysChange } from "../delays.ts";
import type { AddressMap } from "../servers/addressMap.ts";
import type { Desk } from "./awsCall.ts";
import { faultList, faultsShown, forget, inject, refuseUnknown } from "./faultDesk.ts";
import { release } from "./holds.ts";
import { reachAnswer, reachQuestion } from "./reach.ts";
import { serversShown } from "./serversShown.ts";

export interface ControlAnswer {
  readonly status: number;
  readonly json: unknown;
}

export async function answerControl(
  method: string,
  path: string,
  body: string,
  desk: Desk,
  addresses: AddressMap,
): Promise<ControlAnswer> {
  const { cloud, log, holds } = desk;
  switch (`${method} ${path}`) {
    case "GET /_emulator/log":
      return { status: 200, json: log.entries() };
    case "GET /_emulator/delays":
      return { status: 200, json: cloud.delays };
    case "PUT /_emulator/delays":
      return answered(body, delaysChange, (change) => Object.assign(cloud.delays, change));
    case "GET /_emulator/faults":
      return { status: 200, json: faultsShown(desk) };
    case "PUT /_emulator/faults":
      return answered(body, faultList, (list) => {
        refuseUnknown(list, cloud);
        forget(desk);
        return inject(list, desk);
      });
    case "POST /_emulator/faults":
      return answered(body, faultList, (list) => {
        refuseUnknown(list, cloud);
        return inject(list, desk);
      });
    case "DELETE /_emulator/faults":
      forget(desk);
      return { status: 200, json: faultsShown(desk) };
    case "POST /_emulator/release":
      return answered(body, release, (how) => holds.release(how));
    case "GET /_emulator/world":
      return {
        status: 200,
        json: {
          account: cloud.places.defaultPlace().account,
          region: cloud.places.defaultPlace().region,
          addresses: addresses.all(),
          servers: await serversShown(cloud),
        },
      };
    case "POST /_emulator/reach":
      return answered(body, reachQuestion, (question) => reachAnswer(question, cloud));
    default: {
      const endpoints =
        "GET log, GET and PUT delays, GET, PUT, POST and DELETE faults, POST release, GET world, POST reach";
      return {
        status: 404,
        json: { error: `There is no ${method} ${path}. Under /_emulator/ there are: ${endpoints}.` },
      };
    }
  }
}

function answered<Value>(body: string, schema: z.ZodType<Value>, apply: (value: Value) => unknown): ControlAnswer {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    if (!parsed.success) return { status: 400, json: { error: z.prettifyError(parsed.error) } };
    return { status: 200, json: apply(parsed.data) };
  } catch (error) {
    return { status: 400, json: { error: error instanceof Error ? error.message : String(error) } };
  }
}
