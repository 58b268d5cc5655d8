/** A file that is no backup, or not one for this program; the message is for people. */
export class BackupRefused extends Error {}
