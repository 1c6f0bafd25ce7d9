import { isIPv4, isIPv6 } from "node:net";

/** An address as a whole number, with as many bits as its kind has. */
interface Bits {
  readonly value: bigint;
  readonly width: number;
}

const joined = (parts: readonly string[], size: number, base: number): bigint =>
  parts.reduce((value, part) => value * 2n ** BigInt(size) + BigInt(Number.parseInt(part, base)), 0n);

function bitsOf(address: string): Bits | undefined {
  if (isIPv4(address)) return { value: joined(address.split("."), 8, 10), width: 32 };
  if (!isIPv6(address)) return undefined;
  const [head = [], tail = []] = address.split("::").map((half) => half.split(":").filter(Boolean));
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return { value: joined([...head, ...gap, ...tail], 16, 16), width: 128 };
}

function textOf({ value, width }: Bits): string {
  const [count, size, base] = width === 32 ? [4, 8, 10] : [8, 16, 16];
  const parts = Array.from({ length: count }, (_, index) => {
    const shift = BigInt(size * (count - 1 - index));
    return ((value >> shift) % 2n ** BigInt(size)).toString(base);
  });
  // A URL writes an address of version 6 in its short form.
  return width === 32 ? parts.join(".") : new URL(`http://[${parts.join(":")}]`).hostname.slice(1, -1);
}

/** A network in its short form, and whether it was written by its first address. */
export interface Network {
  readonly text: string;
  readonly exact: boolean;
}

/** Whether an address is in a network. */
export const includes = (network: string, address: string): boolean =>
  networkOf(`${address}/${network.split("/")[1]}`)?.text === network;

/** The network that is meant: `10.1.2.3/24` is in `10.1.2.0/24`. Nothing where there is none. */
export function networkOf(written: string): Network | undefined {
  const [address = "", length = ""] = written.split("/");
  const bits = bitsOf(address);
  if (bits === undefined || !/^\d+$/.test(length) || Number(length) > bits.width) return undefined;
  const within = bits.value % 2n ** BigInt(bits.width - Number(length));
  return { text: `${textOf({ ...bits, value: bits.value - within })}/${length}`, exact: within === 0n };
}
