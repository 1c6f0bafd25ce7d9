import * as z from "zod";
import {
  type Document,
  type Path,
  parseDocument,
  type Reading,
  readDocument,
} from "../documents/document.ts";
import type { Place, Problem } from "../documents/problem.ts";
import { keysAt } from "../documents/schema.ts";
import { problemsOf } from "../documents/validate.ts";
import { briefIn } from "./brief.ts";

export const IMAGE_LOCK_FILE = "images.lock.yaml";

const brief = briefIn("lock");
const name = brief.min(1);
const hash = (what: string) =>
  z.string().regex(/^sha256:[0-9a-f]{64}$/, {
    error: `This is not ${what}. Write sha256: and 64 hexadecimal digits.`,
  });

const lockedSource = z
  .strictObject({
    origin: name.describe("Repository, as the map says it."),
    branch: name.optional().describe("The branch that it was built from."),
    tag: name.optional().describe("The tag that it was built from."),
    commit: z
      .string()
      .regex(/^[0-9a-f]{40}$/, { error: "This is not a commit. Write all 40 hexadecimal digits." })
      .describe("The commit that was built."),
  })
  .describe("What was built.");

const lockedImage = z.strictObject({
  image: brief
    .regex(/^[^\s@]+$/, {
      error: "This is not an image. Write it without digest; the digest has a key of its own.",
    })
    .describe("Image with its tag."),
  digest: hash("a digest")
    .optional()
    .describe("Digest of the image. Beyond the first stage every image has one."),
  before: z
    .array(
      brief.regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, {
        error: "This is not an image with its digest. Write <image>@sha256: and 64 hexadecimal digits.",
      }),
    )
    .max(2, { error: "Two are enough: with the one that runs they are three." })
    .default([])
    .describe(
      "The images that ran before it, the newest first, at most two. Pages that were loaded from them find their files.",
    ),
  release: name.describe("The release that it was built for."),
  sources: z
    .record(name, lockedSource)
    .default({})
    .describe("What is in it, if it was built here: applications, `theme`, `translations`."),
  packages: hash("a hash").optional().describe("Hash of the list of packages that is built in."),
  tests: z.array(name).default([]).describe("The tests that it passed."),
});

/** The lock: the image that each application of each deployment runs in each stage. */
export const imageLockSchema = z.strictObject({
  images: z
    .record(name, z.record(name, z.record(name, lockedImage)))
    .describe("By deployment, stage and application. `mfe` is the one image of all micro-frontends."),
  digests: z
    .record(name, hash("a digest"))
    .default({})
    .describe(
      "What tags stand for, by the image as its own registry has it. `arboretum lock` writes it; whatever runs the image runs this.",
    ),
  charts: z
    .record(name, hash("a digest"))
    .default({})
    .describe("The archives of charts, by address and version. `arboretum lock` writes and compares it."),
});

export type LockedImage = Readonly<z.output<typeof lockedImage>> & {
  readonly place: Place;
  readonly path: string;
};

export interface LockedCell {
  readonly deployment: string;
  readonly stage: string;
  readonly application: string;
  readonly locked: LockedImage;
}

/** The images that were built and pinned. */
export interface ImageLock {
  readonly file: string;
  /** The entry of an application; `mfe` for micro-frontends. */
  readonly find: (deployment: string, stage: string, application: string) => LockedImage | undefined;
  readonly cells: readonly LockedCell[];
  /** What registries have answered, by image and by chart. */
  readonly answers: Answers;
  /** What the tag of an image stands for, where that is locked. */
  readonly digestOf: (image: string) => string | undefined;
}

export interface Answers {
  readonly digests: Readonly<Record<string, string>>;
  readonly charts: Readonly<Record<string, string>>;
}

export interface LockReading {
  readonly lock?: ImageLock;
  readonly problems: readonly Problem[];
}

export const emptyLock: ImageLock = {
  file: IMAGE_LOCK_FILE,
  find: () => undefined,
  cells: [],
  ...answered({ digests: {}, charts: {} }),
};

/** A lock that knows these answers of registries. Docker Hub may be left unsaid in the name of an image. */
export function answered(answers: Answers): Pick<ImageLock, "answers" | "digestOf"> {
  const known = new Map(Object.entries(answers.digests));
  return { answers, digestOf: (image) => known.get(image) ?? known.get(`docker.io/${image}`) };
}

/** Reads the lock below `root`. Without the file nothing is locked. */
export function readImageLock(root: string): LockReading {
  const reading = readDocument(root, IMAGE_LOCK_FILE);
  const missing = reading.problems.some(({ rule }) => rule === "file-missing");
  return missing ? { lock: emptyLock, problems: [] } : lockOf(reading);
}

export const parseImageLock = (text: string): LockReading => lockOf(parseDocument(IMAGE_LOCK_FILE, text));

function lockOf({ document, problems }: Reading): LockReading {
  if (document === undefined) return { problems };
  const parsed = imageLockSchema.safeParse(document.value);
  if (parsed.success) return { lock: normalise(parsed.data, document), problems: [] };
  const wording = {
    show: (path: Path) => path.join("."),
    keysAt: (path: Path, block: unknown) => keysAt(imageLockSchema, path, block),
  };
  return { problems: problemsOf(parsed.error.issues, document, wording) };
}

function normalise(
  { images, digests, charts }: z.output<typeof imageLockSchema>,
  document: Document,
): ImageLock {
  const cells = Object.entries(images).flatMap(([deployment, stages]) =>
    Object.entries(stages).flatMap(([stage, applications]) =>
      Object.entries(applications).map(([application, entry]): LockedCell => {
        const path = ["images", deployment, stage, application];
        const locked = { ...entry, place: document.placeOfKey(path), path: path.join(".") };
        return { deployment, stage, application, locked };
      }),
    ),
  );
  const byCell = new Map(
    cells.map((cell) => [keyOf(cell.deployment, cell.stage, cell.application), cell.locked]),
  );
  return {
    file: document.file,
    find: (deployment, stage, application) => byCell.get(keyOf(deployment, stage, application)),
    cells,
    ...answered({ digests, charts }),
  };
}

const keyOf = (deployment: string, stage: string, application: string) =>
  JSON.stringify([deployment, stage, application]);
