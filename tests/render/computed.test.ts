import { expect, test } from "vitest";
import { computedFor } from "../../src/render/computed.ts";

const keyOf = (name: string) =>
  computedFor({ urn: `urn:${name}`, type: "aws:iam/accessKey:AccessKey", name, inputs: {} });

test("a key of Amazon has a secret of its length that nobody takes for a real one, the same in every rendering", () => {
  const { id, outputs } = keyOf("lms");
  expect(outputs.secret).toMatch(/^standin[A-Za-z0-9]{33}$/);
  expect(keyOf("lms")).toEqual({ id, outputs });
  // Its name follows from the URN, as that of whatever has none of its own.
  expect(id).toBeUndefined();
  expect(keyOf("cms").outputs.secret).not.toBe(outputs.secret);
});
