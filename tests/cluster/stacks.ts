import { join } from "node:path";
import fc from "fast-check";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { openProject, type Project } from "../../src/blueprint/project.ts";
import { nothingOffered } from "../../src/settings/sections/offers.ts";
import {
  composed,
  composedWith,
  PLATFORM,
  PLATFORM_WITH_GATEWAY,
  projectOf,
  publishedReleases,
  shipped,
  stackFile,
} from "../house.ts";
import { neighbours } from "../neighbours.ts";
import { EVERYTHING_OF_NOTEBOOKS, notebooksOn, WITH_NOTEBOOKS } from "../notebooks.ts";
import { type Sections, sections } from "./configurations.ts";

/** A stack to try on a cluster. */
export interface Stack {
  readonly label: string;
  readonly composition: Composition;
}

const releases = publishedReleases;
const stages = ["ci", "qa", "production"];

const stacksOf = (project: Project, from: string): readonly Stack[] =>
  project.stacks.map((stack) => ({ label: `${from}: ${stack}`, composition: compose(project, stack) }));

/** Stacks as people write them: of this repository, and of the example with several deployments. */
export const shippedStacks = (): readonly Stack[] => [
  ...stacksOf(shipped, "shipped"),
  ...stacksOf(openProject(join(process.cwd(), "examples/mit")), "example"),
];

const profiles = ["ci", "small", "medium", "large"];

/** Every release in every stage, and each profile once in each release. */
export const releaseStacks = (): readonly Stack[] =>
  releases.flatMap(({ name }) =>
    stages.flatMap((stage) =>
      profiles
        .filter((_, index) => index % stages.length === stages.indexOf(stage))
        .map((profile) => ({
          label: `${name}, ${stage}, ${profile}`,
          composition: composed(
            stage,
            [`scale: { profile: ${profile} }`, "stores: { mysql: { maxConnections: 20000 } }"],
            name,
          ),
        })),
    ),
  );

/** Notebooks in every release, and once with everything that they may have. What their chart makes is opaque. */
export const notebookStacks = (): readonly Stack[] => [
  ...releases.map(({ name }) => ({
    label: `${name}, notebooks`,
    composition: notebooksOn(WITH_NOTEBOOKS, name),
  })),
  { label: "notebooks with everything", composition: notebooksOn(EVERYTHING_OF_NOTEBOOKS) },
];

const WITH_KEDA = `${PLATFORM}  arboretum:offers: { keda: existing }\n`;

/** What a stack has more of where its cluster offers more. */
export const offeredStacks = (): readonly Stack[] =>
  releases.map(({ name }) => ({
    label: `${name}, workers scaled by what waits`,
    composition: compose(
      projectOf(
        {
          "Pulumi.platform.yaml": WITH_KEDA,
          "Pulumi.production.yaml": stackFile(
            "scale: { profile: medium }",
            "stores: { mysql: { maxConnections: 20000 } }",
          ),
        },
        name,
      ),
      "production",
    ),
  }));

/** Each driver of a store that is a pod here, beside the usual ones. */
const DRIVERS: Readonly<Record<string, readonly string[]>> = {
  "RabbitMQ, with a server for events": [
    "stores: { broker: { driver: rabbitmq } }",
    "events: { bus: redis, consumers: [{ application: lms, topic: learning-exam-attempt-lifecycle }] }",
  ],
  "Memcached and OpenSearch": [
    "stores: { cache: { driver: memcached }, elasticsearch: { driver: opensearch } }",
  ],
  "Valkey everywhere": [
    "stores: { cache: { driver: valkey }, sessions: { driver: valkey }, broker: { driver: valkey } }",
  ],
};

export const driverStacks = (): readonly Stack[] =>
  Object.entries(DRIVERS).map(([label, lines]) => ({
    label,
    composition: composedWith(WITH_KEDA, "qa", ["scale: { profile: small }", ...lines], ["discovery"]),
  }));

/** A platform with servers of many deployments, and two of these beside each other. */
export const sharedStacks = (): readonly Stack[] => stacksOf(neighbours, "servers of many");

