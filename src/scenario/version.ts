/** Version of the link's fields. Bumped, with an upgrader, when a field is renamed or a default or a preset changes. */
export const LINK_VERSION = 1;
