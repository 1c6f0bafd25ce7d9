import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/documents/problem.ts";
import { LEAST, loadFiles, loadWith } from "./files.ts";

interface Case {
  /** What somebody wrote, from line 5 of a stack file that is right otherwise. */
  readonly wrote: string;
  readonly at: readonly [line: number, column: number];
  readonly rule: string;
  readonly path: string;
  readonly says: string;
  readonly advises?: string;
}

const cases: readonly Case[] = [
  // The outer shape of a stack file
  {
    wrote: "environment: [shared]",
    at: [5, 1],
    rule: "stack-environment",
    path: "environment",
    says: "A stack takes nothing from an environment.",
    advises: "Environments exist on Pulumi Cloud alone",
  },
  {
    wrote: "cofig: {}",
    at: [5, 1],
    rule: "key-unknown",
    path: "cofig",
    says: '"cofig" does not belong at the top of a stack file. Did you mean "config"?',
    advises: "One of: config, secretsprovider",
  },
  {
    wrote: "arboretum:scale: {}",
    at: [5, 1],
    rule: "section-misplaced",
    path: "arboretum:scale",
    says: '"arboretum:scale" does not belong at the top',
    advises: "Write it as `arboretum:scale` below `config`.",
  },
  {
    wrote: "scale: {}",
    at: [5, 1],
    rule: "section-misplaced",
    path: "scale",
    says: '"scale" does not belong at the top',
    advises: "Write it as `arboretum:scale` below `config`.",
  },
  {
    wrote: "LMS_HOST: x",
    at: [5, 1],
    rule: "key-unknown",
    path: "LMS_HOST",
    says: '"LMS_HOST" does not belong at the top',
    advises: "Write `edge.domain`.",
  },
  {
    wrote: "  aws:region: eu-central-1",
    at: [5, 3],
    rule: "key-foreign",
    path: "aws:region",
    says: '"aws:region" would configure a default provider, and those are off.',
    advises: "Each provider is made by the program.",
  },
  {
    wrote: "  kubernetes:context: x",
    at: [5, 3],
    rule: "key-foreign",
    path: "kubernetes:context",
    says: '"kubernetes:context" would configure a default provider',
    advises: "Each provider",
  },
  {
    wrote: "  edxapp:domains: {}",
    at: [5, 3],
    rule: "key-foreign",
    path: "edxapp:domains",
    says: '"edxapp:domains" is not read here.',
    advises: "Write `arboretum:edge` with `domain` and `studio`.",
  },
  {
    wrote: "  edxapp:mail: x",
    at: [5, 3],
    rule: "key-foreign",
    path: "edxapp:mail",
    says: '"edxapp:mail" is not read here.',
    advises: "Only `arboretum:` and `pulumi:` are read.",
  },
  {
    wrote: "  scale: {}",
    at: [5, 3],
    rule: "key-foreign",
    path: "scale",
    says: '"scale" has no namespace.',
    advises: "Write `arboretum:scale`.",
  },
  {
    wrote: "  arboretum:egde: {}",
    at: [5, 3],
    rule: "key-unknown",
    path: "arboretum:egde",
    says: '"egde" is not a section. Did you mean "edge"?',
    advises: "One of: layers, site, cluster,",
  },
  {
    wrote: "  arboretum:LMS_HOST: x",
    at: [5, 3],
    rule: "key-moved",
    path: "arboretum:LMS_HOST",
    says: '"LMS_HOST" is not a section.',
    advises: "Write `edge.domain`.",
  },
  {
    wrote: "  arboretum:scale.profile: ci",
    at: [5, 3],
    rule: "section-path",
    path: "arboretum:scale.profile",
    says: "A section is written as a block, not as a path.",
    advises: "Write `arboretum:scale:`",
  },
  {
    wrote: "  arboretum:keep: true",
    at: [5, 19],
    rule: "section-plain",
    path: "arboretum:keep",
    says: "A section is not a single value",
    advises: "Write a block",
  },
  {
    wrote: "  arboretum:egress: internet",
    at: [5, 21],
    rule: "section-plain",
    path: "arboretum:egress",
    says: "A section is not a single value",
    advises: "Write a block",
  },
  {
    wrote: "  arboretum:keep:",
    at: [5, 18],
    rule: "value-nothing",
    path: "arboretum:keep",
    says: "Nothing is written here.",
    advises: "Give it a value, or take the line out.",
  },
  // Layers
  {
    wrote: "  arboretum:layers: a.yaml",
    at: [5, 21],
    rule: "layers-invalid",
    path: "arboretum:layers",
    says: "This is not a list of files.",
    advises: "Write a list of files:",
  },
  {
    wrote: "  arboretum:layers: [5]",
    at: [5, 22],
    rule: "layers-invalid",
    path: "arboretum:layers[0]",
    says: "This is not the path of a file.",
    advises: "Write a list of files:",
  },
  {
    wrote: "  arboretum:layers: [a.json]",
    at: [5, 22],
    rule: "layers-invalid",
    path: "arboretum:layers[0]",
    says: '"a.json" is not a YAML file.',
    advises: "Write a list of files:",
  },
  {
    wrote: "  arboretum:layers: [stages/../../a.yaml]",
    at: [5, 22],
    rule: "layers-invalid",
    path: "arboretum:layers[0]",
    says: '"stages/../../a.yaml" leaves the project, or takes a detour.',
    advises: "Write the plain path",
  },
  {
    wrote: "  arboretum:layers: [/etc/a.yaml]",
    at: [5, 22],
    rule: "layers-invalid",
    path: "arboretum:layers[0]",
    says: '"/etc/a.yaml" leaves the project',
    advises: "Write the plain path",
  },
  {
    wrote: "  arboretum:layers: ['c:\\a.yaml']",
    at: [5, 22],
    rule: "layers-invalid",
    path: "arboretum:layers[0]",
    says: '"c:\\\\a.yaml" leaves the project',
    advises: "Write the plain path",
  },
  {
    wrote: "  arboretum:layers: [absent.yaml]",
    at: [5, 22],
    rule: "layers-invalid",
    path: "arboretum:layers[0]",
    says: 'There is no layer "absent.yaml".',
    advises: "Paths start at the project's root.",
  },
  // Values that two readers of YAML read differently
  {
    wrote: "  arboretum:images: { registry: 1.10 }",
    at: [5, 33],
    rule: "value-ambiguous",
    path: "arboretum:images.registry",
    says: "1.10 is read as a number, and changes its form.",
    advises: 'Put it in quotes: "1.10".',
  },
  {
    wrote: "  arboretum:egress:\n    - { to: 2026-01-01, network: internet, ports: [443], from: [lms] }",
    at: [6, 13],
    rule: "value-ambiguous",
    path: "arboretum:egress[0].to",
    says: "2026-01-01 is read as a date, and changes its form.",
    advises: 'Put it in quotes: "2026-01-01".',
  },
  {
    wrote: "  arboretum:django: { lms: { A: 1_000 } }",
    at: [5, 33],
    rule: "value-ambiguous",
    path: "arboretum:django.lms.A",
    says: "1_000 is read as a number",
    advises: 'Put it in quotes: "1_000".',
  },
  {
    wrote: "  arboretum:django: { lms: { A: 0x1F } }",
    at: [5, 33],
    rule: "value-ambiguous",
    path: "arboretum:django.lms.A",
    says: "0x1F is read as a number",
    advises: "Put it in quotes",
  },
  {
    wrote: "  arboretum:django: { lms: { A: [007] } }",
    at: [5, 34],
    rule: "value-ambiguous",
    path: "arboretum:django.lms.A[0]",
    says: "007 is read as a number",
    advises: "Put it in quotes",
  },
  {
    wrote: "  arboretum:django: { lms: { A: 12345678901234567890 } }",
    at: [5, 33],
    rule: "value-ambiguous",
    path: "arboretum:django.lms.A",
    says: "12345678901234567890 is read as a number",
    advises: "Put it in quotes",
  },
  {
    wrote: "  arboretum:django: { lms: { A: { 2026-01-01: x } } }",
    at: [5, 35],
    rule: "key-ambiguous",
    path: "arboretum:django.lms.A.2026-01-01",
    says: "This name is read as a date",
    advises: "Put it in quotes.",
  },
  {
    wrote: "  arboretum:django: { lms: { A: { 5: x } } }",
    at: [5, 35],
    rule: "key-ambiguous",
    path: "arboretum:django.lms.A.5",
    says: "This name is read as a number.",
    advises: "Put it in quotes.",
  },
  {
    wrote: "  arboretum:django: { lms: { A: { true: x } } }",
    at: [5, 35],
    rule: "key-ambiguous",
    path: "arboretum:django.lms.A.true",
    says: "This name is read as true or false.",
    advises: "Put it in quotes.",
  },
  {
    wrote: "  arboretum:scale: { <<: { profile: ci } }",
    at: [5, 22],
    rule: "merge-key",
    path: "arboretum:scale.<<",
    says: "`<<` copies nothing here.",
    advises: "Put what is shared in a layer.",
  },
  {
    wrote: "  arboretum:keep: { data: ~ }",
    at: [5, 27],
    rule: "value-nothing",
    path: "arboretum:keep.data",
    says: "Nothing is written here.",
    advises: "Give it a value",
  },
  // Sections
  {
    wrote: "  arboretum:scale: { profil: ci }",
    at: [5, 22],
    rule: "key-unknown",
    path: "arboretum:scale.profil",
    says: '"profil" is not a setting here. Did you mean "profile"?',
    advises: "One of: profile, acceptUnmeasured, lms",
  },
  {
    wrote: "  arboretum:scale: { profile: huge }",
    at: [5, 31],
    rule: "value-invalid",
    path: "arboretum:scale.profile",
    says: '"huge" is not allowed here.',
    advises: "One of: ci, small, medium, large, xlarge",
  },
  {
    wrote: "  arboretum:scale: { lms: { replicas: { min: 4, max: 2 } } }",
    at: [5, 54],
    rule: "value-invalid",
    path: "arboretum:scale.lms.replicas.max",
    says: "2: This is less than `min`.",
    advises: "Write at least as much as `min`.",
  },
  {
    wrote: "  arboretum:scale: { lms: { replicas: { min: 4 } } }",
    at: [5, 29],
    rule: "value-missing",
    path: "arboretum:scale.lms.replicas.max",
    says: "This is required.",
    advises: "Pods that run at the highest load.",
  },
  {
    wrote: "  arboretum:scale: { lms: { cpu: 2 } }",
    at: [5, 34],
    rule: "value-invalid",
    path: "arboretum:scale.lms.cpu",
    says: "Expected text, found a number (2).",
    advises: "Put it in quotes.",
  },
  {
    wrote: "  arboretum:scale: { lms: { memory: 500m } }",
    at: [5, 37],
    rule: "value-invalid",
    path: "arboretum:scale.lms.memory",
    says: '"500m": This is not a size.',
    advises: "Write a whole number and Mi, Gi or Ti",
  },
  {
    wrote: "  arboretum:stores: { redis: {} }",
    at: [5, 23],
    rule: "key-moved",
    path: "arboretum:stores.redis",
    says: '"redis" is not a setting here.',
    advises: "Redis is said by purpose",
  },
  {
    wrote: "  arboretum:stores: { mysql: { driver: shared, volume: 20Gi } }",
    at: [5, 48],
    rule: "key-unknown",
    path: "arboretum:stores.mysql.volume",
    says: '"volume" is not a setting here.',
    advises: "One of: driver, maxConnections",
  },
  {
    wrote: "  arboretum:stores: { mysql: { driver: signle } }",
    at: [5, 40],
    rule: "value-invalid",
    path: "arboretum:stores.mysql.driver",
    says: '"signle" is not allowed here. Did you mean "single"?',
    advises: "One of: single",
  },
  {
    wrote: "  arboretum:stores: { broker: { eviction: allkeys-lru } }",
    at: [5, 43],
    rule: "value-invalid",
    path: "arboretum:stores.broker.eviction",
    says: '"allkeys-lru": A broker never evicts: an evicted task is lost without a trace.',
    advises: "Leave this out.",
  },
  {
    wrote: "  arboretum:stores: { broker: { longestDelay: 7 days } }",
    at: [5, 47],
    rule: "value-invalid",
    path: "arboretum:stores.broker.longestDelay",
    says: '"7 days": This is not a duration.',
    advises: "Write a whole number and s, m, h or d",
  },
  {
    wrote: "  arboretum:images: { registry: 'https://ghcr.io' }",
    at: [5, 33],
    rule: "value-invalid",
    path: "arboretum:images.registry",
    says: '"https://ghcr.io": This is not a registry.',
    advises: "Write host, port and folder without a scheme",
  },
  {
    wrote: "  arboretum:images: { floating: ['a:b'] }",
    at: [5, 34],
    rule: "value-invalid",
    path: "arboretum:images.floating[0]",
    says: '"a:b": This is not the name of an image.',
    advises: "Write it without registry and tag",
  },
  {
    wrote: "  arboretum:egress: [{ to: idp, network: 10.1.2.3, ports: [443], from: [lms] }]",
    at: [5, 42],
    rule: "value-invalid",
    path: "arboretum:egress[0].network",
    says: '"10.1.2.3": This is not a network.',
    advises: "Write `internet`, or an address",
  },
  {
    wrote: "  arboretum:egress: [{ to: idp, network: 10.1.2.3/20, ports: [443], from: [lms] }]",
    at: [5, 42],
    rule: "value-invalid",
    path: "arboretum:egress[0].network",
    says: '"10.1.2.3/20": This is an address in the middle of a network.',
    advises: "Write 10.1.0.0/20, or /32 for this address alone.",
  },
  {
    wrote: "  arboretum:egress: [{ to: idp, network: '2001:db8::1:0:0:1/72', ports: [443], from: [lms] }]",
    at: [5, 42],
    rule: "value-invalid",
    path: "arboretum:egress[0].network",
    says: '"2001:db8::1:0:0:1/72": This is an address in the middle of a network.',
    advises: "Write 2001:db8::/72, or /128 for this address alone.",
  },
  {
    wrote: "  arboretum:egress: [{ to: all, network: 168.0.0.0/5, ports: [80], from: [lms] }]",
    at: [5, 42],
    rule: "value-invalid",
    path: "arboretum:egress[0].network",
    says: '"168.0.0.0/5": In this network a pod would get the credentials of its machine, at 169.254.169.254 or fd00:ec2::254.',
    advises: "Write internet for every public address, or the networks that are meant.",
  },
  {
    wrote: "  arboretum:egress: [{ to: all, network: 'fd00:ec2::/32', ports: [80], from: [lms] }]",
    at: [5, 42],
    rule: "value-invalid",
    path: "arboretum:egress[0].network",
    says: '"fd00:ec2::/32": In this network a pod would get the credentials of its machine',
    advises: "Write internet for every public address, or the networks that are meant.",
  },
  {
    wrote: "  arboretum:egress: [{ to: idp, network: internet, ports: [], from: [lms] }]",
    at: [5, 59],
    rule: "value-invalid",
    path: "arboretum:egress[0].ports",
    says: "Name at least one port.",
  },
  {
    wrote: "  arboretum:egress: [{ to: idp, network: internet, ports: [443], from: [] }]",
    at: [5, 72],
    rule: "value-invalid",
    path: "arboretum:egress[0].from",
    says: "Name at least one component, such as lms.",
  },
  {
    wrote:
      "  arboretum:egress:\n    - { to: idp, network: internet, ports: [443], from: [lms] }\n    - { to: idp, network: internet, ports: [22], from: [cms] }",
    at: [7, 13],
    rule: "value-invalid",
    path: "arboretum:egress[1].to",
    says: '"idp": There is an entry of this name already.',
    advises: "Give each a name of its own.",
  },
  {
    wrote: "  arboretum:mail: { host: smtp.example.edu, port: 0, from: a@example.edu }",
    at: [5, 51],
    rule: "value-invalid",
    path: "arboretum:mail.port",
    says: "0: This is not a port.",
    advises: "Write a number from 1 to 65535.",
  },
  {
    wrote: "  arboretum:mail: { host: smtp.example.edu, port: 587, from: example.edu }",
    at: [5, 62],
    rule: "value-invalid",
    path: "arboretum:mail.from",
    says: '"example.edu": This is not a mail address.',
    advises: "Write one like help@example.edu.",
  },
  {
    wrote: "  arboretum:mail: { host: smtp.example.edu, port: 587, from: a@example.edu, user: u }",
    at: [5, 3],
    rule: "value-missing",
    path: "arboretum:mail.password",
    says: "This is required, and it is a secret.",
    advises: "Run: pulumi config set --path --secret arboretum:mail.password --stack qa",
  },
  {
    wrote: "  arboretum:mail:\n  host: smtp.example.edu",
    at: [6, 3],
    rule: "section-misplaced",
    path: "host",
    says: '"host" stands beside `arboretum:mail`, and not below it.',
    advises: "Move the line two spaces to the right.",
  },
  {
    wrote: "  arboretum:keep: { data: yes }",
    at: [5, 27],
    rule: "value-invalid",
    path: "arboretum:keep.data",
    says: 'Expected true or false, found text ("yes").',
    advises: "Write true or false, without quotes.",
  },
  {
    wrote: "  arboretum:secrets: { rotation: { mysql/edxapp: 0 } }",
    at: [5, 50],
    rule: "value-invalid",
    path: "arboretum:secrets.rotation.mysql/edxapp",
    says: "0 is too small.",
    advises: "At least 1.",
  },
  {
    wrote: "  arboretum:secrets: { rotation: { Mysql: 2 } }",
    at: [5, 36],
    rule: "key-invalid",
    path: "arboretum:secrets.rotation.Mysql",
    says: '"Mysql": This is not the name of a secret.',
    advises: "Write small letters",
  },
  {
    wrote: "  arboretum:django: { lms: { lower: 1 } }",
    at: [5, 30],
    rule: "key-invalid",
    path: "arboretum:django.lms.lower",
    says: '"lower": Django reads only names in capitals, digits and underscores.',
  },
  {
    wrote: "  arboretum:change: { migrations: [1h] }",
    at: [5, 35],
    rule: "value-invalid",
    path: "arboretum:change.migrations",
    says: 'Expected a block of settings, found a list (["1h"]).',
  },
];

