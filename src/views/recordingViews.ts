import { PresetChoices } from './PresetChoices';
import { EventList } from './right/EventList';
import { Ladder } from './right/Ladder';
import { Stories } from './Stories';
import { Timeline } from './timeline/Timeline';

/** What shows a recording, which has nothing to show before there is one, and the stories. A chunk of its own. */
export const recordingViews = { EventList, Ladder, PresetChoices, Stories, Timeline };
