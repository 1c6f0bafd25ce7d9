import { expect, test } from "vitest";
import { schemasAt } from "../../src/documents/schema.ts";
import { moved, movedTo } from "../../src/settings/moved.ts";
import { deploymentSettings } from "../../src/settings/settings.ts";
import { loadWith } from "./files.ts";

const exact = moved.filter(({ name }) => !name.endsWith("*"));

test.each(exact)("$name is answered with its own instruction wherever it stands", ({ name, now }) => {
  expect(movedTo(name.includes(".") ? name.split(".") : [name])).toBe(now);
});

test.each([
  ["SMTP_PASSWORD", "Encrypt it as `mail.password`."],
  ["SMTP_ANYTHING", "The mail server is said in `mail`."],
  ["DOCKER_IMAGE_OPENEDX", "Releases, images and source branches are said in `release-map.yaml`."],
  ["edxapp:domains", "Write `arboretum:edge` with `domain` and `studio`."],
  ["edxapp:other", "Only `arboretum:` and `pulumi:` are read."],
])("of a family and its exception, %s meets the nearer one", (name, now) => {
  expect(movedTo([name])).toBe(now);
});

test.each(moved)("what is said of $name leads to a setting that exists", ({ now }) => {
  const named = [...now.matchAll(/`(?:Write )?([a-z]+(?:\.[a-zA-Z]+)+)`/g)].map(([, path = ""]) =>
    path.split("."),
  );
  for (const path of named.filter(([first]) => first !== "release-map")) {
    expect(schemasAt(deploymentSettings, path), path.join(".")).not.toEqual([]);
  }
});

test.each(moved)("$name is not a setting itself", ({ name }) => {
  expect(schemasAt(deploymentSettings, name.split("."))).toEqual([]);
});

test("a name from elsewhere is answered inside a section too", () => {
  expect(
    loadWith("  arboretum:mail: { host: a, port: 25, from: a@b.edu, SMTP_PASSWORD: x }").problems,
  ).toMatchObject([
    { rule: "key-moved", path: "arboretum:mail.SMTP_PASSWORD", remedy: "Encrypt it as `mail.password`." },
  ]);
});
