import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JUPYTERHUB } from "../../scripts/tools/tools.ts";
import type { Composition } from "../../src/blueprint/compose.ts";
import { usedImages } from "../../src/blueprint/usedImages.ts";
import { producers } from "../../src/catalog/monitoring/metrics/table.ts";
import { CHART } from "../../src/catalog/notebooks/chart.ts";
import { hubConfiguration } from "../../src/catalog/python/python.ts";
import { deploymentOf, rendered } from "../house.ts";
import { EVERYTHING_OF_NOTEBOOKS, notebooksOn, WITH_NOTEBOOKS } from "../notebooks.ts";
import { type Made, type Release, releasesOf, withChart } from "./charts.ts";
import { withTool } from "./tool.ts";

const HUB = "https://notebooks.example.edu";
const LTI_1P3 =
  "notebooks: { lti: { version: '1.3', clients: [c1, c2], keyset: 0b3f2c1e-1d2a-4f5b-8c6d-7e8f9a0b1c2d } }";

async function releaseOf(composition: Composition): Promise<Release> {
  const [release] = releasesOf(await rendered(composition));
  if (release === undefined) throw new Error("the stack has no release");
  return release;
}

/** What the real JupyterHub makes of it. */
function hub(python: string, asked: unknown): Made {
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, "hub.py")], {
    input: JSON.stringify(asked),
    encoding: "utf8",
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** What the real module registers. */
const FIGURES = `
import json
from jupyterhub import metrics
from prometheus_client.metrics import MetricWrapperBase
found = {}
for one in vars(metrics).values():
    if isinstance(one, MetricWrapperBase):
        found[one._name] = {"type": one._type, "labels": list(one._labelnames)}
print(json.dumps(found))
`;

withTool(JUPYTERHUB, (python) => {
  const told = async (lines: readonly string[], password = "simple") => {
    const { values } = await releaseOf(notebooksOn([...WITH_NOTEBOOKS, ...lines]));
    const { hub: said } = values as Made;
    const given = { ...values, hub: { ...said, db: { ...said.db, password } } };
    return hub(python, { values: given, program: hubConfiguration, hub: HUB });
  };

  test("whoever the LMS has signed for by LTI 1.1 gets in once, by the opaque id and not by a name", async () => {
    expect((await told([])).launches).toEqual({
      right: { user: "5f2a" },
      again: { refused: 401 },
      forged: { refused: 401 },
      stranger: { refused: 401 },
      nobody: { refused: 400 },
      lets_in: true,
      admins: [],
    });
  });

  test("whoever the LMS has signed for by LTI 1.3 gets in by the opaque id, and nobody else", async () => {
    expect((await told([LTI_1P3])).tokens).toEqual({
      right: { user: "5f2a" },
      forged: { refused: "TokenError" },
      elsewhere: { refused: "TokenError" },
      stranger: { refused: "InvalidAudienceError" },
      late: { refused: "TokenError" },
    });
  });

  test("the hub has every figure that we ask it for, with the labels that we think it has", () => {
    const { stdout, stderr } = spawnSync(python, ["-c", FIGURES], { encoding: "utf8", timeout: 60_000 });
    expect(stderr).toBe("");
    const real = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    for (const [name, { type, labels }] of Object.entries(producers.jupyterhub.metrics))
      expect({ name, figure: real[name] }).toEqual({ name, figure: { type, labels } });
  });

  test("a password of any characters gets to the database as it is", async () => {
    const password = 'p@ss:/?#[]%&=+ "quoted" \\ ü';
    expect((await told([], password)).database).toEqual({
      driver: "mysql+pymysql",
      host: "mysql.academy-qa.svc",
      port: 3306,
      name: "jupyterhub",
      user: "jupyterhub",
      password,
      encrypted: false,
      verified: false,
    });
  });

  test("a database outside is asked for its certificate", async () => {
    const outside =
      "stores: { mysql: { driver: external, host: db.example.edu, egress: [10.1.2.0/24], maxConnections: 5000, administrator: { user: admin, password: { secure: v1:abc } } } }";
    expect((await told([outside])).database).toMatchObject({ encrypted: true, verified: true });
  });
});

withChart(CHART, (template, file) => {
  const everything = notebooksOn(EVERYTHING_OF_NOTEBOOKS);
  const kinds = (made: readonly Made[]) => made.map(({ kind }) => kind as string);
  const specsOf = (made: readonly Made[]) =>
    made.flatMap(({ kind, metadata, spec }) =>
      spec?.template?.spec ? [{ of: `${kind} ${metadata.name}`, ...spec.template }] : [],
    );

  let usual: readonly Made[] = [];
  let all: readonly Made[] = [];
  beforeAll(async () => {
    usual = template(await releaseOf(notebooksOn()));
    all = template(await releaseOf(everything));
  });

  test("takes the values by its own schema, however much is on", async () => {
    expect(usual.length).toBeGreaterThan(8);
    expect(all.length).toBeGreaterThan(usual.length);
    expect(template(await releaseOf(notebooksOn([...WITH_NOTEBOOKS, LTI_1P3]))).length).toBe(usual.length);
  });

  test("calls the port at which the hub says how it is as we do", () => {
    const [hub] = specsOf(usual).filter(({ of }) => of === "Deployment hub");
    expect(hub?.spec.containers[0].ports).toEqual([{ name: "http", containerPort: 8081 }]);
    expect(hub?.metadata.labels["arboretum.dev/component"]).toBe("jupyterhub");
  });

  test("would refuse a key that it does not know", async () => {
    const release = await releaseOf(notebooksOn());
    expect(() => template({ ...release, values: { ...release.values, singelUser: {} } })).toThrow(
      /singelUser/,
    );
  });

  test("makes up no secret: the same values are the same objects", async () => {
    expect(template(await releaseOf(notebooksOn()))).toEqual(usual);
  });

  test("opens nothing by itself: no policies of its own, no load balancer, no rights in the whole cluster", () => {
    expect(kinds(usual)).not.toContain("NetworkPolicy");
    expect(kinds(usual)).not.toContain("ClusterRole");
    expect(kinds(usual)).not.toContain("PersistentVolumeClaim");
    const services = usual.filter(({ kind }) => kind === "Service");
    expect(services.map(({ spec }) => spec.type ?? "ClusterIP")).toEqual(services.map(() => "ClusterIP"));
  });

  test("gives its pods the labels that the policies are about, and the port that the route leads to", () => {
    const labelled = specsOf(all).map(({ of, metadata }) => [of, metadata.labels["arboretum.dev/component"]]);
    expect(Object.fromEntries(labelled)).toEqual({
      "Deployment hub": "jupyterhub",
      "Deployment proxy": "jupyterhub-proxy",
      "Deployment user-scheduler": "notebook-scheduler",
      "DaemonSet continuous-image-puller": undefined,
    });
    const proxy = all.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "proxy");
    expect(proxy.spec.template.spec.containers[0].ports).toContainEqual({
      name: "http",
      containerPort: 8000,
    });
  });

  test("starts no image that the stack does not name, and each container says what it may take", () => {
    const known = usedImages(deploymentOf(everything)).map(({ image }) => image);
    for (const { of, spec } of specsOf(all)) {
      for (const { image, resources } of [...(spec.initContainers ?? []), ...spec.containers]) {
        expect(known, of).toContain(image);
        expect(Object.keys(resources?.limits ?? {}), of).toEqual(expect.arrayContaining(["cpu", "memory"]));
        expect(Object.keys(resources?.requests ?? {}), of).toEqual(expect.arrayContaining(["cpu", "memory"]));
      }
    }
  });

  withTool(JUPYTERHUB, (python) => {
    /** The files of the hub, as the objects of the chart bring them there. */
    const folders: string[] = [];
    function folderOf(made: readonly Made[]): string {
      const folder = mkdtempSync(join(tmpdir(), "arboretum-hub-"));
      folders.push(folder);
      const find = (wanted: string) =>
        made.find(({ kind, metadata }) => kind === wanted && metadata.name === "hub");
      const { data: secret = {}, stringData = {} } = find("Secret");
      const write = (where: string, entries: Readonly<Record<string, string>>) => {
        mkdirSync(join(folder, where), { recursive: true });
        for (const [name, text] of Object.entries(entries)) writeFileSync(join(folder, where, name), text);
      };
      const plain = Object.entries(secret as Record<string, string>).map(
        ([name, text]) => [name, Buffer.from(text, "base64").toString()] as const,
      );
      write("secret", Object.fromEntries(plain));
      write("config", find("ConfigMap").data);
      // Helm puts a file below a key of its own; the pod mounts it where the chart looks for more configuration.
      const ours = Object.values(stringData as Record<string, string>);
      expect(ours).toEqual([hubConfiguration]);
      write("jupyterhub_config.d", { "arboretum.py": hubConfiguration });
      return folder;
    }
    afterAll(() => {
      for (const folder of folders) rmSync(folder, { recursive: true });
    });

    const ENVIRONMENT = {
      PROXY_API_SERVICE_PORT: "8001",
      HUB_SERVICE_PORT: "8081",
      POD_NAMESPACE: "academy-qa-notebooks",
      MYSQL_PWD: "simple",
    };

    const running = (made: readonly Made[]) =>
      hub(python, { folder: folderOf(made), environment: ENVIRONMENT, hub: HUB });

    describe("and the hub that it configures", () => {
      let told: Made;
      let full: Made;
      beforeAll(() => {
        told = running(usual);
        full = running(all);
      });

      test("logs in by LTI, keeps its users in our database, counts seats, and culls", () => {
        expect(told.launches).toMatchObject({ right: { user: "5f2a" }, forged: { refused: 401 } });
        expect(told.database).toMatchObject({ host: "mysql.academy-qa.svc", name: "jupyterhub" });
        expect(told.admin_access).toBe(false);
        expect(told.limit).toBe(12);
        expect(told.services.sort()).toEqual(["jupyterhub-idle-culler", "metrics"]);
        expect(full.launches.admins).toEqual(["a1b2"]);
      });

      test("starts pods of learners with the label, the share, the home and nothing of the cluster", () => {
        const [pod, claim] = told.pods.octave;
        expect(pod.metadata.labels["arboretum.dev/component"]).toBe("notebook");
        expect(pod.spec.automountServiceAccountToken).toBe(false);
        expect(pod.spec.enableServiceLinks).toBe(false);
        const [container] = pod.spec.containers;
        expect(container.image).toBe("ghcr.io/university/octave:1.1.1");
        expect(container.resources).toEqual({
          requests: { cpu: 0.5, memory: 1_073_741_824 },
          limits: { cpu: 1, memory: 2_147_483_648 },
        });
        expect(claim.spec.resources.requests.storage).toBe("10Gi");
        expect(JSON.stringify(pod)).not.toContain("AWS_SECRET");
      });

      test("starts them as Pod Security restricted wants them", () => {
        for (const [pod] of Object.values(full.pods) as Made[]) {
          expect(pod.spec.securityContext).toMatchObject({
            runAsNonRoot: true,
            seccompProfile: { type: "RuntimeDefault" },
          });
          for (const { securityContext } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
            expect(securityContext).toMatchObject({
              allowPrivilegeEscalation: false,
              capabilities: { drop: ["ALL"] },
            });
          }
        }
      });

      test("sends them to the nodes of the pool, with data that they only read", () => {
        const [pod] = full.pods.python;
        expect(pod.spec.tolerations).toContainEqual(
          expect.objectContaining({ key: "dedicated", operator: "Equal", value: "users" }),
        );
        expect(JSON.stringify(pod.spec.affinity.nodeAffinity)).toContain("hub.jupyter.org/node-purpose");
        expect(pod.spec.schedulerName).toBe("jupyterhub-user-scheduler");
        expect(pod.spec.containers[0].volumeMounts).toContainEqual(
          expect.objectContaining({ mountPath: "/home/jovyan/shared", readOnly: true }),
        );
      });
    });
  });
  expect(file).toContain(CHART.version);
});
