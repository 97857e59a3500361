import { lateView } from './lateView';

/**
 * Views that the first picture does without, first those that show a recording: they have nothing to show before there is one.
 * The app fetches them all once it is idle, so that they are there when asked for.
 */
export const lateViews = {
  Timeline: lateView(async () => (await import('./timeline/Timeline')).Timeline),
  Ladder: lateView(async () => (await import('./right/Ladder')).Ladder),
  EventList: lateView(async () => (await import('./right/EventList')).EventList),
  BootLab: lateView(async () => (await import('./labs/BootLab')).BootLab),
  SwitchLab: lateView(async () => (await import('./labs/SwitchLab')).SwitchLab),
  BlockedAnswer: lateView(async () => (await import('./blocked/BlockedAnswer')).BlockedAnswer),
  BlockedView: lateView(async () => (await import('./blocked/BlockedView')).BlockedView),
  FindDialog: lateView(async () => (await import('./FindDialog')).FindDialog),
  HelpDialog: lateView(async () => (await import('./HelpDialog')).HelpDialog),
  MapTable: lateView(async () => (await import('./maps/MapTable')).MapTable),
  PageReading: lateView(async () => (await import('./right/PageReading')).PageReading),
  ShareDialog: lateView(async () => (await import('./ShareDialog')).ShareDialog),
  TimelineNumbers: lateView(async () => (await import('./timeline/TimelineNumbers')).TimelineNumbers),
};
