import { describe, expect, test } from "vitest";
import { type Composition, compose } from "../../src/blueprint/compose.ts";
import { check } from "../../src/policies/check.ts";
import { composed, deploymentOf, projectOf, rendered, stackFile } from "../house.ts";

const SANDBOX =
  "django: { codejail: { CODE_JAIL: { python_bin: /sandbox/venv/bin/python, user: sandbox } } }";
const SMALL = "scale: { profile: small }";
const withServices = (lines: readonly string[] = [], add: readonly string[] = ["notes", "xqueue"]) =>
  composed("qa", [SMALL, ...lines], "verawood", add);

const shown = (composition: Composition, of: (name: string) => boolean): readonly string[] => {
  const name = (end: { readonly kind: string }) =>
    "name" in end ? String(end.name) : "role" in end ? `[${end.role}]` : "?";
  return deploymentOf(composition)
    .connections.map(({ from, to, port }) => [name(from), name(to), port] as const)
    .filter(([from, to]) => of(from) || of(to))
    .map(([from, to, port]) => `${from} → ${to}:${port}`)
    .sort();
};

const serviceOf = (composition: Composition, name: string) =>
  deploymentOf(composition).services.find((service) => service.name === name);

test("a service that the map does not add is not there, and nobody is told of it", () => {
  const { services, hosts, secrets } = deploymentOf(composed("qa"));
  const all = JSON.stringify([services, hosts, secrets]);
  expect(all).not.toContain("notes");
  expect(all).not.toContain("xqueue");
});

describe("the notes", () => {
  test("are reached by browsers and the LMS, and reach their database and the search", () => {
    expect(shown(withServices(), (name) => name.startsWith("notes"))).toEqual([
      "[edge] → notes:8000",
      "lms → notes:8000",
      "lms-worker → notes:8000",
      "notes → mysql:3306",
      "notes → search:7700",
      "notes-migrations → mysql:3306",
      "notes-migrations → search:7700",
    ]);
  });

  test("build their index again for another version of the search, and not for another image", () => {
    const works = (release: string) =>
      deploymentOf(composed("qa", [SMALL], release, ["notes"]))
        .preparations.flatMap(({ jobs }) => jobs)
        .find(({ name }) => name === "notes-reindex")?.works;
    expect(works("verawood")).not.toBe(works("ulmo"));
    expect(works("ulmo")).toBe(works("teak"));
  });
});

describe("the queue of external graders", () => {
  const sent = 'django: { xqueue: { XQUEUES: { graded: "http://grader.example.edu" } } }';

  test("has a host where graders fetch their work, and none where it is sent to them", () => {
    const hosts = (composition: Composition) => deploymentOf(composition).hosts.map(({ name }) => name);
    expect(hosts(withServices())).toContain("xqueue");
    expect(hosts(withServices([sent]))).not.toContain("xqueue");
  });

  test("has one consumer where work is sent, which hands the grades to the LMS", () => {
    expect(serviceOf(withServices(), "xqueue")?.workers).toEqual([]);
    const [consumer] = serviceOf(withServices([sent]), "xqueue")?.workers ?? [];
    expect(consumer).toMatchObject({ name: "xqueue-consumer", scaling: { by: "fixed", replicas: 1 } });
    expect(shown(withServices([sent]), (name) => name === "xqueue-consumer")).toEqual([
      "xqueue-consumer → lms:8000",
      "xqueue-consumer → mysql:3306",
    ]);
  });

  test("is given up upstream, and whoever runs it is told", () => {
    const rules = (release: string) =>
      composed("qa", [SMALL], release, ["xqueue"]).problems.map(
        ({ rule, severity }) => `${severity} ${rule}`,
      );
    expect(rules("verawood")).toEqual(["warning application-deprecated"]);
    expect(rules("teak")).toEqual([]);
  });
});

test("a mail server on a network of one's own is reached there, and nowhere else", () => {
  const { connections } = deploymentOf(
    composed("qa", [
      "mail: { host: mail.campus.example.edu, port: 25, from: a@example.edu, security: none, egress: [10.1.2.0/24, 10.1.3.0/24] }",
    ]),
  );
  const ranges = connections.flatMap(({ from, to }) =>
    to.kind === "network" && from.kind === "component" && from.name === "lms" ? [to.network] : [],
  );
  expect(ranges).toEqual(["10.1.2.0/24", "10.1.3.0/24"]);
});

