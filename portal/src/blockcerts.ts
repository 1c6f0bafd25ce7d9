import {
  type Credential,
  type Fetch,
  type Issuer,
  issuerOf,
  type Outcome,
  type Step,
  type Verdict,
} from "./outcome.ts";

interface Update {
  readonly code: string;
  readonly status: string;
}

/** As much of the library of the Blockcerts project as is used. It stands beside this program in the frame (`frame.html`). */
interface Library {
  readonly Certificate: new (
    definition: Credential,
  ) => {
    readonly issuer?: { readonly id?: string; readonly revocationList?: string };
    /** Who has signed it, and on which chain. Empty before it is verified. */
    readonly signers: readonly { readonly chain?: { readonly test?: boolean } }[];
    init(): Promise<void>;
    verify(told: (update: Update) => void): Promise<{ readonly status: string }>;
  };
}

declare const Verifier: Library;

/** What comes of a step of the library that fails. All others say that something was changed, or that somebody else has signed. */
const FAILED: Readonly<Record<string, Verdict>> = {
  checkRevokedStatus: "revoked",
  checkExpiresDate: "expired",
  ensureValidityPeriodStarted: "unknown",
  // No node of the chain has answered.
  fetchRemoteHash: "unknown",
};

/**
 * Asks the library, which asks a node of the chain whether the batch of the certificate is anchored there. Then what the library does
 * not ask: it takes a list of revoked certificates that cannot be had for an empty one, a chain for trying for a chain, and
 * everybody for an issuer.
 */
export async function checkBlockcert(
  credential: Credential,
  issuers: readonly Issuer[],
  fetched: Fetch,
): Promise<Outcome> {
  // Where the library has not come, that says nothing of the credential.
  const { Certificate } = Verifier;
  if (!(await canBeHad(issuerOf(credential), fetched))) return { verdict: "unknown", credential, steps: [] };
  const certificate = await opened(() => new Certificate(credential));
  if (certificate === undefined) return { verdict: "garbage", credential, steps: [] };
  const failed = await failedIn(certificate);
  if (failed !== undefined) return { verdict: failed, credential, steps: [] };
  const issuer = issuers.find(({ id }) => id === certificate.issuer?.id);
  const listed = await canBeHad(certificate.issuer?.revocationList, fetched);
  const anchored = certificate.signers.some(({ chain }) => chain !== undefined && !chain.test);
  const steps: readonly Step[] = [
    { what: "signature", holds: true },
    { what: "anchor", holds: anchored },
    { what: "issuer", holds: issuer !== undefined },
    { what: "revocation", holds: listed || undefined },
    { what: "expiry", holds: true },
  ];
  const verdict = anchored && listed ? (issuer ? "valid" : "stranger") : "unknown";
  return { verdict, credential, steps, ...(issuer ? { issuer } : {}) };
}

type Certificate = InstanceType<Library["Certificate"]>;

/** A certificate as the library reads it. Nothing: it is none. */
async function opened(read: () => Certificate): Promise<Certificate | undefined> {
  try {
    const certificate = read();
    await certificate.init();
    return certificate;
  } catch {
    return undefined;
  }
}

/** What the first step says that fails. Nothing: none does. */
async function failedIn(certificate: Certificate): Promise<Verdict | undefined> {
  let first: string | undefined;
  try {
    const { status } = await certificate.verify(({ code, status: how }) => {
      if (how === "failure") first ??= code;
    });
    if (status === "success") return undefined;
  } catch {
    // Where there is no transaction it throws, after it has said which step has failed.
  }
  return FAILED[first ?? ""] ?? "tampered";
}

/** Whether a document is there that the library is going to ask for. What is not at an address is found by other means. */
async function canBeHad(url: string | undefined, fetched: Fetch): Promise<boolean> {
  if (url === undefined || !/^https?:/.test(url)) return true;
  return fetched(url).then(
    () => true,
    () => false,
  );
}