test.each(cases)(
  "$wrote is answered with one sentence, where it stands",
  ({ wrote, at, rule, path, says, advises }) => {
    const { problems, settings } = loadWith(wrote);
    expect(settings).toBeUndefined();
    expect(problems).toHaveLength(1);
    const [problem] = problems as [Problem];
    const [line, column] = at;
    expect(problem).toMatchObject({
      severity: "error",
      rule,
      path,
      stack: "qa",
      place: { file: "Pulumi.qa.yaml", line, column },
    });
    expect(problem.message.startsWith(says), problem.message).toBe(true);
    expect(problem.remedy?.startsWith(advises ?? "?"), problem.remedy).toBe(
      advises === undefined ? undefined : true,
    );
  },
);

describe("a stack file", () => {
  test.each([
    ["- a list", "stack-file", "This is no stack file."],
    ["just text", "stack-file", "This is no stack file."],
    ["config: []", "stack-file", "This is not a block of settings."],
    ["config: text", "stack-file", "This is not a block of settings."],
    ["", "file-empty", "This file is empty."],
    ["config: {", "yaml-broken", "This is not usable YAML."],
  ])("that holds %j is refused with one problem", (text, rule, message) => {
    const { problems } = loadFiles({ "Pulumi.qa.yaml": text });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ rule, place: { file: "Pulumi.qa.yaml" } });
    expect(problems[0]?.message.startsWith(message)).toBe(true);
  });

  test.each(["encryptionsalt: v1:abc", "config: {}", "config:"])(
    "that holds %j lacks each required value by name",
    (text) => {
      const { problems } = loadFiles({ "Pulumi.qa.yaml": text });
      expect(problems.map(({ rule, path }) => [rule, path])).toEqual([
        ["value-missing", "arboretum:site.name"],
        ["value-missing", "arboretum:site.contact"],
        ["value-missing", "arboretum:cluster.identifier"],
        ["value-missing", "arboretum:edge.domain"],
      ]);
    },
  );

  test("may hold what Pulumi writes into it", () => {
    const text = `secretsprovider: awskms://alias/x\nencryptedkey: abc\nencryptionsalt: v1:abc\n${LEAST}  pulumi:autonaming: { mode: verbatim }\n`;
    expect(loadFiles({ "Pulumi.qa.yaml": text }).problems).toEqual([]);
  });

  test("with several mistakes hears of all of them at once", () => {
    const { problems } = loadWith(
      "  aws:region: x\n  arboretum:keep: { data: 5 }\n  arboretum:scale: { profil: x }\n  arboretum:images: { registry: 1.10 }",
    );
    expect(problems.map(({ path }) => path).toSorted()).toEqual([
      "arboretum:images.registry",
      "arboretum:keep.data",
      "arboretum:scale.profil",
      "aws:region",
    ]);
  });
});

