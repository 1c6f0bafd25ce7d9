import { expect } from "vitest";
import type { Values } from "../../../src/render/rendering.ts";
import { type Grown, property } from "../property.ts";

/** What stands in a rendering for values that nobody may read: generated ones, given ones, keys. */
const SECRET_VALUE = /standin[A-Za-z0-9]{8}|not-a-secret|PRIVATE KEY/;

function valuesStandInSecretsAlone({ rendering: { resources, outputs } }: Grown) {
  const open = resources.filter(({ type }) => !/^(?:kubernetes:core\/v1:Secret|random:|tls:)/.test(type));
  const shown = open.flatMap(({ urn, type, inputs, outputs: made }) => {
    // A provider logs in with its kubeconfig.
    const { kubeconfig: _, ...rest } = inputs;
    const values = type.startsWith("pulumi:providers:") ? [rest] : [inputs, made];
    return SECRET_VALUE.test(JSON.stringify(values)) ? [urn] : [];
  });
  expect(shown).toEqual([]);
  expect(JSON.stringify(outputs)).not.toMatch(SECRET_VALUE);
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
  const prefix = `${blueprint.namespaces[0].name}-`;
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
