// The AWS services that the emulator answers for, and how each speaks.
import type { Actions } from "../action.ts";
import type { Protocol } from "../wire/spoken.ts";

export interface Service {
  readonly name: string;
  readonly version: string;
  readonly dialect: Protocol;
  readonly namespace: string;
  /** Loaded at the first call: the EC2 package alone costs more time and memory than everything else. */
  readonly load: () => Promise<Actions>;
}

const services: readonly Service[] = [
  {
    name: "elasticache",
    version: "2015-02-02",
    dialect: "query",
    namespace: "http://elasticache.amazonaws.com/doc/2015-02-02/",
    load: async () => (await import("../elasticache/actions.ts")).elastiCacheActions,
  },
  {
    name: "ec2",
    version: "2016-11-15",
    dialect: "ec2",
    namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    load: async () => (await import("../ec2/actions.ts")).ec2Actions,
  },
  {
    name: "sts",
    version: "2011-06-15",
    dialect: "query",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    load: async () => (await import("../sts/actions.ts")).stsActions,
  },
  {
    // What CloudWatch signs as.
    name: "monitoring",
    version: "2010-08-01",
    dialect: "json",
    namespace: "",
    load: async () => (await import("../cloudwatch/actions.ts")).cloudWatchActions,
  },
];

/** By the name in the signature's scope, as AWS routes by host name. */
export function serviceNamed(name: string): Service | undefined {
  return services.find((service) => service.name === name);
}
