import * as z from "zod";
import { type Challenge, challengeOf } from "./challenge.ts";
import type { Credentials, Lookup } from "./credentials.ts";
import { isDockerHub, originOf, type RegistryName } from "./name.ts";
import { RegistryRefusal } from "./refused.ts";
import { bytesOf, type Patience, request } from "./web.ts";

const TOKEN_SIZE = 1024 ** 2;

const token = z
  .object({ token: z.string().optional(), access_token: z.string().optional() })
  .transform(({ token: plain, access_token }) => plain || access_token);

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** How people say a registry, and log in at it. */
const shown = (host: string): string => (isDockerHub(host) ? "docker.io" : host);

/** Registries, as they are asked over the distribution protocol. Remembers what each repository lets us in with. */
export class Registries {
  readonly #lookup: Lookup;
  readonly #patience: Patience;
  readonly #passes = new Map<string, string>();

  constructor(lookup: Lookup, patience: Patience) {
    this.#lookup = lookup;
    this.#patience = patience;
  }

  /** Asks for a manifest. Whatever is not a good answer is a refusal. */
  async manifest(method: "HEAD" | "GET", name: RegistryName, accept: readonly string[]): Promise<Response> {
    const url = new URL(`/v2/${name.repository}/manifests/${name.reference}`, originOf(name.host));
    const answer = await this.#asked(method, url, name, accept.join(", "));
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw refusalOf(answer, name);
  }

  /** Asks, is told how to log in, and asks again: at once where the way in is known. */
  async #asked(method: string, url: URL, name: RegistryName, accept: string): Promise<Response> {
    const ask = (at: URL, authorization?: string) =>
      request(
        at,
        { method, headers: { accept, ...(authorization ? { authorization } : {}) } },
        this.#patience,
      );
    const passOf = (at: URL) => `${at.origin} ${name.repository}`;
    const first = await ask(url, this.#passes.get(passOf(url)));
    if (first.status !== 401) return first;
    await first.body?.cancel();
    // Registries lead to others, which have a way in of their own.
    const at = new URL(first.url);
    const challenge = challengeOf(first.headers.get("www-authenticate"));
    if (challenge === undefined)
      throw new RegistryRefusal(
        `${at.host} wants a login, and does not say which.`,
        "Look at its address with a browser: a proxy may have answered in its place.",
      );
    const pass = await this.#passFor(challenge, at, name);
    if (pass === undefined) return first;
    this.#passes.set(passOf(at), pass);
    return ask(at, pass);
  }

  async #passFor(challenge: Challenge, at: URL, { repository }: RegistryName): Promise<string | undefined> {
    const known = await this.#lookup(at.host, repository);
    if (challenge.scheme === "bearer") return `Bearer ${await this.#token(challenge, at, repository, known)}`;
    return known?.kind === "password" ? basic(known.user, known.password) : undefined;
  }

  /** Whoever gives out tokens is somebody else than the registry, who names him. */
  async #token(
    challenge: Extract<Challenge, { scheme: "bearer" }>,
    at: URL,
    repository: string,
    known: Credentials | undefined,
  ): Promise<string> {
    const realm = new URL(challenge.realm);
    if (realm.protocol !== "https:" && at.protocol === "https:")
      throw new RegistryRefusal(
        `${at.host} sends logins to ${realm.host}, which has no certificate.`,
        "Ask whoever runs the registry: a password would be read on the way.",
      );
    const asked = new URLSearchParams({
      ...(challenge.service ? { service: challenge.service } : {}),
      scope: challenge.scope ?? `repository:${repository}:pull`,
    });
    const answer = await request(...tokenRequest(realm, asked, known), this.#patience);
    if (!answer.ok) {
      await answer.body?.cancel();
      throw known && [400, 401, 403].includes(answer.status)
        ? new RegistryRefusal(
            `${realm.host} does not accept the login that is kept for ${shown(at.host)}.`,
            `Log in again: \`docker login ${shown(at.host)}\`.`,
          )
        : new RegistryRefusal(
            `${realm.host} gives no token for ${shown(at.host)}/${repository}: it answers ${answer.status}.`,
            `Log in first: \`docker login ${shown(at.host)}\`.`,
          );
    }
    const text = (await bytesOf(answer, TOKEN_SIZE, this.#patience)).toString("utf8");
    const found = tokenIn(text);
    if (found === undefined)
      throw new RegistryRefusal(
        `${realm.host} was asked for a token and answers something else.`,
        "Look at its address with a browser: a proxy may have answered in its place.",
      );
    return found;
  }
}

/** A token that a login has left is exchanged; a password, or nobody's name, is shown. */
function tokenRequest(
  realm: URL,
  asked: URLSearchParams,
  known: Credentials | undefined,
): [URL, RequestInit] {
  if (known?.kind === "token") {
    const body = new URLSearchParams([
      ...asked,
      ["grant_type", "refresh_token"],
      ["client_id", "arboretum"],
      ["refresh_token", known.token],
    ]);
    return [realm, { method: "POST", body }];
  }
  const url = new URL(realm);
  for (const [key, value] of asked) url.searchParams.append(key, value);
  return [url, known ? { headers: { authorization: basic(known.user, known.password) } } : {}];
}

function tokenIn(text: string): string | undefined {
  try {
    return token.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function refusalOf({ status }: Response, { host, repository, reference }: RegistryName): RegistryRefusal {
  const [registry, subject] = [shown(host), `${shown(host)}/${repository}`];
  const separator = reference.startsWith("sha256:") ? "@" : ":";
  if (status === 401 || status === 403)
    return new RegistryRefusal(
      `${registry} does not let us read ${repository}: it answers ${status}.`,
      `Log in as somebody who may: \`docker login ${registry}\`. Some registries answer so for what they do not have.`,
    );
  if (status === 404)
    return new RegistryRefusal(
      `${registry} has no ${repository}${separator}${reference}.`,
      "Look at its tags. In a mirror: copy it there, `arboretum images --format copy` prints how.",
    );
  return new RegistryRefusal(
    `${registry} answers ${status} for ${subject}${separator}${reference}.`,
    "Run it again later: what is locked already is not lost.",
  );
}
