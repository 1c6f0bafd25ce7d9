import { expect, test } from "vitest";
import type { Labels } from "../../src/policies/kubernetes.ts";
import { type Policy, podParty, reaches } from "../../src/policies/reachability.ts";
import { sceneOf } from "../../src/policies/scene.ts";
import { COMPONENT, ROLE } from "../../src/vocabulary/labels.ts";
import { goodBlueprint, goodRendering } from "./breaks.ts";

const scene = sceneOf(goodRendering, goodBlueprint);
const policies = scene.kind("NetworkPolicy") as unknown as readonly Policy[];
const namespaceLabels = (name: string): Labels => scene.find("Namespace", "", name)?.metadata.labels ?? {};
const gateway = podParty("envoy", "arboretum-edge", { labels: {}, spec: {} }, { [ROLE]: "edge" });

test("a pod of the gateway reaches what a route leads to, and nothing else of the deployment", () => {
  const reached = new Set<string>();
  for (const { labels, spec, owner } of scene.pods) {
    const pod = podParty(owner.name, owner.namespace, { labels, spec }, namespaceLabels(owner.namespace));
    const ports = (spec.containers ?? []).flatMap((container) => container.ports ?? []);
    for (const { containerPort: port } of ports) {
      if (reaches(policies, gateway, pod, { protocol: "TCP", port }))
        reached.add(`${labels[COMPONENT]} ${port}`);
    }
  }
  const routed = new Set(
    (goodBlueprint.entry?.routes ?? []).map(({ component, port }) => `${component} ${port}`),
  );
  expect(routed.size).toBeGreaterThan(3);
  expect([...reached].sort()).toEqual([...routed].sort());
});

test("a pod of any other namespace reaches none of it", () => {
  const stranger = podParty("stranger", "elsewhere", { labels: {}, spec: {} }, {});
  for (const { labels, spec, owner } of scene.pods) {
    const pod = podParty(owner.name, owner.namespace, { labels, spec }, namespaceLabels(owner.namespace));
    expect(reaches(policies, stranger, pod, { protocol: "TCP", port: 8000 }), owner.name).toBe(false);
  }
});
