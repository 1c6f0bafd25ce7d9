import type { ConfigurationSecret } from "../settings/late.ts";

/** What a generated value looks like. The shape of a live secret never changes: changing it would make a new value. */
export type Shape =
  | { readonly kind: "password"; readonly length: number }
  | { readonly kind: "rsa"; readonly bits: 2048 }
  | { readonly kind: "uuid" }
  /** Made by somebody else's server while it makes an account. */
  | { readonly kind: "issued" }
  /** Computed from other secrets: HMAC-SHA256 of one, keyed by the other, in hexadecimal. */
  | { readonly kind: "hmac"; readonly key: string; readonly message: string }
  /** 32 random bytes in Base64: the private half of a key that signs credentials. */
  | { readonly kind: "ed25519" }
  /** One form of such a key: the private JWK as JSON text, or the identifier that follows from it. */
  | { readonly kind: "issuer"; readonly of: string; readonly form: "jwk" | "id" }
  /** A certificate for an RSA key that nobody has signed but itself, in PEM. Whoever believes it was given it by hand. */
  | { readonly kind: "certificate"; readonly of: string }
  /** One form of an RSA key as JSON text: the private JWK, or the public set. */
  | { readonly kind: "jwk"; readonly of: string; readonly form: "private" | "publicSet" };

/** What is lost with the value: data or identities for ever, access until an administrator acts, or nothing much. */
export type Loss = "irreplaceable" | "lockout" | "cheap";

export interface Secret {
  /** `<owner>/<what>`, such as `mysql/edxapp`. */
  readonly name: string;
  readonly shape: Shape;
  /** Made here, or read from the stack's configuration. */
  readonly source: "generated" | ConfigurationSecret;
  readonly loss: Loss;
  /** Counts rotations. Raising it by one makes a new value, and nothing else does. */
  readonly generation: number;
  /** Whether removing it from the program leaves it where it is. */
  readonly keep: boolean;
}

/** Name of the Secret that lets the cluster pull images with a login of the settings. */
export const REGISTRY_LOGIN = "registry-login";
