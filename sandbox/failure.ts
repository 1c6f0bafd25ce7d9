/** Something of the sandbox that does not work, in words for the person who uses it. */
export class SandboxFailure extends Error {
  override readonly name = "SandboxFailure";
}
