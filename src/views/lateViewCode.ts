import { lateCode } from '../base/lateCode';

/** The chunks of views that are no part of the first load. The app fetches both after it, so that they are there when asked for. */
export const lateViewCode = {
  recording: lateCode(async () => (await import('./recordingViews')).recordingViews),
  onDemand: lateCode(async () => (await import('./onDemandViews')).onDemandViews),
};
