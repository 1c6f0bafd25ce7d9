import { afterAll, beforeAll } from "vitest";
import type { Project } from "../../../src/blueprint/project.ts";
import { PLATFORM_WITH_OWN_GATEWAY, projectOf, stackFile } from "../../house.ts";
import { type Answer, ask, type Question } from "./asking.ts";
import { type Behind, behind } from "./behind.ts";
import { envoyWith, type Ports } from "./envoy.ts";
import { allOf, translated } from "./translator.ts";

export interface Programs {
  readonly envoy: string;
  readonly translator: string;
}

/** A gateway in front of a deployment, for the tests of one group. */
export interface World {
  readonly ports: () => Ports;
  readonly behind: () => Behind;
  readonly ask: (question: Question) => Promise<Answer>;
}

const MAP = `
stages: [ci, qa, production]
default: academy
deployments:
  academy:
    run: { ci: verawood, qa: verawood, production: verawood }
    applications: { add: [jupyterhub] }
`;

const projectWith = (lines: readonly string[], gateway: string): Project =>
  projectOf(
    {
      "Pulumi.platform.yaml": `${PLATFORM_WITH_OWN_GATEWAY}  arboretum:gateway: ${gateway}\n`,
      "Pulumi.qa.yaml": stackFile(
        "scale: { profile: small }",
        "edge: { domain: learn.example.edu, notebooks: notebooks.example.edu }",
        ...lines,
      ),
    },
    "verawood",
    MAP,
  );

/** Starts all of it before the first test and ends it after the last. */
export function worldOf({ envoy, translator }: Programs, lines: readonly string[], gateway = "{}"): World {
  let found: { readonly behind: Behind; readonly envoy: Awaited<ReturnType<typeof envoyWith>> } | undefined;
  const there = () => {
    if (found === undefined) throw new Error("nothing has been started");
    return found;
  };
  beforeAll(async () => {
    const objects = [...(await allOf(projectWith(lines, gateway), ["platform", "qa"])), ...PROOF];
    const pods = await behind(objects);
    const told = translated(translator, [...objects, ...pods.slices]);
    if (told.refused.length > 0) throw new Error(told.refused.join("\n"));
    found = { behind: pods, envoy: await envoyWith(envoy, told) };
  });
  afterAll(async () => {
    found?.envoy.process.kill("SIGKILL");
    await found?.envoy.ended;
    await found?.behind.stop();
  });
  return {
    ports: () => there().envoy,
    behind: () => there().behind,
    ask: (question) => ask(there().envoy, question),
  };
}

const SOLVER = { name: "cm-acme-http-solver-x", namespace: "academy-qa" };

/** What cert-manager makes while it proves a host, as its version 1.21 writes it. */
export const PROOF = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: SOLVER,
    spec: { ports: [{ name: "http", port: 8089 }] },
  },
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: SOLVER,
    spec: {
      parentRefs: [
        { group: "gateway.networking.k8s.io", kind: "Gateway", name: "plain", namespace: "arboretum-edge" },
      ],
      hostnames: ["learn.example.edu"],
      rules: [
        {
          matches: [{ path: { type: "Exact", value: "/.well-known/acme-challenge/token" } }],
          backendRefs: [{ name: SOLVER.name, port: 8089 }],
        },
      ],
    },
  },
];
