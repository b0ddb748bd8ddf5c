/** The filter of dead letters, the same for groups, letters, replay and drop. */
export const DEAD_FIELDS = [
  {name: 'reason', label: 'Reason', placeholder: 'any'},
  {name: 'exception', label: 'Exception', placeholder: 'any'},
  {name: 'error', label: 'Error contains', placeholder: ''},
  {name: 'where', label: 'Payload', placeholder: 'customer.country=SE', many: true, wide: true},
  {name: 'since', label: 'Died since (UTC)', placeholder: '2026-01-31T12:00:00Z'},
  {name: 'until', label: 'Died until (UTC)', placeholder: ''},
];

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
