// Where an address of the emulated network is found on this machine.

export interface AddressMap {
  /** "10.0.0.241:6379" to "127.77.3.5:6379". */
  find(address: string): string | undefined;
  /** The way back: what is at "127.77.3.5:6379" of this machine. */
  findLocal(local: string): string | undefined;
  set(address: string, local: string): void;
  all(): Readonly<Record<string, string>>;
}

export function createAddressMap(given: ReadonlyMap<string, string>): AddressMap {
  const added = new Map<string, string>();
  // What the user has mapped by hand comes before what a world's servers bring with them.
  const all = () => new Map([...added, ...given]);
  return {
    find: (address) => all().get(address),
    findLocal: (local) => [...all()].find(([, at]) => at === local)?.[0],
    set: (address, local) => void added.set(address, local),
    all: () => Object.fromEntries(all()),
  };
}

/** Servers of the emulator live on loopback addresses and can connect to nothing else. */
export function isLoopback(address: string): boolean {
  return /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost):\d{1,5}$/.test(address);
}
