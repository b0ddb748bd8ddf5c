import {age, count, counted, percent, rate, safe, since} from './format.js';

/** From which age on waiting is yellow, as `streamweir status --watch` has it. */
export const WARN_SECONDS = 10;

/** From which age on it is red. */
export const ALARM_SECONDS = 60;

const BEHIND_SECONDS = 120;
const HELD_SECONDS = 60;
const OVERDUE_SECONDS = 5;
const AMISS = 0.05;
const FAILING = 0.5;
const FEW = 10;

/** The levels, the worst one first. */
const LEVELS = ['bad', 'warn', 'paused', 'good', 'idle'];

/** How bad an age looks. */
export function ageLevel(seconds) {
  return seconds >= ALARM_SECONDS ? 'bad' : seconds >= WARN_SECONDS ? 'warn' : '';
}

/**
 * What is to be said of a stage: its level, one word, and the reasons in sentences.
 *
 * @param status the stage's pipeline, as the server samples it
 * @param stage the stage in it
 * @param definition the pipeline's definition, if it is known
 */
export function assess(status, stage, definition) {
  const found = [
    paused(status, stage),
    unattended(stage),
    resting(status, stage),
    failing(stage),
    behind(status, stage, definition),
    full(stage),
    slow(status, stage, definition),
    amiss(stage),
    overdue(stage),
  ].filter(Boolean);
  if (found.length > 0) {
    return worst(found);
  }
  return stage.backlog > 0 || stage.inPerSecond > 0
    ? {level: 'good', word: 'keeps up', reasons: []}
    : {level: 'idle', word: 'idle', reasons: []};
}

/** The worst finding, with the reasons of all; a pause explains whatever waits. */
function worst(found) {
  const pause = found.find((finding) => finding.level === 'paused');
  const first = pause ?? found.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  const others = pause ? [] : found.filter((finding) => finding !== first && !first.explains?.includes(finding.word));
  return {...first, reasons: [first, ...others].flatMap((finding) => finding.reasons)};
}

function rank(finding) {
  return LEVELS.indexOf(finding.level);
}

function paused(status, stage) {
  const pause = status.pauses.find((one) => !one.stage || one.stage === stage.stage);
  if (!pause) {
    return null;
  }
  const by = pause.by ? ` by ${safe(pause.by)}` : '';
  const why = pause.reason ? `: ${safe(pause.reason)}` : '';
  const what = pause.stage ? 'Paused' : 'The whole pipeline is paused';
  return {level: 'paused', word: 'paused', reasons: [`${what} for ${age(since(pause.since))}${by}${why}.`]};
}

function unattended(stage) {
  return stage.consumers === 0 && stage.backlog > 0
    ? {
        level: 'bad',
        word: 'no worker',
        reasons: [`No worker takes entries. ${waiting(stage)}`],
        explains: ['behind', 'slow', 'full'],
      }
    : null;
}

function resting(status, stage) {
  const breaker = status.breakers.find((one) => one.stage === stage.stage && one.resting + one.trying > 0);
  return breaker
    ? {
        level: 'bad',
        word: 'resting',
        reasons: [
          `${counted(breaker.resting, 'worker rests', 'workers rest')} since attempts fail. Last failure: ${safe(breaker.lastFailure)}.`,
        ],
        explains: ['failing', 'some fail'],
      }
    : null;
}

function failing(stage) {
  const {failed, failedRatio} = stage.lastMinute;
  return failed >= FEW && failedRatio > FAILING
    ? {level: 'bad', word: 'failing', reasons: [failureText(stage)], explains: ['some fail']}
    : null;
}

function amiss(stage) {
  return stage.lastMinute.failedRatio > AMISS
    ? {level: 'warn', word: 'some fail', reasons: [failureText(stage)]}
    : null;
}

function failureText(stage) {
  const {failedRatio, failed, ended, cause} = stage.lastMinute;
  const why = cause ? ` Last cause: ${safe(cause)}.` : '';
  return `${percent(failedRatio)} of the attempts of the last minute failed (${count(failed)} of ${count(ended)}).${why}`;
}

function behind(status, stage, definition) {
  return stage.behind ?? stage.oldestWaitingSeconds > BEHIND_SECONDS
    ? {level: 'bad', word: 'behind', reasons: [waiting(stage), ...why(status, stage, definition)], explains: ['slow', 'full']}
    : null;
}

function slow(status, stage, definition) {
  return stage.oldestWaitingSeconds >= WARN_SECONDS
    ? {level: 'warn', word: 'slow', reasons: [waiting(stage), ...why(status, stage, definition)], explains: ['full']}
    : null;
}

