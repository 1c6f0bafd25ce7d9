/** What an author pastes into the advanced settings of a course, to use the hub there. */
export interface Passport {
  /** What blocks of the course call it. */
  readonly id: string;
  /** Names the LMS to the hub. It is no secret. */
  readonly key: string;
  /** Name of the secret that both sign with. */
  readonly secret: string;
}

/** How courses send learners to a hub, as authors have to say it in Studio. */
export interface Lti {
  /** Public address of the hub. */
  readonly hub: string;
  /** The field of a launch that names its users there. */
  readonly username: string;
  /** Whether a learner is the same user in every course. */
  readonly everywhere: boolean;
  readonly login:
    | { readonly version: "1.1"; readonly passports: readonly Passport[] }
    | { readonly version: "1.3"; readonly keyset: string; readonly clients: readonly string[] };
}
