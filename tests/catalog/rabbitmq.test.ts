import { describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import type { RabbitmqStore } from "../../src/vocabulary/store.ts";
import { composed, composedWith, deploymentOf, PLATFORM, serviceOf } from "../house.ts";

const RABBIT = "stores: { broker: { driver: rabbitmq, memory: 1Gi, volume: 10Gi } }";
const blueprint = deploymentOf(composed("qa", [RABBIT], "verawood", ["discovery"]));
const store = blueprint.stores.find((one): one is RabbitmqStore => one.kind === "rabbitmq");

const settingsOf = (line: string, application = "lms") => {
  const { files } = serviceOf(deploymentOf(composed("qa", [line])), application);
  const content = files.flatMap(({ entries }) => entries[`${application}.env.yml`] ?? [])[0];
  if (content?.format !== "yaml") throw new Error(`${application} has no settings`);
  return content.tree as Readonly<Record<string, unknown>>;
};

const configuration = () => {
  const content = store?.configuration.entries["rabbitmq.conf"];
  return content?.format === "text" ? content.parts.join("").split("\n") : [];
};

describe("RabbitMQ as broker", () => {
  test("is one pod with a disk that is kept, and takes no more before its memory or its disk is full", () => {
    expect(store?.volume).toEqual({ name: "broker-rabbitmq-data", size: "10Gi", keep: true });
    expect(store?.image).toBe("docker.io/rabbitmq:4.2.6");
    const mebibytes = (share: number, gibibytes: number) => Math.floor(share * gibibytes * 1024);
    expect(configuration()).toContain(`vm_memory_high_watermark.absolute = ${mebibytes(0.6, 1)}MiB`);
    expect(configuration()).toContain(`disk_free_limit.absolute = ${mebibytes(0.1, 10)}MiB`);
    expect(configuration()).toContain(`total_memory_available_override_value = ${1024 ** 3}`);
  });

  test("knows the deployment alone, with a virtual host of its own and without any tag", () => {
    const definitions = store?.configuration.entries["definitions.json"];
    expect(definitions?.format === "json" && definitions.tree).toEqual({
      vhosts: [{ name: "academy-qa" }],
      users: [{ name: "openedx", password: { late: "secret", name: "broker/password" }, tags: [] }],
      permissions: [{ user: "openedx", vhost: "academy-qa", configure: ".*", write: ".*", read: ".*" }],
    });
    expect(store?.configuration.kind).toBe("secret");
  });

  test("lets a worker keep a task as long as Redis would let it, the longest delay included", () => {
    expect(configuration()).toContain(`consumer_timeout = ${(7 * 86_400 + 8 * 3600) * 1000}`);
    const redis = settingsOf("stores: { broker: { driver: redis } }").CELERY_BROKER_TRANSPORT_OPTIONS;
    expect(redis).toMatchObject({ visibility_timeout: 7 * 86_400 + 8 * 3600 });
  });

  test("is told to Celery without a visibility timeout, and what it has not confirmed was not sent", () => {
    expect(settingsOf(RABBIT)).toMatchObject({
      CELERY_BROKER_TRANSPORT: "amqp",
      CELERY_BROKER_HOSTNAME: "broker-rabbitmq:5672",
      CELERY_BROKER_VHOST: "academy-qa",
      CELERY_BROKER_USER: "openedx",
      CELERY_BROKER_PASSWORD: { late: "secret", name: "broker/password" },
      CELERY_BROKER_TRANSPORT_OPTIONS: { confirm_publish: true },
    });
    expect(settingsOf(RABBIT)).not.toHaveProperty("CELERY_BROKER_USE_SSL");
  });

  test("is reached by whoever sends or works on tasks, and by nobody else", () => {
    const callers = blueprint.connections
      .filter(({ to, port }) => to.kind === "component" && to.name === "broker-rabbitmq" && port === 5672)
      .flatMap(({ from }) => (from.kind === "component" ? [from.name] : [from.kind]));
    expect(callers).toContain("lms");
    expect(callers).toContain("cms-worker");
    expect(callers).not.toContain("discovery");
    expect(blueprint.connections.some(({ to }) => to.kind === "component" && to.name === "broker")).toBe(
      false,
    );
  });

  test("is waited for by its purpose, whatever its name is", () => {
    const migrations = blueprint.preparations.find(({ name }) => name === "edxapp-migrations");
    expect(migrations?.needs).toContain("broker");
  });

  test("is counted by KEDA, queue by queue, with the name that RabbitMQ knows", () => {
    const lines = [
      RABBIT,
      "scale: { profile: medium }",
      "stores: { mysql: { maxConnections: 9000 }, broker: { driver: rabbitmq } }",
    ];
    const scaled = deploymentOf(
      composedWith(`${PLATFORM}  arboretum:offers: { keda: existing }\n`, "qa", lines.slice(1)),
    );
    const worker = serviceOf(scaled, "lms").workers.find(({ scaling }) => scaling.by === "queue");
    expect(worker?.scaling).toMatchObject({
      broker: {
        speaks: "rabbitmq",
        virtualHost: "academy-qa",
        address: "broker-rabbitmq.academy-qa.svc:5672",
        tls: false,
        login: { entries: ["password", "username"] },
      },
    });
    expect(scaled.connections).toContainEqual(
      expect.objectContaining({
        from: { kind: "role", role: "autoscaling" },
        to: { kind: "component", name: "broker-rabbitmq" },
      }),
    );
  });
});

describe("events, which RabbitMQ does not carry", () => {
  const EVENTS =
    "events: { bus: redis, consumers: [{ application: discovery, topic: course-catalog-info-changed }] }";
  const withEvents = deploymentOf(composed("qa", [RABBIT, EVENTS], "verawood", ["discovery"]));

  test("have a Redis of their own, with a disk that is kept", () => {
    const events = withEvents.stores.find(({ name }) => name === "events");
    expect(events).toMatchObject({
      kind: "redis",
      use: "events",
      volume: { name: "events-data", keep: true },
    });
    expect(withEvents.secrets.map(({ name }) => name)).toContain("events/password");
    expect(
      settingsOf(`${RABBIT}\n  arboretum:${EVENTS.replace(/, consumers.*/, " }")}`).ARBORETUM_EVENT_BUS,
    ).toEqual({
      host: "events",
      port: 6379,
      database: 1,
      password: { late: "secret", name: "events/password" },
    });
  });

  test("are sent and heard there, and whoever does so waits for it", () => {
    const callers = withEvents.connections
      .filter(({ to }) => to.kind === "component" && to.name === "events")
      .flatMap(({ from }) => (from.kind === "component" ? [from.name] : []));
    expect(callers).toContain("lms");
    expect(callers).toContain("discovery-events-course-catalog-info-changed");
    expect(callers).not.toContain("discovery");
    expect(serviceOf(withEvents, "lms").needs).toContain("events");
    expect(serviceOf(withEvents, "discovery").needs).toContain("events");
  });

  test.each([
    ["without a bus", [RABBIT]],
    ["on a broker that is a Redis", [EVENTS]],
  ])("%s there is no such server", (_, lines) => {
    const { stores, secrets } = deploymentOf(composed("qa", lines, "verawood", ["discovery"]));
    expect(stores.map(({ name }) => name)).not.toContain("events");
    expect(secrets.map(({ name }) => name)).not.toContain("events/password");
  });
});

describe("a RabbitMQ that somebody else runs", () => {
  const outside = (more: string) =>
    `stores: { broker: { driver: external, speaks: rabbitmq, host: mq.example.edu, egress: [10.4.0.0/16], password: { secure: "v1:abc" }${more} } }`;

  test("is reached encrypted, by its own port, and its certificate has to be that of its name", () => {
    expect(settingsOf(outside(", user: campus, virtualHost: campus/qa"))).toMatchObject({
      CELERY_BROKER_TRANSPORT: "amqp",
      CELERY_BROKER_HOSTNAME: "mq.example.edu:5671",
      CELERY_BROKER_VHOST: "campus%2Fqa",
      CELERY_BROKER_USER: "campus",
      CELERY_BROKER_USE_SSL: {
        cert_reqs: 2,
        server_hostname: "mq.example.edu",
        ca_certs: "/etc/ssl/certs/ca-certificates.crt",
      },
    });
  });

  test("answers in the clear at its other port", () => {
    const settings = settingsOf(outside(', user: campus, tls: "off"'));
    expect(settings.CELERY_BROKER_HOSTNAME).toBe("mq.example.edu:5672");
    expect(settings.CELERY_BROKER_VHOST).toBe("%2F");
    expect(settings).not.toHaveProperty("CELERY_BROKER_USE_SSL");
  });

  test.each([
    [outside(""), "stores.broker.user"],
    [
      outside(", user: campus, virtualHost: x").replace("speaks: rabbitmq", "speaks: redis"),
      "stores.broker.virtualHost",
    ],
  ])("%s is refused where it stands", (line, path) => {
    const errors = composed("qa", [line]).problems.filter(isError);
    expect(errors.map((one) => one.path)).toEqual([`arboretum:${path}`]);
  });
});
