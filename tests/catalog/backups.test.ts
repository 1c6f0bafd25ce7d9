import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { DeploymentBlueprint } from "../../src/blueprint/model.ts";
import { locationSpec, scheduleSpec } from "../../src/components/backup/clusterBackups.ts";
import { customKinds } from "../../src/components/custom/kinds.ts";
import { cronJobArgs } from "../../src/components/service/cronJob.ts";
import { check } from "../../src/policies/check.ts";
import type { Schedule } from "../../src/vocabulary/workload.ts";
import { placement } from "../components/alone.ts";
import { strangeIn, whyNoDefinitions } from "../definitions.ts";
import {
  composed,
  composedWith,
  deploymentOf,
  PLATFORM,
  projectOf,
  rendered,
  serviceOf,
  stackFile,
} from "../house.ts";

const STORAGE =
  'objectStorage: { driver: external, endpoint: "https://s3.example.edu:9000", egress: [10.20.0.0/24], account: { accessKey: academy, secretKey: { secure: v1:abc } }, keep: { submissions: 5y, grades: 400d, tracking: forever } }';
const OFFSITE =
  'offsite: { endpoint: "https://s3.elsewhere.example", bucket: academy-copies, account: { accessKey: academy, secretKey: { secure: v1:abc } } }';
const backups = (more = "") => `backups: { ${more} }`;
const all = (more = OFFSITE) => deploymentOf(composed("qa", [STORAGE, backups(more)]));

