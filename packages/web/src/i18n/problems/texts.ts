/** What is said of one code in Chinese. `of` is the catalogue's hint it was written from. */
export interface ProblemTranslation {
  /** Another hint than this one is about the very case, and is shown as the server wrote it. */
  readonly of: string;
  readonly title: string;
  readonly hint: string;
}

export type ProblemTranslations = Readonly<Record<string, ProblemTranslation>>;
