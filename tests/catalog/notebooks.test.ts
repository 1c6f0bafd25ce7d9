import { describe, expect, test } from "vitest";
import type { Composition } from "../../src/blueprint/compose.ts";
import { type HubValues, imageOf } from "../../src/catalog/notebooks/chart.ts";
import { explain } from "../../src/documents/explain.ts";
import { check } from "../../src/policies/check.ts";
import { type Party, type Policy, podParty, reaches } from "../../src/policies/reachability.ts";
import { buildMatrix } from "../../src/releases/builds.ts";
import type { Rendering } from "../../src/render/rendering.ts";
import { composed, deploymentOf, projectOf, publishedReleases, rendered, serviceOf } from "../house.ts";
import { measured } from "../monitoring/measured.ts";
import {
  EVERYTHING_OF_NOTEBOOKS,
  notebooksOn,
  notebooksOnMaster,
  OCTAVE_IMAGE,
  WITH_NOTEBOOKS,
} from "../notebooks.ts";

const said = (more: string, ...others: readonly string[]) => [
  ...WITH_NOTEBOOKS,
  `notebooks: ${more}`,
  ...others,
];

const chartOf = (composition: Composition) => {
  const { chart } = serviceOf(deploymentOf(composition), "jupyterhub");
  if (chart === undefined) throw new Error("the hub has no chart");
  return chart;
};

const valuesOf = (composition: Composition) => chartOf(composition).values as unknown as HubValues;

const deployable = publishedReleases.map(({ name }) => name);

describe("a deployment with notebooks", () => {
  test.each([
    ["as they are by themselves", WITH_NOTEBOOKS],
    ["with everything on", EVERYTHING_OF_NOTEBOOKS],
  ])("has nothing that a rule refuses, on master, %s", async (_, lines) => {
    const composition = notebooksOnMaster(lines);
    const { blueprint } = composition;
    if (blueprint === undefined) throw new Error(explain(composition.problems));
    expect(check(await rendered(composition), blueprint)).toEqual([]);
  });

  test.each(deployable)("has nothing that a rule refuses, on %s", async (release) => {
    const composition = notebooksOn(WITH_NOTEBOOKS, release);
    const { blueprint } = composition;
    if (blueprint === undefined) throw new Error(explain(composition.problems));
    const rendering = await rendered(composition);
    expect(rendering.problems).toEqual([]);
    expect(check(rendering, blueprint)).toEqual([]);
  });

  test("has nothing that a rule refuses with everything on", async () => {
    const composition = notebooksOn(EVERYTHING_OF_NOTEBOOKS);
    const { blueprint } = composition;
    if (blueprint === undefined) throw new Error(explain(composition.problems));
    const rendering = await rendered(composition);
    expect(rendering.problems).toEqual([]);
    expect(check(rendering, blueprint)).toEqual([]);
  });

  test("has a namespace of the strictest level beside its own, and a database that backups find", () => {
    const blueprint = deploymentOf(notebooksOn());
    expect(blueprint.namespaces.map(({ name, trust }) => [name, trust])).toEqual([
      ["academy-qa", "restricted"],
      ["academy-qa-notebooks", "restricted"],
    ]);
    expect(serviceOf(blueprint, "jupyterhub").databases).toEqual(["jupyterhub"]);
  });

  test("runs one exact version of everything", () => {
    const { version, pods } = chartOf(notebooksOn());
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    for (const image of pods.flatMap(({ images }) => images)) {
      expect(image).toMatch(/^[a-z0-9.-]+\/.+(?::(?!latest)[A-Za-z0-9_.-]+|@sha256:[0-9a-f]{64})$/);
    }
  });

  test("makes every secret that the chart would make up by itself", () => {
    const { hub } = valuesOf(notebooksOn());
    const late = (name: string) => ({ late: "secret", name });
    expect(hub.config.ConfigurableHTTPProxy.auth_token).toEqual(late("jupyterhub/proxy-token"));
    expect(hub.config.JupyterHub.cookie_secret).toEqual(late("jupyterhub/cookie-secret"));
    expect(hub.config.CryptKeeper.keys).toEqual([late("jupyterhub/crypt-key")]);
    expect(Object.values(hub.services).map(({ apiToken }) => apiToken)).toEqual([
      late("jupyterhub/metrics-token"),
    ]);
    expect(hub.db.password).toEqual(late("mysql/jupyterhub"));
  });

  test("has no administrators unless somebody names them", () => {
    const { JupyterHub, Authenticator } = valuesOf(notebooksOn()).hub.config;
    expect(JupyterHub.admin_access).toBe(false);
    expect(Authenticator.admin_users).toEqual([]);
    expect(valuesOf(notebooksOn(said("{ admins: [a1b2] }"))).hub.config.Authenticator.admin_users).toEqual([
      "a1b2",
    ]);
  });

  test("asks a scheduler of its own only where it is wanted", () => {
    expect(valuesOf(notebooksOn()).scheduling.userScheduler.enabled).toBe(false);
    expect(valuesOf(notebooksOn(said("{ packed: true }"))).scheduling.userScheduler.enabled).toBe(true);
  });

  test("answers at its host, for as long as somebody is there", () => {
    const { entry } = deploymentOf(notebooksOn());
    const route = entry?.routes.find(({ host }) => host === "notebooks.example.edu");
    expect(route).toMatchObject({
      namespace: "academy-qa-notebooks",
      component: "jupyterhub-proxy",
      port: 8000,
      lasting: true,
    });
    // Jupyter puts files of learners into a sandbox by this header, and a gateway would take it away.
    expect(Object.keys(route?.headers ?? {})).not.toContain("Content-Security-Policy");
  });
});

