// What the menu behind the status item is made of: rows that run a command, and separators.

export interface MenuRow {
  readonly kind: "row";
  readonly label: string;
  readonly detail?: string;
  /** The editor command that choosing the row runs. */
  readonly command: string;
}

export interface MenuSeparator {
  readonly kind: "separator";
  readonly label: string;
}

export type MenuEntry = MenuRow | MenuSeparator;

export function row(label: string, command: string, detail?: string): MenuRow {
  return { kind: "row", label, command, ...(detail === undefined ? {} : { detail }) };
}

export function separator(label: string): MenuSeparator {
  return { kind: "separator", label };
}
