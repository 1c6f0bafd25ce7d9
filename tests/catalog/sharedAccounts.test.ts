import { expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import { isError } from "../../src/documents/problem.ts";
import { composedWith, deploymentOf, PLATFORM, projectOf, serviceOf } from "../house.ts";
import { neighbours, SHARES } from "../neighbours.ts";

const blueprint = deploymentOf(compose(neighbours, "qa"));

const ACCOUNTS = ["cache-account", "sessions-account", "broker-account"];
const accounts = blueprint.preparations.filter(({ name }) => name.endsWith("-account"));

test("the account of a deployment on a server of many is made where the administrator's password is, and nowhere else", () => {
  expect(accounts.map(({ name, namespace, component }) => [name, namespace, component])).toEqual([
    ["cache-account", "arboretum-stores", "academy-qa-cache-account"],
    ["sessions-account", "arboretum-stores", "academy-qa-sessions-account"],
    ["broker-account", "arboretum-stores", "academy-qa-broker-account"],
  ]);
  const mounts = accounts.flatMap(({ jobs }) => jobs.flatMap(({ pod }) => pod.mounts));
  expect(mounts.flatMap((one) => (one.from === "secret" ? [one.secret] : []))).toEqual([
    "cache-administrator",
    "sessions-administrator",
    "broker-administrator",
  ]);
  expect(JSON.stringify(blueprint)).not.toContain("sharedStores");
});

test("nothing uses the servers before its account is there", () => {
  const migrations = blueprint.preparations.find(({ name }) => name === "edxapp-migrations");
  expect(migrations?.needs).toEqual(expect.arrayContaining(ACCOUNTS));
  expect(serviceOf(blueprint, "lms").needs).toEqual(expect.arrayContaining(ACCOUNTS));
});

test("applications are told a virtual host, keys and users that say whose they are", () => {
  const content = serviceOf(blueprint, "lms").files.flatMap(({ entries }) => entries["lms.env.yml"] ?? [])[0];
  const settings = content?.format === "yaml" ? (content.tree as Readonly<Record<string, unknown>>) : {};
  expect(settings).toMatchObject({
    CELERY_BROKER_TRANSPORT: "amqp",
    CELERY_BROKER_HOSTNAME: "mq.example.edu:5671",
    CELERY_BROKER_VHOST: "academy-qa",
    CELERY_BROKER_USER: "academy-qa",
    CACHES: {
      default: {
        KEY_PREFIX: "academy-qa.default.verawood",
        LOCATION: "rediss://academy-qa@cache.example.edu:6379/0",
      },
      sessions: {
        KEY_PREFIX: "academy-qa.sessions",
        LOCATION: "rediss://academy-qa@sessions.example.edu:6379/0",
      },
    },
  });
});

test("a Job gets to its server alone, by the port that it is administered on", () => {
  const ways = blueprint.connections.flatMap(({ from, to, port }) =>
    from.kind === "component" && from.name.endsWith("-account") && to.kind === "network"
      ? [`${from.name} ${to.network}:${port}`]
      : [],
  );
  expect(ways).toEqual([
    "academy-qa-cache-account 10.1.3.0/24:6379",
    "academy-qa-sessions-account 10.1.5.0/24:6379",
    "academy-qa-broker-account 10.1.4.0/24:15671",
  ]);
});

test("sessions are never put beside values that may be evicted", () => {
  const files = { "Pulumi.platform.yaml": SHARES.replace("sessions.example.edu", "cache.example.edu") };
  const { problems } = compose(projectOf(files), "platform");
  expect(problems.filter(isError).map(({ rule, path }) => [rule, path])).toEqual([
    ["shared-same-server", "arboretum:sharedStores.sessions"],
  ]);
});

test.each(["cache", "sessions", "broker"])(
  "a platform that shares no %s refuses whoever asks for a part of it",
  (store) => {
    const { problems } = composedWith(PLATFORM, "qa", [`stores: { ${store}: { driver: shared } }`]);
    const errors = problems.filter(isError);
    expect(errors.map(({ rule, path }) => [rule, path])).toEqual([
      ["store-not-shared", `arboretum:stores.${store}.driver`],
    ]);
  },
);
