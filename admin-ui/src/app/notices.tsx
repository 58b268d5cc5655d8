import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

export function Notices() {
  // Over the navigation, away from the buttons of a page: a notice with Undo stays for a while.
  return <Notifications position="bottom-left" limit={4} containerWidth={WIDTH} />;
}

/** As wide as the navigation and the margin beside it; on a phone, as the page. */
const WIDTH = "min(16rem, calc(100vw - 2rem))";
