import { expect, test } from "vitest";
import { bytesOf, cpu, memory, millicoresOf } from "../../src/vocabulary/quantity.ts";

test.each([
  ["7", 7],
  ["7k", 7000],
  ["7M", 7_000_000],
  ["7G", 7_000_000_000],
  ["7T", 7_000_000_000_000],
  ["7Ki", 7168],
  ["7Mi", 7_340_032],
  ["7Gi", 7_516_192_768],
  ["7Ti", 7_696_581_394_432],
  ["1.5Ki", 1536],
  ["1024Mi", 1_073_741_824],
])("%s is %d bytes", (quantity, bytes) => {
  expect(bytesOf(quantity)).toBe(bytes);
});

test.each(["", "much", "x7Mi", "7Mi or more", "7 Mi", "-7Mi"])(
  "%j is no quantity, and nothing",
  (quantity) => {
    expect(bytesOf(quantity)).toBe(0);
  },
);

test.each([
  ["1m", 1],
  ["250m", 250],
  ["0.25", 250],
  ["3", 3000],
  ["Infinity", Number.POSITIVE_INFINITY],
])("%s is %d thousandths of a processor", (quantity, millicores) => {
  expect(millicoresOf(quantity)).toBe(millicores);
});

const MEBIBYTE = 1_048_576;

test.each([
  [1, "1Mi"],
  [MEBIBYTE, "1Mi"],
  [MEBIBYTE + 1, "2Mi"],
  [1023 * MEBIBYTE, "1023Mi"],
  [1023 * MEBIBYTE + 1, "1Gi"],
  [1025 * MEBIBYTE, "1025Mi"],
  [3 * 1024 * MEBIBYTE, "3Gi"],
])("%d bytes are written %s", (bytes, written) => {
  expect(memory(bytes)).toBe(written);
});

test.each([
  [1, "1m"],
  [0.2, "1m"],
  [999.5, "1"],
  [1000, "1"],
  [1000.5, "1001m"],
  [1500, "1500m"],
  [12_000, "12"],
])("%d thousandths of a processor are written %s", (millicores, written) => {
  expect(cpu(millicores)).toBe(written);
});