test("a secret that nobody has said is told with the line that says it", () => {
  const text = `${LEAST}  arboretum:objectStorage: { driver: external, endpoint: "https://s3.example.edu", egress: [internet], account: { accessKey: campus } }\n`;
  expect(loadFiles({ "Pulumi.qa.yaml": text }).problems).toMatchObject([
    {
      path: "arboretum:objectStorage.account.secretKey",
      message: "This is required, and it is a secret.",
      remedy: "Run: pulumi config set --path --secret arboretum:objectStorage.account.secretKey --stack qa",
    },
  ]);
});

describe("two hosts that are the same", () => {
  test.each([
    ["studio: learn.example.edu", "arboretum:edge.studio", "`domain`"],
    ["apps: studio.learn.example.edu", "arboretum:edge.apps", "`studio`"],
    ["studio: apps.learn.example.edu", "arboretum:edge.studio", "`apps`"],
  ])("%s is refused where one of them is written", (line, path, other) => {
    const text = LEAST.replace("domain:", `${line}, domain:`);
    const { problems } = loadFiles({ "Pulumi.qa.yaml": text });
    expect(problems).toMatchObject([{ path, place: { line: 4 } }]);
    expect(problems[0]?.message).toContain(other);
  });
});

describe("hosts that need the cookies of the LMS", () => {
  const problemsOf = (edge: string) =>
    loadFiles({ "Pulumi.qa.yaml": LEAST.replace("{ domain: learn.example.edu }", `{ ${edge} }`) }).problems;

  test.each([
    ["studio: studio.example.edu", "studio"],
    ["apps: apps.example.edu", "apps"],
    ["apps: xlearn.example.edu", "apps"],
    ["studio: example.edu", "studio"],
  ])("%s is refused: it is not below the domain", (line, key) => {
    const problems = problemsOf(`domain: learn.example.edu, ${line}`);
    expect(problems).toMatchObject([{ path: `arboretum:edge.${key}`, place: { line: 4 } }]);
    expect(problems[0]?.message).toContain("This is not below learn.example.edu.");
    expect(problems[0]?.remedy).toContain(`Write a host such as ${key}.learn.example.edu.`);
  });

  test("may be anywhere below it, and the search anywhere", () => {
    const hosts = "studio: a.b.learn.example.edu, apps: x.learn.example.edu, search: find.example.org";
    expect(problemsOf(`domain: learn.example.edu, ${hosts}`)).toEqual([]);
  });

  test("are not measured against a domain that is none", () => {
    const problems = problemsOf("domain: https://learn.example.edu, studio: studio.learn.example.edu");
    expect(problems.map(({ path }) => path)).toEqual(["arboretum:edge.domain"]);
  });
});

