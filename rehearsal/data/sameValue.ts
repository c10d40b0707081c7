// Do two servers hold the same value? Compared in a canonical form, because equal values may be stored differently.
import { asBuffer, asFields, asList } from "./replies.ts";

/** Equal only after one of the two normalisations is counted apart: it is harmless, and not to be hidden. */
export type Verdict =
  { readonly kind: "same" } | { readonly kind: "normalised" } | { readonly kind: "different"; readonly detail: string };

const same: Verdict = { kind: "same" };
const different = (detail: string): Verdict => ({ kind: "different", detail });

/** `a` and `b` are the replies to the reads of this type (see KeyContent). */
export function sameValue(type: string, a: readonly unknown[], b: readonly unknown[]): Verdict {
  for (const reply of [...a, ...b]) {
    if (reply instanceof Error) return different(`could not be read: ${reply.message}`);
    if (reply === null) return different("gone while it was read");
  }
  switch (type) {
    case "string":
      return sameString(asBuffer(a[0]), asBuffer(b[0]));
    case "list":
      return sameInOrder(["element", "elements"], buffers(a[0]), buffers(b[0]));
    case "set":
      return sameInOrder(["member", "members"], sorted(buffers(a[0])), sorted(buffers(b[0])));
    case "hash":
      return sameHash(pairs(a[0]), pairs(b[0]));
    case "zset":
      return sameScores(pairs(a[0]), pairs(b[0]));
    case "stream":
      return sameStream(a, b);
  }
  return different(`values of type ${type} cannot be compared`);
}

const hyperLogLogMagic = Buffer.from("HYLL");
/** The cached cardinality of a HyperLogLog: derived from its registers, and computed differently by old servers. */
const cachedCardinality = { from: 8, to: 16 } as const;

function sameString(a: Buffer, b: Buffer): Verdict {
  if (a.equals(b)) return same;
  if (a.length !== b.length) return different(`${a.length} and ${b.length} bytes`);
  const { from, to } = cachedCardinality;
  const isHyperLogLog = a.length >= to && hyperLogLogMagic.equals(a.subarray(0, hyperLogLogMagic.length));
  if (isHyperLogLog && a.subarray(0, from).equals(b.subarray(0, from)) && a.subarray(to).equals(b.subarray(to))) {
    return { kind: "normalised" };
  }
  return different(`bytes from position ${a.findIndex((byte, at) => byte !== b[at])}`);
}

type Part = readonly [one: string, many: string];

function sameInOrder([one, many]: Part, a: readonly Buffer[], b: readonly Buffer[]): Verdict {
  if (a.length !== b.length) return different(`${a.length} and ${b.length} ${many}`);
  const at = a.findIndex((item, index) => !item.equals(b[index] ?? Buffer.alloc(0)));
  return at < 0 ? same : different(`${one} ${at} of ${a.length}`);
}

type Pair = readonly [name: Buffer, content: Buffer];

function sameHash(a: readonly Pair[], b: readonly Pair[]): Verdict {
  const byField = (list: readonly Pair[]) => list.toSorted(([x], [y]) => x.compare(y)).flat();
  if (a.length !== b.length) return different(`${a.length} and ${b.length} fields`);
  return sameInOrder(["field or value", "fields and values"], byField(a), byField(b));
}

/** Both come ordered by score, then by bytes. Servers print the same double differently: it is compared as a number. */
function sameScores(a: readonly Pair[], b: readonly Pair[]): Verdict {
  if (a.length !== b.length) return different(`${a.length} and ${b.length} members`);
  let normalised = false;
  for (const [at, [member, text]] of a.entries()) {
    const [otherMember = member, otherText = text] = b[at] ?? [];
    if (!member.equals(otherMember)) return different(`member at rank ${at}`);
    const score = toDouble(text);
    const otherScore = toDouble(otherText);
    if (score !== otherScore) return different(`score at rank ${at}`);
    // Equal to === and yet not the same: 0 and -0, which some encodings do not keep apart.
    if (!Object.is(score, otherScore)) normalised = true;
  }
  return normalised ? { kind: "normalised" } : same;
}

function sameStream(a: readonly unknown[], b: readonly unknown[]): Verdict {
  const [first, second] = [a, b].map(([entries, description, groups, ...pending]) => ({
    entries: asList(entries).map((entry) => Buffer.concat(flatten(entry))),
    lastId: asBuffer(asFields(description).get("last-generated-id")),
    groups: asList(groups).map((group) => {
      const fields = asFields(group);
      return Buffer.concat(
        [fields.get("name"), fields.get("last-delivered-id"), fields.get("pending")].flatMap(flatten),
      );
    }),
    // Idle times move on; id, consumer and number of deliveries stay.
    pending: pending.flatMap(asList).map((entry) => {
      const [id, consumer, , deliveries] = asList(entry);
      return Buffer.concat(flatten([id, consumer, deliveries]));
    }),
  }));
  if (first === undefined || second === undefined) return same;
  const verdicts = [
    sameInOrder(["entry", "entries"], first.entries, second.entries),
    first.lastId.equals(second.lastId) ? same : different("last generated id"),
    sameInOrder(["group", "groups"], first.groups, second.groups),
    sameInOrder(["pending entry", "pending entries"], first.pending, second.pending),
  ];
  return verdicts.find(({ kind }) => kind === "different") ?? same;
}

/** Every string with its length before it, so that no two different replies look alike. */
function flatten(reply: unknown): Buffer[] {
  if (Array.isArray(reply)) return [Buffer.from(`[${reply.length}]`), ...reply.flatMap(flatten)];
  const bytes = Buffer.isBuffer(reply) ? reply : Buffer.from(String(reply));
  return [Buffer.from(`${bytes.length}:`), bytes];
}

function buffers(reply: unknown): Buffer[] {
  return asList(reply).map(asBuffer);
}

function sorted(list: readonly Buffer[]): Buffer[] {
  return list.toSorted((a, b) => a.compare(b));
}

function pairs(reply: unknown): Pair[] {
  const list = buffers(reply);
  return list.flatMap((name, at): Pair[] => (at % 2 === 0 ? [[name, list[at + 1] ?? Buffer.alloc(0)]] : []));
}

function toDouble(text: Buffer): number {
  const words = text.toString("latin1");
  if (words === "inf") return Infinity;
  if (words === "-inf") return -Infinity;
  return Number(words);
}
