import { type Content, text } from "../vocabulary/content.ts";
import { type Address, type Addresses, type AnyStore, STORES } from "./addresses.ts";

/** Where the images of Open edX keep the certificates that they trust: all of them are built on Debian or Ubuntu. */
const TRUSTED = "/etc/ssl/certs/ca-certificates.crt";

const fileName = (store: AnyStore): string => `${store}-authority.pem`;

/** What pods find beside their configuration: the certificates that those of stores are signed by, where somebody gave any. */
export const certificateFiles = (stores: Addresses): Readonly<Record<string, Content>> =>
  Object.fromEntries(
    STORES.flatMap((name) => {
      const authority = stores[name].tls?.authority;
      return authority ? [[fileName(name), text(authority)]] : [];
    }),
  );

/** The same context, as pods know it that find those files in a folder. */
export const knownIn = <Known extends { readonly stores: Addresses }>(
  folder: string,
  context: Known,
): Known => ({ ...context, stores: withFiles(folder, context.stores) });

function withFiles(folder: string, stores: Addresses): Addresses {
  const known = (name: AnyStore, address: Address): Address =>
    address.tls && !address.tls.unverified
      ? { ...address, tls: { file: address.tls.authority ? `${folder}/${fileName(name)}` : TRUSTED } }
      : address;
  return Object.fromEntries(STORES.map((name) => [name, known(name, stores[name])])) as unknown as Addresses;
}
