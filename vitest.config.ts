import { defineConfig } from "vitest/config";

// Tests run on Node's own loader and type stripping, so that what Pulumi serialises under test is what it
// serialises in production (Vite's transform breaks dynamic providers).
export default defineConfig({
  test: {
    experimental: { viteModuleRunner: false },
    include: ["test/**/*.test.ts"],
    pool: "forks",
    // Suites under the engine wait more than they compute. No more than two: each holds servers and loopback addresses.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
