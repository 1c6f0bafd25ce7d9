import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
} from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { privateJwk, publicJwkSet } from "../../src/components/foundation/jwk.ts";
import { Secrets } from "../../src/components/foundation/secrets.ts";
import { secret } from "../../src/vocabulary/late.ts";
import type { Secret } from "../../src/vocabulary/secret.ts";
import { alone, childrenOf, inputs } from "./alone.ts";

const one = (name: string, shape: Secret["shape"], more: Partial<Secret> = {}): Secret => ({
  name,
  shape,
  source: "generated",
  loss: "cheap",
  generation: 1,
  keep: false,
  ...more,
});

const password = one("mysql/root", { kind: "password", length: 32 });
const key = one("jwt/key", { kind: "rsa", bits: 2048 });
const pemOf = () =>
  generateKeyPairSync("rsa", { modulusLength: 1024 })
    .privateKey.export({ type: "pkcs1", format: "pem" })
    .toString();
const configured = () => pulumi.output("from the stack file");

/** Provides secrets and looks at the value of each. */
async function provide(secrets: readonly Secret[]) {
  const values: Record<string, string> = {};
  const open: string[] = [];
  const rendered = await alone(() => {
    const component = new Secrets("campus", { secrets, configured });
    for (const { name } of secrets) {
      const value = component.reveal(secret(name));
      pulumi.isSecret(value).then((hidden) => hidden || open.push(name));
      value.apply((found) => {
        values[name] = found;
      });
    }
  });
  return { ...rendered, values, open };
}

