import { BlockedAnswer } from './blocked/BlockedAnswer';
import { BlockedHead } from './blocked/BlockedHead';
import { BlockedView } from './blocked/BlockedView';
import { FaultMenu } from './faults/FaultMenu';
import { FaultPanel } from './faults/FaultPanel';
import { FindDialog } from './FindDialog';
import { HelpDialog } from './HelpDialog';
import { BootLab } from './labs/BootLab';
import { DesignLab } from './labs/DesignLab';
import { SwitchLab } from './labs/SwitchLab';
import { MapTable } from './maps/MapTable';
import { MapSummary } from './maps/MapSummary';
import { Minimap } from './maps/Minimap';
import { TileNote } from './maps/TileNote';
import { AdviceDialog } from './operate/AdviceDialog';
import { SettingsDialog } from './operate/SettingsDialog';
import { PageReading } from './right/PageReading';
import { ShareDialog } from './ShareDialog';
import { BesideVerdict } from './verdict/BesideVerdict';
import { UnderVerdict } from './verdict/UnderVerdict';
import { TimelineNumbers } from './timeline/TimelineNumbers';

/** What shows when somebody asks for it, or a scenario does. A chunk of its own. */
export const onDemandViews = {
  AdviceDialog, BlockedAnswer, BlockedHead, BlockedView, BootLab, DesignLab, FaultMenu, FaultPanel, FindDialog, HelpDialog, MapSummary, MapTable, Minimap, PageReading, SettingsDialog, ShareDialog, SwitchLab, TileNote, TimelineNumbers, BesideVerdict, UnderVerdict,
};
