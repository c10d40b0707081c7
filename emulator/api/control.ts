// The emulator's own endpoints under /_emulator/: what was asked of it, what it runs, what it shall do wrong.
import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { delaysChange } from "../delays.ts";
import type { AddressMap } from "../servers/addressMap.ts";
import type { Desk } from "./awsCall.ts";
import { faultList } from "./injectedFaults.ts";
import type { CallFault } from "./injectedFaults.ts";
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
  const { cloud, log, faults } = desk;
  switch (`${method} ${path}`) {
    case "GET /_emulator/log":
      return { status: 200, json: log.entries() };
    case "GET /_emulator/delays":
      return { status: 200, json: cloud.delays };
    case "PUT /_emulator/delays":
      return answered(body, delaysChange, (change) => Object.assign(cloud.delays, change));
    case "GET /_emulator/faults":
      return { status: 200, json: faults.list() };
    case "PUT /_emulator/faults":
      return answered(body, faultList, (list) => {
        const unknown = list.find(
          (fault) => fault.kind === "serverDies" && cloud.fleet.get(fault.server) === undefined,
        );
        if (unknown?.kind === "serverDies") throw new Error(`No server is named "${unknown.server}". ${known(cloud)}`);
        for (const fault of list) if (fault.kind === "serverDies") cloud.fleet.kill(fault.server);
        faults.replace(list.filter((fault): fault is CallFault => fault.kind !== "serverDies"));
        return faults.list();
      });
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
      const endpoints = "GET log, GET and PUT delays, GET and PUT faults, GET world, POST reach";
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

function known(cloud: Cloud): string {
  return `Servers: ${
    cloud.fleet
      .list()
      .map(({ name }) => name)
      .join(", ") || "none"
  }.`;
}
