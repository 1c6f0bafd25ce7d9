import { beforeAll, describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import type { Chart, PlatformBlueprint } from "../../src/blueprint/model.ts";
import { parts } from "../../src/catalog/platform/parts.ts";
import { explain } from "../../src/documents/explain.ts";
import type { Container, PodSpec } from "../../src/policies/kubernetes.ts";
import { podSecurity } from "../../src/policies/rules/podSecurity.ts";
import { sceneOf } from "../../src/policies/scene.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { projectOf, rendered } from "../house.ts";
import { folderOfKinds, type Made, releasesOf, withChart } from "./charts.ts";

/** Every part managed here, where nothing else is said. */
function platform(...lines: readonly string[]): Composition & { readonly blueprint: PlatformBlueprint } {
  const kinds = lines.some((line) => line.includes("traefik")) ? "existing" : "managed";
  const offers = Object.keys(parts).map((name) => `${name}: ${name === "gatewayApi" ? kinds : "managed"}`);
  const sections = [
    "cluster: { identifier: learning }",
    `offers: { ${offers.join(", ")} }`,
    "monitoring: { alerts: { receivers: { team: { by: mail, to: [ops@example.edu] } }, mail: { host: smtp.example.edu, from: alerts@example.edu }, page: [team], ticket: [team] } }",
    ...lines,
  ];
  const file = ["config:", ...sections.map((line) => `  arboretum:${line}`)].join("\n");
  const composition = compose(projectOf({ "Pulumi.platform.yaml": file }), "platform");
  const { blueprint, problems } = composition;
  if (blueprint?.kind !== "platform") throw new Error(explain(problems));
  return { ...composition, blueprint };
}

const L2 = "addresses: { pool: [10.1.2.240/28], announce: { by: l2 } }";
const BGP =
  "addresses: { pool: [10.1.2.240/28], announce: { by: bgp, own: 65000, routers: [{ address: 10.1.1.1, system: 65001 }] } }";
const MIRROR = "registry.campus.example.edu/mirror";
const LOGIN = "login: { registry: registry.campus.example.edu, user: robot, password: { secure: v1:a } }";

const variants = [
  ["as it is", platform(L2)],
  [
    "of another kind, part by part",
    platform(BGP, "logs: { store: elasticsearch }", "gateway: { controller: traefik }"),
  ],
  ["from a mirror that wants a login", platform(BGP, `images: { registry: ${MIRROR}, ${LOGIN} }`)],
  [
    "of another kind, from a mirror that wants a login",
    platform(
      L2,
      "logs: { store: elasticsearch }",
      "gateway: { controller: traefik }",
      `images: { registry: ${MIRROR}, ${LOGIN} }`,
    ),
  ],
] as const;

interface MadePods {
  readonly of: string;
  readonly object: Made;
  readonly spec: PodSpec;
}

const podsIn = (made: readonly Made[]): readonly MadePods[] =>
  made.flatMap((object) => {
    const alone = object.kind === "Pod" ? object.spec : undefined;
    const spec = alone ?? object.spec?.template?.spec ?? object.spec?.jobTemplate?.spec.template.spec;
    return spec === undefined ? [] : [{ of: `${object.kind} ${object.metadata.name}`, object, spec }];
  });

const containersOf = ({ initContainers = [], containers = [] }: PodSpec): readonly Container[] => [
  ...initContainers,
  ...containers,
];

/** What operators are told of the pods that they make: by what these are pulled. */
function madePods({ kind, metadata, spec }: Made): readonly { readonly of: string; readonly by: unknown }[] {
  const of = `${kind} ${metadata.name}`;
  switch (kind) {
    case "Prometheus":
    case "Alertmanager":
      return [{ of, by: spec.imagePullSecrets }];
    case "Kibana":
      return [{ of, by: spec.podTemplate.spec.imagePullSecrets }];
    case "Elasticsearch":
      return spec.nodeSets.map(({ podTemplate }: Made) => ({ of, by: podTemplate.spec.imagePullSecrets }));
    default:
      return [];
  }
}

/** What nobody can size but the namespace: the chart of Oracle has no value for it. */
const UNSIZED = ["Deployment mysql-operator"];

/** Registries of the world, as images name them. */
const WORLD =
  /"(?:quay\.io|docker\.io|ghcr\.io|registry\.k8s\.io|container-registry\.oracle\.com|docker\.elastic\.co)\/[^"]*"/g;

