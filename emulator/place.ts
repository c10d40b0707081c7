// Where a call lands: state is kept per account and region, as in AWS.
import { emptyCloudWatch } from "./cloudwatch/state.ts";
import type { CloudWatchState } from "./cloudwatch/state.ts";
import type { Ec2State } from "./ec2/state.ts";
import { emptyElastiCache } from "./elasticache/state.ts";
import type { ElastiCacheState } from "./elasticache/state.ts";

export interface Place {
  readonly account: string;
  readonly region: string;
  readonly elasticache: ElastiCacheState;
  readonly ec2: Ec2State;
  readonly cloudwatch: CloudWatchState;
}

export interface Places {
  of(account: string, region: string): Place;
  all(): readonly Place[];
  /** The place of the world file, or of whoever names no other. */
  defaultPlace(): Place;
  isDefault(place: Place): boolean;
}

export interface PlacesOptions {
  readonly account: string;
  readonly region: string;
  readonly ec2StateOf: (account: string, region: string) => Ec2State;
}

export function createPlaces({ account: defaultAccount, region: defaultRegion, ec2StateOf }: PlacesOptions): Places {
  const places = new Map<string, Place>();
  const of = (account: string, region: string): Place => {
    const key = `${account}/${region}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = {
      account,
      region,
      elasticache: emptyElastiCache(),
      ec2: ec2StateOf(account, region),
      cloudwatch: emptyCloudWatch(),
    };
    places.set(key, place);
    return place;
  };
  return {
    of,
    defaultPlace: () => of(defaultAccount, defaultRegion),
    isDefault: ({ account, region }) => account === defaultAccount && region === defaultRegion,
    all: () => [...places.values()],
  };
}
