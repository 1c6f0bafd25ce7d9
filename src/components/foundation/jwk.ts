import { createPrivateKey } from "node:crypto";

const KEY_ID = "openedx";

/** The private key as a JWK with all the factors that PyJWT wants, or the public half as a set. Both as JSON text. */
export function jwkText(pem: string, form: "private" | "publicSet"): string {
  const { kty, n, e, ...secretParts } = createPrivateKey(pem).export({ format: "jwk" });
  const open = { kid: KEY_ID, kty, e, n };
  return JSON.stringify(form === "private" ? { ...open, ...secretParts } : { keys: [open] });
}
