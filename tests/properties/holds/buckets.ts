import { expect } from "vitest";
import { accountPolicy } from "../../../src/buckets/policies.ts";
import { podRoles } from "../../../src/buckets/s3.ts";
import { purposes } from "../../../src/catalog/storage/purposes.ts";
import type { Values } from "../../../src/render/rendering.ts";
import type { Access } from "../../../src/vocabulary/bucket.ts";
import type { Connection } from "../../../src/vocabulary/connection.ts";
import type { Files } from "../../../src/vocabulary/content.ts";
import type { Pod } from "../../../src/vocabulary/workload.ts";
import { deploymentOf } from "../../house.ts";
import { composedFrom } from "../generate/case.ts";
import { type Grown, property } from "../property.ts";

/** One sentence of a policy, as servers read it. */
interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Readonly<Record<string, unknown>>;
  readonly Action: string | readonly string[];
  readonly Resource?: readonly string[];
}

const parsed = (text: unknown): readonly Statement[] => {
  if (typeof text !== "string" || !text.includes('"Statement"')) return [];
  return (JSON.parse(text) as { readonly Statement: readonly Statement[] }).Statement;
};

/** Whatever this stack hands to a server that says who may do what: the files of a Job, and documents at Amazon. */
const statementsOf = ({ rendering: { resources } }: Grown): readonly Statement[] =>
  resources.flatMap(({ type, inputs }) => {
    if (type === "kubernetes:core/v1:ConfigMap")
      return Object.values((inputs.data ?? {}) as Values).flatMap(parsed);
    return type.startsWith("aws:") ? [...parsed(inputs.policy), ...parsed(inputs.assumeRolePolicy)] : [];
  });

const ARN = "arn:aws:s3:::";
const allowed = (grown: Grown) => statementsOf(grown).filter(({ Effect }) => Effect === "Allow");
const isPublic = ({ Principal }: Statement): boolean => JSON.stringify(Principal ?? {}).includes('"*"');

const USES_A_KEY = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"];

function everyPolicyNamesWhatIsOfTheDeploymentAlone(grown: Grown) {
  const { buckets, s3 } = grown.blueprint;
  const own = buckets.flatMap(({ name }) => [name, `${name}-copy`]);
  const keys = [s3?.kmsKey, s3?.second?.kmsKey];
  for (const { Action, Resource = [] } of allowed(grown)) {
    const actions = [Action].flat();
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
    if (actions.some((action) => action.startsWith("kms:"))) {
      expect(USES_A_KEY).toEqual(expect.arrayContaining(actions));
      expect(Resource).toHaveLength(1);
      expect(keys).toContain(Resource[0]);
      continue;
    }
    for (const resource of Resource) {
      expect(resource.startsWith(ARN)).toBe(true);
      const [bucket = "", ...below] = resource.slice(ARN.length).split("/");
      expect(own).toContain(bucket);
      // The one star is at the end, behind what it is of.
      expect(below.join("/")).toMatch(/^[^*?]*\*?$/);
    }
  }
}

function nobodyWithoutAnAccountGetsWhatIsNotPublic(grown: Grown) {
  const open = Object.entries(purposes).flatMap(([purpose, { publicRead }]) =>
    publicRead.map((prefix) => `${purpose}/${prefix}*`),
  );
  const nameOf = new Map(grown.blueprint.buckets.map(({ name, purpose }) => [name, purpose]));
  for (const { Action, Resource = [] } of allowed(grown).filter(isPublic)) {
    expect([Action].flat()).toEqual(["s3:GetObject"]);
    for (const resource of Resource) {
      const [bucket = "", ...below] = resource.slice(ARN.length).split("/");
      const purpose = nameOf.get(bucket.replace(/-copy$/, "")) ?? bucket;
      expect(open).toContain(`${purpose}/${below.join("/")}`);
    }
  }
}

/** What an account that may only do this must not be able to do. */
const NEVER: Readonly<Record<Access, RegExp>> = {
  read: /Put|Delete|Abort/,
  add: /Delete/,
  write: /Version|Policy|Bypass/,
  expire: /GetObject|Put/,
};

function anAccountMayDoWhatItIsGrantedAndNoMore({ blueprint: { storageAccounts, buckets } }: Grown) {
  const names = buckets.map(({ name }) => name);
  for (const { name, access } of storageAccounts) {
    for (const grant of access) {
      expect(names).toContain(grant.bucket);
      const actions = parsed(JSON.stringify(accountPolicy({ access: [grant] }))).flatMap(
        ({ Action }) => Action,
      );
      expect(actions.filter((action) => NEVER[grant.may].test(action))).toEqual([]);
    }
    expect(storageAccounts.filter((other) => other.name === name)).toHaveLength(1);
  }
  // Backups are let go of by one account, which can neither read nor write them.
  const backups = buckets.find(({ purpose }) => purpose === "backups")?.name;
  const mayDelete = storageAccounts.flatMap(({ consumer, access }) =>
    access
      .filter(({ bucket, may, below }) => bucket === backups && may === "write" && !below)
      .map(() => consumer),
  );
  expect(mayDelete).toEqual([]);
}

