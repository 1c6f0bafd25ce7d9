import { afterEach, expect, test } from "vitest";
import { stringify } from "yaml";
// Vitest fetches modules in a way that the engine cannot see, and takes the program for stuck meanwhile: these are there before it runs.
import "../../src/components/aws/stores.ts";
import "../../src/components/storage/s3Buckets.ts";
import { arboretum, project } from "./project.ts";
import { fakeTools } from "./tools.ts";

const leftOver: (() => void)[] = [];
afterEach(() => {
  for (const remove of leftOver.splice(0)) remove();
});

const SECRET = { secure: "v1:abc" };
const ADMINISTRATOR = { user: "chief", password: SECRET };
const shared = (port: number) => ({
  host: "many.example.edu",
  port,
  egress: ["10.1.2.0/24"],
  administrator: ADMINISTRATOR,
});
const outside = (more = {}) => ({
  driver: "external",
  host: "db.example.edu",
  egress: ["10.3.4.0/24"],
  ...more,
});
const AWS = {
  region: "eu-central-1",
  vpc: "vpc-0a1b2c3d",
  subnets: { "subnet-0a1b2c3d": "10.20.1.0/24", "subnet-0a1b2c3e": "10.20.2.0/24" },
  clients: ["sg-0a1b2c3d"],
};
const PLATFORM = {
  "arboretum:cluster": { identifier: "learning" },
  "arboretum:offers": {
    gatewayApi: "existing",
    gateway: "existing",
    certManager: "existing",
    mysqlOperator: "existing",
    perconaMysql: "existing",
    mongodbOperator: "existing",
  },
  "arboretum:sharedStores": {
    mysql: shared(3306),
    mongodb: shared(27017),
    objectStorage: {
      endpoint: "https://files.example.edu",
      egress: ["10.1.2.0/24"],
      administrator: { user: "chief", password: SECRET },
    },
  },
};

interface Said {
  readonly stop: readonly string[];
  readonly restore: readonly string[];
  readonly start: readonly string[];
}

/** The steps of a restore, where the stores are kept like this. */
async function steps(sections: Readonly<Record<string, unknown>>, ...more: readonly string[]): Promise<Said> {
  const tools = fakeTools({ kubectl: [] });
  leftOver.push(tools.remove);
  const root = project({
    "Pulumi.platform.yaml": stringify({ config: PLATFORM }),
    "Pulumi.qa.yaml": stringify({
      config: {
        "arboretum:layers": ["deployments/academy.yaml", "stages/qa.yaml"],
        "arboretum:edge": { domain: "qa.academy.example.edu" },
        ...Object.fromEntries(Object.entries(sections).map(([name, said]) => [`arboretum:${name}`, said])),
      },
    }),
  });
  const given = ["restore", "qa", "--format", "json", ...more];
  const { code, out, err } = await arboretum(given, { cwd: root, environment: { PATH: tools.path } });
  if (code !== 0) throw new Error(err);
  const found: readonly Step[] = JSON.parse(out).steps;
  const of = (phase: string) =>
    found.filter((one) => one.phase === phase).map(({ what, why, line }) => what ?? `${line} # ${why}`);
  return { stop: of("stop"), restore: of("restore"), start: of("start") };
}

interface Step {
  readonly phase: string;
  readonly what?: string;
  readonly why?: string;
  readonly line?: string;
}

const all = ({ stop, restore, start }: Said) => [...stop, ...restore, ...start].join("\n");

test.each([
  ["mysql single", {}, "drops edxapp, edxapp_csmh on MySQL at mysql:3306, as root;"],
  ["mysql innodbcluster", { mysql: { driver: "innodbcluster" } }, "on MySQL at mysql:3306, as root;"],
  ["mysql percona", { mysql: { driver: "percona" } }, "on MySQL at mysql-haproxy:3306, as root;"],
  [
    "mysql rds",
    { mysql: { driver: "rds", class: "db.m7g.large" } },
    "drops edxapp, edxapp_csmh on MySQL at academy-qa-mysql on RDS, as admin;",
  ],
  [
    "mysql external, with an administrator",
    { mysql: outside({ administrator: ADMINISTRATOR }) },
    "on MySQL at db.example.edu:3306, as chief;",
  ],
  [
    "mysql shared",
    { mysql: { driver: "shared" } },
    "drops academy_qa_edxapp, academy_qa_edxapp_csmh on MySQL at many.example.edu:3306, as academy_qa_restore;",
  ],
  ["mongodb single", {}, "empties edxapp on MongoDB at mongodb:27017, as root,"],
  [
    "mongodb replicaset",
    { mongodb: { driver: "replicaset" } },
    "empties edxapp on MongoDB at mongodb-svc:27017, as root,",
  ],
  [
    "mongodb external, with an administrator",
    { mongodb: outside({ administrator: ADMINISTRATOR }) },
    "empties edxapp on MongoDB at db.example.edu:27017, as chief,",
  ],
  [
    "mongodb shared",
    { mongodb: { driver: "shared" } },
    "empties academy_qa_edxapp on MongoDB at many.example.edu:27017, as academy_qa_restore,",
  ],
])(
  "%s: room is made on the right server, by who may, in the databases of this deployment alone",
  async (_, stores, expected) => {
    const { stop, restore } = await steps({ stores, aws: AWS });
    const room = stop.find((line) => line.includes("restore-clear-"));
    expect(room).toContain(expected);
    expect(room).toMatch(
      /^kubectl --namespace academy-qa create --filename .*once the set is fetched and believed$/,
    );
    // Nothing but the first part stops or drops anything, and the command never does that part.
    expect(restore.join()).not.toContain("restore-clear-");
  },
);

