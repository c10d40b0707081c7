// Import directions of the architecture: see docs/architecture.md. The core knows nobody; the emulator is an
// independent witness that neither knows the product nor is known by it.
const product = "^(index\\.ts|settings\\.ts|settings/|components/|providers/|migration/|redis/|policy/|commands/)";

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "core-is-alone",
      comment: "migration/ is functions and plain data: no Pulumi, no AWS, no socket, no clock.",
      severity: "error",
      from: { path: "^migration/" },
      to: { pathNot: "^migration/" },
    },
    {
      name: "redis-knows-the-core-only",
      severity: "error",
      from: { path: "^redis/" },
      to: { path: "^(index|settings|components|providers|emulator|rehearsal|policy|setup)" },
    },
    {
      name: "providers-do-not-know-the-program",
      severity: "error",
      from: { path: "^providers/" },
      to: { path: "^(index|components|emulator|rehearsal|policy|setup)" },
    },
    {
      name: "components-do-not-know-the-program",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(index|emulator|rehearsal|policy|setup)" },
    },
    {
      name: "emulator-is-an-independent-witness",
      severity: "error",
      from: { path: "^emulator/" },
      to: { path: "^(rehearsal/|policy/|setup/)|" + product },
    },
    {
      name: "product-does-not-know-the-emulator-or-the-rehearsal",
      severity: "error",
      from: { path: product },
      to: { path: "^(emulator/|rehearsal/|setup/)" },
    },
    {
      name: "commands-read-what-the-program-reads",
      comment: "doctor and watch see with the program's own eyes; they start no engine and lay no resource.",
      severity: "error",
      from: { path: "^commands/" },
      to: { path: "^(index\\.ts|components/|emulator/|rehearsal/|policy/|setup/)" },
    },
    {
      name: "nobody-knows-the-commands",
      severity: "error",
      from: { pathNot: "^commands/" },
      to: { path: "^commands/" },
    },
    {
      name: "rehearsal-drives-the-product-through-the-engine-only",
      comment:
        "It may read the stack config by the product's own settings module, and reckon with IPv4 networks as that does; everything else goes through the engine.",
      severity: "error",
      from: { path: "^rehearsal/" },
      to: {
        path: "^(emulator/|index\\.ts|components/|providers/|migration/|redis/)",
        pathNot: "^migration/networks\\.ts$",
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|\\.cache|test)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
