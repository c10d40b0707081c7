// Whether the source's data fit a node: `maxmemory` by node type, from AWS's own table (ParameterGroups.Engine, 2026).

type Sizes = Readonly<Record<string, number>>;

const burstable: Sizes = { micro: 536_870_912, small: 1_471_026_299, medium: 3_317_862_236 };

const general: Sizes = {
  large: 6_854_542_746,
  xlarge: 13_891_921_715,
  "2xlarge": 27_966_669_210,
  "4xlarge": 56_116_178_125,
  "12xlarge": 168_715_971_994,
};
const generalOnGraviton: Sizes = { ...general, "8xlarge": 111_325_552_312, "16xlarge": 225_000_375_228 };

const memory: Sizes = {
  large: 14_037_181_030,
  xlarge: 28_261_849_702,
  "2xlarge": 56_711_183_565,
  "4xlarge": 113_609_865_216,
  "12xlarge": 341_206_346_547,
};
const memoryOnGraviton: Sizes = { ...memory, "8xlarge": 225_000_375_228, "16xlarge": 450_000_750_456 };

/** Bytes by family and size; a size that AWS does not list for a family is missing. */
const families: Readonly<Record<string, Sizes>> = {
  t2: { micro: 581_959_680, small: 1_665_138_688, medium: 3_461_349_376 },
  t3: burstable,
  t4g: burstable,
  m5: { ...general, "24xlarge": 337_500_562_842 },
  m6g: generalOnGraviton,
  m7g: generalOnGraviton,
  m8g: {
    large: 7_294_178_820,
    xlarge: 15_222_495_510,
    "2xlarge": 31_866_224_640,
    "4xlarge": 65_856_864_256,
    "8xlarge": 133_838_143_488,
    "12xlarge": 201_819_422_720,
    "16xlarge": 269_800_701_952,
  },
  r5: { ...memory, "24xlarge": 682_485_973_811 },
  r6g: memoryOnGraviton,
  r7g: memoryOnGraviton,
  r8g: {
    large: 15_222_495_510,
    xlarge: 31_866_224_640,
    "2xlarge": 65_856_864_256,
    "4xlarge": 133_838_143_488,
    "8xlarge": 269_800_701_952,
    "12xlarge": 405_763_260_416,
    "16xlarge": 541_725_818_880,
  },
  c7gn: {
    large: 3_317_862_236,
    xlarge: 6_854_542_746,
    "2xlarge": 13_891_921_715,
    "4xlarge": 27_966_669_210,
    "8xlarge": 56_116_178_125,
    "12xlarge": 84_357_985_997,
    "16xlarge": 113_609_865_216,
  },
  c8gn: {
    large: 3_330_020_474,
    xlarge: 7_294_178_820,
    "2xlarge": 15_222_495_510,
    "4xlarge": 31_866_224_640,
    "8xlarge": 65_856_864_256,
    "12xlarge": 99_847_503_872,
    "16xlarge": 133_838_143_488,
  },
};

/** @returns `maxmemory` of a node in bytes; undefined for a node type that the table does not have */
export function maxmemoryBytes(nodeType: string): number | undefined {
  const [, family = "", size = ""] = nodeType.split(".");
  return families[family]?.[size];
}

/** Families that AWS lists for Valkey, and not for Redis OSS. */
export function isForValkeyOnly(nodeType: string): boolean {
  return /^cache\.(m8g|r8g|c8gn)\./.test(nodeType);
}

/** A tenth more than the data: replication and fragmentation need it (measured on the Redis side, not by AWS). */
export function bytesNeeded(datasetBytes: number): number {
  return Math.ceil(datasetBytes * 1.1);
}
