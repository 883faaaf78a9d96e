import { notifications } from "@mantine/notifications";

/** Says that something was done, for a moment. */
export function tellDone(message: string): void {
  notifications.show({ color: "green", message, autoClose: 4_000 });
}
