import { describe, expect, test } from "vitest";
import { compose } from "../../src/blueprint/compose.ts";
import type { Project } from "../../src/blueprint/project.ts";
import { passageProblems } from "../../src/upgrade/passage.ts";
import { standingOf } from "../../src/upgrade/standing.ts";
import { PLATFORM, projectOf, stackFile } from "../house.ts";

interface Said {
  readonly release?: string;
  readonly deployment?: string;
  readonly lines?: readonly string[];
  readonly platform?: string;
}

const stacks = (project: Project) => [compose(project, "production")];

function projectWith({ release = "verawood", deployment = "academy", lines = [], platform = "" }: Said) {
  const map = `default: ${deployment}\ndeployments: { ${deployment}: { run: { production: ${release} } } }\n`;
  const files = {
    "Pulumi.platform.yaml": `${PLATFORM}${platform}`,
    "Pulumi.production.yaml": stackFile(...lines),
  };
  return projectOf(files, release, map);
}

/** What is said of the way from one revision to another. */
function said(before: Said, after: Said) {
  const [was, is] = [projectWith(before), projectWith(after)];
  const standings = stacks(was).flatMap((one) => standingOf(was, one) ?? []);
  expect(standings).toHaveLength(1);
  return passageProblems(is, stacks(is), standings);
}

const on = (release: string, ...lines: readonly string[]): Said => ({ release, lines });
const of = (...lines: readonly string[]): Said => ({ lines });

describe("the release of a stack", () => {
  test("does not go back: it says why, where, and what to write", () => {
    expect(said(on("verawood"), on("teak"))).toMatchObject([
      {
        severity: "error",
        rule: "release-back",
        stack: "production",
        path: "deployments.academy.run.production",
        message: expect.stringContaining("the migrations of Django do not go back"),
        remedy: expect.stringContaining("Write verawood again"),
      },
    ]);
  });

  test("goes back after a restore of a backup from the very release, and from no other", () => {
    expect(said(on("verawood"), on("teak", "change: { restored: teak }"))).toEqual([]);
    expect(said(on("verawood"), on("teak", "change: { restored: ulmo }"))).toHaveLength(1);
  });

  test("does not come back from the branch that rolls", () => {
    expect(said(on("master"), on("verawood"))).toMatchObject([{ rule: "release-back" }]);
  });

  test("skips none, and all steps in between are named", () => {
    expect(said(on("sumac"), on("verawood"))).toMatchObject([
      {
        severity: "error",
        rule: "release-leap",
        message: expect.stringContaining("past teak, ulmo"),
        remedy: expect.stringContaining(
          "Write teak, deploy it, and go on from there: sumac → teak → ulmo → verawood",
        ),
      },
    ]);
  });

  test.each([
    ["teak", "ulmo"],
    ["verawood", "master"],
    ["ulmo", "ulmo"],
  ])("goes from %s to %s in silence", (from, to) => {
    expect(said(on(from), on(to))).toEqual([]);
  });

  test("is the business of those who try things where nothing is kept: they are told", () => {
    const tried = (release: string) => on(release, "keep: { data: false }");
    expect(said(tried("verawood"), tried("teak"))).toMatchObject([
      {
        severity: "warning",
        rule: "release-back",
        remedy: expect.stringContaining("destroy the stack first"),
      },
    ]);
  });
});

const LOGIN = "administrator: { user: admin, password: { secure: v1:abc } }";
const mysql = (host: string, driver = "external") =>
  `stores: { mysql: { driver: ${driver}, host: ${host}, egress: [10.1.2.0/24], maxConnections: 500, ${LOGIN} } }`;
const KEEP = "keep: { submissions: 5y, grades: 5y, tracking: forever }";
const objects = (more: string) => `objectStorage: { ${more}, ${KEEP} }`;
const elsewhere = (host: string) =>
  objects(
    `driver: external, endpoint: "https://${host}", egress: [internet], account: { accessKey: a, secretKey: { secure: v1:abc } }`,
  );

