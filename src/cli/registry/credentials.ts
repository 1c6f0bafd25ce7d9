import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { saidJson, useTool } from "../tool.ts";
import { isDockerHub } from "./name.ts";
import { RegistryRefusal } from "./refused.ts";

/** How one logs in at a registry: with a password, or with a token that a login has left. */
export type Credentials =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | { readonly kind: "token"; readonly token: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks up who we are at a registry. Nobody, where no login has been kept. */
export type Lookup = (host: string, repository: string) => Promise<Credentials | undefined>;

const text = z.string();
const kept = z.object({
  auth: text.optional(),
  username: text.optional(),
  password: text.optional(),
  identitytoken: text.optional(),
});
const logins = z.object({
  auths: z.record(text, kept).default({}),
  credHelpers: z.record(text, text).default({}),
  credsStore: text.optional(),
});
type Kept = z.output<typeof kept>;
type Logins = z.output<typeof logins>;

/** Where docker, podman, skopeo, crane and helm keep their logins, the first that exists. */
export const loginFiles = ({
  HOME = homedir(),
  DOCKER_CONFIG,
  REGISTRY_AUTH_FILE,
  XDG_RUNTIME_DIR,
}: Environment): readonly string[] => [
  ...(REGISTRY_AUTH_FILE ? [REGISTRY_AUTH_FILE] : []),
  join(DOCKER_CONFIG || join(HOME, ".docker"), "config.json"),
  ...(XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, "containers/auth.json")] : []),
];

export function keptCredentials(environment: Environment): Lookup {
  const all = loginFiles(environment).flatMap((file) => readLogins(file) ?? []);
  return async (host, repository) => {
    for (const one of all) {
      const found = await inOne(one, namesOf(host, repository), environment);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function readLogins(file: string): Logins | undefined {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    return logins.parse(JSON.parse(content));
  } catch {
    throw new RegistryRefusal(
      `${file} is not a file of logins.`,
      "Log in again with `docker login`, or take the file away.",
    );
  }
}

/** A login may be kept for a part of a registry: the longest path counts. Docker Hub has an address of its own there. */
function namesOf(host: string, repository: string): readonly string[] {
  const parts = repository.split("/");
  const paths = parts.map((_, index) => [host, ...parts.slice(0, parts.length - index)].join("/"));
  const addresses = [host, ...["", "/", "/v1/", "/v2/"].map((end) => `https://${host}${end}`)];
  const hub = isDockerHub(host) ? ["https://index.docker.io/v1/", "index.docker.io", "docker.io"] : [];
  return [...paths, ...hub, ...addresses];
}

async function inOne(
  { auths, credHelpers, credsStore }: Logins,
  names: readonly string[],
  environment: Environment,
): Promise<Credentials | undefined> {
  for (const name of names) {
    const found = auths[name];
    const plain = found && plainOf(found);
    if (plain !== undefined) return plain;
    const helper = credHelpers[name] ?? (found === undefined ? undefined : credsStore);
    if (helper !== undefined) return askHelper(helper, name, environment);
  }
  return undefined;
}

function plainOf({ auth, username, password, identitytoken }: Kept): Credentials | undefined {
  if (identitytoken) return { kind: "token", token: identitytoken };
  const pair = auth ? Buffer.from(auth, "base64").toString("utf8") : `${username ?? ""}:${password ?? ""}`;
  const colon = pair.indexOf(":");
  if (colon <= 0) return undefined;
  return { kind: "password", user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

const answer = z.object({ Username: text, Secret: text });

/** Keychains are asked by a program that reads the name and answers with JSON. It fails where it knows no login. */
async function askHelper(
  helper: string,
  name: string,
  environment: Environment,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const ended = await useTool({ environment }, { name: program, arguments: ["get"], input: name });
  if (ended.kind === "absent")
    throw new RegistryRefusal(
      `The login of ${name} is kept by ${program}, which is not on the PATH.`,
      "Install it, or log in again.",
    );
  const { data } = answer.safeParse(saidJson(ended));
  if (data === undefined) return undefined;
  const { Username: user, Secret: secret } = data;
  return user === "<token>" ? { kind: "token", token: secret } : { kind: "password", user, password: secret };
}