/** Named by the operator of MongoDB for what nobody here asks of it: search, its own manager, its paid server. */
const NEVER_STARTED = /ops-manager|mongodb-search|voyageai|"quay\.io\/mongodb"/;

describe.each(variants)("a platform %s", (_, composition) => {
  const { blueprint } = composition;
  for (const chart of blueprint.charts) {
    withChart(chart, (template, file) => {
      test("brings its kinds at every version, or is known to bring them once and never again", () => {
        const inFolder = /^kind: CustomResourceDefinition$/m.test(folderOfKinds(file));
        const inTemplates = made.some(({ kind }) => kind === "CustomResourceDefinition");
        expect(inFolder).toBe(chart.frozenKinds === true);
        expect(inTemplates && inFolder).toBe(false);
      });

      let made: readonly Made[] = [];
      let again: readonly Made[] = [];
      let rendering: Rendering;
      beforeAll(async () => {
        rendering = await rendered(composition);
        const release = releasesOf(rendering).find(({ name }) => name === chart.name);
        if (release === undefined) throw new Error(`there is no release ${chart.name}`);
        made = template(release);
        again = template(release);
      });
      saysOf(
        chart,
        blueprint,
        () => made,
        () => again,
        () => rendering,
      );
    });
  }
});

function saysOf(
  chart: Chart,
  blueprint: PlatformBlueprint,
  objects: () => readonly Made[],
  again: () => readonly Made[],
  rendering: () => Rendering,
): void {
  const { namespaces, charts } = blueprint;
  const home = namespaces.find(({ name }) => name === chart.namespace);

  test("makes up no secret: the same values are the same objects", () => {
    expect(objects().length).toBeGreaterThan(1);
    expect(again()).toEqual(objects());
  });

  test("starts no image that is not listed, and each container says what it may take", () => {
    const known = charts.flatMap(({ images }) => images);
    for (const { of, spec } of podsIn(objects())) {
      for (const { image, resources, name } of containersOf(spec)) {
        expect(known, `${of}/${name}`).toContain(image);
        if (UNSIZED.includes(of)) continue;
        expect(Object.keys(resources?.requests ?? {}), `${of}/${name}`).toEqual(
          expect.arrayContaining(["cpu", "memory"]),
        );
        expect(Object.keys(resources?.limits ?? {}), `${of}/${name}`).toContain("memory");
      }
    }
  });

  test("lists no image that nobody starts", () => {
    const written = JSON.stringify(objects());
    // What Envoy Gateway starts is said in a resource of ours, and what the operators of databases start in those of deployments.
    for (const image of chart.images.filter((one) => !/\/envoy:/.test(one))) expect(written).toContain(image);
  });

  test("asks nobody but the mirror, where there is one", () => {
    if (!chart.chart.includes(MIRROR)) return;
    const strange = JSON.stringify(objects()).match(WORLD) ?? [];
    expect(strange.filter((one) => !NEVER_STARTED.test(one))).toEqual([]);
  });

  test("has its pods pulled with the login of the mirror, and those that its operator makes", () => {
    if (blueprint.login === undefined) return;
    const accounts = objects().filter(({ kind }) => kind === "ServiceAccount");
    const told = [
      ...podsIn(objects()).map(({ of, spec }: { readonly of: string; readonly spec: Made }) => {
        const account = accounts.find(({ metadata }) => metadata.name === spec.serviceAccountName);
        return { of, by: spec.imagePullSecrets ?? account?.imagePullSecrets };
      }),
      ...objects().flatMap(madePods),
    ];
    expect(told.length).toBeGreaterThan(0);
    for (const { of, by } of told) expect(by, of).toEqual([{ name: "registry-login" }]);
  });

  test("opens nothing by itself: no policies of its own, no way in but that of the gateway", () => {
    const kinds = objects().map(({ kind }) => kind);
    for (const kind of ["NetworkPolicy", "Ingress", "Namespace", "PodSecurityPolicy"]) {
      expect(kinds).not.toContain(kind);
    }
    const outside = objects().filter(
      ({ kind, spec }) => kind === "Service" && (spec.type ?? "ClusterIP") !== "ClusterIP",
    );
    expect(outside.map(({ spec }) => spec.ports.map(({ name }: Made) => name))).toEqual(
      chart.chart.endsWith("traefik") ? [["web", "websecure"]] : [],
    );
  });

  test("is let start by Pod Security, as its namespace has it", () => {
    if (home?.trust !== "restricted") return;
    expect(refusedIn(objects(), rendering(), blueprint)).toEqual([]);
  });

  test("is asked by the API server at ports that its namespace opens", () => {
    const hooks = objects().flatMap(({ kind, webhooks = [], spec }) =>
      kind === "APIService"
        ? [spec.service]
        : /WebhookConfiguration$/.test(kind)
          ? webhooks.map(({ clientConfig }: Made) => clientConfig.service)
          : [],
    );
    const open = (home?.opens ?? [])
      .filter(({ from }) => from === "everybody")
      .flatMap(({ ports = [] }) => ports);
    for (const { name, port = 443 } of hooks) {
      const service = objects().find(({ kind, metadata }) => kind === "Service" && metadata.name === name);
      const { targetPort = port } = service.spec.ports.find((one: Made) => one.port === port);
      if (home !== undefined) expect(open, `${name}:${port}`).toContain(numberOf(targetPort, objects()));
    }
  });

  test("is measured at ports that its namespace opens", () => {
    const asked = objects().flatMap((object) => measuredAt(object, objects()));
    const open = (home?.opens ?? []).flatMap(({ from, ports }) =>
      from === "monitoring" || from === "namespace" ? [ports] : [],
    );
    // Whatever is beside Prometheus itself is asked within the namespace.
    const inside = chart.namespace === parts.monitoring.home.name;
    for (const port of asked) {
      if (home === undefined || inside) continue;
      expect(open.flat(), `port ${port}`).toContain(port);
    }
  });
}

