import { lateView } from './lateView';
import { lateViewCode } from './lateViewCode';

const { recording, onDemand } = lateViewCode;

/** Views that the first picture does without. */
export const lateViews = {
  CallOuts: lateView(recording, (views) => views.CallOuts),
  EventList: lateView(recording, (views) => views.EventList),
  Ladder: lateView(recording, (views) => views.Ladder),
  PresetChoices: lateView(recording, (views) => views.PresetChoices),
  Stories: lateView(recording, (views) => views.Stories),
  Timeline: lateView(recording, (views) => views.Timeline),
  AdviceDialog: lateView(onDemand, (views) => views.AdviceDialog),
  BlockedAnswer: lateView(onDemand, (views) => views.BlockedAnswer),
  BlockedHead: lateView(onDemand, (views) => views.BlockedHead),
  BlockedView: lateView(onDemand, (views) => views.BlockedView),
  BootLab: lateView(onDemand, (views) => views.BootLab),
  FaultMenu: lateView(onDemand, (views) => views.FaultMenu),
  FaultPanel: lateView(onDemand, (views) => views.FaultPanel),
  DesignLab: lateView(onDemand, (views) => views.DesignLab),
  FindDialog: lateView(onDemand, (views) => views.FindDialog),
  HelpDialog: lateView(onDemand, (views) => views.HelpDialog),
  MapSummary: lateView(onDemand, (views) => views.MapSummary),
  MapTable: lateView(onDemand, (views) => views.MapTable),
  Minimap: lateView(onDemand, (views) => views.Minimap),
  BesideVerdict: lateView(onDemand, (views) => views.BesideVerdict),
  UnderVerdict: lateView(onDemand, (views) => views.UnderVerdict),
  PageReading: lateView(onDemand, (views) => views.PageReading),
  SettingsDialog: lateView(onDemand, (views) => views.SettingsDialog),
  ShareDialog: lateView(onDemand, (views) => views.ShareDialog),
  SwitchLab: lateView(onDemand, (views) => views.SwitchLab),
  TileNote: lateView(onDemand, (views) => views.TileNote),
  TimelineNumbers: lateView(onDemand, (views) => views.TimelineNumbers),
};
