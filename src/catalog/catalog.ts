import type { Application } from "./application.ts";
import { anchor } from "./applications/anchor.ts";
import { assets } from "./applications/assets.ts";
import { backups } from "./applications/backups.ts";
import { cms } from "./applications/cms.ts";
import { codejail } from "./applications/codejail.ts";
import { credentials } from "./applications/credentials.ts";
import { discovery } from "./applications/discovery.ts";
import { ecommerce } from "./applications/ecommerce.ts";
import { ecommerceScan } from "./applications/ecommerceScan.ts";
import { ecommerceWorker } from "./applications/ecommerceWorker.ts";
import { exporters } from "./applications/exporters.ts";
import { jupyterhub } from "./applications/jupyterhub.ts";
import { lms } from "./applications/lms.ts";
import { mfe } from "./applications/mfe.ts";
import { notes } from "./applications/notes.ts";
import { retirement } from "./applications/retirement.ts";
import { smtp } from "./applications/smtp.ts";
import { verify } from "./applications/verify.ts";
import { watcher } from "./applications/watcher.ts";
import { xqueue } from "./applications/xqueue.ts";

/** What a deployment is made of, in the order in which its parts are prepared. */
export const catalog: readonly Application[] = [
  assets,
  lms,
  cms,
  mfe,
  notes,
  discovery,
  credentials,
  verify,
  anchor,
  ecommerce,
  ecommerceWorker,
  ecommerceScan,
  xqueue,
  watcher,
  codejail,
  jupyterhub,
  smtp,
  retirement,
  backups,
  exporters,
];
