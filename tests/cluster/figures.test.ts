import { request } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Cluster } from "../../sandbox/client.ts";
import type { KubeObject } from "../../sandbox/objects.ts";
import { referenceTo } from "../../sandbox/objects.ts";
import { STATES } from "../../scripts/tools/tools.ts";
import { keep, pageOf, tableProblems } from "../tools/figures.ts";
import { freePort, type Running, start, until, withTool } from "../tools/tool.ts";
import { ground } from "./ground.ts";

/** What alerts and panels ask about the objects of a cluster is held against whoever says it, on a real API server. */
const sandbox = ground("figures", { machines: { count: 1 } });

/** Names are those of a deployment, so that panels about its Jobs find some. */
const NAMESPACE = "academy-qa";
const SINCE = "2026-11-01T00:00:00Z";

const object = (apiVersion: string, kind: string, name: string, rest: object): KubeObject =>
  ({ apiVersion, kind, metadata: { name, namespace: NAMESPACE }, ...rest }) as unknown as KubeObject;

const CONTAINER = {
  name: "lms",
  image: "registry.example.edu/web:1",
  resources: { requests: { cpu: "1m" }, limits: { memory: "8Mi" } },
};
const POD = { containers: [CONTAINER], restartPolicy: "Never" };
/** Nobody schedules it, so that its status stays what it is said to be. */
const NOWHERE = { ...POD, nodeSelector: { nowhere: "here" } };
const labels = { app: "web" };
const template = { metadata: { labels }, spec: { ...NOWHERE, restartPolicy: "Always" } };

const container = (name: string, state: object, last: object = {}) => ({
  name,
  image: "web",
  imageID: "web@sha256:0",
  containerID: "containerd://0",
  ready: false,
  restartCount: 3,
  state,
  lastState: last,
});
const condition = (type: string, status: string, reason = "Because") => ({ type, status, reason });

/** Objects of every kind that is counted, in states that are rare enough to have figures of their own. */
const objects: readonly { readonly object: KubeObject; readonly status?: object }[] = [
  {
    object: object("apps/v1", "Deployment", "web", { spec: { selector: { matchLabels: labels }, template } }),
  },
  {
    object: object("apps/v1", "StatefulSet", "store", {
      spec: { serviceName: "store", selector: { matchLabels: labels }, template },
    }),
  },
  {
    object: object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 1,
        maxReplicas: 3,
      },
    }),
    status: { currentReplicas: 1, desiredReplicas: 1, conditions: [condition("ScalingActive", "False")] },
  },
  {
    object: object("policy/v1", "PodDisruptionBudget", "web", {
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    }),
  },
  {
    object: object("batch/v1", "CronJob", "backup", {
      spec: {
        schedule: "0 3 * * *",
        timeZone: "Etc/UTC",
        jobTemplate: { spec: { template: { spec: NOWHERE } } },
      },
    }),
    status: { lastScheduleTime: SINCE, lastSuccessfulTime: SINCE },
  },
  {
    object: object("batch/v1", "Job", "backup-29311111", {
      spec: { suspend: true, template: { spec: NOWHERE } },
    }),
    status: {
      startTime: SINCE,
      failed: 1,
      conditions: [
        condition("FailureTarget", "True", "BackoffLimitExceeded"),
        condition("Failed", "True", "BackoffLimitExceeded"),
      ],
    },
  },
  ...["lms-migrate-0123456789", "backup-29311100"].map((name) => ({
    object: object("batch/v1", "Job", name, {
      spec: { suspend: true, template: { spec: NOWHERE } },
    }),
    status: {
      startTime: SINCE,
      completionTime: SINCE,
      succeeded: 1,
      conditions: [condition("SuccessCriteriaMet", "True"), condition("Complete", "True")],
    },
  })),
  {
    object: object("v1", "PersistentVolumeClaim", "data", {
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "fast",
        resources: { requests: { storage: "1Gi" } },
      },
    }),
  },
  { object: object("v1", "ResourceQuota", "all", { spec: { hard: { pods: "100" } } }) },
  {
    object: object("v1", "Pod", "broken", { spec: NOWHERE }),
    status: {
      phase: "Pending",
      reason: "Evicted",
      startTime: SINCE,
      hostIP: "10.0.0.1",
      podIP: "10.0.0.2",
      conditions: [condition("PodScheduled", "False", "Unschedulable"), condition("Ready", "False")],
      containerStatuses: [
        container(
          "lms",
          { waiting: { reason: "CrashLoopBackOff" } },
          { terminated: { exitCode: 137, reason: "OOMKilled" } },
        ),
      ],
    },
  },
];

/** What the API server says of itself, to whoever may ask. */
const figuresOf = ({ access }: Cluster): Promise<string> =>
  new Promise((done, failed) => {
    const { server, authority, certificate, key } = access;
    request(`${server}/metrics`, { ca: authority, cert: certificate, key }, (answer) => {
      let page = "";
      answer.on("data", (part) => (page += String(part)));
      answer.on("end", () => done(page));
    })
      .on("error", failed)
      .end();
  });

beforeAll(async () => {
  const { cluster } = sandbox();
  await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } } as KubeObject);
  for (const { object, status } of objects) {
    await cluster.apply(object);
    if (status !== undefined) await cluster.patch(referenceTo(object), { status }, "status");
  }
});

test("what is asked of the API server is what it says", async () => {
  // Nobody is turned away here, and without one there is no figure of it.
  const never = ["apiserver_flowcontrol_rejected_requests_total"];
  const page = await figuresOf(sandbox().cluster);
  expect(tableProblems("apiServer", [page], never)).toEqual([]);
  keep("apiServer", [page]);
});

withTool(STATES, (program) => {
  let running: Running | undefined;
  afterAll(async () => {
    running?.process.kill("SIGKILL");
    await running?.ended;
  });

  test("what is asked of the objects of a cluster is what kube-state-metrics says of them", async () => {
    const [port, own] = [await freePort(), await freePort()];
    running = start(
      program,
      [
        `--kubeconfig=${sandbox().kubeconfig}`,
        ...["--host=127.0.0.1", `--port=${port}`, "--telemetry-host=127.0.0.1", `--telemetry-port=${own}`],
      ],
      sandbox().folder,
    );
    const page = () => pageOf(`http://127.0.0.1:${port}/metrics`).catch(() => "");
    await until("it has seen the pod", async () => (await page()).includes('pod="broken"'), running, 120);
    const said = await page();
    expect(tableProblems("states", [said])).toEqual([]);
    keep("states", [said]);
  });
});
