/** Which room of the house may know which. */

/** Plain data and pure functions: testable in milliseconds, and the same wherever they run. */
const plain = "^src/(?:documents|vocabulary|settings|releases|catalog|blueprint|policies|upgrade)/";

const isPulumi = "node_modules/@pulumi/";

/** Forbids what one room knows of others. Types that only describe may be named from anywhere below. */
const mayNotKnow = (room, others, why) => ({
  name: `${room}-knows-not-${others.join("-")}`,
  comment: why,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: `^src/(?:${others.join("|")})/` },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Of two files that need each other nobody can read one first.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-pulumi-in-plain-rooms",
      comment: "What decides is plain data; only components register.",
      severity: "error",
      from: { path: plain },
      to: { path: isPulumi },
    },
    {
      name: "components-read-nothing",
      comment: "A component is told everything: it reads no settings, no files, no environment.",
      severity: "error",
      from: { path: "^src/components/" },
      to: {
        path: "^src/(?:settings|releases|catalog|render|policies|cli)/|^(?:node:)?(?:fs|process|child_process|os)(?:/|$)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "nothing-knows-the-cli",
      comment: "The commands are one way in among others.",
      severity: "error",
      from: { path: "^src/(?!cli/)" },
      to: { path: "^src/cli/" },
    },
    mayNotKnow(
      "documents",
      [
        "settings",
        "releases",
        "vocabulary",
        "catalog",
        "blueprint",
        "components",
        "render",
        "policies",
        "upgrade",
      ],
      "It is the floor that all stand on.",
    ),
    mayNotKnow(
      "settings",
      ["releases", "catalog", "blueprint", "components", "render", "policies", "upgrade"],
      "What a stack says is read without knowing what becomes of it.",
    ),
    mayNotKnow(
      "releases",
      ["vocabulary", "catalog", "blueprint", "components", "render", "policies", "upgrade"],
      "The release matrix stands alone.",
    ),
    mayNotKnow(
      "vocabulary",
      ["releases", "catalog", "blueprint", "components", "render", "policies", "upgrade"],
      "Words come before sentences.",
    ),
    mayNotKnow(
      "catalog",
      ["blueprint", "components", "render", "policies", "upgrade"],
      "What Open edX is does not depend on how it is deployed.",
    ),
    mayNotKnow(
      "blueprint",
      ["components", "render", "policies", "upgrade"],
      "The model does not know who builds from it.",
    ),
    mayNotKnow(
      "render",
      ["settings", "releases", "catalog", "blueprint", "components", "policies", "upgrade"],
      "The embedded engine runs any program.",
    ),
    {
      name: "policies-know-types-of-render",
      comment: "Rules look at plain values, wherever these come from.",
      severity: "error",
      from: { path: "^src/(?:policies|upgrade)/" },
      to: { path: "^src/(?:components|render)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "declared-packages-only",
      comment: "A package that is only there by chance is gone after the next install.",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown", "undetermined"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^tests/fixtures/" },
    enhancedResolveOptions: { conditionNames: ["import", "node", "default", "types"] },
  },
};
