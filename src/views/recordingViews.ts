import { EventList } from './right/EventList';
import { Ladder } from './right/Ladder';
import { Timeline } from './timeline/Timeline';

/** What shows a recording: it has nothing to show before there is one. A chunk of its own. */
export const recordingViews = { EventList, Ladder, Timeline };
