import { describe, expect, test } from "vitest";
import { isError } from "../../src/documents/problem.ts";
import { composed, deploymentOf } from "../house.ts";

const SECRET = '{ secure: "v1:abc" }';
const AUTHORITY = '"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"';
const ADMINISTRATOR = `administrator: { user: admin, password: ${SECRET} }`;
const OUTSIDE = {
  mysql: `{ driver: external, host: db.example.edu, egress: [10.1.2.0/24, 10.1.3.0/24], ${ADMINISTRATOR} }`,
  mongodb: `{ driver: external, host: content.example.edu, egress: [10.2.0.0/16], authority: ${AUTHORITY}, logins: admin, replicaSet: atlas, ${ADMINISTRATOR} }`,
  cache: `{ driver: external, host: cache.example.edu, port: 6380, egress: [10.3.0.0/16], user: campus, password: ${SECRET} }`,
  sessions: `{ driver: external, host: cache.example.edu, egress: [10.3.0.0/16], tls: "off", password: ${SECRET} }`,
  broker: `{ driver: external, host: queue.example.edu, egress: [10.4.0.0/16], authority: ${AUTHORITY}, password: ${SECRET} }`,
  search: `{ driver: external, host: search.internal, port: 443, egress: [10.5.0.0/16], key: ${SECRET}, public: search.example.edu }`,
  elasticsearch: `{ driver: external, host: courses.example.edu, port: 443, egress: [10.6.0.0/16], login: { user: campus, password: ${SECRET} } }`,
} as const;
const line = (stores: Partial<Record<keyof typeof OUTSIDE, string>>) =>
  `stores: { ${Object.entries(stores)
    .map(([name, said]) => `${name}: ${said}`)
    .join(", ")} }`;

const everything = () => deploymentOf(composed("qa", [line(OUTSIDE)], "verawood", ["discovery"]));

/** The settings of an application as they are written, with the names of its secrets. */
function told(application: string, file: string): string {
  const service = everything().services.find(({ name }) => name === application);
  const files = service?.files.find(({ entries }) => file in entries);
  const content = files?.entries[file];
  if (content === undefined) throw new Error(`${application} has no ${file}`);
  return JSON.stringify(content);
}