describe("the quota of the notebooks", () => {
  const quotaOf = (more: string) => {
    const found = deploymentOf(notebooksOn(said(more))).namespaces[1];
    if (found === undefined) throw new Error("there is no namespace for notebooks");
    return found.quota;
  };

  test("begins with 8 processors of 16, and 16 Gi of 32", () => {
    expect(quotaOf("{}")).toMatchObject({ cpu: "8", cpuLimit: "16", memory: "16Gi", memoryLimit: "32Gi" });
  });

  test("holds every seat with the largest profile, beside the hub, the proxy and what pulls images", () => {
    const large =
      "profiles: { large: { image: 'ghcr.io/university/large:1', cpu: { request: '2', limit: '4' }, memory: { request: 8Gi, limit: 16Gi } } }";
    const { cpu, cpuLimit, memory, memoryLimit } = quotaOf(`{ seats: 100, ${large} }`);
    expect(cpu).toBe(`${Math.ceil(((100 * 2000 + 250 + 100 + 20 * 10) * 11) / 10)}m`);
    expect(cpuLimit).toBe(`${Math.ceil(((100 * 4000 + 1000 + 500 + 20 * 20) * 11) / 10)}m`);
    expect(memory).toBe(`${Math.ceil(((100 * 8192 + 512 + 128 + 20 * 16) * 11) / 10)}Mi`);
    expect(memoryLimit).toBe(`${Math.ceil(((100 * 16384 + 1024 + 512 + 20 * 64) * 11) / 10)}Mi`);
  });

  test("is never met by one learner too many: the hub counts the same seats", () => {
    expect(valuesOf(notebooksOn(said("{ seats: 33 }"))).hub.activeServerLimit).toBe(33);
  });
});

