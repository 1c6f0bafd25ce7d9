import { StatusList } from "@digitalbazaar/vc-status-list";
import { verifyCredential } from "@digitalcredentials/verifier-core";
import { type Credential, type Fetch, type Issuer, issuerOf, type Outcome, type Step } from "./outcome.ts";

/**
 * Asks the library whether a credential is as it was signed, and then what the library does not ask of credentials of Open edX:
 * it passes over the list of revoked ones (StatusList2021), and over the end that stands in `validUntil`.
 */
export async function check(
  credential: Credential,
  issuers: readonly Issuer[],
  fetched: Fetch,
  now: Date,
): Promise<Outcome> {
  const signature = await signed(credential);
  if (signature !== "valid") return { verdict: signature, credential, steps: [] };
  const issuer = issuers.find(({ id }) => id === issuerOf(credential));
  const revocation = await revoked(credential, fetched);
  const steps: readonly Step[] = [
    { what: "signature", holds: true },
    { what: "issuer", holds: issuer !== undefined },
    { what: "revocation", holds: revocation === undefined ? undefined : !revocation },
    { what: "expiry", holds: !isOver(credential, now) },
  ];
  return { verdict: verdictOf(steps), credential, steps, ...(issuer ? { issuer } : {}) };
}

async function signed(credential: Credential): Promise<"valid" | "tampered" | "garbage" | "unknown"> {
  const { log = [], errors = [] } = await verifyCredential({
    credential: credential as never,
    knownDIDRegistries: [],
  });
  const [error] = errors;
  if (error === undefined) {
    return log.some(({ id, valid }) => id === "valid_signature" && valid) ? "valid" : "unknown";
  }
  if (error.name === "invalid_signature") return "tampered";
  // It could not be asked: the key of the issuer was not to be had, or a document that the credential is written in.
  return ["http_error_with_signature_check", "did_web_unresolved", "unknown_error"].includes(error.name ?? "")
    ? "unknown"
    : "garbage";
}

/** Whether it is on the list of its issuer. Nothing: it has no list, or nobody can read it. */
async function revoked(credential: Credential, fetched: Fetch): Promise<boolean | undefined> {
  const { credentialStatus } = credential;
  if (credentialStatus === undefined) return false;
  if (credentialStatus.type !== "StatusList2021Entry") return undefined;
  try {
    const list = (await fetched(credentialStatus.statusListCredential)) as Credential;
    // A list of somebody else says nothing of this one, however well it is signed.
    if (issuerOf(list) !== issuerOf(credential) || (await signed(list)) !== "valid") return undefined;
    const { encodedList } = list.credentialSubject as { readonly encodedList: string };
    return isSet(await StatusList.decode({ encodedList }), Number(credentialStatus.statusListIndex));
  } catch {
    return undefined;
  }
}

const BITS = 8;

/**
 * The specification has one bit for a credential. The credentials service writes a byte, whose last bit says it: such a list has
 * nothing in its other bits, and a list by the specification that is as empty says nothing of anybody.
 */
function isSet(list: StatusList, index: number): boolean {
  const bytes = list.length / BITS;
  const ofBytes = Array.from({ length: bytes }, (_, byte) => byte).every((byte) =>
    Array.from({ length: BITS - 1 }, (_, bit) => bit).every((bit) => !list.getStatus(byte * BITS + bit)),
  );
  return ofBytes ? list.getStatus(index * BITS + BITS - 1) : list.getStatus(index);
}

const isOver = ({ validUntil, expirationDate }: Credential, now: Date): boolean =>
  [validUntil, expirationDate].some((end) => end !== undefined && new Date(end) < now);

function verdictOf(steps: readonly Step[]): Outcome["verdict"] {
  const holds = (what: Step["what"]) => steps.find((step) => step.what === what)?.holds;
  if (holds("revocation") === false) return "revoked";
  if (holds("expiry") === false) return "expired";
  if (holds("revocation") === undefined) return "unknown";
  return holds("issuer") ? "valid" : "stranger";
}
