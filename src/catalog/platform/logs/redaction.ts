/** Something that no log keeps: what it looks like, and what stands in its place. */
export interface Redaction {
  readonly name: string;
  readonly why: string;
  /** In the common ground of the expressions of Rust and of Go, without a single quote. */
  readonly pattern: string;
  /** `$1` is the first group of the pattern. */
  readonly instead: string;
}

const GONE = "[redacted]";

/** What may stand between a name and its value: in Python, JSON (escaped as well), YAML, a header, a query. */
const IS = String.raw`[\\"\x27]{0,2}\s*(?:[:=]|=>|%3[aAdD])\s*`;

const TOKENS = "(?:access|refresh|auth|id|oauth|reset|activation|webhook)[_-]?token";
const KEYS = "(?:api|access|private|signing|fernet)[_-]?key";
const WORDS = String.raw`passw(?:or)?d|passphrase|secret|session_?id|csrf[a-z]*|client[_-]?credential|samlresponse|oauth_signature|\btoken`;
/** What a secret is called. */
const NAME = `[a-z0-9_.-]*(?:${WORDS}|${KEYS}|${TOKENS})[a-z0-9_-]*`;

/** The rules in the order in which they are applied. None of them depends on who wrote the line. */
export const SECRETS: readonly Redaction[] = [
  {
    name: "private-key",
    why: "A key of a certificate, a signature or a login, as a file or on one line.",
    pattern: String.raw`(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\\\s]*(?:-----END [A-Z ]*PRIVATE KEY-----)?`,
    instead: `$1${GONE}`,
  },
  {
    name: "login-in-address",
    why: "Stores and brokers are named with their password in tracebacks.",
    pattern: String.raw`(\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/@:"\x27]*:)[^\s/"\x27]+@`,
    instead: `$1${GONE}@`,
  },
  {
    name: "authorization",
    why: "Whoever has the header has the account.",
    pattern: String.raw`(?i)(\b(?:proxy-)?authorization${IS}[\\"\x27]{0,2}(?:(?:bearer|basic|jwt|token|digest|negotiate|aws4-hmac-sha256)\s+)?)[^\s"\x27\\,;]+`,
    instead: `$1${GONE}`,
  },
  {
    name: "bearer",
    why: "The same where nobody wrote the name of the header.",
    pattern: String.raw`(?i)(\b(?:bearer|jwt)\s+)[A-Za-z0-9._~+/-]{16,}=*`,
    instead: `$1${GONE}`,
  },
  {
    name: "signed-token",
    why: "A token of JWT is an account until it ends, wherever it stands.",
    pattern: String.raw`\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*`,
    instead: GONE,
  },
  {
    name: "cookies",
    why: "A session of a learner or an author.",
    pattern: String.raw`(?i)(\b(?:set-)?cookie${IS}[\\"\x27]{0,2})[^"\x27\\\r\n]+`,
    instead: `$1${GONE}`,
  },
  {
    name: "named-secret-in-quotes",
    why: "Settings and forms say what they are, and between quotes a value may hold anything.",
    pattern: String.raw`(?i)(${NAME}${IS}[\[(]*\\?["\x27])[^"\x27\\]+`,
    instead: `$1${GONE}`,
  },
  {
    name: "named-secret",
    why: "The same without quotes: in a query, a header, a file of settings.",
    pattern: String.raw`(?i)(${NAME}${IS})[^\s"\x27\\,;&<>(){}\[\]]+`,
    instead: `$1${GONE}`,
  },
  {
    name: "amazon-key",
    why: "Keys of Amazon have a form of their own.",
    pattern: String.raw`\b(?:AKIA|ASIA)[0-9A-Z]{16}\b`,
    instead: GONE,
  },
];

/** What says who somebody is, beside the name that the platform itself gives them. */
export const PERSONAL: readonly Redaction[] = [
  {
    name: "mail-address",
    // Names of blocks of a course have an @ as well, and stand behind another one.
    why: "The platform logs names of accounts; an address is more than that.",
    pattern: String.raw`(^|[\s"\x27<>:=(\[,;&|/])[A-Za-z0-9._%+-]+(?:@|%40|\\u0040)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`,
    instead: "$1[address]",
  },
  {
    name: "network-address",
    why: "The network is enough to find an attack or a campus.",
    pattern: String.raw`\b(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}\b`,
    instead: "$1.0",
  },
];
