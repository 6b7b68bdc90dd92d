// The HTTP interface (openapi.json).

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error('The server does not answer, or ended the connection. Is it still running, and the file small enough?');
  }
  const answer = await response.json().catch(() => ({ error: `the server answers ${response.status}` }));
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.error), { status: response.status });
}

function form(parts) {
  const data = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    if (part instanceof Blob) data.append(name, part, part.name ?? `${name}.png`);
    else if (part) data.append(name, part);
  }
  return data;
}

export const about = () => ask('about');
export const diagnose = picture => ask('diagnose', { method: 'POST', body: form({ picture }) });
export const create = parts => ask('jobs', { method: 'POST', body: form(parts) });
export const status = id => ask(`jobs/${id}`);
export const cancel = id => ask(`jobs/${id}`, { method: 'DELETE' });
export const picture = id => `jobs/${id}/picture`;
export const mask = id => `jobs/${id}/mask`;
export const preview = (id, step) => `jobs/${id}/preview?step=${step}`;

/** Tells of every state of a job until it has ended; a connection that is lost is made again. Returns what stops it. */
export function follow(id, tell, lost) {
  const events = new EventSource(`jobs/${id}/events`);
  events.onmessage = message => {
    const job = JSON.parse(message.data);
    if (hasEnded(job)) events.close();
    tell(job);
  };
  events.onerror = () => lost(events.readyState === EventSource.CLOSED);
  return () => events.close();
}

export const hasEnded = job => !['queued', 'running'].includes(job.state);
