import type { SharePurpose } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";

/** What each purpose is, and what it fills in. */
export const PURPOSE_WORDS: Readonly<Record<SharePurpose, { title: string; text: string }>> = {
  general: {
    title: t("Files"),
    text: t("Documents and everything else. What is deleted is kept for 30 days."),
  },
  "time-machine": {
    title: "Time Machine",
    text: t("Backups of Macs. Give it a size, or they take all there is. Requires signing."),
  },
  homes: {
    title: t("Private homes"),
    text: t("One folder for each user, which nobody else sees."),
  },
  media: {
    title: t("Media"),
    text: t(
      "Music and films, with other programs of the box. New files are their group's to change.",
    ),
  },
  archive: {
    title: t("Archive"),
    text: t("What is put in can be read for ever, and changed for an hour."),
  },
  "drop-box": {
    title: t("Drop box"),
    text: t("Everybody puts something in and sees what is their own; administrators see all."),
  },
  legacy: {
    title: t("Old devices"),
    text: t("Scanners and players that cannot do much. Better kept to addresses that are known."),
  },
};
