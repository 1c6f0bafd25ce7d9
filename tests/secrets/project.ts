import { createPrivateKey } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compose } from "../../src/blueprint/compose.ts";
import { openProject } from "../../src/blueprint/project.ts";
import { renderer } from "../../src/cli/rendered.ts";

import { rsaKeyOf } from "../../src/render/rsa.ts";
import { MAP_WITH_NOTEBOOKS } from "../notebooks.ts";

/** Stands in every encrypted value of the project: cipher text is nobody's business either. */
export const CIPHER = "v1:c2VudGluZWw6c2VudGluZWw=";

const encrypted = `{ secure: "${CIPHER}" }`;

/** A stack with a secret of every kind that a person can give. */
const stack = (stage: string, port: number) => `config:
  arboretum:layers: [deployments/academy.yaml, stages/${stage}.yaml]
  arboretum:edge: { domain: ${stage}.academy.example.edu, notebooks: ${stage}-notebooks.example.edu }
  arboretum:cluster: { kubeconfig: ${encrypted} }
  arboretum:images: { registry: mirror.example.edu/openedx, login: { registry: mirror.example.edu, user: me, password: ${encrypted} } }
  arboretum:mail: { host: smtp.example.edu, port: ${port}, from: a@example.edu, user: me, password: ${encrypted} }
  arboretum:identity: { providers: [{ kind: google, name: Google, clientId: a, clientSecret: ${encrypted} }] }
  arboretum:secrets:
    given: { jwt/key: ${encrypted}, identity/saml-key: ${encrypted}, mysql/edxapp: ${encrypted}, cache/password: ${encrypted} }
  arboretum:django: { lms: { OUR_LIST: [1, ${encrypted}], OUR_TOKEN: ${encrypted}, OUR_BLOCK: { PASSWORD: ${encrypted} } } }
`;

/** Stacks whose secrets differ in where they come from, so that a comparison has something to hide. */
export const files = {
  "release-map.yaml": MAP_WITH_NOTEBOOKS,
  "Pulumi.ci.yaml": stack("ci", 25),
  "Pulumi.qa.yaml": stack("qa", 587),
  "Pulumi.production.yaml": stack("production", 465),
};

/** What is made or given in a stack, as the embedded engine has it: none of it may be seen anywhere. */
export async function valuesOf(root: string, name: string): Promise<readonly string[]> {
  const render = await renderer("arboretum", root, "resolved");
  const { rendering, problems } = await render(compose(openProject(root), name));
  if (rendering === undefined || rendering.problems.length > 0) throw new Error(JSON.stringify(problems));
  const made = rendering.resources.flatMap(({ type, outputs }) => {
    if (type === "random:index/randomPassword:RandomPassword") return [String(outputs.result)];
    if (type === "random:index/randomBytes:RandomBytes") return [String(outputs.hex)];
    return type === "tls:index/privateKey:PrivateKey" ? linesOf(String(outputs.privateKeyPem)) : [];
  });
  return [...new Set([...made, ...GIVEN, ...givenKey()])];
}

/** The key that stands for a given one, and what makes it private in the form that tokens are signed with. */
function givenKey(): readonly string[] {
  const { privateKeyPem } = rsaKeyOf("", 2048);
  const { d = "", p = "", q = "" } = createPrivateKey(privateKeyPem).export({ format: "jwk" });
  return [...linesOf(privateKeyPem), d, p, q];
}

/** Each line of a key gives it away, with or without the lines around it. */
const linesOf = (pem: string) => pem.split("\n").filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line));

/** What the embedded engine puts in the place of everything that only Pulumi can decrypt. */
const GIVEN = ["not-a-secret:", CIPHER, "PRIVATE KEY"];

/** All that was written below a folder, in one text. */
export const writtenBelow = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"))
    .join("\n");
