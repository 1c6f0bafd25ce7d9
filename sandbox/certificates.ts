import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** A certificate and its key, as PEM. */
export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Credential {
  readonly name: string;
}

export interface Holder {
  /** The user, to Kubernetes. */
  readonly name: string;
  /** The group, to Kubernetes. */
  readonly organization?: string;
  /** Host names and IPv4 addresses under which it serves. */
  readonly hosts?: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;
/** Longer than any sandbox lives. */
const VALID = 30 * DAY;

/** An authority that only this sandbox knows. */
export function authority(name: string): Authority {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    name,
    ...certified({ name }, pair.publicKey, pair.privateKey, { name, key: pair.privateKey }, true),
  };
}

/** A certificate for a server, a client, or what is both. */
export function issue(issuer: Authority, holder: Holder): Credential {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signer = { name: issuer.name, key: createPrivateKey(issuer.key) };
  return certified(holder, pair.publicKey, pair.privateKey, signer, false);
}

/** A pair to sign tokens with. */
export function signingPair(): { readonly public: string; readonly private: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    public: publicKey.export({ type: "spki", format: "pem" }).toString(),
    private: pemKey(privateKey),
  };
}

const pemKey = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

interface Signer {
  readonly name: string;
  readonly key: KeyObject;
}

/** X.509 v3 (RFC 5280), as much of it as Go's TLS asks for. */
function certified(
  holder: Holder,
  publicKey: KeyObject,
  privateKey: KeyObject,
  signer: Signer,
  isAuthority: boolean,
): Credential {
  const signed = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16).map((byte, index) => (index === 0 ? (byte & 0x3f) | 0x40 : byte))),
    sequence(oid.ecdsaWithSha256),
    distinguished({ name: signer.name }),
    sequence(utcTime(Date.now() - DAY), utcTime(Date.now() + VALID)),
    distinguished(holder),
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, sequence(...(isAuthority ? authorityExtensions() : leafExtensions(holder)))),
  );
  const signature = sign("sha256", signed, { key: signer.key, dsaEncoding: "der" });
  const certificate = sequence(signed, sequence(oid.ecdsaWithSha256), bits(signature, 0));
  return { certificate: pem("CERTIFICATE", certificate), key: pemKey(privateKey) };
}

const authorityExtensions = (): readonly Buffer[] => [
  extension(oid.basicConstraints, sequence(tlv(0x01, Buffer.from([0xff]))), true),
  // To sign certificates, and digitally.
  extension(oid.keyUsage, bits(Buffer.from([0x84]), 2), true),
];

const leafExtensions = ({ hosts = [] }: Holder): readonly Buffer[] => [
  extension(oid.keyUsage, bits(Buffer.from([0x80]), 7), true),
  extension(oid.extendedKeyUsage, sequence(oid.serverAuth, oid.clientAuth)),
  ...(hosts.length === 0 ? [] : [extension(oid.subjectAltName, sequence(...hosts.map(alternative)))]),
];

const extension = (id: Buffer, value: Buffer, critical = false): Buffer =>
  sequence(id, ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));

const alternative = (host: string): Buffer =>
  isIPv4(host) ? tlv(0x87, Buffer.from(host.split(".").map(Number))) : tlv(0x82, Buffer.from(host));

const distinguished = ({ name, organization }: Holder): Buffer =>
  sequence(
    ...(organization === undefined ? [] : [attribute(oid.organization, organization)]),
    attribute(oid.commonName, name),
  );

const attribute = (id: Buffer, value: string): Buffer =>
  tlv(0x31, sequence(id, tlv(0x0c, Buffer.from(value))));

// DER: a tag, a length, a value.

function tlv(tag: number, value: Uint8Array): Buffer {
  const size = value.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, Math.floor(size / 0x100), size % 0x100];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}

const sequence = (...items: readonly Uint8Array[]): Buffer => tlv(0x30, Buffer.concat(items));
const integer = (value: Uint8Array): Buffer => tlv(0x02, value);
const bits = (value: Uint8Array, unused: number): Buffer =>
  tlv(0x03, Buffer.concat([Buffer.from([unused]), value]));
const utcTime = (time: number): Buffer =>
  tlv(0x17, Buffer.from(`${new Date(time).toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`));

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(number: number): readonly number[] {
  const digits = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

const oid = {
  ecdsaWithSha256: objectId("1.2.840.10045.4.3.2"),
  organization: objectId("2.5.4.10"),
  commonName: objectId("2.5.4.3"),
  basicConstraints: objectId("2.5.29.19"),
  keyUsage: objectId("2.5.29.15"),
  extendedKeyUsage: objectId("2.5.29.37"),
  subjectAltName: objectId("2.5.29.17"),
  serverAuth: objectId("1.3.6.1.5.5.7.3.1"),
  clientAuth: objectId("1.3.6.1.5.5.7.3.2"),
};

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${(der.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END ${label}-----\n`;
