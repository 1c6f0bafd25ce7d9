/** Which room may use which. One direction, no way back: docs/decisions/0001-plain-blueprint.md. */
const plain = "^src/(documents|vocabulary|buckets|settings|releases|catalog|blueprint|policies|upgrade)/";

/** A room, and the only rooms that it uses beside itself. */
const rooms = {
  documents: [],
  vocabulary: ["settings"],
  settings: ["documents"],
  buckets: ["vocabulary"],
  releases: ["documents"],
  catalog: ["documents", "vocabulary", "buckets", "settings", "releases"],
  blueprint: ["documents", "vocabulary", "buckets", "settings", "releases", "catalog"],
  upgrade: ["documents", "vocabulary", "settings", "releases", "catalog", "blueprint", "render"],
  policies: ["documents", "vocabulary", "settings", "releases", "catalog", "blueprint", "render"],
  components: ["documents", "vocabulary", "buckets", "settings", "blueprint"],
  render: ["documents", "vocabulary"],
};

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      comment: "Two files that need each other are one file, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "plain-data-without-pulumi",
      comment: "Everything up to the blueprint is tested without an engine.",
      severity: "error",
      from: { path: plain },
      to: { path: "node_modules/@pulumi/" },
    },
    {
      name: "nothing-uses-the-command-line",
      comment: "The commands are the outside of the house.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "rules-look-at-plain-values",
      comment:
        "Policies check any rendering, wherever it comes from: of the engine they know only the types.",
      severity: "error",
      from: { path: "^src/policies/" },
      to: { path: "^src/render/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "components-are-told-everything",
      comment: "They read no settings, no files and no environment: a stranger uses them in another program.",
      severity: "error",
      from: { path: "^src/components/" },
      to: {
        path: "^src/(settings|blueprint)/|^(node:)?(fs|os|process|child_process)(/|$)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "the-sandbox-is-for-trying",
      comment: "What runs in production never needs it: only the commands, the scripts and the tests use it.",
      severity: "error",
      from: { path: "^(src|examples)/", pathNot: "^src/cli/" },
      to: { path: "^sandbox/" },
    },
    {
      name: "the-sandbox-takes-renderings",
      comment: "It deploys what the embedded engine rendered, whatever that came from.",
      severity: "error",
      from: { path: "^sandbox/" },
      to: { path: "^src/", pathNot: "^src/render/" },
    },
    {
      name: "nothing-shipped-uses-tests",
      severity: "error",
      from: { path: "^(src|sandbox|scripts|examples)/" },
      to: { path: "^tests/" },
    },
    {
      name: "no-unresolved",
      comment: "A file or a package that is not there.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-undeclared-package",
      comment: "What is used is declared; what only tests need is never shipped.",
      severity: "error",
      from: { path: "^(src|sandbox)/" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "npm-optional"],
        // Whoever installs the package brings these, and we have them to develop with.
        dependencyTypesNot: ["npm-peer"],
      },
    },
    ...Object.entries(rooms).map(([room, others]) => ({
      name: `${room}-keeps-to-its-side`,
      comment: `${room} uses ${others.join(", ") || "nothing but itself"}.`,
      severity: "error",
      from: { path: `^src/${room}/` },
      to: { path: "^src/", pathNot: `^src/(${[room, ...others].join("|")})/` },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ["import", "node", "default", "types"] },
  },
};