function full(stage) {
  return stage.full
    ? {level: 'warn', word: 'full', reasons: [`The inbox is full. ${waiting(stage)}`]}
    : null;
}

function overdue(stage) {
  return stage.oldestOverdueSeconds > OVERDUE_SECONDS
    ? {
        level: 'warn',
        word: 'overdue',
        reasons: [`A delayed entry has been due for ${age(stage.oldestOverdueSeconds)} and no worker moves it.`],
      }
    : null;
}

function waiting(stage) {
  if (stage.lag === 0) {
    return 'Nothing waits.';
  }
  const known = stage.lagKnown ? '' : 'About ';
  return `${known}${counted(stage.lag, 'entry waits', 'entries wait')}, the oldest for ${age(stage.oldestWaitingSeconds)}.`;
}

/** Why entries wait, as far as the numbers tell: the most certain cause first. */
function why(status, stage, definition) {
  const defined = definition?.stages.find((one) => one.stage === stage.stage);
  const cause = held(stage) ?? downstream(status, stage, defined) ?? limited(stage, defined);
  return cause ? [cause] : [pace(stage, defined)];
}

function held(stage) {
  return stage.oldestDeliveredSeconds > HELD_SECONDS
    ? `A worker has had one entry in hand for ${age(stage.oldestDeliveredSeconds)}.`
    : null;
}

function downstream(status, stage, defined) {
  const blocking = (defined?.targets ?? []).filter(
    (target) => status.stages.find((one) => one.stage === target)?.full);
  return blocking.length > 0 ? `It waits for room at ${blocking.join(' and ')}, where the inbox is full.` : null;
}

function limited(stage, defined) {
  if (defined?.maxRunning && stage.pending >= defined.maxRunning) {
    return `No more than ${counted(defined.maxRunning, 'entry', 'entries')} may run at once.`;
  }
  const limit = defined?.rateLimit;
  const perSecond = limit?.permits / limit?.perSeconds;
  return perSecond && stage.outPerSecond >= 0.9 * perSecond ? `Its rate is limited to ${rate(perSecond)} per second.` : null;
}

function pace(stage, defined) {
  const hands = defined?.concurrency ? stage.consumers * defined.concurrency : 0;
  const busy = hands > 0 && stage.pending >= hands ? `, all ${count(hands)} handlers busy` : '';
  const workers = `${counted(stage.consumers, 'worker', 'workers')}${busy}`;
  if (stage.inPerSecond === null || stage.inPerSecond === undefined) {
    return `${workers}.`;
  }
  const speed = `${rate(stage.inPerSecond)}/s come in, ${rate(stage.outPerSecond)}/s go out`;
  return `${speed}; ${workers}.${outlook(stage)}`;
}

function outlook(stage) {
  if (stage.drainSeconds > 0) {
    return ` At this pace it has caught up in ${age(stage.drainSeconds)}.`;
  }
  return stage.outPerSecond < stage.inPerSecond ? ' The backlog grows.' : '';
}

/** What of a whole pipeline is to be seen to, stages and others, the worst one first. */
export function attention(status, definition) {
  const stages = status.stages
    .map((stage) => ({stage: stage.stage, ...assess(status, stage, definition)}))
    .filter((finding) => rank(finding) < LEVELS.indexOf('good'));
  const all = [...together(stages), ...lateWindows(status), ...fullOutboxes(status)];
  return all.map((finding) => ({pipeline: status.pipeline, ...finding})).sort((a, b) => rank(a) - rank(b));
}

/** A pipeline that is paused as a whole is told once, and not for each of its stages. */
function together(stages) {
  const whole = stages.filter((finding) => finding.reasons[0]?.startsWith('The whole pipeline'));
  return whole.length > 1
    ? [{...whole[0], stage: null}, ...stages.filter((finding) => !whole.includes(finding))]
    : stages;
}

function lateWindows(status) {
  return status.windows
    .filter((window) => window.watermarkLagSeconds > BEHIND_SECONDS && window.open > 0)
    .map((window) => ({
      level: 'warn',
      word: 'window late',
      place: 'windows',
      reasons: [`The window ${window.window} is ${age(window.watermarkLagSeconds)} behind in event time.`],
    }));
}

function fullOutboxes(status) {
  return status.outboxes
    .filter((outbox) => outbox.oldestSeconds > BEHIND_SECONDS)
    .map((outbox) => ({
      level: 'warn',
      word: 'outbox waits',
      reasons: [
        `${counted(outbox.waiting, 'job waits', 'jobs wait')} for ${outbox.target} to take them, the oldest for ${age(outbox.oldestSeconds)}.`,
      ],
    }));
}