describe("a store of somebody else", () => {
  test("is not left for a new server: that one begins empty", () => {
    expect(said(of(mysql("db.example.edu")), of())).toMatchObject([
      {
        severity: "error",
        rule: "store-moved",
        message:
          "mysql was external at db.example.edu:3306, and is single: the new one begins empty, and accounts, enrolments and grades stay where they were.",
        remedy: expect.stringContaining("add mysql to arboretum:change.carriedOver"),
      },
    ]);
  });

  test("is not left for another address, unless somebody has carried its data over", () => {
    const other = mysql("db2.example.edu");
    expect(said(of(mysql("db.example.edu")), of(other))).toMatchObject([{ rule: "store-moved" }]);
    expect(said(of(mysql("db.example.edu")), of(other, "change: { carriedOver: [mysql] }"))).toEqual([]);
    expect(said(of(mysql("db.example.edu")), of(other, "change: { carriedOver: [mongodb] }"))).toHaveLength(
      1,
    );
    expect(said(of(mysql("db.example.edu")), of(mysql("db.example.edu")))).toEqual([]);
  });

  test("that deployments share moves when the platform names another", () => {
    const platform = (host: string) =>
      `  arboretum:sharedStores: { mysql: { host: ${host}, egress: [10.1.2.0/24], ${LOGIN} } }\n`;
    const shared = "stores: { mysql: { driver: shared, maxConnections: 200 } }";
    const at = (host: string): Said => ({ lines: [shared], platform: platform(host) });
    expect(said(at("db.example.edu"), at("db2.example.edu"))).toMatchObject([
      {
        message: expect.stringContaining(
          "shared at db.example.edu:3306, and is shared at db2.example.edu:3306",
        ),
      },
    ]);
  });

  test("with uploads is not left either", () => {
    const minio = objects("driver: minio");
    expect(said(of(elsewhere("s3.example.edu")), of(minio))).toMatchObject([
      {
        message: expect.stringContaining(
          "objectStorage was external at https://s3.example.edu, and is minio",
        ),
      },
    ]);
    expect(said(of(elsewhere("s3.example.edu")), of(elsewhere("s4.example.edu")))).toHaveLength(1);
    expect(said(of(elsewhere("s3.example.edu")), of(minio, "change: { carriedOver: [buckets] }"))).toEqual(
      [],
    );
  });

  test("that only remembers who is logged in is told, and a cache is nobody's loss", () => {
    const redis = (store: string, host: string) =>
      `stores: { ${store}: { driver: external, host: ${host}, egress: [10.1.2.0/24], password: { secure: v1:abc } } }`;
    expect(
      said(of(redis("sessions", "a.example.edu")), of(redis("sessions", "b.example.edu"))),
    ).toMatchObject([{ severity: "warning", rule: "sessions-forgotten" }]);
    expect(said(of(redis("cache", "a.example.edu")), of())).toEqual([]);
    expect(said(of(redis("broker", "a.example.edu")), of())).toMatchObject([{ rule: "store-moved" }]);
  });
});

test("buckets of the same server under another name are empty ones", () => {
  expect(said(of(objects("driver: minio")), of(objects("driver: minio, prefix: other")))).toMatchObject([
    {
      rule: "store-moved",
      message: expect.stringMatching(/called academy-production-\w+, and is called other-/),
    },
  ]);
});

test("a deployment under another name is one problem, and not one for each of its objects", () => {
  expect(said({}, { deployment: "college" })).toMatchObject([
    {
      rule: "deployment-renamed",
      message: expect.stringContaining("production was academy and is college now"),
    },
  ]);
});

test("a revision that is too old to tell is said to be", () => {
  const now = projectWith({});
  expect(passageProblems(now, stacks(now), undefined)).toMatchObject([
    { severity: "warning", rule: "revision-older" },
  ]);
});
