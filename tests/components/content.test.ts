import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { fileText } from "../../src/components/pods/content.ts";
import { type Content, json, quoted, text, yaml } from "../../src/vocabulary/content.ts";
import { secret } from "../../src/vocabulary/late.ts";
import { alone } from "./alone.ts";

const AWKWARD = "a \"b\" \\ 'c' # d: e";

/** The text of a file whose secrets all have an awkward value, and whether the text is secret. */
async function written(content: Content): Promise<{ text: string; hidden: boolean }> {
  let found = { text: "", hidden: false };
  await alone(() => {
    const output = pulumi.output(fileText(content, () => pulumi.secret(AWKWARD)));
    pulumi.isSecret(output).then((hidden) => {
      found = { ...found, hidden };
    });
    output.apply((value) => {
      found = { ...found, text: value };
    });
  });
  return found;
}

test.each([
  ["as it is, in a text", text("a ", secret("x"), " b"), `a ${AWKWARD} b`],
  [
    "in quotes that it cannot end",
    text("key = ", quoted(secret("x")), "\n"),
    `key = ${JSON.stringify(AWKWARD)}\n`,
  ],
  ["as JSON", json({ b: secret("x"), a: 1 }), `${JSON.stringify({ a: 1, b: AWKWARD }, null, 2)}\n`],
])("a secret is written %s, and makes the file a secret", async (_, content, expected) => {
  expect(await written(content)).toEqual({ text: expected, hidden: true });
});

test("a file that several mount is one text, and that of another stack has the secrets of that", async () => {
  const shared = text("a ", secret("x"));
  const reveal = () => pulumi.secret("first");
  await alone(() => {
    expect(fileText(shared, reveal)).toBe(fileText(shared, reveal));
    expect(fileText(shared, () => pulumi.secret("second"))).not.toBe(fileText(shared, reveal));
  });
  expect(await written(shared)).toEqual({ text: `a ${AWKWARD}`, hidden: true });
});

test("settings are written in the order of their names, whoever wrote them first", async () => {
  const { text: found, hidden } = await written(yaml({ b: { d: "on", c: [2, 1] }, a: null }));
  expect(found).toBe('a: null\nb:\n  c:\n    - 2\n    - 1\n  d: "on"\n');
  expect(hidden).toBe(false);
});
