import { expect } from "vitest";
import { keysOf, withoutKeys } from "../../../src/documents/propertyPath.ts";
import type { Resource, Values } from "../../../src/render/rendering.ts";
import { type Grown, property } from "../property.ts";

/** What stands in a rendering for values that nobody may read: generated ones, given ones, keys. */
const SECRET_VALUE = /standin[A-Za-z0-9]{8}|not-a-secret|PRIVATE KEY/;

/** What holds secrets, and what makes them. */
const OF_SECRETS = /^(?:kubernetes:core\/v1:Secret|random:|tls:|aws:iam\/accessKey:)/;

const without = (values: unknown, paths: readonly string[]) =>
  paths.map(keysOf).reduce<unknown>(withoutKeys, values);

/** What a chart or a server is told in secret, and what a stack tells people in secret, stands in the state encrypted. */
const hiddenIn = ({ type, secretPaths }: Resource, secretOutputs: readonly string[]): readonly string[] => {
  if (type === "pulumi:pulumi:Stack") return secretOutputs;
  // A server that Amazon makes is told its password, which stands in the state encrypted.
  if (type.startsWith("aws:")) return secretPaths;
  return type.startsWith("kubernetes:helm.sh/")
    ? secretPaths.filter((path) => path.startsWith("values.") || path === "repositoryOpts.password")
    : [];
};

function valuesStandInSecretsAlone({ rendering: { resources, outputs, secretOutputs } }: Grown) {
  const open = resources.filter(({ type }) => !OF_SECRETS.test(type));
  const shown = open.flatMap((resource) => {
    const { urn, type, inputs, outputs: made } = resource;
    const hidden = hiddenIn(resource, secretOutputs);
    // A provider logs in with its kubeconfig.
    const { kubeconfig: _, ...rest } = inputs;
    const values = type.startsWith("pulumi:providers:")
      ? [rest]
      : [without(inputs, hidden), without(made, hidden)];
    return SECRET_VALUE.test(JSON.stringify(values)) ? [urn] : [];
  });
  expect(shown).toEqual([]);
  expect(JSON.stringify(without(outputs, secretOutputs))).not.toMatch(SECRET_VALUE);
}

function theBlueprintHoldsNoValue({ blueprint, one }: Grown) {
  const encrypted = [...JSON.stringify(one.sections).matchAll(/"secure":"([^"]*)"/g)].map(
    ([, text = ""]) => text,
  );
  const text = JSON.stringify(blueprint);
  expect(text).not.toMatch(SECRET_VALUE);
  expect(encrypted.filter((value) => text.includes(value))).toEqual([]);
}

/** Inputs of generated secrets by the name and the generation, of every stack of this run. */
const known = new Map<string, string>();

function aGeneratedSecretFollowsItsGenerationAlone({ rendering: { resources }, blueprint }: Grown) {
  const generated = resources.filter(({ type, custom }) => custom && /^(?:random|tls):/.test(type));
  const prefix = `${blueprint.home}-`;
  for (const { type, name, inputs } of generated) {
    // The key of a certificate is a secret of its own.
    const { keepers, privateKeyPem: _, ...rest } = inputs as { keepers?: { generation?: string } } & Values;
    const identity = `${type} ${name.replace(prefix, "").replace(/-\d+$/, "")} ${keepers?.generation ?? ""}`;
    const said = JSON.stringify({ keepers, rest });
    expect(known.get(identity) ?? said).toBe(said);
    known.set(identity, said);
  }
  expect(generated.length).toBeGreaterThan(0);
}

export const secrets = [
  property("No value of a secret stands outside Secrets and what makes it.", valuesStandInSecretsAlone),
  property("The blueprint names secrets and holds none, not even encrypted.", theBlueprintHoldsNoValue),
  property(
    "What a generated secret is made from depends on its generation and on no other setting.",
    aGeneratedSecretFollowsItsGenerationAlone,
  ),
];
