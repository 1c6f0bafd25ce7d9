import type { Step, Verdict } from "./outcome.ts";

/** What the page says, and what it means for whoever reads it. */
export const VERDICTS: Readonly<Record<Verdict, readonly [title: string, meaning: string]>> = {
  valid: ["Valid", "It was issued by this institution, and nothing in it was changed since."],
  stranger: [
    "Signed, but by somebody unknown",
    "Nothing in it was changed since it was signed. This page does not know who has signed it: anybody can sign anything.",
  ],
  tampered: [
    "Not authentic",
    "Something in it was changed after it was signed, or it was signed by somebody else.",
  ],
  revoked: ["Revoked", "It was issued, and taken back by its issuer since."],
  expired: ["Expired", "It was issued, and is over."],
  unknown: [
    "Not decided",
    "Something could not be asked. That says nothing of the credential: try again, or ask its issuer.",
  ],
  garbage: ["Not a credential", "This is not a credential that can be verified."],
};

export const STEPS: Readonly<Record<Step["what"], string>> = {
  signature: "It is as it was signed",
  issuer: "Its issuer is known here",
  revocation: "It was not taken back",
  expiry: "It is not over",
  anchor: "It is anchored on a blockchain",
};

export const answerOf = ({ holds }: Step): string =>
  holds === undefined ? "not known" : holds ? "yes" : "no";