describe("code of learners", () => {
  const pod = (component: string, namespace = "academy-qa-notebooks", name = component): Party =>
    podParty(name, namespace, { labels: { "arboretum.dev/component": component }, spec: {} }, {});
  const address = (text: string): Party => ({ is: "address", name: text, address: text });
  const tcp = (port: number) => ({ protocol: "TCP", port }) as const;

  const policiesOf = ({ resources }: Rendering): readonly Policy[] =>
    resources
      .filter(({ type }) => type.endsWith(":NetworkPolicy"))
      .map(({ inputs }) => ({
        namespace: String((inputs.metadata as Record<string, unknown>).namespace),
        spec: inputs.spec as Policy["spec"],
      }));

  const policies = async (lines = WITH_NOTEBOOKS as readonly string[]) =>
    policiesOf(await rendered(notebooksOn(lines)));

  test("reaches the hub, and nothing else of the cluster", async () => {
    const all = await policies();
    const notebook = pod("notebook");
    expect(reaches(all, notebook, pod("jupyterhub"), tcp(8081))).toBe(true);
    for (const [to, port] of [
      [pod("jupyterhub-proxy"), 8001],
      [pod("mysql", "academy-qa"), 3306],
      [pod("lms", "academy-qa"), 8000],
      [pod("cache", "academy-qa"), 6379],
      [address("10.0.0.1"), 443],
      [address("10.0.0.1"), 6443],
      [address("169.254.169.254"), 80],
      [address("192.0.2.1"), 443],
    ] as const) {
      expect([to.name, reaches(all, notebook, to, tcp(port))]).toEqual([to.name, false]);
    }
  });

  test("does not reach that of others, on any port", async () => {
    const all = await policies();
    for (const port of [8888, 80, 443, 22]) {
      expect(reaches(all, pod("notebook"), pod("notebook", undefined, "another"), tcp(port))).toBe(false);
    }
  });

  test("reaches the internet where it may, and still neither the cluster nor the metadata of its machine", async () => {
    const all = await policies(said("{ egress: [internet] }"));
    const notebook = pod("notebook");
    expect(reaches(all, notebook, address("198.51.100.7"), tcp(443))).toBe(true);
    for (const inside of ["169.254.169.254", "10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1"]) {
      expect([inside, reaches(all, notebook, address(inside), tcp(80))]).toEqual([inside, false]);
      expect([inside, reaches(all, notebook, address(inside), tcp(443))]).toEqual([inside, false]);
    }
  });

  test("is reached by the proxy and the hub alone", async () => {
    const all = await policies();
    const notebook = pod("notebook");
    expect(reaches(all, pod("jupyterhub-proxy"), notebook, tcp(8888))).toBe(true);
    expect(reaches(all, pod("jupyterhub"), notebook, tcp(8888))).toBe(true);
    expect(reaches(all, pod("lms", "academy-qa"), notebook, tcp(8888))).toBe(false);
    expect(reaches(all, pod("stranger"), notebook, tcp(8888))).toBe(false);
  });

  test("has no key of the object storage in a variable, and none at all where it has no bucket", () => {
    const { extraEnv, storage } = valuesOf(notebooksOn()).singleuser;
    expect(Object.keys(extraEnv)).not.toContain("AWS_SECRET_ACCESS_KEY");
    expect(storage.extraVolumes).toContainEqual({
      name: "notebook-storage",
      secret: { secretName: "notebook-storage" },
    });
    const without = notebooksOn(said("{ bucket: none }"));
    expect(valuesOf(without).singleuser.storage.extraVolumes).toEqual([]);
    expect(deploymentOf(without).storageAccounts.map(({ consumer }) => consumer)).not.toContain("jupyterhub");
  });

  test("may only read in its bucket, unless somebody lets it write", () => {
    const mayOf = (composition: Composition) =>
      deploymentOf(composition).storageAccounts.find(({ consumer }) => consumer === "jupyterhub")?.access;
    expect(mayOf(notebooksOn())).toEqual([{ bucket: "academy-qa-computation", may: "read" }]);
    expect(mayOf(notebooksOn(said("{ bucket: write }")))).toEqual([
      { bucket: "academy-qa-computation", may: "write" },
    ]);
  });

  test("reads the data for everybody, and cannot write it", () => {
    const composition = notebooksOn(said("{ shared: { size: 50Gi, storageClass: nfs } }"));
    expect(serviceOf(deploymentOf(composition), "jupyterhub").volumes).toMatchObject([
      { name: "notebook-shared", size: "50Gi", storageClass: "nfs", shared: true },
    ]);
    const { extraVolumeMounts } = valuesOf(composition).singleuser.storage;
    expect(extraVolumeMounts).toContainEqual({
      name: "notebook-shared",
      mountPath: "/home/jovyan/shared",
      readOnly: true,
    });
  });
});