test("what nobody here administers is lent to the account that reads, and taken back", async () => {
  const given = { "mysql/edxapp": SECRET, "mysql/edxapp-csmh": SECRET, "mongodb/edxapp": SECRET };
  const { stop, start } = await steps({
    stores: { mysql: outside(), mongodb: outside() },
    secrets: { given: { ...given, "backup/mysql": SECRET, "backup/mongodb": SECRET } },
  });
  expect(stop.join("\n")).toContain("GRANT ALL PRIVILEGES ON `edxapp\\_csmh`.* TO 'backup'@'%';");
  expect(stop.join("\n")).toContain('grantRolesToUser("backup", [{ role: "readWrite", db: "edxapp" }])');
  expect(start.filter((line) => line.includes("takes from `backup`"))).toHaveLength(2);
  const { stop: ours } = await steps({ stores: {} });
  expect(ours.join("\n")).not.toContain("GRANT");
});

test("accounts on a new server that many share are made anew where the platform makes them", async () => {
  const { stop } = await steps({ stores: { mysql: { driver: "shared" } } });
  const far = await steps({ cluster: { context: "far" } });
  expect(far.stop.filter((line) => line.startsWith("Where a server is new")).join()).toMatch(
    /kubectl --context far --namespace academy-qa delete job /,
  );
  expect(stop.join("\n")).toMatch(
    /kubectl --namespace arboretum-stores delete job academy-qa-mysql-databases-[0-9a-f]+ /,
  );
  expect(stop.join("\n")).toMatch(
    /kubectl --namespace academy-qa delete job mongodb-databases-[0-9a-f]+ backup-account-mongodb-[0-9a-f]+ /,
  );
});

test("Amazon is asked for a moment between two sets, of MySQL that it runs alone", async () => {
  const rds = { mysql: { driver: "rds", class: "db.m7g.large", pastDays: 20 } };
  const { stop } = await steps({ stores: rds, aws: AWS });
  const room = stop.findIndex((line) => line.includes("restore-clear-"));
  // Whoever wants it says so with --exclude, which is too late once something is dropped.
  expect(stop.slice(0, room).join("\n")).toMatch(
    /last 20 days.*--source-db-instance-identifier academy-qa-mysql --target/,
  );
  expect(all(await steps({}))).not.toContain("aws rds");
});

test.each([
  ["minio", {}, "in the Secret `minio-credentials`: mc rm --recursive --force <server>/academy-qa-openedx "],
  [
    "shared",
    { objectStorage: { driver: "shared" } },
    "in the Secret `object-storage-administrator` in `arboretum-stores`: mc rm",
  ],
  [
    "external",
    {
      objectStorage: {
        driver: "external",
        endpoint: "https://s3.example.edu",
        egress: ["10.9.0.0/24"],
        account: { accessKey: "a", secretKey: SECRET },
      },
    },
    "as whoever runs the object storage: academy-qa-openedx, ",
  ],
  [
    "s3",
    { objectStorage: { driver: "s3", region: "eu-central-1", access: { by: "users" } } },
    "as somebody of Amazon: aws s3 rm s3://academy-qa-openedx --recursive",
  ],
])("buckets of %s are emptied by who may, which no account of backups may", async (_, sections, expected) => {
  const { stop } = await steps({ aws: AWS, ...sections });
  expect(stop.at(-1)).toContain(expected);
});

test("a database can be left out on one of two servers that have one of that name", async () => {
  const { stop } = await steps({}, "--exclude", "mysql/edxapp,edxapp_csmh");
  const room = stop.find((line) => line.includes("restore-clear-"));
  expect(room).toContain("# empties edxapp on MongoDB");
  expect(room).not.toContain("MySQL");
});
