import * as z from "zod";
import type { Path } from "../documents/document.ts";
import type { Problem } from "../documents/problem.ts";
import { acceptsAnything, reaches, schemasAt } from "../documents/schema.ts";
import { findAmbiguous } from "./ambiguous.ts";
import { misplacedSecrets } from "./encrypted.ts";
import { namesSecret, plainSecrets } from "./plainSecrets.ts";
import { problemAt, type Written } from "./written.ts";

/** What is wrong with the values of one file, whatever they mean. */
export interface Examined {
  readonly problems: readonly Problem[];
  /** Nothing at or below these is worth a second complaint. */
  readonly refused: readonly Path[];
}

type Schema = z.core.$ZodType;

const isSecret = (schema: Schema) => z.globalRegistry.get(schema)?.secret === true;
const mayBeSecret = (schema: Schema) => isSecret(schema) || acceptsAnything(schema);

/** Whether a value is, holds or may be a secret. What no schema knows may be a misspelt one. */
export function isHidden(schema: Schema, path: Path): boolean {
  const schemas = schemasAt(schema, path);
  if (schemas.some(acceptsAnything)) return path.some(namesSecret);
  return schemas.length === 0 || reaches(schemas, mayBeSecret);
}

/** What a required key is for, in the words of its schema. */
export const meaningOf = (schema: Schema, path: Path): string | undefined =>
  schemasAt(schema, path)
    .map((one) => z.globalRegistry.get(one)?.description)
    .find((description) => description !== undefined);

export function examine(written: Written, schema: Schema, stack: string): Examined {
  const scalars = scalarSections(written);
  const parts = [
    scalars,
    findAmbiguous(written, {
      nothing: (path) => schemasAt(schema, path).some(acceptsAnything),
      hidden: (path) => isHidden(schema, path),
    }),
    misplacedSecrets(written, stack, (path) => schemasAt(schema, path).some(mayBeSecret)),
    plainSecrets(written, stack),
  ];
  return {
    problems: parts.flatMap(({ problems }) => problems),
    refused: parts.flatMap(({ paths }) => paths),
  };
}

function scalarSections(written: Written): { problems: Problem[]; paths: Path[] } {
  const paths = Object.entries(written.sections)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .map(([name]) => [name]);
  const message = "A section is not a single value: Pulumi hands such a value on as text.";
  const problems = paths.map((path) =>
    problemAt(
      written,
      "section-plain",
      path,
      message,
      "Write a block, with each setting on a line of its own.",
    ),
  );
  return { problems, paths };
}
