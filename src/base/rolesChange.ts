/** Name of the event that says which hosts source and destination are from now on: the guest goes on at the destination, and moves from there. */
export const ROLES_CHANGE = 'roles change';
