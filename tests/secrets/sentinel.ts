/** Stands for a secret that nobody may see: whoever finds it in an answer has found a leak. */
export const SENTINEL = "Sentinel0Of0A0Plain0Secret";
