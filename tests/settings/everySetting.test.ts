import { expect, test } from "vitest";
import { parseDocument } from "../../src/documents/document.ts";
import { imageLockSchema } from "../../src/releases/lock.ts";
import { releaseMapSchema } from "../../src/releases/mapSchema.ts";
import { deploymentSettings, platformSettings } from "../../src/settings/settings.ts";
import { seedsOf } from "../fuzz/project.ts";
import { unsaid } from "../fuzz/unsaid.ts";

const documentOf = (text: string) =>
  parseDocument("seed.yaml", text).document?.value as Record<string, unknown>;

/** The sections of a stack file, or of a layer, by their names alone. */
const sectionsOf = (text: string) => {
  const { config, ...sections } = documentOf(text);
  return Object.fromEntries(
    Object.entries((config ?? sections) as object).map(([key, value]) => [
      key.replace("arboretum:", ""),
      value,
    ]),
  );
};

test.each([
  {
    what: "the settings of a deployment",
    schema: deploymentSettings,
    values: seedsOf("Pulumi.qa.yaml", "stages/qa.yaml", "deployments/academy.yaml").map(sectionsOf),
  },
  {
    what: "the settings of a platform",
    schema: platformSettings,
    values: seedsOf("Pulumi.platform.yaml").map(sectionsOf),
  },
  {
    what: "the release map",
    schema: releaseMapSchema,
    values: seedsOf("release-map.yaml").map(documentOf),
  },
  {
    what: "the lock of images",
    schema: imageLockSchema,
    values: seedsOf("images.lock.yaml").map(documentOf),
  },
])(
  "odd files are made from texts that say each key that $what have, and each kind of block",
  ({ schema, values }) => {
    expect(unsaid(schema, values), "Say it in some file below tests/fuzz/written/").toEqual([]);
  },
);
