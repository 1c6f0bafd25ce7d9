import { checkPrimeSync, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { bytesOf, mark } from "./standIn.ts";

/**
 * How far from its start the next prime is, by the bits of the prime. A test checks every row; without one the search takes up to a
 * second.
 */
export const distances: Readonly<Record<number, readonly [bigint, bigint]>> = {
  512: [190n, 56n],
  1024: [42n, 1234n],
  1536: [2100n, 318n],
  2048: [422n, 2292n],
};

const exponent = 65_537n;

/** The next prime after a start that is made from words, so that it is the same in every process. */
export function prime(bits: number, which: 0 | 1): bigint {
  const drawn = BigInt(`0x${bytesOf(bits / 8, mark, "prime", String(bits), String(which)).toString("hex")}`);
  // The two top bits make the product of two primes exactly twice as long; the last makes it odd.
  const start = drawn | (3n << BigInt(bits - 2)) | 1n;
  const distance = distances[bits]?.[which];
  if (distance !== undefined) return start + distance;
  for (let candidate = start; ; candidate += 2n) {
    if (candidate % exponent !== 1n && checkPrimeSync(candidate)) return candidate;
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next, factor, nextFactor] = [modulus, value % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return (factor + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
}

function makeKey(bits: number): KeyObject {
  const [p, q] = [prime(bits / 2, 0), prime(bits / 2, 1)];
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e: exponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, base64url(value)]));
  return createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
}

// One key a size for the whole process: making it is the only slow stand-in, and what is fake need not differ.
const keys = new Map<number, { readonly pkcs1: string; readonly pkcs8: string; readonly public: string }>();

function keyOf(bits: number) {
  const made = keys.get(bits);
  if (made) return made;
  const key = makeKey(bits);
  const pem = {
    pkcs1: key.export({ type: "pkcs1", format: "pem" }).toString(),
    pkcs8: key.export({ type: "pkcs8", format: "pem" }).toString(),
    public: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
  };
  keys.set(bits, pem);
  return pem;
}

export interface KeyPair {
  readonly privateKeyPem: string;
  readonly privateKeyPemPkcs8: string;
  readonly publicKeyPem: string;
}

/** A key pair that every parser accepts. The line before the PEM says whose stand-in it is; parsers skip it (RFC 7468 §2). */
export function rsaKeyOf(urn: string, bits: number): KeyPair {
  const key = keyOf(bits);
  const preamble = `Stand-in, not a secret: ${urn}\n`;
  return {
    privateKeyPem: preamble + key.pkcs1,
    privateKeyPemPkcs8: preamble + key.pkcs8,
    publicKeyPem: preamble + key.public,
  };
}
