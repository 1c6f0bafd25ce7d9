import { createPrivateKey } from "node:crypto";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** What stands before the public half, so that a reader knows what kind of key it is (multicodec `ed25519-pub`). */
const ED25519 = Buffer.from([0xed, 0x01]);

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

interface Jwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly d: string;
}

/** The private key as a JWK, as JSON text. */
export const issuerJwk = (key: string): string => JSON.stringify(jwkOf(key));

/** The identifier that follows from the key (did:key): whoever reads it can check a signature, and needs nobody for it. */
export const issuerId = (key: string): string =>
  `did:key:z${base58(Buffer.concat([ED25519, Buffer.from(jwkOf(key).x, "base64url")]))}`;

/** A key is 32 bytes in Base64, as it is made here, or the JWK that the credentials service prints. */
function jwkOf(key: string): Jwk {
  const bytes = privateBytes(key);
  if (bytes?.length !== 32) {
    throw new Error(
      "The key of the issuer is no Ed25519 key. Give the JWK that `manage.py generate_issuer_credentials` prints, or 32 random bytes in Base64.",
    );
  }
  const der = Buffer.concat([PKCS8, bytes]);
  const { x = "", d = "" } = createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({
    format: "jwk",
  });
  return { kty: "OKP", crv: "Ed25519", x, d };
}

function privateBytes(key: string): Buffer | undefined {
  if (!key.trim().startsWith("{")) return Buffer.from(key, "base64");
  try {
    const { d } = JSON.parse(key) as { readonly d?: unknown };
    return typeof d === "string" ? Buffer.from(d, "base64url") : undefined;
  } catch {
    // Told above, like a key of another kind: what the parser says would quote it.
    return undefined;
  }
}

function base58(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  for (; rest > 0n; rest /= 58n) text = ALPHABET.charAt(Number(rest % 58n)) + text;
  return text;
}
