import type { InspectedPage } from '../../store/appActions';
import type { AppState } from '../../store/appState';

// Views know the engine through the store only; these are its records by their own names.

export type RecordedEvent = AppState['events'][number];
export type PageFacts = InspectedPage['facts'];
export type PageLife = NonNullable<InspectedPage['life']>;
