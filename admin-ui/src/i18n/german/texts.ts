import { germanAccessPolicy } from "./access-policy.ts";
import { germanAccount } from "./account.ts";
import { germanAdministrator } from "./administrator.ts";
import { germanApiKey } from "./api-key.ts";
import { germanAudit } from "./audit.ts";
import { germanBackup } from "./backup.ts";
import { germanCertificate } from "./certificate.ts";
import { germanConnect } from "./connect.ts";
import { germanDashboard } from "./dashboard.ts";
import { germanEngine } from "./engine.ts";
import { germanFrame } from "./frame.ts";
import { germanGroup } from "./group.ts";
import { germanJob } from "./job.ts";
import { germanLogon } from "./logon.ts";
import { germanParts } from "./parts.ts";
import { germanPermission } from "./permission.ts";
import { germanProblem } from "./problem.ts";
import { germanSelfService } from "./self-service.ts";
import { germanSession } from "./session.ts";
import { germanSetting } from "./setting.ts";
import { germanSetup } from "./setup.ts";
import { germanShare } from "./share.ts";
import { germanSystem } from "./system.ts";
import { germanUser } from "./user.ts";
import { germanWords } from "./words.ts";

/** Every text of the pages, by the English one. A text that several places have stands in one of them. */
export const germanTexts = {
  ...germanAccessPolicy,
  ...germanAccount,
  ...germanAdministrator,
  ...germanApiKey,
  ...germanAudit,
  ...germanBackup,
  ...germanCertificate,
  ...germanConnect,
  ...germanDashboard,
  ...germanEngine,
  ...germanFrame,
  ...germanGroup,
  ...germanJob,
  ...germanLogon,
  ...germanParts,
  ...germanPermission,
  ...germanProblem,
  ...germanSelfService,
  ...germanSession,
  ...germanSetting,
  ...germanSetup,
  ...germanShare,
  ...germanSystem,
  ...germanUser,
  ...germanWords,
} as const;
