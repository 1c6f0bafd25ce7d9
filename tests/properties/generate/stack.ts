import fc from "fast-check";
import { type Composition, compose } from "../../../src/blueprint/compose.ts";
import type { Project } from "../../../src/blueprint/project.ts";
import { catalog } from "../../../src/catalog/catalog.ts";
import { lint } from "../../../src/releases/lint.ts";
import { supportedReleases } from "../../../src/releases/supported.ts";
import { networkOf } from "../../../src/settings/network.ts";
import { deploymentSettings } from "../../../src/settings/settings.ts";
import { composed, deploymentOf, PLATFORM_WITH_GATEWAY, projectOf } from "../../house.ts";
import { SHARED } from "../../neighbours.ts";
import { arbitraryOf, type Hints } from "./fromSchema.ts";
import { type Plain, repaired } from "./repaired.ts";

/** All that one stack is made from, as plain data: what a counterexample is kept as. */
export interface Case {
  /** Default: academy. */
  readonly deployment?: string;
  readonly stage: string;
  readonly release: string;
  /** How its applications differ from the core of the release. */
  readonly applications: { readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly sections: Plain;
}

export const STAGES = ["ci", "qa", "production"] as const;

/** Releases that are published: the images of the rolling one are built by whoever runs it. */
export const releases = [...supportedReleases.values()]
  .filter(({ use, rolling }) => use === "deployable" && !rolling)
  .map(({ name }) => name);

const mapOf = ({ deployment = "academy", release, applications }: Omit<Case, "stage" | "sections">) =>
  JSON.stringify({
    stages: STAGES,
    default: deployment,
    deployments: {
      [deployment]: { run: Object.fromEntries(STAGES.map((stage) => [stage, release])), applications },
    },
  });

const stackText = (sections: Plain) =>
  JSON.stringify({
    config: Object.fromEntries(
      Object.entries(sections).map(([name, section]) => [`arboretum:${name}`, section]),
    ),
  });

export const projectFor = (one: Case): Project =>
  projectOf(
    {
      "Pulumi.platform.yaml": `${PLATFORM_WITH_GATEWAY}${SHARED}`,
      [`Pulumi.${one.stage}.yaml`]: stackText(one.sections),
    },
    one.release,
    mapOf(one),
  );

export const composedFrom = (one: Case): Composition => compose(projectFor(one), one.stage);

/** What every deployment has, asked of the smallest one of each release. */
const smallest = releases.map((release) => deploymentOf(composed("ci", [], release)));

const names = (all: readonly string[]) => [...new Set(all)].sort();
const secrets = names(smallest.flatMap((one) => one.secrets.map(({ name }) => name)));
const components = names(
  smallest.flatMap(({ connections }) =>
    connections.flatMap(({ from }) =>
      from.kind === "component" && from.namespace === undefined ? [from.name] : [],
    ),
  ),
);

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const domain = fc.tuple(word, word).map(([name, zone]) => `${name}.${zone}.example.edu`);

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** What cannot be made by chance of a store outside: certificates, and networks. */
const outside: Hints = Object.fromEntries(
  ["mysql", "mongodb", "cache", "sessions", "broker", "events", "search", "elasticsearch"].flatMap(
    (store) => [
      [`stores.${store}.authority`, fc.constant(CERTIFICATE)],
      [`stores.${store}.egress[]`, fc.constantFrom("internet", "10.1.2.0/24", "2001:db8::/32")],
    ],
  ),
);

const network = fc
  .tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }))
  .map(([address, bits]) => networkOf(`${address}/${bits}`)?.text);