describe("whoever fetches from that queue and grades", () => {
  const WATCHER =
    "watcher: { queues: { openedx: { handlers: [{ HANDLER: xqueue_watcher.grader.Grader, KWARGS: { grader_root: /graders } }] } } }";
  const map = [
    "stages: [qa]",
    "default: academy",
    "deployments:",
    "  academy:",
    "    run: { qa: teak }",
    "    applications: { add: [xqueue, xqueue-watcher] }",
    '    overrides: [{ application: xqueue-watcher, image: "ghcr.io/academy/graders:1.0" }]',
  ].join("\n");
  const of = (...lines: readonly string[]) =>
    compose(projectOf({ "Pulumi.qa.yaml": stackFile(SMALL, ...lines) }, "teak", map), "qa");

  test("lives apart, for it runs what learners write, and reaches the queue alone", async () => {
    const composition = of(WATCHER);
    expect(shown(composition, (name) => name === "xqueue-watcher")).toEqual(["xqueue-watcher → xqueue:8000"]);
    expect(serviceOf(composition, "xqueue-watcher")?.namespace).toBe("academy-qa-graders");
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
  });

  test("is told where the queue is, which knows itself by that name, and with which programs it grades", () => {
    const composition = of(WATCHER);
    const files = JSON.stringify(serviceOf(composition, "xqueue-watcher")?.files);
    expect(files).toContain('"SERVER":"http://xqueue.academy-qa.svc:8000"');
    expect(files).toContain('"HANDLER":"xqueue_watcher.grader.Grader"');
    expect(files).toContain('"xqueue/password"');
    expect(JSON.stringify(serviceOf(composition, "xqueue")?.files)).toContain('"xqueue.academy-qa.svc"');
  });

  test.each([
    ["nothing", [], "watcher.queues"],
    ["a queue that is not there", [WATCHER.replace("openedx", "opendx")], "watcher.queues.opendx"],
  ])("is refused where it fetches from %s", (_, lines, path) => {
    const [problem] = of(...lines).problems.filter(({ severity }) => severity === "error");
    expect(problem).toMatchObject({ rule: "queue-unwatched", path: `arboretum:${path}` });
  });
});

test("what a user says of a service wins over what the catalogue says, and over what upstream computes", () => {
  const composition = withServices(["django: { notes: { MAX_NOTES_PER_COURSE: 5 } }"]);
  const provenance = deploymentOf(composition).provenance.notes ?? [];
  expect(provenance.find(({ key }) => key === "MAX_NOTES_PER_COURSE")?.source).toMatch(/^Pulumi\.qa\.yaml:/);
});

describe("the course discovery", () => {
  const composition = withServices(
    ["mail: { host: smtp.example.edu, port: 587, from: a@example.edu }"],
    ["discovery"],
  );

  test("brings its search server along, which nobody else reaches", () => {
    const { stores } = deploymentOf(composition);
    expect(stores.map(({ name }) => name)).toContain("elasticsearch");
    expect(shown(composition, (name) => name === "elasticsearch")).toEqual([
      "discovery → elasticsearch:9200",
      "discovery-migrations → elasticsearch:9200",
      "discovery-refresh → elasticsearch:9200",
    ]);
    expect(JSON.stringify(deploymentOf(composed("qa")).stores)).not.toContain("elasticsearch");
  });

  test("asks the LMS and Studio inside, and outside for what browsers will see", () => {
    const all = shown(composition, (name) => name.startsWith("discovery-refresh"));
    expect(all).toEqual([
      // For courses, and for files. Nobody has told which gateway there is, and each listens elsewhere in its pods.
      ...[10_443, 443, 8443].flatMap((port) => Array(2).fill(`discovery-refresh → [edge]:${port}`)),
      "discovery-refresh → cache:6379",
      "discovery-refresh → cms:8000",
      "discovery-refresh → elasticsearch:9200",
      "discovery-refresh → lms:8000",
      "discovery-refresh → mysql:3306",
    ]);
    expect(shown(composition, (name) => name === "mail")).toContain("discovery → mail:587");
  });
});

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly affinity: {
      readonly podAntiAffinity: { readonly requiredDuringSchedulingIgnoredDuringExecution?: unknown };
    };
  };
}

const WITH_SANDBOX = [
  "stages: [qa]",
  "default: academy",
  "deployments:",
  "  academy:",
  "    run: { qa: verawood }",
  "    applications: { add: [codejail] }",
  '    overrides: [{ application: codejail, image: "ghcr.io/academy/codejail:1.0" }]',
].join("\n");