/** All by which servers that are shared tell two deployments apart. */
function belongings(composition: ReturnType<typeof composedFrom>): readonly string[] {
  const { buckets, storageAccounts, preparations, stores } = deploymentOf(composition);
  const shared = stores.filter(({ driver }) => driver === "shared").map(({ kind }) => kind);
  return [
    ...(shared.includes("minio")
      ? [...buckets, ...storageAccounts].map(({ name }) => `object storage: ${name}`)
      : []),
    ...preparations
      .filter(({ elsewhere }) => elsewhere !== undefined)
      .flatMap(({ component, files, jobs }) => [
        `pods of ${component}`,
        ...files.map(({ object }) => `file ${object}`),
        ...jobs.flatMap(({ name, pod }) => [`job ${name}`, ...databasesIn(pod.command)]),
        ...files.flatMap(({ entries }) => accountsIn(entries["wanted.json"])),
      ]),
  ];
}

/** `database:user` are the words of the scripts for MySQL and MongoDB. */
const databasesIn = (command: readonly string[] = []): readonly string[] =>
  command.filter((word) => /^[\w-]+:[\w-]+$/.test(word)).flatMap((pair) => pair.split(":"));

const accountsIn = (content: unknown): readonly string[] =>
  [...JSON.stringify(content ?? "").matchAll(/"(?:user|virtual_host)":"([^"]+)"/g)].map(([whole]) => whole);

function twoDeploymentsHaveNothingInCommon({ one }: Grown) {
  const neighbour = { ...one, deployment: "campus" };
  const own = new Set(belongings(composedFrom(one)));
  expect(belongings(composedFrom(neighbour)).filter((name) => own.has(name))).toEqual([]);
}

/** Components with a pod that is told of a bucket by the files that it mounts. */
function toldOfBuckets({ buckets, services, preparations }: Grown["blueprint"]): readonly string[] {
  const tells = (files: readonly Files[], { mounts, initial = [] }: Pod) =>
    [...mounts, ...initial.flatMap((one) => one.mounts)].some(
      (mount) =>
        mount.from === "files" &&
        files.some(({ name, entries }) => name === mount.files && mentions(JSON.stringify(entries))),
    );
  const mentions = (said: string) => buckets.some(({ name }) => said.includes(`"${name}"`));
  return [
    ...services.flatMap(({ web, workers, schedules, files }) =>
      [...(web ? [web] : []), ...workers, ...schedules].filter(({ pod }) => tells(files, pod)),
    ),
    // What brings buckets into being asks the server itself.
    ...preparations.filter(
      ({ kind, files, jobs }) => kind !== "buckets" && jobs.some(({ pod }) => tells(files, pod)),
    ),
  ].map(({ name }) => name);
}

function whoeverIsToldOfABucketGetsThere({ blueprint }: Grown) {
  const told = toldOfBuckets(blueprint);
  expect(told).toEqual(expect.arrayContaining(["lms", "edxapp-search", "edxapp-migrations"]));
  const way = ({ to, port }: Connection) => JSON.stringify([to, port]);
  const waysOf = (name: string) =>
    blueprint.connections
      .filter(({ from, why }) => from.kind === "component" && from.name === name && why === "uploaded files")
      .map(way);
  expect(told.map((name) => [name, waysOf(name)])).toEqual(told.map((name) => [name, waysOf("lms")]));
  const roles = blueprint.s3?.roles ? podRoles(blueprint.s3) : undefined;
  expect(told.filter((name) => roles && roles[name] === undefined)).toEqual([]);
}

export const buckets = [
  property(
    "Whoever is told of a bucket has the way to it, and the role where pods have roles: each process, each schedule and each Job.",
    whoeverIsToldOfABucketGetsThere,
  ),
  property(
    "Whatever may be done on the object storage is done with buckets and keys of the deployment, and no policy has a star for an action or a bucket.",
    everyPolicyNamesWhatIsOfTheDeploymentAlone,
  ),
  property(
    "Without an account one fetches what the platform shows to anybody, and nothing else.",
    nobodyWithoutAnAccountGetsWhatIsNotPublic,
  ),
  property(
    "An account may do what it is granted, and nobody deletes a backup who writes or reads one.",
    anAccountMayDoWhatItIsGrantedAndNoMore,
  ),
  property(
    "Two deployments on servers that they share have no name in common there.",
    twoDeploymentsHaveNothingInCommon,
  ),
];
