/** Somebody who logs in with the LMS, or lets people log in there. A row of the LMS's own database. */
export interface OAuthClient {
  /** Name of the row, and its key: a second run changes it instead of adding another. */
  readonly name: string;
  /** Account that acts when nobody is logged in. */
  readonly user: OAuthUser;
  readonly grant: "authorization-code" | "client-credentials";
  readonly id: string;
  /** Name of the secret that proves who it is. */
  readonly secret: string;
  /** Where people are sent back to. */
  readonly redirects: readonly string[];
  readonly scopes: readonly string[];
}

export interface OAuthUser {
  readonly name: string;
  readonly email: string;
  readonly staff: boolean;
  readonly superuser: boolean;
}