/** What Prometheus is told, and the exporters that it asks. */
export const measuredStacks = (): readonly Stack[] =>
  releases.map(({ name }) => ({
    label: `${name}, measured`,
    composition: compose(
      projectOf(
        {
          "Pulumi.platform.yaml": `${PLATFORM}  arboretum:offers: { monitoring: existing }\n`,
          "Pulumi.qa.yaml": stackFile("monitoring: { interval: 1m }", "scale: { profile: small }"),
        },
        name,
      ),
      "qa",
    ),
  }));

const written = (data: Sections): string =>
  JSON.stringify({
    config: Object.fromEntries(Object.entries(data).map(([name, section]) => [`arboretum:${name}`, section])),
  });

const SEED = 20_261_125;

/** What nobody thought of: settings made by chance, the same ones every time. */
export const randomStacks = (count: number): readonly Stack[] =>
  fc
    .sample(
      fc.record({
        release: fc.constantFrom(...releases.map(({ name }) => name)),
        stage: fc.constantFrom(...stages),
        sections,
      }),
      { numRuns: count, seed: SEED },
    )
    .map(({ release, stage, sections: data }, index) => ({
      label: `by chance ${index + 1}: ${release}, ${stage}`,
      composition: compose(projectOf({ [`Pulumi.${stage}.yaml`]: written(data) }, release), stage),
    }));

const everyPart = Object.keys(nothingOffered)
  .map((part) => `${part}: managed`)
  .join(", ");

const platformWith = (label: string, ...lines: readonly string[]): Stack => {
  const file = [PLATFORM.trimEnd(), ...lines.map((line) => `  arboretum:${line}`)].join("\n");
  return { label, composition: compose(projectOf({ "Pulumi.platform.yaml": file }), "platform") };
};

const entryWith = (label: string, lines: readonly string[], release = "verawood", gateway = ""): Stack => {
  const files = {
    "Pulumi.platform.yaml": `${PLATFORM_WITH_GATEWAY}${gateway}`,
    "Pulumi.qa.yaml": stackFile("scale: { profile: small }", ...lines),
  };
  return { label, composition: compose(projectOf(files, release), "qa") };
};

const ADDRESSES = "addresses: { pool: [10.1.2.240/28, fd00::10-fd00::20], announce: ";

/** Platforms and ways in of every kind: whatever is written of Gateway API, Envoy Gateway, cert-manager and MetalLB. */
export const edgeStacks = (): readonly Stack[] => [
  platformWith(
    "every part, announced to neighbours",
    `offers: { ${everyPart} }`,
    `${ADDRESSES}{ by: l2, interfaces: [eth0] } }`,
  ),
  platformWith(
    "every part, announced to routers, with an authority and a mirror",
    `offers: { ${everyPart} }`,
    `${ADDRESSES}{ by: bgp, own: 64512, routers: [{ address: 10.1.2.1, system: 64513, port: 1179 }, { address: "10.1.2.2", system: 64513 }] } }`,
    "authority: { name: Campus }",
    "logs: { store: elasticsearch, retention: 14d, personalData: kept }",
    "images: { registry: registry.example.edu/mirror }",
    "gateway: { service: NodePort, replicas: { min: 3, max: 9 } }",
  ),
  entryWith("the way in as it is", []),
  entryWith(
    "previews, hosts of clients, behind a proxy, and a campus that is not limited",
    [
      "edge: { domain: learn.example.edu, also: [campus.example.org, school.example.net] }",
      "traffic: { proxies: 1, proxyProtocol: true, limits: { exempt: [192.0.2.0/25, 198.51.100.7/32] } }",
    ],
    "teak",
  ),
  entryWith("closed, and open for those who work on it", [
    'maintenance: { message: "Back at 12:00 <soon> & 100%.", open: [192.0.2.0/24, 203.0.113.16/28] }',
  ]),
  entryWith("certified by an authority of the institution", ["certificates: { issuer: own }"]),
  entryWith("certified by the DNS", [
    'certificates: { issuer: letsEncrypt, challenge: { by: route53, region: eu-central-1, zone: Z123, role: "arn:aws:iam::123456789012:role/dns" } }',
  ]),
  entryWith("certified before the gateway", ["certificates: { issuer: elsewhere }"]),
  entryWith(
    "through Traefik",
    ["studio: { imports: { by: sharedVolume } }"],
    "verawood",
    "  arboretum:gateway: { controller: traefik, class: traefik }\n",
  ),
];
