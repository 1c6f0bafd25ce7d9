import { block, caddyfile, REVALIDATE } from "../caddyfile.ts";

/**
 * What the page may do. Scripts are its own alone. It asks any address by https: a list of revoked credentials is wherever the issuer
 * of a credential keeps it, and so is the document of an issuer that is named by its site.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' https:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** Where a library works that makes code out of text. Whoever opens it gets a page without an origin. */
export const FRAME = "/frame.html";

/** What the frame may do: that, ask for what a certificate names, and nothing else. */
export const frameHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders,
  "content-security-policy":
    "sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
};

/** Where the image has the page. */
const PAGE = "/srv/verify";

/** Files of the image, with what a browser is told about them. */
const served = (path: string, headers: Readonly<Record<string, string>>): string =>
  block(path, [
    `root * ${PAGE}`,
    REVALIDATE,
    block(
      "header",
      Object.entries(headers).map(([name, value]) => `${name} "${value}"`),
    ),
    "encode zstd gzip",
    "file_server",
  ]);

/** The server of the page, and of what the deployment says of it, which lies in a folder of its own. */
export const portalCaddyfile = (settings: string): string =>
  caddyfile([
    block("handle /settings.json", [`root * ${settings}`, REVALIDATE, "file_server"]),
    served(`handle ${FRAME}`, frameHeaders),
    served("handle", pageHeaders),
  ]);