describe("profiles", () => {
  const names = (composition: Composition) =>
    valuesOf(composition).singleuser.profileList.map(({ slug }) => slug);

  test("are Python, and Octave where the map has it", () => {
    expect(names(notebooksOn())).toEqual(["python", "octave"]);
    expect(names(composed("qa", WITH_NOTEBOOKS, "verawood", ["jupyterhub"]))).toEqual(["python"]);
  });

  test("come with their own image and their own share", () => {
    const [, octave] = valuesOf(
      notebooksOn(said("{ profiles: { octave: { memory: { request: 512Mi, limit: 3Gi } } } }")),
    ).singleuser.profileList;
    expect(octave?.kubespawner_override).toEqual({
      image: OCTAVE_IMAGE,
      cpu_guarantee: 0.5,
      cpu_limit: 1,
      mem_guarantee: 512 * 1024 ** 2,
      mem_limit: 3 * 1024 ** 3,
    });
  });

  test("may be taken away and added", () => {
    const composition = notebooksOn(
      said(
        '{ default: r, profiles: { python: { off: true }, r: { image: "quay.io/jupyter/r-notebook:2026-09-18" } } }',
      ),
    );
    expect(names(composition)).toEqual(["octave", "r"]);
    expect(valuesOf(composition).singleuser.image).toEqual({
      name: "quay.io/jupyter/r-notebook",
      tag: "2026-09-18",
    });
  });

  test("an image of Octave is one more to build in the matrix", () => {
    const { map } = projectOf({});
    if (map === undefined) throw new Error("there is no map");
    const { map: withOctave } = projectOf(
      {},
      "verawood",
      `
stages: [ci, qa, production]
default: academy
deployments:
  academy:
    run: { ci: verawood, qa: verawood, production: verawood }
    applications: { add: [jupyterhub, octave] }
`,
    );
    const cells = buildMatrix(withOctave ?? map);
    expect(cells.map(({ application }) => application)).toEqual(["octave"]);
    expect(cells[0]).toMatchObject({
      sources: { octave: { origin: "Calysto/octave_kernel", ref: { kind: "tag", name: "v1.1.1" } } },
      for: [{ stage: "ci" }, { stage: "qa" }, { stage: "production" }],
    });
  });

  test.each([
    ["quay.io/jupyter/a:1", { name: "quay.io/jupyter/a", tag: "1" }],
    ["localhost:5000/jupyter/a:1", { name: "localhost:5000/jupyter/a", tag: "1" }],
    ["quay.io/jupyter/a:1@sha256:ab", { name: "quay.io/jupyter/a", tag: "1@sha256:ab" }],
    ["quay.io/jupyter/a@sha256:ab", { name: "quay.io/jupyter/a@sha256", tag: "ab" }],
  ])("the image %s is what the chart joins of name and tag", (image, parts) => {
    expect(imageOf(image)).toEqual(parts);
    expect(`${parts.name}:${parts.tag}`).toBe(image);
  });
});

