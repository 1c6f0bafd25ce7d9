import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { answers, folderWith, freePort, start, until } from "./tool.ts";

export const LOGIN = { user: "robot", password: "only-for-tests" } as const;
/** The password above, as Apache's files have it. */
const HASHED = "robot:$2b$04$c6TYlp95ZQ2TXHzqLcsMM.6zFXW9wgWoYDMOW6uMrz/mkHgThGHVO\n";

export const basic = `Basic ${btoa(`${LOGIN.user}:${LOGIN.password}`)}`;

export interface RegistryServer {
  /** Host and port. */
  readonly host: string;
  /** How one who may do everything asks. */
  readonly authorization?: string;
}

/** Whoever gives out tokens, to all for reading or to those alone who log in. */
interface TokenGiver {
  readonly realm: string;
  readonly keys: string;
  readonly forAll: string;
}

const ISSUER = "campus";
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function tokenGiver(): Promise<TokenGiver> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = "tests";
  const tokenFor = (scope: string) => {
    const [type, name, actions = ""] = scope.split(":");
    const now = Math.floor(Date.now() / 1000);
    const head = base64({ alg: "ES256", typ: "JWT", kid });
    const times = { iat: now, nbf: now - 10, exp: now + 300, jti: randomUUID() };
    const access = [{ type, name, actions: actions.split(",") }];
    const body = base64({ iss: ISSUER, sub: LOGIN.user, aud: ISSUER, ...times, access });
    const signed = createSign("sha256").update(`${head}.${body}`);
    return `${head}.${body}.${signed.sign({ key: privateKey, dsaEncoding: "ieee-p1363" }, "base64url")}`;
  };
  const server = createServer(({ url = "", headers }, response) => {
    const scope = new URL(url, "http://localhost").searchParams.get("scope") ?? "";
    const known = headers.authorization === basic;
    response.writeHead(known ? 200 : 401, { "content-type": "application/json" });
    response.end(known ? JSON.stringify({ token: tokenFor(scope) }) : "{}");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const keys = JSON.stringify({
    keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "ES256" }],
  });
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return { realm, keys, forAll: tokenFor("repository:mirror/redis:pull,push") };
}

/** A registry that lets in everybody, those with a password, or those with a token. */
export async function registryServer(
  program: string,
  kind: "open" | "password" | "token",
): Promise<RegistryServer> {
  const port = await freePort();
  const giver = kind === "token" ? await tokenGiver() : undefined;
  const folder = folderWith({ passwords: HASHED, keys: giver?.keys ?? "" });
  const auth = {
    open: {},
    password: { auth: { htpasswd: { realm: "campus", path: join(folder, "passwords") } } },
    token: {
      auth: { token: { realm: giver?.realm, service: ISSUER, issuer: ISSUER, jwks: join(folder, "keys") } },
    },
  }[kind];
  const configuration = {
    version: 0.1,
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: join(folder, "data") } },
    http: { addr: `127.0.0.1:${port}` },
    ...auth,
  };
  const files = folderWith({ "config.yaml": JSON.stringify(configuration) });
  const running = start(program, ["serve", join(files, "config.yaml")], files, {
    OTEL_TRACES_EXPORTER: "none",
  });
  await until("the registry answers", () => answers(`http://127.0.0.1:${port}/v2/`), running);
  const authorization = { open: undefined, password: basic, token: `Bearer ${giver?.forAll}` }[kind];
  return { host: `localhost:${port}`, ...(authorization ? { authorization } : {}) };
}

/** Puts a manifest there, as whoever fills a mirror. */
export async function push(
  { host, authorization }: RegistryServer,
  name: string,
  tag: string,
  kind: string,
  manifest: string,
): Promise<void> {
  const answer = await fetch(`http://${host}/v2/${name}/manifests/${tag}`, {
    method: "PUT",
    headers: { "content-type": kind, ...(authorization ? { authorization } : {}) },
    body: manifest,
  });
  if (!answer.ok) throw new Error(`${name}:${tag}: ${answer.status} ${await answer.text()}`);
}
