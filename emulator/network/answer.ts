// What stands in the way of a packet, as the emulated network says it.

/** `element` is the id of what stands in the way, or the address when there is nothing at it. */
export interface Broken {
  readonly ok: false;
  readonly element: string;
  readonly reason: string;
}

export function broken(element: string, reason: string): Broken {
  return { ok: false, element, reason };
}
