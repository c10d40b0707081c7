// Whether the source's data fit a node: `maxmemory` by node type, from AWS's own table (ParameterGroups.Engine, 2026).

const steps = [
  "micro",
  "small",
  "medium",
  "large",
  "xlarge",
  "2xlarge",
  "4xlarge",
  "8xlarge",
  "12xlarge",
  "16xlarge",
] as const;

/** Bytes per size, in the order of `steps`; undefined where AWS lists none. */
const maxmemory: Readonly<Record<string, readonly (number | undefined)[]>> = {
  t: [536_870_912, 1_471_026_299, 3_317_862_236],
  m: [
    undefined,
    undefined,
    undefined,
    6_854_542_746,
    13_891_921_715,
    27_966_669_210,
    56_116_178_125,
    111_325_552_312,
    168_715_971_994,
    225_000_375_228,
  ],
  r: [
    undefined,
    undefined,
    undefined,
    14_037_181_030,
    28_261_849_702,
    56_711_183_565,
    113_609_865_216,
    225_000_375_228,
    341_206_346_547,
    450_000_750_456,
  ],
};

/** Families whose figures the columns above are. */
const families: Readonly<Record<string, string>> = {
  t3: "t",
  t4g: "t",
  m5: "m",
  m6g: "m",
  m7g: "m",
  r5: "r",
  r6g: "r",
  r7g: "r",
};

/** @returns `maxmemory` of a node in bytes; undefined for a node type that the table does not have */
export function maxmemoryBytes(nodeType: string): number | undefined {
  const [, family = "", size = ""] = nodeType.split(".");
  const index = (steps as readonly string[]).indexOf(size);
  return maxmemory[families[family] ?? ""]?.[index];
}

/** A tenth more than the data: replication and fragmentation need it (measured on the Redis side, not by AWS). */
export function bytesNeeded(datasetBytes: number): number {
  return Math.ceil(datasetBytes * 1.1);
}