const schedulesOf = (more?: string) => serviceOf(all(more), "backups").schedules;
const scheduleOf = (name: string, more?: string): Schedule => {
  const found = schedulesOf(more).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const stepsOf = ({ pod, name }: Schedule) => [...(pod.initial ?? []), { ...pod, name }];
const problems = (line: string, storage = STORAGE) =>
  composed("qa", [storage, line]).problems.filter(({ rule }) => rule.startsWith("backups-"));

describe("a backup", () => {
  test("saves rows first, then content, then the files that both name", () => {
    const programs = stepsOf(scheduleOf("backup")).map(({ command }) => command?.at(-1)?.split("/").at(-1));
    expect(programs).toEqual(["dump-mysql.sh", "dump-mongodb.sh", "finish.sh"]);
  });

  test("dumps every database that an application has", () => {
    const { databases } = serviceOf(all(), "lms");
    const [mysql] = stepsOf(scheduleOf("backup"));
    expect(mysql?.environment?.DATABASES?.split(" ")).toEqual(expect.arrayContaining([...databases]));
  });

  test("copies every bucket but the one that it copies to", () => {
    const { buckets } = all();
    const copied = scheduleOf("backup").pod.environment.BUCKETS?.split(" ");
    expect(copied).toEqual(buckets.filter(({ purpose }) => purpose !== "backups").map(({ name }) => name));
  });

  test("is let go of in the second store by whoever may do nothing else there, where somebody says who", () => {
    const apart = OFFSITE.replace(/ }$/, ", expiry: { accessKey: broom, secretKey: { secure: v1:def } } }");
    const kept = (name: string, more: string) =>
      stepsOf(scheduleOf(name, more)).flatMap(({ environment }) => environment?.KEEP_OFFSITE ?? []);
    expect([kept("backup-offsite", OFFSITE), kept("backup-expiry", OFFSITE)]).toEqual([["90"], []]);
    expect([kept("backup-offsite", apart), kept("backup-expiry", apart)]).toEqual([[], ["90"]]);
    const ways = all(apart).connections.flatMap(({ from, to }) =>
      from.kind === "component" && to.kind === "network" && to.name === "offsite" ? [from.name] : [],
    );
    expect(ways.sort()).toEqual(["backup-expiry", "backup-offsite"]);
    const { files } = serviceOf(all(apart), "backups");
    const whoIs = (name: string) =>
      JSON.stringify(files.find((one) => one.name === `${name}-storage`)?.entries).match(
        /"offsite":\{.*?"accessKey":"(\w+)"/,
      )?.[1];
    expect([whoIs("backup-offsite"), whoIs("backup-expiry")]).toEqual(["academy", "broom"]);
  });

  test("never has the password of an administrator", () => {
    const mounts = stepsOf(scheduleOf("backup")).flatMap((one) => one.mounts);
    expect(mounts.filter((mount) => mount.from === "files" && mount.files.endsWith("-root"))).toEqual([]);
  });

  test("is closed with a key whose loss would be for ever", () => {
    expect(all().secrets.find(({ name }) => name === "backup/key")?.loss).toBe("irreplaceable");
  });
});

describe("room", () => {
  const roomsOf = (name: string, more?: string) => {
    const { pod, name: component, ...schedule } = scheduleOf(name, more);
    const { spec } = cronJobArgs(
      placement,
      { ...schedule, name: component, pod },
      serviceOf(all(more), "backups").files,
    ) as unknown as { spec: CronJobSpec };
    const { ttlSecondsAfterFinished, template } = spec.jobTemplate.spec;
    const { volumes, initContainers = [], containers } = template.spec;
    const asked = [...initContainers, ...containers].map(
      ({ resources }) => resources.requests["ephemeral-storage"],
    );
    return { volumes, asked: [...new Set(asked)], ttlSecondsAfterFinished };
  };
  interface CronJobSpec {
    readonly jobTemplate: {
      readonly spec: {
        readonly ttlSecondsAfterFinished?: number;
        readonly template: {
          readonly spec: {
            readonly volumes: readonly {
              readonly name: string;
              readonly emptyDir?: { readonly sizeLimit: string };
              readonly ephemeral?: {
                readonly volumeClaimTemplate: {
                  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
                };
              };
            }[];
            readonly initContainers?: readonly Asking[];
            readonly containers: readonly Asking[];
          };
        };
      };
    };
  }
  interface Asking {
    readonly resources: { readonly requests: Readonly<Record<string, string>> };
  }
  const disksOf = ({ volumes }: ReturnType<typeof roomsOf>) =>
    volumes.flatMap(({ name, ephemeral }) =>
      ephemeral ? [[name, ephemeral.volumeClaimTemplate.spec.resources.requests.storage]] : [],
    );

  test("is a disk that goes with the run, so that a run asks little of its node", () => {
    const rooms = roomsOf("backup");
    expect(disksOf(rooms)).toEqual([["work", "20Gi"]]);
    expect(rooms.asked).toEqual(["64Mi"]);
    expect(rooms.ttlSecondsAfterFinished).toBe(86_400);
  });

  test.each(["restore-drill", "restore-course"])("%s has as much as the servers that it is of", (name) => {
    const rooms = roomsOf(name, `${OFFSITE}, workspace: 8Gi`);
    expect(disksOf(rooms)).toEqual(
      expect.arrayContaining([
        ["work", "8Gi"],
        ["mysql-data", "20Gi"],
        ["mongodb-data", "20Gi"],
      ]),
    );
    expect(rooms.asked).toEqual(["64Mi", "256Mi"]);
  });

  test("is on the node where the cluster makes no disks", () => {
    const rooms = roomsOf("restore-drill", `${OFFSITE}, disk: node`);
    expect([disksOf(rooms), rooms.asked, rooms.ttlSecondsAfterFinished]).toEqual([[], ["20Gi"], undefined]);
  });

  test("is none for what only deletes", () => {
    const rooms = roomsOf("backup-expiry");
    expect([disksOf(rooms), rooms.asked]).toEqual([[], ["64Mi"]]);
  });

  test("that is far less than what the databases may hold is warned of, with the line to write", () => {
    const large = "stores: { mysql: { volume: 200Gi }, mongodb: { volume: 40Gi } }";
    const said = (more: string) =>
      composed("qa", [STORAGE, large, backups(`${OFFSITE}${more}`)]).problems.filter(
        ({ rule }) => rule === "backups-narrow",
      );
    expect(said("").map(({ severity, path, remedy }) => [severity, path, remedy])).toEqual([
      ["warning", "arboretum:backups.workspace", "Write workspace: 60Gi, a quarter of it, or more."],
    ]);
    expect(said(", workspace: 60Gi")).toEqual([]);
    expect(problems(backups(OFFSITE))).toEqual([]);
  });
});

describe("the drill", () => {
  test("has no way to a server of the deployment", () => {
    const reached = all()
      .connections.filter(({ from }) => from.kind === "component" && from.name === "restore-drill")
      .map(({ to }) => to);
    expect(reached).toEqual([{ kind: "network", name: "object-storage", network: "10.20.0.0/24" }]);
  });

  test("asks the servers that it started itself, which nobody else can reach", () => {
    const steps = stepsOf(scheduleOf("restore-drill"));
    const hosts = steps.flatMap(({ environment = {} }) => [environment.MYSQL_HOST, environment.MONGODB_HOST]);
    expect(new Set(hosts.filter((host) => host !== undefined))).toEqual(new Set(["127.0.0.1"]));
    const servers = steps.filter((one) => "beside" in one && one.beside);
    expect(servers.map(({ args = [] }) => args.join(" "))).toEqual([
      expect.stringContaining("--bind-address=127.0.0.1"),
      expect.stringContaining("--bind_ip 127.0.0.1"),
    ]);
  });

  test("can be left out", () => {
    expect(schedulesOf("drill: { on: false }").map(({ name }) => name)).toEqual([
      "backup",
      "backup-expiry",
      "restore",
      "restore-course",
    ]);
  });
});

test("a restore never starts by itself", () => {
  const waiting = schedulesOf().filter(({ byHand }) => byHand);
  expect(waiting.map(({ name }) => name)).toEqual(["restore", "restore-course"]);
});

describe("the code of the platform on what was restored", () => {
  const MIGRATED = "drill: { migrations: ghcr.io/university/openedx:22.1.0 }";
  const drillWith = (more: string) => stepsOf(scheduleOf("restore-drill", more)).map(({ name }) => name);

  test("migrates after the clock of the restore has stopped, where somebody names an image", () => {
    const names = drillWith(MIGRATED);
    expect(names.slice(-4)).toEqual(["clock", "migrate-lms", "migrate-cms", "restore-drill"]);
    expect(drillWith(OFFSITE).filter((name) => name.startsWith("migrate"))).toEqual([]);
    const images = stepsOf(scheduleOf("restore-drill", MIGRATED)).flatMap(({ name, image }) =>
      name.startsWith("migrate") ? [image] : [],
    );
    expect(new Set(images)).toEqual(new Set(["ghcr.io/university/openedx:22.1.0"]));
  });

  test("knows no server and no secret of the deployment", () => {
    const { files } = serviceOf(all(), "backups");
    const platform = files.find(({ name }) => name.startsWith("backup-platform"));
    const { "cms.env.yml": cms, "lms.env.yml": lms } = platform?.entries ?? {};
    for (const settings of [cms, lms]) {
      const written = JSON.stringify(settings);
      const secrets = [...written.matchAll(/"late":"secret","name":"([^"]+)"/g)].map(([, name]) => name);
      expect(new Set(secrets)).toEqual(new Set(["backup/mysql"]));
      expect(written).toContain('"HOST":"127.0.0.1"');
      for (const server of ['"mysql"', '"mongodb"', "cache:6379", "broker:6379", "sessions:6379"])
        expect(written).not.toContain(`:${server}`);
      expect(written).not.toMatch(/redis:\/\/|"host":"mongodb"/);
    }
  });

  test("has a way to the object storage, and to nothing else", () => {
    const reached = all()
      .connections.filter(({ from }) => from.kind === "component" && from.name === "restore-course")
      .map(({ to }) => to);
    expect(reached).toEqual([{ kind: "network", name: "object-storage", network: "10.20.0.0/24" }]);
  });
});

describe("on servers that deployments share", () => {
  const shared = (): DeploymentBlueprint =>
    deploymentOf(
      composedWith(
        `${PLATFORM}  arboretum:sharedStores: { mysql: { host: mysql.example.edu, egress: [10.1.2.0/24], administrator: { user: admin, password: { secure: v1:abc } } } }\n`,
        "qa",
        [STORAGE, backups(), "stores: { mysql: { driver: shared } }"],
      ),
    );

  test("accounts that save and restore are made where the administrator's password is, and are called after the deployment", () => {
    const { preparations } = shared();
    const databases = preparations.find(({ name }) => name === "mysql-databases");
    expect(databases?.namespace).toBe("arboretum-stores");
    expect(databases?.jobs[0]?.pod.environment).toMatchObject({
      STORE_READER: "academy_qa_backup",
      STORE_KEEPER: "academy_qa_restore",
    });
    const accounts = preparations.find(({ name }) => name === "backup-accounts");
    expect(accounts?.jobs.map(({ name }) => name)).toEqual(["backup-account-mongodb"]);
  });

  test("are those that dump and restore", () => {
    const { schedules } = serviceOf(shared(), "backups");
    const users = schedules
      .flatMap(({ name, pod }) =>
        [...(pod.initial ?? []), pod].map((one) => [name, one.environment?.MYSQL_USER]),
      )
      .filter(([name, user]) => user !== undefined && name !== "restore-drill" && name !== "restore-course");
    expect(users).toEqual([
      ["backup", "academy_qa_backup"],
      ["restore", "academy_qa_restore"],
    ]);
  });
});

describe("accounts of the object storage", () => {
  const grants = (consumer: string) =>
    all().storageAccounts.find((one) => one.consumer === consumer)?.access ?? [];

  test("who saves may delete nothing, and who lets go of the old may do nothing else", () => {
    expect(grants("backup").filter(({ may }) => may === "write" || may === "expire")).toEqual([]);
    expect(grants("backup").filter(({ may }) => may === "add")).toEqual([
      { bucket: "academy-qa-backups", may: "add" },
    ]);
    expect(grants("backup-expiry")).toEqual([
      { bucket: "academy-qa-backups", may: "expire", below: "sets/" },
    ]);
  });

  test("each process that talks to it has one of its own", () => {
    const mounted = schedulesOf().map(({ name, pod }) => [
      name,
      ...new Set(
        [pod, ...(pod.initial ?? [])].flatMap(({ mounts }) =>
          mounts.flatMap((one) =>
            one.from === "files" && one.files.endsWith("-storage") ? [one.files] : [],
          ),
        ),
      ),
    ]);
    expect(mounted).toEqual(schedulesOf().map(({ name }) => [name, `${name}-storage`]));
  });
});

describe("backups that lie beside their originals", () => {
  const minio = (stage: string, more = "") =>
    composed(stage, [`backups: { ${more} }`]).problems.filter(({ rule }) => rule === "backups-same-server");

  test("are an error where learners are, and a warning before", () => {
    expect(minio("production").map(({ severity }) => severity)).toEqual(["error"]);
    expect(minio("qa").map(({ severity }) => severity)).toEqual(["warning"]);
  });

  test("are right where somebody says why, or where there is a second store", () => {
    expect(minio("production", "sameServer: a trial")).toEqual([]);
    expect(minio("production", OFFSITE)).toEqual([]);
    expect(problems(backups())).toEqual([]);
  });
});

describe("backups that cannot hold what they promise are refused", () => {
  test("with the line that would", () => {
    const [problem, ...others] = problems(backups("rpo: 8h"));
    expect(others).toEqual([]);
    expect(problem?.message).toBe(
      "Up to 24h lie between two backups, and one takes up to 2h: 26h may be lost, and no more than 8h should be.",
    );
    expect(problem?.remedy).toContain('Write schedule: "0 */6 * * *"');
    expect(problems(backups('rpo: 8h, schedule: "0 */6 * * *"'))).toEqual([]);
  });

  test("where they would happen once", () => {
    expect(problems(backups('schedule: "0 1 30 2 *"'))).toMatchObject([{ rule: "backups-rare" }]);
  });

  describe("with binary logs", () => {
    const logs = (more = "") => `binaryLogs: { image: docker.io/percona/percona-server:8.4.10-10.1${more} }`;

    test("rows count by these, courses and files by the dumps", () => {
      expect(problems(backups(`rpo: 30m, ${logs()}`))).toEqual([]);
      expect(problems(backups(`rpo: 20m, ${logs()}`))).toMatchObject([
        { rule: "backups-rare", path: "arboretum:backups.rpo" },
      ]);
      expect(problems(backups(`rpo: 30m, ${logs(", content: 8h")}`))).toMatchObject([
        { rule: "backups-rare", path: "arboretum:backups.binaryLogs.content" },
      ]);
    });

    test("which are of one server alone", () => {
      const rules = composed("qa", [
        STORAGE,
        backups(logs()),
        "stores: { mysql: { driver: innodbcluster } }",
      ]).problems.map(({ rule }) => rule);
      expect(rules).toContain("backups-logs-of-many");
    });

    test("are saved by a process of its own, and done once more after a set is restored", () => {
      const steps = (name: string) =>
        stepsOf(scheduleOf(name, logs())).map((one) => one.command?.at(-1)?.split("/").at(-1));
      expect(steps("backup-logs")).toEqual(["known-logs.sh", "logs-mysql.sh", "send-logs.sh"]);
      expect(steps("restore").slice(0, 4)).toEqual([
        "fetch.sh",
        "restore-mysql.sh",
        "fetch-logs.sh",
        "replay-mysql.sh",
      ]);
      expect(steps("restore-drill")).toContain("replay-mysql.sh");
      expect(schedulesOf().map(({ name }) => name)).not.toContain("backup-logs");
    });
  });

  test("where nobody can restore any moment", () => {
    expect(problems(backups("rpo: 1h, pointInTime: provider"))).toMatchObject([
      { rule: "backups-no-provider" },
    ]);
  });

  test("where pods have no key to write them with", () => {
    const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
    const s3 = (access: string) =>
      `objectStorage: { driver: s3, region: eu-central-1, access: { by: ${access} } }`;
    expect(problems(backups(), s3(`roles, provider: "${provider}"`))).toMatchObject([
      { rule: "backups-keyless" },
    ]);
    expect(problems(backups(), s3("users"))).toEqual([]);
  });
});

describe("the state of the cluster", () => {
  const STATE = `${OFFSITE}, clusterState: {}`;
  const offering = (velero: string, more = STATE, storage = STORAGE) =>
    compose(
      projectOf({
        "Pulumi.qa.yaml": stackFile(storage, backups(more)),
        "Pulumi.platform.yaml": `config:\n  arboretum:cluster: { identifier: learning }\n  arboretum:offers: { velero: ${velero}, snapshots: existing }\n`,
      }),
      "qa",
    );

  test("is saved each night for a month, and each week elsewhere", () => {
    const { clusterBackups } = deploymentOf(offering("existing"));
    expect(clusterBackups?.schedules).toEqual([
      { name: "daily", cron: "0 1 * * *", location: "backups", hours: 720 },
      { name: "weekly", cron: "0 4 * * 0", location: "offsite", hours: 90 * 24 },
    ]);
    expect(clusterBackups?.namespaces).toEqual(["academy-qa", "monitoring"]);
  });

  test("is told to Velero in its own namespace, and no rule minds that", async () => {
    const composition = offering("existing");
    expect(check(await rendered(composition), deploymentOf(composition))).toEqual([]);
  });

  test("is saved with the data of its volumes, into buckets that encrypt it", async () => {
    const { resources } = await rendered(offering("existing"));
    const of = (kind: string) =>
      resources
        .map(({ inputs }) => inputs as { kind?: string; metadata?: object; spec?: Record<string, unknown> })
        .filter((one) => one.kind === kind);
    expect(of("Schedule").map(({ spec }) => spec?.template)).toEqual([
      expect.objectContaining({ snapshotVolumes: true, snapshotMoveData: true, ttl: "720h0m0s" }),
      expect.objectContaining({ snapshotVolumes: true, snapshotMoveData: true, ttl: "2160h0m0s" }),
    ]);
    expect(of("BackupStorageLocation").map(({ spec }) => spec?.config)).toEqual([
      expect.objectContaining({ serverSideEncryption: "AES256", s3Url: "https://s3.example.edu:9000" }),
      expect.objectContaining({ serverSideEncryption: "AES256", s3Url: "https://s3.elsewhere.example" }),
    ]);
  });

  const S3 = "objectStorage: { driver: s3, region: eu-central-1 }";

  test("goes to the buckets of Amazon with an account that reaches no more than its own part", () => {
    const { clusterBackups, storageAccounts } = deploymentOf(offering("existing", "clusterState: {}", S3));
    expect(clusterBackups?.locations).toMatchObject([
      {
        bucket: "academy-qa-backups",
        prefix: "velero/academy-qa",
        endpoint: "https://s3.eu-central-1.amazonaws.com",
        secretKey: { late: "secret", name: "storage/velero" },
      },
    ]);
    expect(storageAccounts.find(({ consumer }) => consumer === "velero")?.access).toEqual([
      { bucket: "academy-qa-backups", may: "write", below: "velero/" },
    ]);
  });

  test("is written by an account of Amazon whose key is known once it is made", async () => {
    const users = S3.replace(" }", ", access: { by: users } }");
    const rendering = await rendered(offering("existing", "clusterState: {}, sameServer: a trial", users));
    expect(rendering.problems).toEqual([]);
    const login = rendering.resources.find(({ name }) => name.endsWith("cluster-backups-backups"));
    expect(JSON.stringify(login?.inputs)).toMatch(/aws_secret_access_key=standin\w{33}/);
  });

  test("goes to no server of the cluster that it is the state of", () => {
    const minio = offering("existing", STATE, "objectStorage: {}");
    expect(deploymentOf(minio).clusterBackups?.locations.map(({ name }) => name)).toEqual(["offsite"]);
    expect(
      offering("existing", "clusterState: {}, sameServer: a trial", "objectStorage: {}").problems,
    ).toMatchObject([{ rule: "backups-inside" }]);
  });

  test.skipIf(whyNoDefinitions !== "").each([STORAGE, S3])(
    `is said in fields that Velero's own definitions know: %s${whyNoDefinitions}`,
    (storage) => {
      const { clusterBackups: found } = deploymentOf(offering("existing", STATE, storage));
      if (found === undefined) throw new Error("there is none");
      for (const location of found.locations)
        expect(strangeIn(customKinds.backupStorageLocation, locationSpec(placement, location))).toEqual([]);
      for (const schedule of found.schedules)
        expect(strangeIn(customKinds.veleroSchedule, scheduleSpec(placement, found, schedule))).toEqual([]);
      const [location] = found.locations;
      const odd = { ...(location && locationSpec(placement, location)), listens: "to nobody" };
      expect(strangeIn(customKinds.backupStorageLocation, odd)).toEqual(["spec.listens is unknown"]);
    },
  );

  test("is refused where the platform does not offer Velero", () => {
    expect(offering("off").problems).toMatchObject([
      { rule: "offer-missing", path: "arboretum:backups.clusterState" },
    ]);
  });

  test("is nobody's business where nobody asks for it", () => {
    expect(all().clusterBackups).toBeUndefined();
  });
});