describe("secrets", () => {
  test("are one resource each, but for those that are given or computed", async () => {
    const { resources } = await provide([
      password,
      key,
      one("search/uid", { kind: "uuid" }),
      one("jwt/private", { kind: "jwk", of: "jwt/key", form: "private" }),
      one(
        "given",
        { kind: "password", length: 20 },
        { source: { late: "configuration", path: "a.b", revision: "1" } },
      ),
    ]);
    expect(childrenOf(resources)).toEqual([
      "PrivateKey campus-jwt-key",
      "RandomPassword campus-mysql-root",
      "RandomUuid campus-search-uid",
    ]);
  });

  test("are secret, every one", async () => {
    const { open, values } = await provide([
      password,
      key,
      one("search/uid", { kind: "uuid" }),
      one("hash", { kind: "hmac", key: "mysql/root", message: "search/uid" }),
      one(
        "given",
        { kind: "password", length: 20 },
        { source: { late: "configuration", path: "a.b", revision: "1" } },
      ),
    ]);
    expect(open).toEqual([]);
    expect(values.given).toBe("from the stack file");
  });

  test("have characters that no file, shell or address has to escape", async () => {
    const { values, find } = await provide([password]);
    expect(values["mysql/root"]).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(inputs(find("RandomPassword"))).toEqual({
      length: 32,
      special: false,
      keepers: { generation: "1" },
    });
  });

  test.each([password, one("search/uid", { kind: "uuid" })])(
    "$name becomes new by its generation and by nothing else",
    async (made) => {
      const first = await provide([made]);
      const later = await provide([{ ...made, generation: 2 }]);
      const type = made.shape.kind === "uuid" ? "RandomUuid" : "RandomPassword";
      expect(inputs(later.find(type)).keepers).toEqual({ generation: "2" });
      expect(later.find(type).urn).toBe(first.find(type).urn);
      const decisive = Object.keys(inputs(later.find(type))).filter(
        (name) => !later.find(type).options.ignoreChanges.includes(name),
      );
      expect(decisive).toEqual(["keepers"]);
    },
  );

  test("a new key comes beside the old ones, which what is kept may not lose", async () => {
    const kept = { ...key, generation: 3, keep: true };
    const { resources, values } = await provide([kept]);
    expect(childrenOf(resources)).toEqual([
      "PrivateKey campus-jwt-key",
      "PrivateKey campus-jwt-key-2",
      "PrivateKey campus-jwt-key-3",
    ]);
    const keys = resources.filter(({ custom }) => custom);
    expect(keys.map(({ options }) => [options.protect, options.retainOnDelete])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
    const newest = keys.find(({ name }) => name.endsWith("-3"));
    expect(values["jwt/key"]).toBe(newest?.outputs.privateKeyPem);
  });

  test("a hash is what the search server computes itself", async () => {
    const { values } = await provide([
      password,
      one("search/uid", { kind: "uuid" }),
      one("hash", { kind: "hmac", key: "mysql/root", message: "search/uid" }),
    ]);
    const expected = createHmac("sha256", values["mysql/root"] ?? "")
      .update(values["search/uid"] ?? "")
      .digest("hex");
    expect(values.hash).toBe(expected);
  });

  test("the private and the public form are the two halves of one key, and the public one holds nothing else", async () => {
    const { values } = await provide([
      key,
      one("jwt/private", { kind: "jwk", of: "jwt/key", form: "private" }),
      one("jwt/public", { kind: "jwk", of: "jwt/key", form: "publicSet" }),
    ]);
    const own = JSON.parse(values["jwt/private"] ?? "");
    const { keys } = JSON.parse(values["jwt/public"] ?? "");
    expect(Object.keys(own).sort()).toEqual(["d", "dp", "dq", "e", "kid", "kty", "n", "p", "q", "qi"]);
    expect(Object.keys(keys[0]).sort()).toEqual(["e", "kid", "kty", "n"]);
    expect(keys[0].kid).toBe(own.kid);
    const signature = createSign("RSA-SHA512")
      .update("a token")
      .sign(createPrivateKey({ key: own, format: "jwk" }));
    const verified = createVerify("RSA-SHA512")
      .update("a token")
      .verify(createPublicKey({ key: keys[0], format: "jwk" }), signature);
    expect(verified).toBe(true);
  });

  test("a rotated key leaves the public half of the one before, so that its tokens stay good, and of no older one", async () => {
    const keysOf = async (generation: number) => {
      const publicSet = one("jwt/public", { kind: "jwk", of: "jwt/key", form: "publicSet" });
      const { values } = await provide([{ ...key, generation }, publicSet]);
      return JSON.parse(values["jwt/public"] ?? "").keys.length;
    };
    expect([await keysOf(1), await keysOf(2), await keysOf(3)]).toEqual([1, 2, 2]);
  });

  test("a key of another generation has another name, and a token names the key that is in the set", () => {
    const [old, fresh] = [pemOf(), pemOf()];
    const { keys } = JSON.parse(publicJwkSet([fresh, old]));
    const names = [fresh, old].map((pem) => JSON.parse(privateJwk(pem)).kid);
    expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual(names);
    expect(new Set(names).size).toBe(2);
    expect(JSON.parse(privateJwk(old)).kid).toBe(names[1]);
  });

  test("a secret that nobody declared is named", async () => {
    await expect(
      alone(() => new Secrets("campus", { secrets: [password], configured }).reveal(secret("mysql/rot"))),
    ).rejects.toThrow("mysql/rot");
  });
});

describe("a key that somebody gives", () => {
  const pem = (type: "rsa" | "ec") =>
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const text = (type: "rsa" | "ec") =>
    pem(type).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

  test.each([
    ["no key at all", "hunter2"],
    ["half a key", text("rsa").slice(0, 200)],
    ["a key of another kind", text("ec")],
  ])("that is %s is told by what to give, and never shown", (_, given) => {
    expect(() => privateJwk(given)).toThrow("no RSA private key. Give it in PEM form");
    expect(() => privateJwk(given)).not.toThrow(given.slice(0, 30));
    expect(() => publicJwkSet([given])).toThrow("no RSA private key");
  });

  test("that is one becomes the key that signs tokens", () => {
    expect(JSON.parse(privateJwk(text("rsa")))).toMatchObject({ kty: "RSA", d: expect.any(String) });
  });
});
