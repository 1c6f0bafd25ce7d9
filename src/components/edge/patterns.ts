/**
 * What gateways cannot say by itself and can by the text of a header, as regular expressions of RE2 for the whole of it.
 */

/** Numbers above this one: the `Content-Length` of what is too large. One with zeros before it is too long, and too large. */
export function above(most: number): string {
  const digits = String(most);
  const longer = `[0-9]{${digits.length + 1},}`;
  const larger = [...digits].flatMap((digit, index) => {
    if (digit === "9") return [];
    const rest = digits.length - 1 - index;
    return [`${digits.slice(0, index)}[${Number(digit) + 1}-9]${rest > 0 ? `[0-9]{${rest}}` : ""}`];
  });
  return [longer, ...larger].join("|");
}

const OCTET = "[0-9]{1,3}";

/** The numbers from the first to the last, ten by ten: a list of them all is longer than a header of a route may be. */
function numbers(first: number, last: number): string {
  const all = Array.from({ length: last - first + 1 }, (_, more) => String(first + more));
  return [...Map.groupBy(all, (number) => number.slice(0, -1))]
    .map(([tens, ten]) => `${tens}[${ten[0]?.slice(-1)}-${ten.at(-1)?.slice(-1)}]`)
    .join("|");
}

/** Addresses of a network of IP version 4: `192.0.2.0/25`. */
function addressesOf(network: string): string {
  const [address = "", length = ""] = network.split("/");
  const octets = address.split(".").map(Number);
  const prefix = Number(length);
  return octets
    .map((octet, index) => {
      const fixed = Math.min(8, Math.max(0, prefix - 8 * index));
      if (fixed === 8) return String(octet);
      if (fixed === 0) return OCTET;
      return `(?:${numbers(octet, octet + 2 ** (8 - fixed) - 1)})`;
    })
    .join("\\.");
}

/**
 * An `X-Forwarded-For` whose client is in one of some networks. Each proxy adds who asked it at the end: behind none of one's own that is the
 * last one, and what stands before it anybody can have written.
 */
export const cameFrom = (networks: readonly string[], proxies: number): string =>
  `(?:.*, ?)?(?:${networks.map(addressesOf).join("|")})${proxies > 0 ? `(?:, ?[^,]+){${proxies}}` : ""}`;
