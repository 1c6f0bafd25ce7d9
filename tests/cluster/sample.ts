import type { Rendering, Resource, Values } from "../../src/render/rendering.ts";
import { resourceWith } from "../resource.ts";

const IMAGE = "registry.example.edu/web:1";

/** What may be different from one deployment of the sample to the next. */
export interface Version {
  readonly version?: string;
  readonly image?: string;
  readonly job?: string;
}

/** The smallest stack with everything that the sandbox has to do with: a Job before a Deployment with autoscaler and budget. */
export function renderingOf({ version = "1", image = IMAGE, job = "once" }: Version = {}): Rendering {
  const namespace = resource("core/v1:Namespace", "namespace", { metadata: { name: "sample" } });
  const metadata = (name: string): Values => ({ namespace: "sample", name });
  const once = resource(
    "batch/v1:Job",
    job,
    { metadata: metadata(job), spec: { backoffLimit: 0, template: podsOf({ app: "once" }, IMAGE, "Never") } },
    [namespace.urn],
  );
  const web = resource(
    "apps/v1:Deployment",
    "web",
    {
      metadata: metadata("web"),
      spec: {
        selector: { matchLabels: { app: "web" } },
        template: podsOf({ app: "web", version }, image, "Always"),
      },
    },
    [once.urn],
  );
  const scaler = resource(
    "autoscaling/v2:HorizontalPodAutoscaler",
    "web",
    {
      metadata: metadata("web"),
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 3,
        maxReplicas: 8,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 75 } },
          },
        ],
      },
    },
    [web.urn],
  );
  const budget = resource(
    "policy/v1:PodDisruptionBudget",
    "web",
    { metadata: metadata("web"), spec: { maxUnavailable: 1, selector: { matchLabels: { app: "web" } } } },
    [namespace.urn],
  );
  return {
    stack: "sample",
    project: "sample",
    mode: "resolved",
    resources: [namespace, once, web, scaler, budget],
    outputs: {},
    secretOutputs: [],
    problems: [],
  };
}

const podsOf = (labels: Values, image: string, restartPolicy: string): Values => ({
  metadata: { labels },
  spec: {
    restartPolicy,
    automountServiceAccountToken: false,
    containers: [
      {
        name: "web",
        image,
        resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "64Mi" } },
      },
    ],
  },
});

function resource(
  type: string,
  name: string,
  inputs: Values,
  dependencies: readonly string[] = [],
): Resource {
  const [version = "", kind = ""] = type.split(":");
  const whole = { apiVersion: version.replace(/^core\//, ""), kind, ...inputs };
  return resourceWith({
    urn: `urn:pulumi:sample::sample::kubernetes:${type}::${name}`,
    type: `kubernetes:${type}`,
    name,
    inputs: whole,
    dependencies,
    outputs: whole,
  });
}