describe("stores that somebody else runs", () => {
  test("are named and have no pod, no disk and no administrator's password of ours", () => {
    const { stores, secrets } = everything();
    // Where files live is said apart.
    const others = stores.filter(({ kind }) => kind !== "minio");
    expect(others.map(({ name, driver }) => `${name} ${driver}`).sort()).toEqual(
      Object.keys(OUTSIDE)
        .map((name) => `${name} external`)
        .sort(),
    );
    expect(secrets.map(({ name }) => name)).not.toContain("mysql/root");
    expect(secrets.filter(({ name }) => /^(?:cache|sessions|broker|search)\//.test(name))).toEqual([]);
  });

  test("are reached by whoever uses them, in each of their networks, and by nobody else", () => {
    const { connections } = everything();
    const networks = (from: string) =>
      connections
        .filter((one) => one.from.kind === "component" && one.from.name === from)
        .flatMap(({ to, port }) => (to.kind === "network" ? [`${to.network}:${port}`] : []))
        .sort();
    expect(networks("lms")).toEqual([
      "10.1.2.0/24:3306",
      "10.1.3.0/24:3306",
      "10.2.0.0/16:27017",
      "10.3.0.0/16:6379",
      "10.3.0.0/16:6380",
      "10.4.0.0/16:6379",
      "10.5.0.0/16:443",
    ]);
    expect(networks("mysql-databases")).toEqual(["10.1.2.0/24:3306", "10.1.3.0/24:3306"]);
    expect(networks("discovery")).toEqual([
      "10.1.2.0/24:3306",
      "10.1.3.0/24:3306",
      "10.3.0.0/16:6380",
      "10.6.0.0/16:443",
    ]);
    const inside = Object.keys(OUTSIDE);
    const stray = connections.filter(({ to }) => to.kind === "component" && inside.includes(to.name));
    expect(stray).toEqual([]);
  });

  test("are told to the platform with their names, ways of logging in and certificates", () => {
    const settings = told("lms", "lms.env.yml");
    expect(settings).toContain('"HOST":"db.example.edu"');
    expect(settings).toContain(
      '"ssl_mode":"VERIFY_IDENTITY","ssl":{"ca":"/etc/ssl/certs/ca-certificates.crt"}',
    );
    expect(settings).toContain('"LOCATION":"rediss://campus@cache.example.edu:6380/0"');
    expect(settings).toContain('"LOCATION":"redis://cache.example.edu:6379/0"');
    expect(settings).toContain('"CELERY_BROKER_HOSTNAME":"queue.example.edu:6379"');
    expect(settings).toContain(
      '"CELERY_BROKER_USE_SSL":{"ssl_cert_reqs":"required","ssl_ca_certs":"/openedx/config/broker-authority.pem"}',
    );
    expect(settings).toContain(
      '"authsource":"admin","connect":false,"ssl":true,"tlsCAFile":"/openedx/config/mongodb-authority.pem","replicaSet":"atlas"',
    );
    expect(settings).toContain('"MEILISEARCH_URL":"https://search.internal:443"');
    expect(settings).toContain('"MEILISEARCH_PUBLIC_URL":"https://search.example.edu"');
    for (const secret of ["cache.password", "broker.password", "search.key"])
      expect(settings).toContain(`"path":"stores.${secret}"`);
  });

  test("put the certificates that somebody gave beside the configuration, where it looks for them", () => {
    expect(told("lms", "broker-authority.pem")).toContain("BEGIN CERTIFICATE");
    expect(told("discovery", "broker-authority.pem")).toContain("BEGIN CERTIFICATE");
  });

  test("are told to other services as well", () => {
    const settings = told("discovery", "discovery.yml");
    expect(settings).toContain('"ELASTICSEARCH_CLUSTER_URL":"https://courses.example.edu:443/"');
    expect(settings).toContain('"http_auth":["campus",{"late":"configuration"');
  });

  test("have their databases created by the administrator who is named", () => {
    const { preparations } = everything();
    const job = preparations.find(({ name }) => name === "mysql-databases")?.jobs[0];
    expect(job?.pod.environment).toMatchObject({
      STORE_HOST: "db.example.edu",
      STORE_ADMINISTRATOR: "admin",
    });
    expect(job?.pod.environment.STORE_TLS).toContain("--ssl-mode=VERIFY_IDENTITY");
  });
});

describe("a store outside is refused", () => {
  const refused = (stores: Partial<Record<keyof typeof OUTSIDE, string>>) =>
    composed("qa", [line(stores)]).problems.filter(isError);

  test("without its networks, with the line to add", () => {
    const [problem, ...more] = refused({
      cache: `{ driver: external, host: cache.example.edu, password: ${SECRET} }`,
    });
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      path: "arboretum:stores.cache.egress",
      message: "This is required.",
      remedy: expect.stringContaining("`egress: [10.1.2.0/24]`"),
    });
  });

  test("when nobody told it a password and nobody may, with the lines that give each", () => {
    const [problem, ...more] = refused({
      mysql: "{ driver: external, host: db.example.edu, egress: [10.1.2.0/24] }",
    });
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ path: "arboretum:stores.mysql", rule: "store-password-unknown" });
    expect(problem?.message).toContain("edxapp, edxapp_csmh");
    expect(problem?.remedy).toContain("pulumi config set --path --secret");
  });

  test("when nobody told it the password of whoever saves it", () => {
    const given =
      "secrets: { given: { mysql/edxapp: { secure: v1:abc }, mysql/edxapp-csmh: { secure: v1:abc } } }";
    const of = (...more: string[]) =>
      composed("qa", [
        line({ mysql: "{ driver: external, host: db.example.edu, egress: [10.1.2.0/24] }" }),
        given,
        ...more,
      ]).problems.filter(({ rule }) => rule === "store-password-unknown");
    expect(of()).toEqual([]);
    expect(of("backups: { sameServer: a trial }")[0]?.message).toContain("the passwords of backup.");
  });

  test("with a password that anybody can read", () => {
    const [problem] = refused({
      cache: "{ driver: external, host: cache.example.edu, egress: [10.1.2.0/24], password: hunter2 }",
    });
    expect(problem?.rule).toBe("secret-plain");
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });
});

test("Valkey takes the place of Redis with the same configuration, from the image that its own chart names", () => {
  const server = (driver: string) =>
    deploymentOf(composed("qa", [`stores: { broker: { driver: ${driver} } }`])).stores.find(
      ({ name }) => name === "broker",
    );
  const { image, driver, ...valkey } = server("valkey") as never as Record<string, unknown>;
  const { image: _, driver: __, ...redis } = server("redis") as never as Record<string, unknown>;
  expect(valkey).toEqual(redis);
  expect([driver, image]).toEqual(["valkey", "docker.io/valkey/valkey:9.1.1"]);
});
