import {safe} from './format.js';

/** Why a letter died, as the API names it, and in words. */
const REASONS = {
  attempts: 'attempts used up',
  rejected: 'rejected',
  deliveries: 'delivered too often',
  malformed: 'malformed',
  undecodable: 'cannot be decoded',
  unsettleable: 'cannot be settled',
  timeout: 'timed out',
};

/** The filter of dead letters, the same for groups, letters, replay and drop. */
export const DEAD_FIELDS = [
  {name: 'reason', label: 'Reason', options: [['', 'any'], ...Object.entries(REASONS)]},
  {name: 'exception', label: 'Exception', placeholder: 'any'},
  {name: 'error', label: 'Error contains', placeholder: ''},
  {name: 'where', label: 'Payload', placeholder: 'customer.country=SE', many: true, wide: true},
  {name: 'since', label: 'Died since (UTC)', placeholder: '2026-01-31T12:00:00Z'},
  {name: 'until', label: 'Died until (UTC)', placeholder: ''},
];

/** Why a letter died, in words. */
export function reasonText(reason) {
  return REASONS[reason] ?? safe(reason);
}

/** What is sent in a list's address. */
export function asQuery(query) {
  const found = {};
  for (const field of DEAD_FIELDS) {
    const values = query.getAll(field.name);
    if (values.length > 0) {
      found[field.name] = field.many ? values : values[0];
    }
  }
  return found;
}