describe("nodes for code of learners", () => {
  const pool = (more: string) => notebooksOn(said(`{ pool: ${more} }`));

  test("are waited for, with their taints", () => {
    const { extraNodeAffinity, extraTolerations } = valuesOf(
      pool(
        '{ labels: { "compute.example.edu/pool": notebooks }, tolerations: [{ key: notebooks, effect: NoSchedule }] }',
      ),
    ).singleuser;
    expect(extraNodeAffinity).toEqual({
      required: [
        { matchExpressions: [{ key: "compute.example.edu/pool", operator: "In", values: ["notebooks"] }] },
      ],
      preferred: [],
    });
    expect(extraTolerations).toEqual([{ key: "notebooks", operator: "Exists", effect: "NoSchedule" }]);
  });

  test.each(["node-role.kubernetes.io/computational", "pool.k8s.io/notebooks"])(
    "cannot be known by %s, which no node may give itself",
    (label) => {
      const { problems } = pool(`{ labels: { "${label}": "true" } }`);
      expect(problems.map(({ rule }) => rule)).toEqual(["pool-label-reserved"]);
      expect(problems[0]?.place?.line).toBeDefined();
    },
  );

  test.each(["topology.kubernetes.io/zone", "node.kubernetes.io/pool", "hub.jupyter.org/node-purpose"])(
    "may be known by %s",
    (label) => {
      expect(pool(`{ labels: { "${label}": user } }`).problems).toEqual([]);
    },
  );
});

describe("what cannot be is refused", () => {
  const rulesOf = ({ problems }: Composition) => problems.map(({ rule }) => rule);

  test("notebooks that the map does not have", () => {
    const { problems } = composed("qa", ["notebooks: { seats: 3 }"]);
    expect(problems).toMatchObject([
      { rule: "notebooks-absent", severity: "error", path: "arboretum:notebooks" },
    ]);
  });

  test("a hub without a host of its own", () => {
    expect(rulesOf(composed("qa", [], "verawood", ["jupyterhub"]))).toEqual(["notebooks-host"]);
  });

  test("a host below that of the LMS, whose cookies code of learners would see", () => {
    const { problems } = notebooksOn([
      "edge: { domain: learn.example.edu, notebooks: notebooks.learn.example.edu }",
    ]);
    expect(problems).toMatchObject([{ path: "arboretum:edge.notebooks" }]);
    expect(problems[0]?.message).toContain("cookies");
  });

  test("a host that something else has", () => {
    const { problems } = notebooksOn([
      "edge: { domain: learn.example.edu, search: find.example.edu, notebooks: find.example.edu }",
    ]);
    expect(problems).toMatchObject([{ path: "arboretum:edge.notebooks" }]);
  });

  test.each([
    ["{ profiles: { r: { title: R } } }", "profile-without-image"],
    ["{ default: julia }", "profile-unknown"],
    ["{ profiles: { python: { off: true }, octave: { off: true } } }", "profiles-none"],
    ["{ profiles: { python: { cpu: { request: '2', limit: '1' } } } }", "profile-contradicts"],
  ])("%s", (more, rule) => {
    expect(rulesOf(notebooksOn(said(more)))).toEqual([rule]);
  });

  test("a bucket where pods get to theirs by a token of the cluster", () => {
    const roles =
      "objectStorage: { driver: s3, region: eu-central-1, access: { by: roles, provider: 'arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC' }, keep: { submissions: 5y, grades: 5y, tracking: forever } }";
    expect(rulesOf(notebooksOn(said("{}", roles)))).toEqual(["notebooks-keyless"]);
    expect(rulesOf(notebooksOn(said("{ bucket: none }", roles)))).toEqual([]);
  });
});

