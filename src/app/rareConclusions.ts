import { explainBlocked } from '../analysis/blocked';
import { bootSummary } from '../analysis/bootSummary';
import { designSummary } from '../analysis/designSummary';
import { lifeRows } from '../analysis/lifeRows';
import { regionWorking } from '../analysis/regionWorking';
import { secureSwitchSummary } from '../analysis/secureSwitchSummary';
import { verdictAt } from '../analysis/verdict';

/** Of refused migrations and of runs without one. A chunk of its own. */
export const rareConclusions = { bootSummary, designSummary, explainBlocked, lifeRows, regionWorking, secureSwitchSummary, verdictAt };
