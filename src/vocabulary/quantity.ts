const MEMORY: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** Bytes of a Kubernetes quantity: `2Gi`, `512Mi`. */
export function bytesOf(quantity: string): number {
  const [, amount = "0", unit = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  return Number(amount) * (MEMORY[unit] ?? 1);
}

/** Thousandths of a processor: `500m`, `2`. */
export const millicoresOf = (quantity: string): number =>
  quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;

/** Times 1.1, a hundred would be more than 110. */
export const aTenthMore = (amount: number): number => (amount * 11) / 10;

/** Mebibytes, rounded up: what a quota or a limit is written in, so that it reads like the settings. */
export const memory = (bytes: number): string => {
  const mebibytes = Math.ceil(bytes / 1024 ** 2);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
};

export const cpu = (millicores: number): string => {
  const whole = Math.ceil(millicores);
  return whole % 1000 === 0 ? String(whole / 1000) : `${whole}m`;
};