describe("the sandbox of Python problems", () => {
  const composition = compose(
    projectOf({ "Pulumi.qa.yaml": stackFile(SMALL, SANDBOX) }, "verawood", WITH_SANDBOX),
    "qa",
  );
  const blueprint = deploymentOf(composition);

  test("lives apart, is called by the platform, and calls nobody", () => {
    expect(blueprint.namespaces.map(({ name, trust, mute }) => [name, trust, mute ?? false])).toEqual([
      ["academy-qa", "restricted", false],
      ["academy-qa-codejail", "baseline", true],
    ]);
    expect(shown(composition, (name) => name === "codejail")).toEqual([
      "cms → codejail:8550",
      "cms-worker → codejail:8550",
      "lms → codejail:8550",
      "lms-worker → codejail:8550",
    ]);
  });

  test("may not even ask for a name, has a profile and a user of its own, and every rule holds", async () => {
    const rendering = await rendered(composition);
    expect(check(rendering, blueprint)).toEqual([]);
    const inputs = (kind: string, name: string) => {
      const found = rendering.resources.find(
        (one) => one.type.endsWith(`:${kind}`) && one.name.endsWith(name),
      );
      return found?.inputs as { spec: Record<string, unknown> };
    };
    expect(inputs("NetworkPolicy", "-codejail-network-codejail").spec).not.toHaveProperty("egress");
    const pod = JSON.stringify(inputs("Deployment", "-codejail").spec);
    expect(pod).toContain(
      '"appArmorProfile":{"type":"Localhost","localhostProfile":"openedx_codejail_service"}',
    );
    expect(pod).toContain('"runAsUser":10550');
    const users = rendering.resources.flatMap(({ type, inputs, name }) =>
      type.endsWith(":Deployment") && !name.endsWith("-codejail") ? [JSON.stringify(inputs)] : [],
    );
    for (const other of users) expect(other).not.toContain("10550");
  });

  test("shares a node with no sandbox of the same user, but for those that it replaces", async () => {
    const { resources } = await rendered(composition);
    const found = resources.find(
      ({ type, name }) => type.endsWith(":Deployment") && name.endsWith("-codejail"),
    );
    const { spec } = (found as unknown as { inputs: { spec: { template: PodTemplate } } }).inputs;
    const { template } = spec;
    expect(template.metadata.labels["arboretum.dev/sandbox-user"]).toBe("10550");
    const required = template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(required).toEqual([
      {
        topologyKey: "kubernetes.io/hostname",
        labelSelector: { matchLabels: { "arboretum.dev/component": "codejail" } },
        matchLabelKeys: ["pod-template-hash"],
      },
      {
        topologyKey: "kubernetes.io/hostname",
        labelSelector: { matchLabels: { "arboretum.dev/sandbox-user": "10550" } },
        namespaceSelector: {
          matchExpressions: [
            { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["academy-qa-codejail"] },
          ],
        },
      },
    ]);
    const others = JSON.stringify(resources.filter((one) => one !== found));
    expect(others).not.toContain("requiredDuringScheduling");
  });

  test("is refused while nobody says where the sandbox is", () => {
    const { problems } = compose(
      projectOf({ "Pulumi.qa.yaml": stackFile(SMALL) }, "verawood", WITH_SANDBOX),
      "qa",
    );
    expect(problems).toMatchObject([
      { rule: "setting-missing", path: "arboretum:django.codejail.CODE_JAIL" },
    ]);
  });

  test("is what the LMS and Studio send Python to", () => {
    for (const name of ["lms", "cms"]) {
      expect(JSON.stringify(serviceOf(composition, name)?.files)).toContain(
        '"CODE_JAIL_REST_SERVICE_HOST":"http://codejail.academy-qa-codejail.svc:8550"',
      );
    }
  });
});

describe("the relay of mail", () => {
  const composition = composed("qa", [SMALL, "mail: { via: relay, from: learn@example.edu }"], "verawood", [
    "discovery",
  ]);

  test("takes the mail of whoever sends any, and alone reaches the receivers", () => {
    const all = shown(composition, (name) => name === "smtp" || name === "receivers" || name === "mail");
    expect(all).toEqual([
      "cms → smtp:8025",
      "cms-worker → smtp:8025",
      "discovery → smtp:8025",
      "lms → smtp:8025",
      "lms-goal-reminders → smtp:8025",
      "lms-worker → smtp:8025",
      "smtp → receivers:25",
    ]);
    expect(JSON.stringify(serviceOf(composition, "lms")?.files)).toContain(
      '"EMAIL_HOST":"smtp","EMAIL_PORT":8025',
    );
  });

  test("is not there where a server outside takes the mail, and every rule holds with it", async () => {
    const rendering = await rendered(composition);
    expect(check(rendering, deploymentOf(composition))).toEqual([]);
    expect(deploymentOf(composed("qa")).services.map(({ name }) => name)).not.toContain("smtp");
  });
});

describe("a login with a registry", () => {
  const login = "images: { login: { registry: ghcr.io, user: robot, password: { secure: v1:a } } }";

  test("is a Secret of every namespace, and every pod pulls with it", async () => {
    const composition = compose(
      projectOf({ "Pulumi.qa.yaml": stackFile(SMALL, login, SANDBOX) }, "verawood", WITH_SANDBOX),
      "qa",
    );
    const rendering = await rendered(composition);
    expect(check(rendering, deploymentOf(composition))).toEqual([]);
    const secrets = rendering.resources.filter(
      ({ inputs }) => inputs.type === "kubernetes.io/dockerconfigjson",
    );
    expect(secrets.map(({ inputs }) => (inputs.metadata as { namespace: string }).namespace)).toEqual([
      "academy-qa",
      "academy-qa-codejail",
    ]);
    const pods = rendering.resources.filter(({ type }) => /:(Deployment|StatefulSet|Job)$/.test(type));
    expect(pods.length).toBeGreaterThan(10);
    for (const { inputs } of pods)
      expect(JSON.stringify(inputs)).toContain('"imagePullSecrets":[{"name":"registry-login"}]');
  });

  test("and a Secret that somebody else makes are not both said", () => {
    const both = login.replace("{ login", "{ pullSecret: pull, login");
    expect(
      composed("qa", [both])
        .problems.map(({ message }) => message)
        .join(),
    ).toContain("`login` makes such a Secret");
  });
});
