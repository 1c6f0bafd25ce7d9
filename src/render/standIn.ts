import { hash } from "node:crypto";
import type { Values } from "./rendering.ts";

/** Marks every stand-in that is text, so that nobody takes one for a live value. */
export const mark = "standin";

/** As many hexadecimal digits as asked for, always the same for the same words. */
export function hexOf(length: number, ...words: readonly string[]): string {
  let hex = "";
  for (let block = 0; hex.length < length; block += 1)
    hex += hash("sha512", [...words, String(block)].join("\0"), "hex");
  return hex.slice(0, length);
}

export const bytesOf = (length: number, ...words: readonly string[]): Buffer =>
  Buffer.from(hexOf(2 * length, ...words), "hex");

/** A UUID of version 8, which is left to applications: no provider ever makes one. */
export function uuidOf(...words: readonly string[]): string {
  const hex = hexOf(32, "uuid", ...words);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}

/** Text over an alphabet, starting with the mark where it is long enough to stay unlike that of another URN. */
export function textOf(length: number, alphabet: string, ...words: readonly string[]): string {
  const letters = [...bytesOf(length, "text", ...words)]
    .map((byte) => alphabet[byte % alphabet.length] ?? "")
    .join("");
  const marked = length >= 16 && [...mark].every((letter) => alphabet.includes(letter));
  return marked ? mark + letters.slice(mark.length) : letters;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const specials = "!@#$%&*()-_=+[]{}<>:?";

interface CharacterClass {
  readonly letters: string;
  readonly least: number;
}

/** The character classes that random.RandomPassword and RandomString draw from, with how many of each they must hold. */
function classesOf(inputs: Values): readonly CharacterClass[] {
  const wanted = (name: string) => inputs[name] !== false;
  const least = (name: string) => Number(inputs[name] ?? 0);
  const special = typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : specials;
  return [
    { letters: wanted("lower") ? lower : "", least: least("minLower") },
    { letters: wanted("upper") ? lower.toUpperCase() : "", least: least("minUpper") },
    { letters: wanted("numeric") && wanted("number") ? digits : "", least: least("minNumeric") },
    { letters: wanted("special") ? special : "", least: least("minSpecial") },
  ];
}

/** A password of the asked length and characters. */
export function passwordOf(urn: string, inputs: Values): string {
  const classes = classesOf(inputs);
  const demanded = classes
    .map(({ letters, least }) => (letters === "" ? "" : textOf(least, letters, urn, letters)))
    .join("");
  const alphabet = classes.map(({ letters }) => letters).join("");
  const free = Math.max(0, Number(inputs.length ?? 0) - demanded.length);
  return textOf(free, alphabet === "" ? lower : alphabet, urn) + demanded;
}

/** What an object is called when the program leaves its name to the provider: eight digits after the logical name. */
export const automaticName = (urn: string, name: string): string => `${name}-${hexOf(8, "name", urn)}`;

/** An address out of the block for documentation (RFC 5737). */
export const addressOf = (urn: string): string =>
  `192.0.2.${((bytesOf(1, "address", urn)[0] ?? 0) % 254) + 1}`;