/** What no schema can say, because it depends on the rest of the stack. Everything else follows from the schemas. */
export const hints: Hints = {
  "credentials.blockcerts.profile": fc.constant("https://credentials.example.edu/issuer.json"),
  ...outside,
  "cluster.platform": fc.constantFrom("platform", "platform", "none"),
  // The one that the platform stack looks after.
  "cluster.identifier": fc.constant("learning"),
  "edge.domain": domain,
  "egress[].network": fc.oneof(
    fc.constantFrom("internet", "2001:db8::/32", "fd00:1::/64", "::1/128"),
    network,
  ),
  "traffic.limits.exempt[]": network,
  "maintenance.open[]": network,
  "egress[].from[]": fc.constantFrom(...components),
  "secrets.rotation.<name>": fc.constantFrom(...secrets),
  "secrets.rotation.*": fc.integer({ min: 1, max: 4 }),
  "secrets.given.<name>": fc.constantFrom(...secrets),
  // Where nothing is generated every secret has to be given, and that has tests of its own.
  "secrets.source": fc.constant("generated"),
  // It is refused outside the first stage, and that has a test of its own.
  "studio.demoCourse": fc.constant(false),
  "images.registry": fc.constant("registry.example.edu/mirror"),
  "credentials.blockcerts.verificationMethod": word.map((key) => `did:web:example.edu#${key}`),
  // Enough for every scale: too few are refused, and that has a test of its own.
  "stores.mysql.maxConnections": fc.integer({ min: 20_000, max: 100_000 }),
};

/** Hosts that have to be below the domain, put there; and the one that may not. */
function withHostsBelow(sections: Plain): Plain {
  const edge = sections.edge as Plain;
  const moved = Object.entries(edge).map(([key, value]) => {
    const isHost = key !== "domain" && typeof value === "string" && value.includes(".");
    return [key, isHost ? `${value.split(".")[0]}.${edge.domain}` : value];
  });
  return { ...sections, edge: { ...Object.fromEntries(moved), notebooks: "notebooks.example.org" } };
}

/** How long learners' work is kept, which production has to say. */
export function withKeptWork(sections: Plain): Plain {
  const { keep, ...others } = (sections.objectStorage ?? {}) as Plain;
  const chosen = { submissions: "5y", grades: "400d", tracking: "forever", ...(keep as Plain) };
  return { ...sections, objectStorage: { ...others, keep: chosen } };
}

const optionalOf = (release: string) => {
  const known = Object.keys(supportedReleases.get(release)?.applications ?? {});
  return catalog.map(({ builtFrom }) => builtFrom).filter((name) => known.includes(name));
};

const applicationsOf = (release: string) => {
  const some = fc.subarray(optionalOf(release));
  return fc.record({ add: some, remove: some });
};

/** Toggles that the map itself accepts: what is core cannot be added again, and what is required not removed. */
function allowed({ stage, release, applications, sections }: Case): Case["applications"] {
  const problems = (some: Case["applications"]) => {
    const { map } = projectFor({ stage, release, applications: some, sections });
    return map === undefined ? 1 : lint(map).filter(({ severity }) => severity === "error").length;
  };
  const add = applications.add.filter((name) => problems({ add: [name], remove: [] }) === 0);
  const remove = applications.remove.filter(
    (name) => !add.includes(name) && name !== "edx-platform" && problems({ add: [], remove: [name] }) === 0,
  );
  return { add, remove };
}

function plainly(value: unknown): Plain {
  return JSON.parse(JSON.stringify(value));
}

const sections = arbitraryOf(deploymentSettings, hints)
  .map(plainly)
  .map((sections) => withKeptWork(withHostsBelow(sections)));

/** Any stack that is right. */
export const stacks: fc.Arbitrary<Case> = fc
  .record({ release: fc.constantFrom(...releases), stage: fc.constantFrom(...STAGES) })
  .chain(({ release, stage }) =>
    fc.record({
      release: fc.constant(release),
      stage: fc.constant(stage),
      applications: applicationsOf(release),
      sections,
    }),
  )
  .map((raw): Case | undefined => {
    const one = { ...raw, applications: allowed(raw) };
    const sections = repaired(one.sections, (some) => composedFrom({ ...one, sections: some }).problems);
    return sections && { ...one, sections };
  })
  .filter((one) => one !== undefined);
