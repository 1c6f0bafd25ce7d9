import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { IMMUTABLE } from "../../vocabulary/immutable.ts";
import type { Late } from "../../vocabulary/late.ts";
import type { Secret } from "../../vocabulary/secret.ts";
import type { Configured } from "../placement.ts";
import { tokens } from "../tokens.ts";
import { issuerId, issuerJwk } from "./did.ts";
import { privateJwk, publicJwkSet } from "./jwk.ts";

export interface SecretsArgs {
  /** The secrets to provide. One that is computed from another stands after it. */
  readonly secrets: readonly Secret[];
  /** Fetches a value of the stack's own configuration. */
  readonly configured: Configured;
  /** What another server makes together with an account: keys of object storage. Default: nothing. */
  readonly issued?: Issued;
}

/** Finds the value of a secret that another server makes. */
export type Issued = (name: string) => pulumi.Output<string> | undefined;

/** Makes the secrets of a stack once and keeps them in its state; a new value comes from a new generation and nothing else. */
export class Secrets extends pulumi.ComponentResource {
  private readonly values = new Map<string, pulumi.Output<string>>();
  /** The keys that were used before the ones in `values`. */
  private readonly former = new Map<string, pulumi.Output<string>>();
  private readonly configured: Configured;
  private readonly issued: Issued;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(tokens.secrets, name, {}, opts);
    this.configured = args.configured;
    this.issued = args.issued ?? (() => undefined);
    for (const secret of args.secrets) {
      const value = secret.source === "generated" ? this.make(name, secret) : args.configured(secret.source);
      this.values.set(secret.name, pulumi.secret(value));
    }
    this.registerOutputs({});
  }

  /** The value behind a late reference. */
  reveal(late: Late): pulumi.Output<string> {
    if (late.late === "configuration") return this.configured(late);
    const value = this.values.get(late.name);
    if (value === undefined) throw new Error(`the secret "${late.name}" is used and not declared`);
    return value;
  }

  private make(prefix: string, secret: Secret): pulumi.Output<string> {
    const name = `${prefix}-${secret.name.replaceAll("/", "-")}`;
    const opts = { parent: this, protect: secret.keep, retainOnDelete: secret.keep };
    const keepers = { generation: String(secret.generation) };
    const { shape } = secret;
    switch (shape.kind) {
      case "password":
        return new random.RandomPassword(
          name,
          { length: shape.length, special: false, keepers },
          { ...opts, ignoreChanges: [...IMMUTABLE["random:index/randomPassword:RandomPassword"]] },
        ).result;
      case "issued": {
        const value = this.issued(secret.name);
        if (value === undefined) throw new Error(`nobody has made the secret "${secret.name}"`);
        return value;
      }
      case "hex":
        return randomBytes(name, shape.bytes, keepers, opts).hex;
      case "uuid":
        return new random.RandomUuid(name, { keepers }, opts).result;
      case "rsa": {
        // This resource has no keepers: its generation is in its name. Older ones stay, because what is kept may not vanish.
        const older = Array.from({ length: secret.generation - 1 }, (_, index) => index + 1);
        const former = older.map((generation) => rsaKey(name, generation, shape.bits, opts)).at(-1);
        if (former) this.former.set(secret.name, former.privateKeyPem);
        return rsaKey(name, secret.generation, shape.bits, opts).privateKeyPem;
      }
      case "certificate":
        return selfSigned(name, secret.generation, this.reveal({ late: "secret", name: shape.of }), opts);
      case "jwk": {
        const current = this.reveal({ late: "secret", name: shape.of });
        if (shape.form === "private") return current.apply(privateJwk);
        // Tokens that the key before has signed stay good; those of still older ones do not, or a leak would last for ever.
        const former = this.former.get(shape.of);
        return pulumi.all(former ? [current, former] : [current]).apply(publicJwkSet);
      }
      case "ed25519":
        return randomBytes(name, 32, keepers, opts).base64;
      case "issuer":
        return this.reveal({ late: "secret", name: shape.of }).apply(
          shape.form === "jwk" ? issuerJwk : issuerId,
        );
      case "hmac":
        return pulumi
          .all([shape.key, shape.message].map((name) => this.reveal({ late: "secret", name })))
          .apply(([key = "", message = ""]) => createHmac("sha256", key).update(message).digest("hex"));
    }
  }
}

const randomBytes = (
  name: string,
  length: number,
  keepers: Readonly<Record<string, string>>,
  opts: pulumi.CustomResourceOptions,
): random.RandomBytes =>
  new random.RandomBytes(
    name,
    { length, keepers },
    { ...opts, ignoreChanges: [...IMMUTABLE["random:index/randomBytes:RandomBytes"]] },
  );

const rsaKey = (
  name: string,
  generation: number,
  rsaBits: number,
  opts: pulumi.CustomResourceOptions,
): tls.PrivateKey =>
  new tls.PrivateKey(
    generation === 1 ? name : `${name}-${generation}`,
    { algorithm: "RSA", rsaBits },
    { ...opts, ignoreChanges: [...IMMUTABLE["tls:index/privateKey:PrivateKey"]] },
  );

const YEARS = 10;

/** With a new key comes a new certificate. What stands in it besides is read by nobody. */
const selfSigned = (
  name: string,
  generation: number,
  privateKeyPem: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> =>
  new tls.SelfSignedCert(
    generation === 1 ? name : `${name}-${generation}`,
    {
      privateKeyPem,
      allowedUses: ["digital_signature", "key_encipherment"],
      validityPeriodHours: YEARS * 365 * 24,
      subject: { commonName: "SAML service provider" },
    },
    { ...opts, ignoreChanges: ["allowedUses", "validityPeriodHours", "subject"] },
  ).certPem;
