import * as z from "zod";
import { briefIn } from "./brief.ts";

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const name = z.string().regex(NAME, {
  error: ({ input }) => {
    const small = String(input).toLowerCase();
    const meant = NAME.test(small)
      ? `Write "${small}".`
      : "Write small letters, digits and dashes, beginning with a letter.";
    return `This is not a name. ${meant}`;
  },
});

/** Where a release is said, people write its tag or its branch: `release/ulmo.3`, `open-release/quince.master`. */
const release = z.string().regex(NAME, {
  error: ({ input }) => {
    const meant = /^(?:(?:open-)?release\/)?([a-z]{1,62})(?![a-z])/i.exec(String(input))?.[1]?.toLowerCase();
    return meant === undefined
      ? "This is not the name of a release. Write it alone, in small letters: verawood."
      : `This is not the name of a release. Write "${meant}". A patch of it is said below \`releases\`: { ${meant}: { patch: … } }.`;
  },
});

const brief = briefIn("map");

/** A name that expands: `{release}`, `{deployment}`, `{stage}`; images also `{application}` and `{commit}`. */
const pattern = brief.regex(/^\S+$/, { error: "This holds a space. Write it without." });

const origin = brief
  .regex(/^(?:[\w.{}-]+\/[\w.{}-]+|(?:https?|ssh):\/\/\S+|[\w.-]+@[\w.-]+:\S+)$/, {
    error: "This is not a repository. Write owner/name for GitHub, or the whole address.",
  })
  .describe("Repository: `owner/name` on GitHub, or a whole address.");

const branch = pattern.describe("Branch to build from. Expands {release}, {deployment}, {stage}.");
const tag = pattern.describe("Tag to build from. Expands {release}, {deployment}, {stage}.");
const commit = z
  .string()
  .regex(/^[0-9a-f]{7,40}$/, { error: "This is not a commit. Write 7 to 40 digits and letters a to f." })
  .describe("Commit to build from.");

const image = brief
  .regex(/^[a-z0-9{][\w.:/{}-]*$/, {
    error: "This is not an image. Write registry/name:tag, without digest.",
  })
  .describe("Image, with its registry and tag. Expands {application}, {release}, {deployment}, {stage}.");

const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, { error: "This is not a digest. Write sha256: and 64 hexadecimal digits." })
  .describe("Digest of the image.");

const date = z.iso
  .date({ error: "This is not a day. Write it like 2026-12-01." })
  .describe("The last day on which this is meant to be here. Afterwards lint reminds of it.");

const why = brief.min(1).describe("Why it is like this, for whoever reads it next year.");

const refs = { branch: branch.optional(), tag: tag.optional(), commit: commit.optional() };
type Refs = { readonly [Key in keyof typeof refs]?: string | undefined };
const countOf = (value: Refs) =>
  [value.branch, value.tag, value.commit].filter((one) => one !== undefined).length;

const source = z.strictObject({ origin, ...refs }).refine((value) => countOf(value) === 1, {
  error: "A source has to say what is taken from its repository. Write one of branch, tag, commit.",
});

const narrowing = {
  release: name.optional().describe("Only where this release runs."),
  deployment: name.optional().describe("Only for this deployment."),
  stage: name.optional().describe("Only in this stage."),
};

const override = z
  .strictObject({
    application: name.describe("The application that this changes."),
    ...narrowing,
    origin: origin
      .optional()
      .describe("Repository to build from instead of upstream's. Say a branch, tag or commit too."),
    ...refs,
    image: image.optional().describe("Image to run instead of the published one, built elsewhere."),
    digest: digest.optional(),
    runtime: brief.min(1).optional().describe("Version of Python or Node to build with."),
    translations: source.optional().describe("Where the translations that are built in come from."),
    kind: z
      .enum(["service", "mfe"])
      .optional()
      .describe("What an application is that Arboretum does not know."),
    unsupported: brief
      .min(1)
      .optional()
      .describe("Why it runs although its release does not have it. Needs an image of your own."),
    hotfix: z.boolean().optional().describe("A fix that may reach a later stage before the earlier ones."),
    why: why.optional(),
    until: date.optional(),
  })
  .refine((value) => countOf(value) <= 1, {
    error: "Only one of branch, tag and commit can be built. Keep one of them.",
  });

const overrides = z
  .array(override)
  .optional()
  .describe("What differs from the release, an application at a time. The narrowest entry wins.");

const choice = z.union([
  name,
  z.strictObject({ application: name.describe("Its name."), ...narrowing, why: why.optional() }),
]);

const group = {
  like: name.optional().describe("An entry of `shared` that this continues."),
  applications: z
    .strictObject({
      add: z.array(choice).optional().describe("Applications beyond the release's core."),
      remove: z.array(choice).optional().describe("Applications of the core that are not wanted."),
    })
    .optional()
    .describe("How the applications differ from the release's core."),
  theme: source.optional().describe("The theme that is built into the platform."),
  translations: source.optional().describe("The translations that are built into the platform."),
  packages: brief
    .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[\w./{}-]+$/, {
      error: "This is not a file of this project. Write its path from the folder of the map.",
    })
    .optional()
    .describe(
      "File with the Python packages that are built into the platform, one a line. Expands {release}.",
    ),
  overrides,
};

const run = z.union([
  release,
  z.strictObject({
    release: release.describe("The release that runs here."),
    hotfix: z.boolean().optional().describe("It may be ahead of earlier stages."),
    why: why.optional(),
    until: date.optional(),
  }),
]);

const level = z.strictObject({
  patch: pattern
    .optional()
    .describe("Tag that everything of this release is built from, or its branch to follow it."),
  cut: z
    .enum(["daily", "weekly", "monthly"])
    .optional()
    .describe("How often later stages of a rolling release take a new commit."),
});

/** The release map: which deployment runs which release in which stage, and how it differs. */
export const releaseMapSchema = z.strictObject({
  stages: z
    .array(z.union([name, z.array(name).min(1)]))
    .min(1)
    .refine((stages) => new Set(stages.flat()).size === stages.flat().length, {
      error: "A stage stands here twice. Name each once.",
    })
    .optional()
    .describe(
      "The stages in the order in which a change passes them. Lanes beside each other stand in brackets. Default: ci, qa, production.",
    ),
  default: name.optional().describe("The deployment whose stacks are called by their stage alone."),
  image: image
    .optional()
    .describe(
      "Where images go that are built here. Expands {application}, {release}, {deployment}, {stage}, {commit}.",
    ),
  releases: z.record(name, level).default({}).describe("What holds for everybody who runs a release."),
  overrides,
  allowFloating: z
    .array(image)
    .default([])
    .describe("Images whose tag may move although they run beyond the first stage."),
  shared: z
    .record(name, z.strictObject(group))
    .default({})
    .describe("What several deployments have in common. A deployment takes it with `like`."),
  deployments: z
    .record(
      name,
      z.strictObject({
        run: z.record(name, run).describe("The release of each stage."),
        ...group,
      }),
    )
    .describe("The deployments and what each runs."),
});

export type RawMap = z.output<typeof releaseMapSchema>;
export type RawGroup = z.output<z.ZodObject<typeof group>>;
export type RawOverride = z.output<typeof override>;
export type RawChoice = z.output<typeof choice>;
export type RawSource = z.output<typeof source>;
