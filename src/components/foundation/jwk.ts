import { createHash, createPrivateKey, type KeyObject } from "node:crypto";

/** The private key as a JWK with all the factors that PyJWT wants, as JSON text. */
export function privateJwk(pem: string): string {
  const { open, closed } = halvesOf(pem);
  return JSON.stringify({ ...open, ...closed });
}

/** The public halves of keys as a set, as JSON text. */
export function publicJwkSet(pems: readonly string[]): string {
  return JSON.stringify({ keys: pems.map((pem) => halvesOf(pem).open) });
}

function halvesOf(pem: string) {
  const { kty, n, e, ...closed } = keyFrom(pem).export({ format: "jwk" });
  // RFC 7638: the name of a key follows from the key, so that no two have one name.
  const kid = createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
  return { open: { kid, kty, e, n }, closed };
}

/** What the library says of a broken key helps nobody, and might quote it. */
function keyFrom(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // Told below, like a key of another kind.
  }
  throw new Error(
    "A secret that signs tokens is no RSA private key. Give it in PEM form, as `openssl genrsa 2048` prints it.",
  );
}
