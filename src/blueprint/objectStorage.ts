import type { Context } from "../catalog/context.ts";
import { abilities, type Capability } from "../catalog/storage/capabilities.ts";
import { CHOSEN, purposes } from "../catalog/storage/purposes.ts";
import { error, type Problem } from "../documents/problem.ts";
import type { SettledDeployment } from "../settings/load.ts";
import { saidAt } from "../settings/saidAt.ts";
import { CLASSES } from "../settings/sections/objectStorage.ts";
import type { Settings } from "../settings/settings.ts";
import type { Bucket } from "../vocabulary/bucket.ts";
import type { Draft } from "./draft.ts";

/** What is asked of the object storage and cannot be, or what somebody has to say first. */
export const storageProblems = ({ context, loaded, buckets }: Draft): readonly Problem[] => [
  ...retentionProblems(context, loaded),
  ...abilityProblems(loaded),
  ...tierProblems(context, loaded, buckets),
  ...nameProblems(loaded, buckets),
];

/** Where a stack says something of its object storage. */
const said = (loaded: SettledDeployment, ...path: readonly string[]) =>
  saidAt(loaded, ["objectStorage", ...path]);

/** How long learners' work is kept is nobody's default: where learners are, somebody has to have chosen it. */
function retentionProblems(
  { stage, lastStage, settings }: Context,
  loaded: SettledDeployment,
): readonly Problem[] {
  if (!lastStage) return [];
  const missing = CHOSEN.filter((what) => settings.objectStorage.keep[what] === undefined);
  if (missing.length === 0) return [];
  return [
    error("retention-unsaid", {
      ...said(loaded, "keep"),
      message: `Nobody has said how long ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} kept, and ${stage} has those of learners.`,
      remedy: `Ask whoever answers for it, and write keep: { ${missing.map((what) => `${what}: <400d, 5y, forever>`).join(", ")} }.`,
    }),
  ];
}

/** What a setting of a single bucket asks of the driver. */
const ASKS: Readonly<Record<string, Capability>> = {
  quota: "quota",
  oldVersions: "versions",
  archive: "archive",
  cors: "cors",
};

/** What a driver cannot do is refused, and not left out without a word. */
function abilityProblems(loaded: SettledDeployment): readonly Problem[] {
  const { driver, buckets } = loaded.settings.objectStorage;
  return Object.entries(buckets).flatMap(([purpose, bucket]) =>
    Object.entries(ASKS).flatMap(([key, capability]) => {
      const { can, how } = abilities[driver][capability];
      if (bucket?.[key as keyof typeof bucket] === undefined || can === "yes") return [];
      return [
        error("storage-cannot", {
          ...said(loaded, "buckets", purpose, key),
          message: `The driver ${driver} cannot do this for a single bucket.`,
          remedy: how,
        }),
      ];
    }),
  );
}

/** A tier has to be there before a lifecycle names it, and what people wait for has to be read at once. */
function tierProblems(
  { shared, settings: { objectStorage } }: Context,
  loaded: SettledDeployment,
  buckets: readonly Bucket[],
): readonly Problem[] {
  if (objectStorage.driver === "external") return [];
  const theirs = shared.objectStorage?.tiers ?? [];
  const used = buckets.flatMap(({ purpose, lifecycle }) =>
    lifecycle.flatMap(({ archive }) => (archive ? [{ purpose, tier: archive.tier }] : [])),
  );
  const where = (purpose: Bucket["purpose"]) =>
    objectStorage.buckets[purpose]?.archive
      ? said(loaded, "buckets", purpose, "archive")
      : said(loaded, "archive");
  return used.flatMap(({ purpose, tier }) => {
    const storageClass = classOf(objectStorage, theirs, tier);
    if (storageClass === undefined) return [unknownTier(where(purpose), tier, objectStorage)];
    const isSlow = (CLASSES.slow as readonly string[]).includes(storageClass);
    if (!isSlow || !purposes[purpose].served) return [];
    return [
      error("tier-slow", {
        ...where(purpose),
        message: `Whatever is in ${storageClass} has to be asked for hours before, and people wait for what is in ${purpose}.`,
        remedy: `One of: ${CLASSES.atOnce.join(", ")}`,
      }),
    ];
  });
}

/** The class of Amazon behind the name of a tier, or what stands for one elsewhere. */
function classOf(
  storage: Exclude<Settings["objectStorage"], { driver: "external" }>,
  theirs: readonly string[],
  tier: string,
): string | undefined {
  // What lies behind a tier of theirs only they know.
  if (storage.driver === "shared") return theirs.includes(tier) ? "STANDARD" : undefined;
  if (storage.driver === "minio") {
    const declared = storage.tiers[tier];
    return declared && (declared.storageClass ?? "STANDARD");
  }
  const classes: readonly string[] = [...CLASSES.atOnce, ...CLASSES.slow];
  return classes.includes(tier) ? tier : storage.tiers[tier];
}

function unknownTier(
  where: ReturnType<typeof said>,
  tier: string,
  { driver }: Exclude<Settings["objectStorage"], { driver: "external" }>,
): Problem {
  const remedies = {
    minio: `MinIO moves objects to another server, by a name that is declared. Write tiers: { ${tier}: { kind: s3, endpoint: https://s3.<region>.amazonaws.com, bucket: <bucket>, storageClass: GLACIER_IR, accessKey: <name>, egress: [internet] } }, and set its secretKey.`,
    shared: `Once it is on the server of the platform, its stack names it: arboretum:sharedStores.objectStorage.tiers: [${tier}].`,
    s3: `One of: ${[...CLASSES.atOnce, ...CLASSES.slow].join(", ")}. Or declare what it stands for: tiers: { ${tier}: GLACIER_IR }.`,
  };
  return error("tier-unknown", {
    ...where,
    message: `There is no storage class or tier "${tier}".`,
    remedy: remedies[driver],
  });
}

/** The longest name that a bucket may have anywhere. */
const LONGEST = 63;

function nameProblems(loaded: SettledDeployment, buckets: readonly Bucket[]): readonly Problem[] {
  const long = buckets.find(({ name }) => name.length > LONGEST);
  if (long === undefined) return [];
  // On a server of many the names say whose they are.
  const isShared = loaded.settings.objectStorage.driver === "shared";
  return [
    error("bucket-name-long", {
      ...said(loaded, isShared ? "driver" : "prefix"),
      message: `${long.name} is longer than the ${LONGEST} characters that a bucket may have.`,
      remedy: isShared
        ? "Choose another driver, which takes a prefix of your own, or a shorter name of the deployment."
        : "Write a shorter prefix of your own.",
    }),
  ];
}
