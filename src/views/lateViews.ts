import { lateView } from './lateView';

/** Views that the first picture does without. The app fetches them all once it is idle, so that they are there when asked for. */
export const lateViews = {
  BlockedAnswer: lateView(async () => (await import('./blocked/BlockedAnswer')).BlockedAnswer),
  BlockedView: lateView(async () => (await import('./blocked/BlockedView')).BlockedView),
  FindDialog: lateView(async () => (await import('./FindDialog')).FindDialog),
  HelpDialog: lateView(async () => (await import('./HelpDialog')).HelpDialog),
  MapTable: lateView(async () => (await import('./maps/MapTable')).MapTable),
  PageReading: lateView(async () => (await import('./right/PageReading')).PageReading),
  ShareDialog: lateView(async () => (await import('./ShareDialog')).ShareDialog),
  TimelineNumbers: lateView(async () => (await import('./timeline/TimelineNumbers')).TimelineNumbers),
};
