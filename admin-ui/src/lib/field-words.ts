/** What a field of a form is called, and what its values are to people. */
export type FieldWord =
  | string
  | { readonly label: string; readonly of: "principals" | "shares" | "permissions" }
  | { readonly label: string; readonly say: (value: unknown) => string };

export type FieldWords<Values> = Readonly<Partial<Record<keyof Values & string, FieldWord>>>;
