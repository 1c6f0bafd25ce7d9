import type { Credential } from "./outcome.ts";

/** A credential as people have it: alone, or in the envelope in which wallets hand it on. Nothing: it is none. */
export function read(text: string): Credential | undefined {
  const found = parsed(text);
  const inside = isObject(found) && "verifiableCredential" in found ? found.verifiableCredential : found;
  const one = Array.isArray(inside) ? inside[0] : inside;
  return isObject(one) && "@context" in one ? (one as Credential) : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is one of Blockcerts, which another library verifies. */
export const isBlockcert = ({ "@context": context }: Credential): boolean =>
  JSON.stringify(context).includes("w3id.org/blockcerts");
