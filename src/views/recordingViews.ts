import { CallOuts } from './hints/CallOuts';
import { PresetChoices } from './PresetChoices';
import { EventList } from './right/EventList';
import { Ladder } from './right/Ladder';
import { Stories } from './Stories';
import { Timeline } from './timeline/Timeline';

/** What shows a recording, which has nothing to show before there is one, the stories, and the hints of a first visit. A chunk of its own. */
export const recordingViews = { CallOuts, EventList, Ladder, PresetChoices, Stories, Timeline };
