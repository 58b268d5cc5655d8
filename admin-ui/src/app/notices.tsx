import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

export function Notices() {
  // Away from the buttons at the end of a form: a notice with Undo stays for a while.
  return <Notifications position="bottom-left" limit={4} />;
}
