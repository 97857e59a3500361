/** What was wrong with one field of a link or of a typed value, and what was done instead. */
export interface Notice {
  readonly field: string;
  /** As it was given. */
  readonly given: string;
  /** What is used instead; absent when the field was dropped. */
  readonly used?: string;
  /** One sentence that names field, value and what is allowed. */
  readonly text: string;
}
