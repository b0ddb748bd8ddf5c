import {ActivityScreen} from './screens/activity.js';
import {DeadScreen} from './screens/dead.js';
import {DoctorScreen} from './screens/doctor.js';
import {FindScreen} from './screens/find.js';
import {JobScreen} from './screens/job.js';
import {LettersScreen} from './screens/letters.js';
import {LetterScreen} from './screens/letter.js';
import {LostScreen} from './screens/lost.js';
import {OverviewScreen} from './screens/overview.js';
import {PipelineScreen} from './screens/pipeline.js';
import {ReadersScreen} from './screens/readers.js';
import {ScheduleScreen} from './screens/schedule.js';
import {SchedulesScreen} from './screens/schedules.js';
import {StageScreen} from './screens/stage.js';
import {SubmitScreen} from './screens/submit.js';
import {WindowsScreen} from './screens/windows.js';
import {WorkersScreen} from './screens/workers.js';

const OF_PIPELINE = {
  doctor: DoctorScreen,
  readers: ReadersScreen,
  submit: SubmitScreen,
  windows: WindowsScreen,
  workers: WorkersScreen,
};

/** The screen of an address. */
export function screenOf(page, parts, query) {
  const [area, name, screen, ...rest] = parts;
  if (area === undefined) {
    return new OverviewScreen(page);
  }
  if (area === 'activity' && parts.length === 1) {
    return new ActivityScreen(page);
  }
  if (area === 'find' && parts.length === 2) {
    return new FindScreen(page, name);
  }
  return area === 'pipelines' && name ? ofPipeline(page, name, screen, rest, query) : new LostScreen();
}

function ofPipeline(page, pipeline, screen, rest, query) {
  const [first, second] = rest;
  switch (screen) {
    case undefined:
      return new PipelineScreen(page, pipeline);
    case 'stages':
      return first ? new StageScreen(page, pipeline, first, second ?? 'waiting', query) : new LostScreen();
    case 'jobs':
      return first ? new JobScreen(page, pipeline, first) : new LostScreen();
    case 'dead':
      return second
        ? new LetterScreen(page, pipeline, first, second)
        : first
          ? new LettersScreen(page, pipeline, first, query)
          : new DeadScreen(page, pipeline, query);
    case 'schedules':
      return first ? new ScheduleScreen(page, pipeline, first) : new SchedulesScreen(page, pipeline);
    case 'new-schedule':
      return new ScheduleScreen(page, pipeline, null);
    default: {
      const Screen = OF_PIPELINE[screen];
      return Screen ? new Screen(page, pipeline) : new LostScreen();
    }
  }
}
