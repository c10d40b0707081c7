// One connection to each database of each shard, found by the key that is meant.
import { connect, type Address, type Connection } from "./connection.ts";
import { ownerOfKey, type Shards } from "./shards.ts";

export interface KeyPlace extends Connection {
  readonly address: Address;
}

export interface KeyPlaces {
  readonly all: readonly KeyPlace[];
  readonly of: (database: number, key: string | Buffer) => KeyPlace;
  readonly close: () => void;
}

export interface KeyPlacesOptions {
  readonly shards: Shards;
  readonly databases: readonly number[];
  /** Whose servers they are, for messages: "source". */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

export async function openKeyPlaces({ shards, databases, name, signal }: KeyPlacesOptions): Promise<KeyPlaces> {
  const places = new Map<string, KeyPlace>();
  const close = () => {
    for (const place of places.values()) place.close();
  };
  try {
    const ownerOf = ownerOfKey(shards.map(({ slots }) => slots));
    for (const [shard, { address }] of shards.entries()) {
      for (const database of databases) {
        const connection = await connect({ address, database, name, signal });
        places.set(`${shard} ${database}`, { ...connection, address });
      }
    }
    const of = (database: number, key: string | Buffer) => {
      const place = places.get(`${ownerOf(key)} ${database}`);
      if (place === undefined)
        throw new RangeError(`database is ${database}. Expected: one of ${databases.join(", ")}.`);
      return place;
    };
    return { all: [...places.values()], of, close };
  } catch (error) {
    close();
    throw error;
  }
}