describe("shapes", () => {
  const hosts = ["learn.example.edu", "a.b", "xn--bcher-kva.example"];
  test.each(hosts)("%s is a host", (host) => {
    expect(loadFiles({ "Pulumi.qa.yaml": LEAST.replace("learn.example.edu", host) }).problems).toEqual([]);
  });

  const noHosts = [
    "https://learn.example.edu",
    "learn.example.edu:443",
    "learn.example.edu/x",
    "Learn.example.edu",
    "localhost",
    "10.1.2.3",
    "-a.example",
    "a..b",
    "'*.example.edu'",
    "a_b.example",
    `${"a".repeat(64)}.example`,
  ];
  test.each(noHosts)("%s is no host", (host) => {
    const { problems } = loadFiles({ "Pulumi.qa.yaml": LEAST.replace("learn.example.edu", host) });
    expect(problems).toMatchObject([{ path: "arboretum:edge.domain" }]);
  });

  test.each([
    "10.0.0.0/8",
    "0.0.0.0/1",
    "192.0.2.1/32",
    "2001:db8::/32",
    "2001:0db8:0::/32",
    "::/1",
    "internet",
  ])("%s is a destination", (network) => {
    const { problems } = loadWith(
      `  arboretum:egress: [{ to: a, network: '${network}', ports: [443], from: [lms] }]`,
    );
    expect(problems).toEqual([]);
  });

  test.each([
    "10.0.0.0/33",
    "10.0.0.256/8",
    "10.0.0/8",
    "10.0.0.0",
    "2001:db8::/129",
    "2001:db8:::/32",
    "1::2::3/128",
    "cafe/8",
    "everywhere",
  ])("%s is no destination", (network) => {
    const { problems } = loadWith(
      `  arboretum:egress: [{ to: a, network: '${network}', ports: [443], from: [lms] }]`,
    );
    expect(problems).toMatchObject([{ path: "arboretum:egress[0].network" }]);
  });
});
