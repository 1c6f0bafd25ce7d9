import { block, caddyfile, REVALIDATE } from "../caddyfile.ts";

/**
 * What the page may do. Scripts are its own alone. It asks any address by https: a list of revoked credentials is wherever the issuer
 * of a credential keeps it, and so is the document of an issuer that is named by its site.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** Where the image has the page. */
const PAGE = "/srv/verify";

/** The server of the page, and of what the deployment says of it, which lies in a folder of its own. */
export const portalCaddyfile = (settings: string): string =>
  caddyfile([
    block("handle /settings.json", [`root * ${settings}`, REVALIDATE, "file_server"]),
    block("handle", [
      `root * ${PAGE}`,
      REVALIDATE,
      block(
        "header",
        Object.entries(pageHeaders).map(([name, value]) => `${name} "${value}"`),
      ),
      "encode zstd gzip",
      "file_server",
    ]),
  ]);
