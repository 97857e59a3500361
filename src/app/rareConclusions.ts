import { explainBlocked } from '../analysis/blocked';
import { bootSummary } from '../analysis/bootSummary';
import { designSummary } from '../analysis/designSummary';
import { faultMenu } from '../analysis/faultMenu';
import { faultReports } from '../analysis/faultReport';
import { lifeRows } from '../analysis/lifeRows';
import { regionWorking } from '../analysis/regionWorking';
import { secureSwitchSummary } from '../analysis/secureSwitchSummary';
import { verdictAt } from '../analysis/verdict';
import { ControlRun } from './controlRun';
import { settingsToPaste } from './operate/settingsToPaste';
import { startAdvice } from './operate/startAdvice';

/** Of refused migrations, of runs without one and of runs with faults. A chunk of its own. */
export const rareConclusions = { startAdvice, bootSummary, designSummary, ControlRun, explainBlocked, faultMenu, faultReports, lifeRows, regionWorking, secureSwitchSummary, settingsToPaste, verdictAt };
