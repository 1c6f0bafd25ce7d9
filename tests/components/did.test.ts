import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { issuerId, issuerJwk } from "../../src/components/foundation/did.ts";

/** As didkit 0.3.5, which the credentials service signs with, has made and named it. */
const DIDKIT = {
  jwk: '{"kty":"OKP","crv":"Ed25519","x":"cPD2wzHYlOBcnNMtXjrBNbu-ywhMndm-xAFCtac7GtA","d":"VYtMNO3LfzUTklnTU_57MiStSsBYlKCT6l31fbvIHf8"}',
  did: "did:key:z6Mkn48pMn1ya12TfBsVnKadUfdKULM9NmeZBZudKMXQu8GX",
};
const bytes = Buffer.from(JSON.parse(DIDKIT.jwk).d, "base64url").toString("base64");

describe("the issuer of credentials", () => {
  test.each([
    ["a key that is made here", bytes],
    ["a key that the service has printed", DIDKIT.jwk],
  ])("is named as the library names it that signs: %s", (_, key) => {
    expect(issuerId(key)).toBe(DIDKIT.did);
    expect(JSON.parse(issuerJwk(key))).toEqual(JSON.parse(DIDKIT.jwk));
  });

  test("signs with the key that its name says", () => {
    for (let round = 0; round < 20; round += 1) {
      const seed = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }).d ?? "";
      const jwk = JSON.parse(issuerJwk(Buffer.from(seed, "base64url").toString("base64")));
      const key = createPrivateKey({ key: jwk, format: "jwk" });
      const text = Buffer.from("a certificate");
      const open = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: "jwk" });
      expect(verify(null, text, open, sign(null, text, key))).toBe(true);
      expect(issuerId(JSON.stringify(jwk))).toMatch(/^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/);
    }
  });

  test.each(["short", "", "{ no json", '{"d":1}', Buffer.alloc(31).toString("base64")])(
    "is refused with a key that is none, which is not quoted: %s",
    (key) => {
      expect(() => issuerId(key)).toThrow("The key of the issuer is no Ed25519 key.");
      if (key.length > 5) expect(() => issuerId(key)).not.toThrow(key);
    },
  );
});
