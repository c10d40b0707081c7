// Blocks of loopback addresses.
import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { claimLoopbackBlock } from "../../../emulator/servers/loopbackBlock.ts";

test("a block that is held is passed over, and free again once released", async () => {
  const held = await claimLoopbackBlock();
  const prefix = held.take().replace(/\.\d+$/, "");
  expect(prefix).toMatch(/^127\.(1[6-9]|[2-9]\d|1\d\d|2[0-4]\d|250)\.\d+$/);
  const proposals = [prefix, prefix];
  const next = await claimLoopbackBlock(() => proposals.pop() ?? `127.${randomInt(16, 251)}.${randomInt(0, 256)}`);
  expect(proposals).toStrictEqual([]);
  expect(next.take().startsWith(`${prefix}.`)).toBe(false);
  await Promise.all([held.release(), next.release()]);
  const again = await claimLoopbackBlock(() => prefix);
  expect(again.take()).toBe(`${prefix}.1`);
  await again.release();
});

test("an address that was given back is taken again, and one block does not run out of its range", async () => {
  const block = await claimLoopbackBlock();
  const first = block.take();
  for (let count = 1; count < 250; count++) block.take();
  expect(() => block.take()).toThrow("All 250 loopback addresses");
  block.giveBack(first);
  expect(block.take()).toBe(first);
  await block.release();
});
