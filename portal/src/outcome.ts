/** As much of a verifiable credential as the page shows and asks for. */
export interface Credential {
  readonly "@context"?: unknown;
  readonly name?: string;
  readonly issuer?: string | { readonly id?: string; readonly name?: string };
  readonly issuanceDate?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly expirationDate?: string;
  readonly credentialSubject?: unknown;
  readonly credentialStatus?: {
    readonly type: string;
    readonly statusListIndex: string;
    readonly statusListCredential: string;
  };
  readonly proof?: unknown;
}

/** Who has issued it, as the credential says. */
export const issuerOf = ({ issuer }: Credential): string | undefined =>
  typeof issuer === "string" ? issuer : issuer?.id;

/** How a document is fetched that a credential names: its list of revoked ones. */
export type Fetch = (url: string) => Promise<unknown>;

export interface Issuer {
  readonly id: string;
  readonly name: string;
}

/** One thing that was asked. Nothing: it could not be. */
export interface Step {
  readonly what: "signature" | "issuer" | "revocation" | "expiry" | "anchor";
  readonly holds: boolean | undefined;
}

/**
 * What comes of it. `stranger`: all is well but for its issuer, whom this page does not know; anybody can sign anything. `unknown`:
 * something could not be asked, so that nothing is said.
 */
export type Verdict = "valid" | "stranger" | "tampered" | "revoked" | "expired" | "unknown" | "garbage";

export interface Outcome {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  readonly credential?: Credential;
  readonly issuer?: Issuer;
}
