import { Kbd, Modal, Table } from "@mantine/core";
import { appMessages } from "#app/messages.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Action } from "./action.ts";

interface ShortcutHelpProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly actions: readonly Action[];
}

export function ShortcutHelp({ opened, onClose, actions }: ShortcutHelpProps) {
  const text = useMessages(appMessages);
  const language = useLanguage();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.shortcuts}
      closeButtonProps={{ "aria-label": text.close }}
    >
      <Table>
        <Table.Tbody>
          {actions
            .filter(({ keys }) => keys !== undefined)
            .map(({ id, keys, label }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Kbd>{keys}</Kbd>
                </Table.Td>
                <Table.Td>{label[language]}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
