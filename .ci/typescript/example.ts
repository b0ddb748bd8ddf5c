// Submits an order, waits for its end, and follows another job and the status, by a client that was made of the description.
import createClient from 'openapi-fetch';
import type {components, paths} from './api';

type Schemas = components['schemas'];
type JobEnd = Schemas['JobEnd.shop'];

const server = 'http://127.0.0.1:8400';
const api = createClient<paths>({baseUrl: server, headers: {Authorization: 'Bearer …'}});

/** The number of the order that was shipped. */
export async function submitAndWait(number: string): Promise<string> {
  const {data, error, response} = await api.POST('/v1/pipelines/shop/jobs', {
    params: {header: {Prefer: 'wait=30', 'Idempotency-Key': `order-${number}`}},
    body: {input: {number, cents: 1999}, options: {priority: 'normal'}},
  });
  if (error !== undefined) {
    const pointers = (error.errors ?? []).map(each => each.pointer);
    throw new Error(`${error.type} at ${pointers.join(', ')}: ${error.detail}`);
  }
  if (data.state === 'open') {
    return follow(data.job, data.partition);
  }
  return shipped(data, response.headers.get('X-Request-Id'));
}

function shipped(end: JobEnd, request: string | null): string {
  switch (end.state) {
    case 'finished':
      return end.value?.number ?? '';
    case 'failed':
      throw new Error(`${request}: ${end.reason}, ${end.error}, after ${end.attempts} attempts`);
    case 'cancelled':
      throw new Error(`${request}: cancelled`);
  }
}

/** Hears how far the job is, until it has ended. */
export function follow(job: string, partition: number): Promise<string> {
  const events = new EventSource(`${server}/v1/pipelines/shop/jobs/${job}/events?partition=${partition}`);
  return new Promise((resolve, reject) => {
    events.addEventListener('progress', event => {
      const progress = JSON.parse(event.data) as Schemas['Progress'];
      console.log(`${Math.round(100 * progress.fraction)} %: ${progress.note}`);
    });
    events.addEventListener('end', event => {
      events.close();
      try {
        resolve(shipped(JSON.parse(event.data) as JobEnd, null));
      } catch (failed) {
        reject(failed);
      }
    });
  });
}

/** The stages that have more to do than they have room for. */
export async function fullStages(): Promise<string[]> {
  const {data, error} = await api.GET('/v1/status', {params: {query: {pipeline: ['shop']}}});
  if (error !== undefined) {
    throw new Error(error.detail);
  }
  return data.pipelines.flatMap(each => {
    if ('error' in each) {
      throw new Error(each.error);
    }
    return each.stages.filter(stage => stage.full === true).map(stage => stage.stage);
  });
}

/** What the client's types must refuse. Each line is an error, or the check fails. */
export async function refused(): Promise<void> {
  // @ts-expect-error cents is missing
  await api.POST('/v1/pipelines/shop/jobs', {body: {input: {number: 'a'}}});
  // @ts-expect-error there is no such priority
  await api.POST('/v1/pipelines/shop/jobs', {body: {input: {number: 'a', cents: 1}, options: {priority: 'urgent'}}});
  // @ts-expect-error there is no such path
  await api.GET('/v1/pipeline');
}
