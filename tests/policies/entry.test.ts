import { describe, expect, test } from "vitest";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import type { Labels } from "../../src/policies/kubernetes.ts";
import { type Policy, podParty, reaches } from "../../src/policies/reachability.ts";
import { sceneOf } from "../../src/policies/scene.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { COMPONENT, ROLE } from "../../src/vocabulary/labels.ts";
import { composedWith, deploymentOf, PLATFORM_WITH_GATEWAY, rendered } from "../house.ts";
import { goodBlueprint, goodRendering } from "./breaks.ts";

const gateway = podParty("envoy", "arboretum-edge", { labels: {}, spec: {} }, { [ROLE]: "edge" });

/** Everything that has a host of its own, and what lives in namespaces apart. */
const everything = composedWith(
  PLATFORM_WITH_GATEWAY,
  "qa",
  [
    "scale: { profile: small }",
    "credentials: { verifiable: { name: Academy }, portal: { image: ghcr.io/university/verify:1.0.0 } }",
    "objectStorage: { driver: minio, keep: { submissions: 5y, grades: 5y, tracking: forever } }",
  ],
  ["notes", "discovery", "credentials", "xqueue", "codejail-service"],
);

const scenes: readonly (readonly [string, DeploymentBlueprint, Rendering])[] = [
  ["of the core", goodBlueprint, goodRendering],
  ["with everything", deploymentOf(everything), await rendered(everything)],
];

describe.each(scenes)("a deployment %s", (_, blueprint, rendering) => {
  const scene = sceneOf(rendering, blueprint);
  const policies = scene.kind("NetworkPolicy") as unknown as readonly Policy[];
  const namespaceLabels = (name: string): Labels => scene.find("Namespace", "", name)?.metadata.labels ?? {};
  const pods = scene.pods.map(({ labels, spec, owner }) => ({
    labels,
    spec,
    party: podParty(owner.name, owner.namespace, { labels, spec }, namespaceLabels(owner.namespace)),
  }));

  test("lets a pod of the gateway reach what a route leads to, and nothing else", () => {
    const reached = new Set<string>();
    for (const { labels, spec, party } of pods) {
      const ports = (spec.containers ?? []).flatMap((container) => container.ports ?? []);
      for (const { containerPort: port } of ports) {
        if (reaches(policies, gateway, party, { protocol: "TCP", port }))
          reached.add(`${labels[COMPONENT]} ${port}`);
      }
    }
    const routes = blueprint.entry?.routes ?? [];
    const routed = new Set(routes.map(({ component, port }) => `${component} ${port}`));
    expect(routed.size).toBeGreaterThan(3);
    expect([...reached].sort()).toEqual([...routed].sort());
  });

  test("lets a pod of any other namespace reach none of it", () => {
    const stranger = podParty("stranger", "elsewhere", { labels: {}, spec: {} }, {});
    for (const { party } of pods)
      expect(reaches(policies, stranger, party, { protocol: "TCP", port: 8000 }), party.name).toBe(false);
  });
});