const portsOf = (made: readonly Made[]) =>
  podsIn(made).flatMap(({ spec }) => containersOf(spec).flatMap(({ ports = [] }) => ports));

/** A port by its number or by its name. */
const numberOf = (port: string | number, made: readonly Made[]): number | undefined =>
  typeof port === "number" ? port : portsOf(made).find(({ name }) => name === port)?.containerPort;

function measuredAt({ kind, spec }: Made, made: readonly Made[]): readonly (number | undefined)[] {
  if (kind === "PodMonitor") return spec.podMetricsEndpoints.map(({ port }: Made) => numberOf(port, made));
  if (kind !== "ServiceMonitor") return [];
  return spec.endpoints.flatMap(({ port, targetPort }: Made) => {
    if (port === undefined) return [numberOf(targetPort, made)];
    return made
      .filter(({ kind }) => kind === "Service")
      .flatMap(({ spec: { ports } }) => ports)
      .filter(({ name }: Made) => name === port)
      .map((one: Made) => numberOf(one.targetPort ?? one.port, made));
  });
}

/** The rules that hold for our own pods, asked of what a chart makes. Its images may have to write to themselves. */
function refusedIn(
  made: readonly Made[],
  rendering: Rendering,
  blueprint: PlatformBlueprint,
): readonly string[] {
  const [like] = rendering.resources;
  if (like === undefined) throw new Error("nothing is rendered");
  const resources = podsIn(made).map(({ object: { kind, metadata, spec } }) => ({
    ...like,
    urn: `${kind} ${metadata.name}`,
    type: `kubernetes:any:${kind}`,
    name: metadata.name,
    custom: true,
    inputs: { metadata, spec },
  }));
  const scene = sceneOf({ ...rendering, resources }, blueprint);
  return podSecurity
    .filter(({ id }) => id !== "container-read-only")
    .flatMap((rule) => rule.check(scene))
    .map(({ path, message }) => `${path}: ${message}`);
}
