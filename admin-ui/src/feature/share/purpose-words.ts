import type { SharePurpose } from "@larder/server/contract";

/** What each purpose is, and what it fills in. */
export const PURPOSE_WORDS: Readonly<Record<SharePurpose, { title: string; text: string }>> = {
  general: {
    title: "Files",
    text: "Documents and everything else. What is deleted is kept for 30 days.",
  },
  "time-machine": {
    title: "Time Machine",
    text: "Backups of Macs. Give it a size, or they take all there is. Requires signing.",
  },
  homes: {
    title: "Private homes",
    text: "One folder for each user, which nobody else sees.",
  },
  media: {
    title: "Media",
    text: "Music and films, with other programs of the box. New files are their group's to change.",
  },
  archive: {
    title: "Archive",
    text: "What is put in can be read for ever, and changed for an hour.",
  },
  "drop-box": {
    title: "Drop box",
    text: "Everybody puts something in and sees what is their own; administrators see all.",
  },
  legacy: {
    title: "Old devices",
    text: "Scanners and players that cannot do much. Better kept to addresses that are known.",
  },
};