describe("logins by LTI", () => {
  const authenticatorOf = (more: string) => valuesOf(notebooksOn(said(more))).hub.config;

  test("are those of LTI 1.1 unless somebody says otherwise, with a secret for each passport", () => {
    const { JupyterHub, LTI11Authenticator, LTI13Authenticator } = authenticatorOf(
      "{ lti: { passports: [physics, statistics] } }",
    );
    expect(JupyterHub.authenticator_class).toBe("ltiauthenticator.lti11.auth.LTI11Authenticator");
    expect(LTI13Authenticator).toBeUndefined();
    expect(LTI11Authenticator).toEqual({
      consumers: {
        "academy-qa-physics": { late: "secret", name: "lti/physics" },
        "academy-qa-statistics": { late: "secret", name: "lti/statistics" },
      },
      username_key: "user_id",
      uri_scheme: "https",
    });
  });

  test.each([
    ["0b3f2c1e-1d2a-4f5b-8c6d-7e8f9a0b1c2d", false],
    ["lti_store/notebooks", true],
  ])("by LTI 1.3 with the keyset %s let blocks take what a store says of a tool: %s", (keyset, flagged) => {
    const blueprint = deploymentOf(
      notebooksOn(said(`{ lti: { version: '1.3', clients: [c1], keyset: ${keyset} } }`)),
    );
    const wanted = JSON.stringify(blueprint.preparations.find(({ name }) => name === "edxapp-setup")?.files);
    expect(wanted.includes("lti_consumer.enable_external_config_filter")).toBe(flagged);
  });

  test("are refused where one passport is named twice: both would have one secret", () => {
    const { problems } = notebooksOn(said("{ lti: { passports: [physics, physics] } }"));
    expect(problems).toMatchObject([
      {
        path: "arboretum:notebooks.lti.passports[1]",
        message: '"physics": It is in the list already.',
        remedy: "Leave one of the two out.",
      },
    ]);
  });

  test("by LTI 1.3 have the keyset of the LMS and no secret", () => {
    const composition = notebooksOn(
      said("{ lti: { version: '1.3', clients: [c1, c2], keyset: 0b3f2c1e-1d2a-4f5b-8c6d-7e8f9a0b1c2d } }"),
    );
    const { JupyterHub, LTI11Authenticator, LTI13Authenticator } = valuesOf(composition).hub.config;
    expect(JupyterHub.authenticator_class).toBe("ltiauthenticator.lti13.auth.LTI13Authenticator");
    expect(LTI11Authenticator).toBeUndefined();
    expect(LTI13Authenticator).toMatchObject({
      issuer: "https://learn.example.edu",
      authorize_url: "https://learn.example.edu/api/lti_consumer/v1/launch/",
      jwks_endpoint:
        "https://learn.example.edu/api/lti_consumer/v1/public_keysets/0b3f2c1e-1d2a-4f5b-8c6d-7e8f9a0b1c2d",
      client_id: ["c1", "c2"],
      username_key: "sub",
    });
    expect(deploymentOf(composition).secrets.map(({ name }) => name)).not.toContainEqual(
      expect.stringMatching(/^lti\//),
    );
    expect(deploymentOf(composition).connections).toContainEqual(
      expect.objectContaining({
        from: { kind: "component", name: "jupyterhub", namespace: "academy-qa-notebooks" },
        to: { kind: "role", role: "edge" },
      }),
    );
  });
});

describe("the hub says how it is", () => {
  const blueprint = measured(
    ["edge: { domain: learn.example.edu, notebooks: notebooks.example.org }"],
    ["jupyterhub"],
  );

  test("to Prometheus alone, by a token that reads figures and nothing else", () => {
    expect(blueprint.monitoring?.monitors.find(({ component }) => component === "jupyterhub")).toEqual({
      name: "jupyterhub",
      component: "jupyterhub",
      namespace: "academy-qa-notebooks",
      producer: "jupyterhub",
      pages: [
        { port: "http", path: "/hub/metrics", token: { object: "jupyterhub-metrics", entry: "token" } },
      ],
    });
    const hub = serviceOf(blueprint, "jupyterhub").chart;
    expect(hub?.files.find(({ object }) => object === "jupyterhub-metrics")?.entries).toEqual({
      token: { format: "text", parts: [{ late: "secret", name: "jupyterhub/metrics-token" }] },
    });
    expect(hub?.values).toMatchObject({
      hub: { loadRoles: { metrics: { scopes: ["read:metrics"], services: ["metrics"] } } },
    });
    expect(blueprint.connections).toContainEqual({
      from: { kind: "role", role: "monitoring" },
      to: { kind: "component", name: "jupyterhub", namespace: "academy-qa-notebooks" },
      port: 8081,
      why: "metrics",
    });
  });
});
