/** One part of the pure core: what is changed in it, and the tests that have to notice. */
export interface Part {
  readonly id: string;
  /** What it decides. */
  readonly about: string;
  readonly mutate: readonly string[];
  /** Quick ones, which start no other process. */
  readonly tests: readonly string[];
  /** What the tests take from other files, and stand or fall with: their cases, their worlds. Default: nothing. */
  readonly beside?: readonly string[];
}

/**
 * The pure core: whatever decides, without Pulumi, from the text of a person to the verdict on an object. Tables of data are no part
 * of it, such as releases, schemas and sizes: a changed letter in one is a changed fact, and only its source can tell. Neither is what
 * each application is told: the golden files hold it to the letter.
 */
export const parts: readonly Part[] = [
  {
    id: "documents",
    about: "Reading YAML, problems and their places, writing YAML.",
    mutate: ["src/documents/*.ts"],
    tests: [
      "tests/documents/{document,explain,nearest,propertyPath,shown,validate,yaml}.test.ts",
      "tests/settings/messages.test.ts",
    ],
  },
  {
    id: "releases",
    about: "The map of releases: reading it, resolution, the lock, upgrade paths.",
    mutate: ["src/releases/*.ts"],
    tests: [
      "tests/releases/{builds,facts,lint,lintDetails,lock,lookups,map,matrix,releaseDetails,resolve,shipped,supported,upgradePath}.test.ts",
      "tests/catalog/{serviceSettings,settingsNames}.test.ts",
    ],
    beside: ["tests/releases/{lintCases,maps}.ts"],
  },
  {
    id: "lint",
    about: "What is refused of a map.",
    mutate: ["src/releases/lint/*.ts"],
    tests: ["tests/releases/{lint,lintDetails,lock,shipped}.test.ts"],
    beside: ["tests/releases/{lintCases,maps}.ts"],
  },
  {
    id: "settings",
    about: "The settings of a stack: layers, secrets, places, what has moved.",
    mutate: ["src/settings/*.ts"],
    tests: ["tests/settings/{cron,engine,layers,messages,moved,schema,secrets,shipped,stackName}.test.ts"],
    beside: ["tests/settings/files.ts"],
  },
  {
    id: "capacity",
    about: "How much of everything there is: replicas, quotas, connections, what saturates first.",
    mutate: [
      "src/blueprint/{availability,capacity,fleet,limits,namespaces,saturation,smallest,unmeasured}.ts",
      "src/catalog/{celery,learners,scale}.ts",
      "src/cli/sandbox/fitted.ts",
      "src/vocabulary/{quantity,workload}.ts",
    ],
    tests: [
      "tests/blueprint/{asking,availability,capacity,demand,fleet,limits,namespaces,saturation,smallest,unmeasured}.test.ts",
      "tests/catalog/{celery,learners,scale}.test.ts",
      "tests/cli/capacity.test.ts",
      "tests/sandbox/fitted.test.ts",
      "tests/vocabulary/quantity.test.ts",
    ],
    beside: ["tests/blueprint/{draft,handmade}.ts", "tests/settings/files.ts"],
  },
  {
    id: "reachability",
    about: "What network policies let through.",
    mutate: ["src/policies/reachability.ts"],
    tests: ["tests/policies/reachability.test.ts"],
  },
  {
    id: "network",
    about: "The network policies that are written.",
    mutate: [
      "src/components/foundation/networkPolicies.ts",
      "src/blueprint/egress.ts",
      "src/vocabulary/connection.ts",
    ],
    tests: ["tests/blueprint/egress.test.ts", "tests/components/networkPolicies.test.ts"],
    beside: ["tests/blueprint/draft.ts", "tests/settings/files.ts"],
  },
  {
    id: "policies",
    about: "The rules of `arboretum check`.",
    mutate: ["src/policies/{check,rule,scene}.ts", "src/policies/rules/*.ts"],
    tests: ["tests/policies/cases.test.ts"],
    beside: ["tests/policies/cases/*.ts"],
  },
  {
    id: "edge",
    about: "Hosts, routes, certificates, limits of requests.",
    mutate: [
      "src/blueprint/{beyondTraefik,entry,hosts}.ts",
      "src/components/edge/{certificates,listeners,patterns,routes}.ts",
    ],
    tests: ["tests/components/{edgeSpecs,patterns}.test.ts", "tests/blueprint/{entry,hosts}.test.ts"],
    beside: ["tests/blueprint/draft.ts", "tests/settings/files.ts"],
  },
  {
    id: "plan",
    about: "What an update would do, and what it would replace or lose.",
    mutate: [
      "src/render/{aliases,change,consequences,difference,levels,manifests,match,plan,replacement,slips,urn}.ts",
    ],
    tests: [
      "tests/render/{consequences,difference,levels,manifests,match,plain,plan,planDetails,replacement,slips,urn}.test.ts",
      "tests/cli/compare/comparison.test.ts",
    ],
    beside: ["tests/resource.ts"],
  },
];
