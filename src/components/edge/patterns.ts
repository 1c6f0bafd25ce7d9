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
      return `(?:${Array.from({ length: 2 ** (8 - fixed) }, (_, more) => octet + more).join("|")})`;
    })
    .join("\\.");
}

/**
 * An `X-Forwarded-For` whose client is in a network. Each proxy adds who asked it at the end: behind none of one's own that is the
 * last one, and what stands before it anybody can have written.
 */
export const cameFrom = (network: string, proxies: number): string =>
  `(?:.*, ?)?${addressesOf(network)}${proxies > 0 ? `(?:, ?[^,]+){${proxies}}` : ""}`;
